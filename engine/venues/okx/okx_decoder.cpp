// SPDX-License-Identifier: MIT
#include "engine/venues/okx/okx_decoder.h"

#include "engine/json/reader.h"
#include "engine/venues/okx/okx_symbols.h"
#include "engine/venues/scratch_parser.h"

#include <algorithm>
#include <array>
#include <limits>
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

struct BookChannel {
    std::string_view name;
    std::size_t depth; ///< levels a side that it keeps a client informed of; zero: each message is all there is
};

/// A message of the last two is complete in itself; recordings exist that hold updates under their names too, and say
/// so.
constexpr auto bookChannels = std::to_array<BookChannel>(
    {{"books", 400}, {"books-l2-tbt", 400}, {"books50-l2-tbt", 50}, {"books5", 0}, {"bbo-tbt", 0}});
constexpr std::string_view touchChannel = "bbo-tbt";

const BookChannel* bookChannelOf(std::string_view name)
{
    const auto* const found = std::ranges::find(bookChannels, name, &BookChannel::name);
    return found == bookChannels.end() ? nullptr : found;
}

bool isTrades(std::string_view channel)
{
    return channel == "trades" || channel == "trades-all";
}

/// A sequence number; -1 is that of what nothing stands before.
struct SequenceId {
    std::uint64_t id = 0;
    bool isTold = false;
    bool isBefore = false;
};

Checked readSequence(Value value, std::string_view field, SequenceId& to)
{
    std::int64_t signedId = 0;
    if (value.get_int64().get(signedId) == simdjson::SUCCESS && signedId == -1) {
        to = {.isTold = true, .isBefore = true};
        return {};
    }
    to.isTold = true;
    return json::readWhole(value, field, to.id);
}

core::BookUpdateKind kindOf(std::string_view action, const BookChannel& channel, const SequenceId& previous)
{
    if (action == "snapshot" || action == "update") {
        return action == "snapshot" ? core::BookUpdateKind::Snapshot : core::BookUpdateKind::Diff;
    }
    if (channel.depth == 0) {
        return channel.name == touchChannel ? core::BookUpdateKind::Quote : core::BookUpdateKind::Frame;
    }
    return previous.isBefore ? core::BookUpdateKind::Snapshot : core::BookUpdateKind::Diff;
}

/// What the update before a diff was; an update that says that nothing stands before it contradicts the book.
std::uint64_t previousOf(const SequenceId& previous, core::BookUpdateKind kind)
{
    if (!previous.isTold || kind != core::BookUpdateKind::Diff) {
        return 0;
    }
    return previous.isBefore ? std::numeric_limits<std::uint64_t>::max() : previous.id;
}

/// "0.01"; nothing where the field is empty, as it is for coins.
std::optional<core::Quantity> numberIn(std::string_view text)
{
    const auto number = core::Quantity::parse(text);
    return number && number->raw() > 0 ? std::optional(*number) : std::nullopt;
}

/// `ctVal` times `ctMult`.
std::optional<core::Quantity> contractSizeOf(std::string_view value, std::string_view multiplier)
{
    const auto one = numberIn(value);
    const auto times = multiplier.empty() ? core::Quantity::fromRaw(core::decimalScale) : numberIn(multiplier);
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    if (!one || !times || one->raw() > most || times->raw() > most) {
        return std::nullopt;
    }
    const core::Int128 size = one->raw() * times->raw() / core::decimalScale;
    return size > 0 ? std::optional(core::Quantity::fromRaw(size)) : std::nullopt;
}

