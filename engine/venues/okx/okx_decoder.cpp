// SPDX-License-Identifier: MIT
#include "engine/venues/okx/okx_decoder.h"

#include "engine/json/reader.h"

#include <optional>

namespace leadline::venues::okx
{

namespace
{

using core::defect;
using core::MarketMessage;
using json::Checked;
using json::Object;
using json::Value;
using Kind = core::MarketMessage::Kind;

/// Levels a side that the `books` channel keeps a client informed of.
constexpr std::size_t booksDepth = 400;

Checked readStamp(Value value, core::Timestamp& time)
{
    std::uint64_t milliseconds = 0;
    auto read = json::readWhole(value, "ts", milliseconds);
    if (read && milliseconds > 7'000'000'000'000) {
        return defect("field ts is not a time in milliseconds");
    }
    time = core::fromMilliseconds(static_cast<std::int64_t>(milliseconds));
    return read;
}

/// What a message is about; empty: nothing of interest.
Checked readArgument(Object& object, std::string_view& channel, std::string_view& symbol)
{
    Value value;
    Object argument;
    const auto isThere = json::findField(object, "arg", value);
    if (!isThere) {
        return std::unexpected(isThere.error());
    }
    if (!*isThere || value.get_object().get(argument) != simdjson::SUCCESS) {
        return {};
    }
    auto read = json::findText(argument, "channel", channel);
    return read ? json::findText(argument, "instId", symbol) : read;
}

} // namespace

struct OkxDecoder::Parser {
    simdjson::ondemand::parser reader;
    std::vector<std::string_view> rest; ///< deprecated field and number of orders behind price and size

    Checked readBook(Object object, bool isSnapshot, MarketMessage& message)
    {
        core::Timestamp time;
        std::optional<std::uint32_t> checksum;
        auto read = json::forEachField(object, [&](std::string_view key, Value value) -> Checked {
            if (key == "asks") {
                return json::readLevels(value, key, message.asks, message.priceDecimals, &message.askTexts, &rest);
            }
            if (key == "bids") {
                return json::readLevels(value, key, message.bids, message.priceDecimals, &message.bidTexts, &rest);
            }
            if (key == "ts") {
                return readStamp(value, time);
            }
            std::int64_t published = 0; // as a signed number
            if (key == "checksum" && value.get_int64().get(published) == simdjson::SUCCESS) {
                checksum = static_cast<std::uint32_t>(published);
            }
            return {};
        });
        rest.clear();
        if (!read) {
            return read;
        }
        message.kind = Kind::Book;
        message.book = {.kind = isSnapshot ? core::BookUpdateKind::Snapshot : core::BookUpdateKind::Diff,
            .eventTime = time,
            .bids = message.bids,
            .asks = message.asks,
            .bidTexts = message.bidTexts,
            .askTexts = message.askTexts,
            .checksum = checksum,
            .depth = booksDepth};
        return {};
    }

    static Checked readTrade(Object object, core::Trade& trade, int& decimals)
    {
        core::LevelText text;
        std::string_view side;
        auto read = json::forEachField(object, [&](std::string_view key, Value value) -> Checked {
            if (key == "px") {
                return json::readText(value, key, text.price);
            }
            if (key == "sz") {
                return json::readText(value, key, text.size);
            }
            if (key == "side") {
                return json::readText(value, key, side);
            }
            if (key == "tradeId") {
                return json::readWhole(value, key, trade.id);
            }
            return key == "ts" ? readStamp(value, trade.eventTime) : Checked{};
        });
        if (!read) {
            return read;
        }
        const auto level = json::levelOf(text, "trade", decimals);
        if (!level || (side != "buy" && side != "sell")) {
            return level ? Checked(defect("field side is neither buy nor sell"))
                         : Checked(std::unexpected(level.error()));
        }
        trade.price = level->price;
        trade.size = level->size;
        trade.aggressor = side == "buy" ? core::Side::Bid : core::Side::Ask;
        return {};
    }
};

OkxDecoder::OkxDecoder()
    : m_parser(std::make_unique<Parser>())
{
}

OkxDecoder::~OkxDecoder() = default;

std::expected<void, core::Defect> OkxDecoder::decode(std::string_view json, MarketMessage& message)
{
    message.begin();
    m_trades.clear();

    simdjson::ondemand::document document;
    Object object;
    if (auto opened = json::openObject(m_parser->reader, json, document, object); !opened) {
        return opened;
    }
    std::string_view channel;
    std::string_view symbol;
    Value data;
    std::string_view action;
    if (auto read = readArgument(object, channel, symbol); !read || (channel != "books" && channel != "trades")) {
        return read;
    }
    if (auto named = json::nameSymbol(symbol, "instId", message.symbol); !named) {
        return named;
    }
    if (auto read = json::findText(object, "action", action); !read) {
        return read;
    }
    const bool isSnapshot = action == "snapshot";
    if (const auto isThere = json::findField(object, "data", data); !isThere || !*isThere) {
        // Without data it is the answer to a subscription.
        return isThere ? Checked{} : Checked(std::unexpected(isThere.error()));
    }
    const auto read = json::forEachObject(data, "data", [&](Object entry) {
        return channel == "books" ? m_parser->readBook(entry, isSnapshot, message)
                                  : Parser::readTrade(entry, m_trades.add(), message.priceDecimals);
    });
    return m_trades.settle(read, message);
}

bool sends(std::string_view json)
{
    return json.find(R"("channel":"books")") != std::string_view::npos
        && json.find(R"("instId":")") != std::string_view::npos;
}

} // namespace leadline::venues::okx
