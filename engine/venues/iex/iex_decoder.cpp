// SPDX-License-Identifier: MIT
#include "engine/venues/iex/iex_decoder.h"

#include <algorithm>
#include <utility>

namespace leadline::venues::iex
{

namespace
{

using core::defect;
using core::MarketMessage;
using Kind = core::MarketMessage::Kind;

/// What the books of a feed are made of: without these a book is not what it should be.
bool isOfBook(MessageType type)
{
    return type == MessageType::BuyLevel || type == MessageType::SellLevel || type == MessageType::QuoteUpdate;
}

bool isOfInterest(MessageType type)
{
    switch (type) {
    case MessageType::SystemEvent:
    case MessageType::SecurityDirectory:
    case MessageType::TradingStatus:
    case MessageType::OperationalHalt:
    case MessageType::QuoteUpdate:
    case MessageType::TradeReport:
    case MessageType::BuyLevel:
    case MessageType::SellLevel:
        return true;
    case MessageType::RetailLiquidity:
    case MessageType::ShortSaleTest:
    case MessageType::TradeBreak:
    case MessageType::OfficialPrice:
    case MessageType::Auction:
    case MessageType::SecurityEvent:
        break;
    }
    return false;
}

std::optional<core::Defect> checkSize(std::string_view bytes, const MessageLayout* layout)
{
    if (layout == nullptr || bytes.size() >= layout->bytes) {
        return std::nullopt;
    }
    return core::Defect{std::string(layout->name) + " (" + bytes[0] + ") of " + std::to_string(bytes.size())
        + " bytes, not " + std::to_string(layout->bytes)};
}

} // namespace

IexDecoder::IexDecoder() = default;
IexDecoder::IexDecoder(const IexDecoder&) = default;
IexDecoder::~IexDecoder() = default;

std::unique_ptr<MarketDecoder> IexDecoder::copy() const
{
    return m_given < m_waiting.size() || !m_toEmpty.empty() ? nullptr : std::make_unique<IexDecoder>(*this);
}

void IexDecoder::restart()
{
    m_sequences.restart();
    m_isLost.clear();
    m_feed.reset();
    m_waiting.clear();
    m_given = 0;
    m_toEmpty.clear();
    m_lossBefore = m_lossBehind = false;
    for (Listed& listed : m_listed) {
        listed = {.symbol = listed.symbol};
    }
}

void IexDecoder::setWanted(std::span<const core::Symbol> symbols)
{
    m_isSelective = !symbols.empty();
    m_listed.clear();
    m_numbers.clear();
    for (const core::Symbol& symbol : symbols) {
        const SymbolKey key = keyOf(symbol);
        if (key != 0 && m_numbers.try_emplace(key, m_listed.size()).second) {
            m_listed.push_back({.symbol = symbol});
        }
    }
}

std::expected<void, core::Defect> IexDecoder::decode(std::string_view segment, MarketMessage& message)
{
    message.begin();
    m_waiting.clear();
    m_given = 0;
    if (auto read = readSegment(segment); !read) {
        return read;
    }
    if (!next(message)) {
        message.begin();
        message.kind = segment.size() == segmentHeaderBytes ? Kind::Heartbeat : Kind::Other;
    }
    return {};
}

std::expected<void, core::Defect> IexDecoder::readSegment(std::string_view segment)
{
    const auto header = readSegmentHeader(segment);
    if (!header) {
        return std::unexpected(header.error());
    }
    if (header->feed != m_feed.value_or(header->feed)) {
        if (std::exchange(m_toldOtherFeed, true)) {
            return {};
        }
        return defect("the recording began with " + std::string(nameOf(*m_feed)) + "; its "
            + std::string(nameOf(header->feed)) + " is passed over");
    }
    m_feed = header->feed;
    const auto continuity = m_sequences.follow(*header);
    if (!continuity) {
        return std::unexpected(continuity.error());
    }
    if (continuity->isOver) {
        return {};
    }
    std::optional<core::Defect> wrong = follow(*header, *continuity);
    auto alsoWrong = collect(*header, *continuity, segment.substr(segmentHeaderBytes, header->payloadBytes));
    if (!wrong) {
        wrong = std::move(alsoWrong);
    }
    return wrong ? std::expected<void, core::Defect>(std::unexpected(std::move(*wrong)))
                 : std::expected<void, core::Defect>();
}

std::optional<core::Defect> IexDecoder::follow(const SegmentHeader& header, const Continuity& continuity)
{
    m_stream = continuity.stream;
    m_sendTime = header.sendTime;
    m_isLost.resize(std::max(m_isLost.size(), m_stream + 1));
    if (continuity.restarts) {
        loseBooks(m_stream); // whatever came between the two numberings
        beginSession(m_stream);
        if (continuity.lost == 0) {
            return core::Defect{"the numbers of session " + std::to_string(header.session) + ", channel "
                + std::to_string(header.channel) + " begin anew at " + std::to_string(header.firstSequence)};
        }
    }
    if (continuity.begins) {
        beginSession(m_stream);
    }
    if (continuity.lost == 0) {
        return std::nullopt;
    }
    loseBooks(m_stream);
    return core::Defect{std::to_string(continuity.lost) + " messages are missing before number "
        + std::to_string(header.firstSequence) + " of session " + std::to_string(header.session) + ", channel "
        + std::to_string(header.channel)};
}

void IexDecoder::beginSession(std::size_t stream)
{
    m_isLost[stream] = false;
    for (std::size_t i = 0; i < m_listed.size(); ++i) {
        Listed& listed = m_listed[i];
        if (listed.stream != stream) {
            continue;
        }
        if (listed.isBegun) {
            m_toEmpty.push_back(i);
        }
        listed = {.symbol = listed.symbol, .stream = stream, .isBegun = listed.isBegun};
    }
}

void IexDecoder::loseBooks(std::size_t stream)
{
    m_lossBefore = true;
    m_isLost[stream] = *m_feed == Feed::Deep;
    m_toEmpty.clear(); // what is lost is not empty
    for (Listed& listed : m_listed) {
        if (listed.stream == stream) {
            listed.bids.clear();
            listed.asks.clear();
            listed.book.clear();
            listed.rule.quoted({}, {});
        }
    }
}

std::optional<core::Defect> IexDecoder::collect(
    const SegmentHeader& header, const Continuity& continuity, std::string_view payload)
{
    std::optional<core::Defect> wrong; // the first of them
    SegmentWalk walk(payload);
    for (std::uint64_t i = 0; i < header.messageCount; ++i) {
        const auto bytes = walk.next();
        if (!bytes) {
            loseBooks(continuity.stream);
            m_lossBehind = true;
            return wrong ? std::move(wrong)
                         : core::Defect{"a segment ends inside of its message " + std::to_string(i + 1) + " of "
                             + std::to_string(header.messageCount)};
        }
        if (i < continuity.known) {
            continue;
        }
        if (auto bad = collectOne(*bytes, continuity.stream); bad && !wrong) {
            wrong = std::move(bad);
        }
    }
    return wrong || walk.isAtEnd() ? std::move(wrong) : core::Defect{"a segment holds more than its messages"};
}

std::optional<core::Defect> IexDecoder::collectOne(std::string_view bytes, std::size_t stream)
{
    const MessageLayout* const layout = bytes.empty() ? nullptr : layoutOf(bytes[0]);
    if (layout == nullptr || !isOfInterest(layout->type)) {
        return bytes.empty() ? std::optional(core::Defect{"a message without a type"}) : checkSize(bytes, layout);
    }
    std::optional<core::Defect> wrong = checkSize(bytes, layout);
    if (!wrong) {
        wrong = wait(WireMessage(bytes), stream);
    }
    if (wrong && isOfBook(layout->type)) {
        loseBooks(stream);
        m_lossBehind = true;
    }
    return wrong;
}

std::optional<core::Defect> IexDecoder::wait(const WireMessage& message, std::size_t stream)
{
    std::size_t number = 0;
    if (message.type() != MessageType::SystemEvent) {
        const auto listed = list(message.key(), stream);
        if (!listed) {
            return listed.error();
        }
        if (!*listed) {
            return std::nullopt;
        }
        number = **listed;
    }
    auto wrong = message.check();
    if (!wrong) {
        m_waiting.push_back({message, number});
    }
    return wrong;
}

core::Result<std::optional<std::size_t>> IexDecoder::list(SymbolKey key, std::size_t stream)
{
    const auto found = m_numbers.find(key);
    if (found != m_numbers.end()) {
        m_listed[found->second].stream = stream;
        return found->second;
    }
    if (m_isSelective) {
        return std::nullopt;
    }
    const auto symbol = symbolFrom(key);
    if (!symbol || m_listed.size() == mostSymbols) {
        return defect(symbol ? "more than " + std::to_string(mostSymbols) + " symbols" : "field symbol is no name");
    }
    const std::size_t number = m_listed.size();
    m_numbers.emplace(key, number);
    m_listed.push_back({.symbol = *symbol, .stream = stream});
    return number;
}

bool IexDecoder::next(MarketMessage& message)
{
    message.begin();
    if (std::exchange(m_lossBefore, false)) {
        message.messagesLost = true;
        return true;
    }
    if (!m_toEmpty.empty()) {
        giveEmptyBook(m_listed[m_toEmpty.back()], m_sendTime, message);
        m_toEmpty.pop_back();
        return true;
    }
    while (m_given < m_waiting.size()) {
        if (give(m_waiting[m_given], message)) {
            return true;
        }
    }
    if (std::exchange(m_lossBehind, false)) {
        message.messagesLost = true;
        return true;
    }
    return false;
}

bool IexDecoder::give(const Waiting& waiting, MarketMessage& message)
{
    const WireMessage& wire = waiting.message;
    if (wire.type() == MessageType::SystemEvent) {
        ++m_given;
        return giveSystemEvent(wire, message);
    }
    Listed& listed = m_listed[waiting.listed];
    if (*m_feed == Feed::Deep && !listed.isBegun && !m_isLost[m_stream]) {
        listed.isBegun = true;
        giveEmptyBook(listed, wire.time(), message); // and then the message itself
        return true;
    }
    ++m_given;
    message.symbol = listed.symbol;
    switch (wire.type()) {
    case MessageType::BuyLevel:
    case MessageType::SellLevel:
        return giveLevel(wire, listed, message);
    case MessageType::QuoteUpdate:
        return giveQuote(wire, listed, message);
    case MessageType::TradeReport:
        return giveTrade(wire, listed, message);
    case MessageType::TradingStatus:
    case MessageType::OperationalHalt:
        return giveStatus(wire, listed, message);
    case MessageType::SecurityDirectory:
        return giveInstrument(wire, listed, message);
    case MessageType::SystemEvent:
    case MessageType::RetailLiquidity:
    case MessageType::ShortSaleTest:
    case MessageType::TradeBreak:
    case MessageType::OfficialPrice:
    case MessageType::Auction:
    case MessageType::SecurityEvent:
        break;
    }
    return false;
}

} // namespace leadline::venues::iex