Checked readStamp(Value value, core::Timestamp& time)
{
    return json::readTime(value, "ts", time);
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
    ScratchParser reader;
    std::vector<std::string_view> rest; ///< deprecated field and number of orders behind price and size

    Checked readBook(Object object, std::string_view action, const BookChannel& channel, MarketMessage& message)
    {
        core::Timestamp time;
        SequenceId sequence;
        SequenceId previous;
        std::optional<std::uint32_t> checksum;
        auto read = json::forEachField(object, [&](std::string_view key, Value value) -> Checked {
            if (key == "asks") {
                return json::readLevels(value, key, json::sinkWithTexts(message, core::Side::Ask), &rest);
            }
            if (key == "bids") {
                return json::readLevels(value, key, json::sinkWithTexts(message, core::Side::Bid), &rest);
            }
            if (key == "ts") {
                return readStamp(value, time);
            }
            if (key == "seqId") {
                return readSequence(value, key, sequence);
            }
            if (key == "prevSeqId") {
                return readSequence(value, key, previous);
            }
            std::int64_t published = 0; // as a signed number; zero since the venue stopped making one
            if (key == "checksum" && value.get_int64().get(published) == simdjson::SUCCESS && published != 0) {
                checksum = static_cast<std::uint32_t>(published);
            }
            return {};
        });
        rest.clear();
        if (!read) {
            return read;
        }
        message.kind = Kind::Book;
        const core::BookUpdateKind kind = kindOf(action, channel, previous);
        message.book = {.kind = kind,
            .finalId = sequence.id,
            .previousId = previousOf(previous, kind),
            .eventTime = time,
            .bids = message.bids,
            .asks = message.asks,
            .bidsAside = message.bidsAside,
            .asksAside = message.asksAside,
            .bidTexts = message.bidTexts,
            .askTexts = message.askTexts,
            .checksum = checksum,
            .depth = channel.depth};
        return {};
    }

    static Checked readListed(Object object, PendingListed& listed)
    {
        std::array<json::FieldText, 4> fields{json::FieldText{"instId", false}, json::FieldText{"ctVal", false},
            json::FieldText{"ctMult", false}, json::FieldText{"ctType", false}};
        if (auto read = json::readTexts(object, fields); !read) {
            return read;
        }
        const auto& [symbol, value, multiplier, type] = fields;
        if (symbol.text.empty() || !core::Symbol::fits(symbol.text)) {
            return {};
        }
        core::Instrument instrument = okx::instrumentOf({okx::venue, core::Symbol(symbol.text)});
        if (instrument.countsContracts) {
            if (value.text.empty()) {
                return {}; // of another list: tickers, marks
            }
            instrument.contractSize = contractSizeOf(value.text, multiplier.text).value_or(core::Quantity{});
            instrument.kind = type.text == "inverse" ? core::ContractKind::Inverse
                : type.text == "linear"              ? core::ContractKind::Linear
                                                     : instrument.kind;
        }
        listed.add(instrument);
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

OkxDecoder::OkxDecoder(const OkxDecoder&) = default;
OkxDecoder::~OkxDecoder() = default;

std::unique_ptr<MarketDecoder> OkxDecoder::copy() const
{
    return std::make_unique<OkxDecoder>(*this);
}

std::expected<void, core::Defect> OkxDecoder::decode(std::string_view json, MarketMessage& message)
{
    message.begin();
    m_trades.clear();
    m_listed.clear();

    simdjson::ondemand::document document;
    Object object;
    if (auto opened = json::openObject(m_parser->reader, json, document, object); !opened) {
        return opened;
    }
    std::string_view channel;
    std::string_view symbol;
    Value data;
    std::string_view action;
    if (auto read = readArgument(object, channel, symbol); !read) {
        return read;
    }
    if (channel == "instruments" || (channel.empty() && json.find(R"("instType")") != std::string_view::npos)) {
        // The channel, or what REST answered.
        if (const auto isThere = json::findField(object, "data", data); !isThere || !*isThere) {
            return isThere ? Checked{} : Checked(std::unexpected(isThere.error()));
        }
        auto read =
            json::forEachObject(data, "data", [this](Object entry) { return Parser::readListed(entry, m_listed); });
        if (!read) {
            m_listed.clear();
        }
        static_cast<void>(m_listed.give(message));
        return read;
    }
    const BookChannel* const book = bookChannelOf(channel);
    if (symbol.empty() || (book == nullptr && !isTrades(channel))) {
        return {};
    }
    if (auto named = json::nameSymbol(symbol, "instId", message.symbol); !named) {
        return named;
    }
    if (auto read = json::findText(object, "action", action); !read) {
        return read;
    }
    if (const auto isThere = json::findField(object, "data", data); !isThere || !*isThere) {
        // Without data it is the answer to a subscription.
        return isThere ? Checked{} : Checked(std::unexpected(isThere.error()));
    }
    const auto read = json::forEachObject(data, "data", [&](Object entry) {
        return book != nullptr ? m_parser->readBook(entry, action, *book, message)
                               : Parser::readTrade(entry, m_trades.add(), message.priceDecimals);
    });
    return m_trades.settle(read, message);
}

bool sends(std::string_view json)
{
    if (json.find(R"("instId":")") == std::string_view::npos) {
        return false;
    }
    return std::ranges::any_of(bookChannels, [json](const BookChannel& channel) {
        const auto at = json.find(channel.name);
        constexpr std::string_view before = R"("channel":")";
        return at != std::string_view::npos && at >= before.size()
            && json.substr(at - before.size(), before.size()) == before && at + channel.name.size() < json.size()
            && json[at + channel.name.size()] == '"';
    });
}

} // namespace leadline::venues::okx
