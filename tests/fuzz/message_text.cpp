// SPDX-License-Identifier: MIT
#include "tests/fuzz/message_text.h"

#include "engine/core/decimal.h"
#include "tests/fuzz/fuzz.h"

namespace leadline::fuzz
{

namespace
{

using core::MarketMessage;
using Kind = core::MarketMessage::Kind;

std::string textOf(core::Timestamp time)
{
    return " @" + std::to_string(time.time_since_epoch().count());
}

std::string textOf(const core::Level& level)
{
    return ' ' + level.price.text() + 'x' + level.size.text();
}

std::string textOf(std::span<const core::Level> levels, std::span<const core::LevelText> texts)
{
    std::string text;
    for (const core::Level& level : levels) {
        text += textOf(level);
    }
    for (const core::LevelText& one : texts) {
        text.append(" '").append(one.price).append("'x'").append(one.size).append("'");
    }
    return text;
}

std::string textOf(std::span<const core::LevelAside> levels)
{
    std::string text;
    for (const core::LevelAside& level : levels) {
        text.append(level.isRemoved ? " gone '" : " aside '").append(level.text.price).append("'x'");
        text.append(level.text.size).append("'");
    }
    return text;
}

std::string textOf(const core::BookUpdate& book)
{
    return " book " + std::to_string(static_cast<int>(book.kind)) + ' ' + std::to_string(book.firstId) + ' '
        + std::to_string(book.finalId) + ' ' + std::to_string(book.previousId) + textOf(book.eventTime) + " depth "
        + std::to_string(book.depth) + " crc " + (book.checksum ? std::to_string(*book.checksum) : "-") + " bids"
        + textOf(book.bids, book.bidTexts) + textOf(book.bidsAside) + " asks" + textOf(book.asks, book.askTexts)
        + textOf(book.asksAside) + (book.isCounted ? " counted" : "");
}

std::string textOf(const core::Trade& trade)
{
    return " trade " + std::to_string(trade.id) + textOf(trade.eventTime) + textOf(core::Level{trade.price, trade.size})
        + (trade.aggressor == core::Side::Bid ? " bought" : " sold");
}

std::string textOf(const core::Instrument& instrument)
{
    return " instrument " + instrument.id.symbol.text() + ' ' + instrument.pair.text() + ' ' + instrument.tick.text()
        + ' ' + instrument.lot.text() + ' ' + instrument.minimumSize.text() + ' ' + instrument.minimumNotional.text()
        + ' ' + instrument.contractSize.text() + ' ' + std::to_string(static_cast<int>(instrument.kind))
        + (instrument.countsContracts ? " contracts" : "") + (instrument.isPairGuessed ? " guessed" : "");
}

void checkLevel(const core::Level& level)
{
    require(level.price.raw() > 0 && level.price.raw() <= core::Price::maxRaw, "a level's price is positive");
    require(level.size.raw() >= 0 && level.size.raw() <= core::Quantity::maxRaw, "a level's size is in range");
}

void checkSide(std::span<const core::Level> levels, std::span<const core::LevelText> texts)
{
    for (const core::Level& level : levels) {
        checkLevel(level);
    }
    require(texts.empty() || texts.size() == levels.size(), "a text stands beside each level, or beside none");
}

} // namespace

std::string textOf(const MarketMessage& message)
{
    std::string text = std::to_string(static_cast<int>(message.kind)) + ' ' + message.symbol.text() + " d"
        + std::to_string(message.priceDecimals) + (message.messagesLost ? " lost" : "");
    switch (message.kind) {
    case Kind::Book:
        return text + textOf(message.book);
    case Kind::Trade:
        return text + textOf(message.trade);
    case Kind::Top:
        return text + " top " + std::to_string(message.top.id) + textOf(message.top.eventTime) + textOf(message.top.bid)
            + textOf(message.top.ask);
    case Kind::Instrument:
    case Kind::Listed:
        return text + textOf(message.instrument);
    case Kind::Status:
        return text + " status " + std::string(core::describe(message.status));
    case Kind::Halt:
        return text + " halt " + std::to_string(static_cast<int>(message.halt.what)) + textOf(message.halt.eventTime)
            + ' ' + message.halt.code.text() + ' ' + message.halt.reason.text();
    case Kind::Bands:
        return text + " bands" + textOf(message.bands.eventTime) + ' ' + message.bands.lower.text() + ' '
            + message.bands.upper.text();
    case Kind::Other:
    case Kind::Heartbeat:
        break;
    }
    return text;
}

void checkMessage(const MarketMessage& message)
{
    require(message.priceDecimals >= 0 && message.priceDecimals <= core::decimalPlaces, "a price has 0 to 9 decimals");
    switch (message.kind) {
    case Kind::Book:
        checkSide(message.book.bids, message.book.bidTexts);
        checkSide(message.book.asks, message.book.askTexts);
        require(message.book.firstId <= message.book.finalId, "ids do not run backwards");
        break;
    case Kind::Trade:
        require(message.trade.price.raw() > 0 && message.trade.price.raw() <= core::Price::maxRaw,
            "a trade's price is positive");
        require(!message.trade.size.isNegative() && message.trade.size.raw() <= core::Quantity::maxRaw,
            "a trade's size is in range");
        break;
    case Kind::Top:
        require(message.top.bid.price.raw() >= 0 && !message.top.bid.size.isNegative(), "a best bid is not negative");
        require(message.top.ask.price.raw() >= 0 && !message.top.ask.size.isNegative(), "a best ask is not negative");
        break;
    case Kind::Instrument:
    case Kind::Listed:
        require(message.instrument.tick.raw() >= 0 && !message.instrument.lot.isNegative(), "steps are not negative");
        require(message.instrument.contractSize.raw() >= 0, "a contract is worth something, or nobody knows");
        break;
    case Kind::Bands:
        require(message.bands.lower.raw() >= 0 && message.bands.upper.raw() >= 0, "bands are not negative");
        break;
    case Kind::Other:
    case Kind::Heartbeat:
    case Kind::Status:
    case Kind::Halt:
        return;
    }
    require(!message.symbol.isEmpty(), "what may be applied names its symbol");
}

} // namespace leadline::fuzz
