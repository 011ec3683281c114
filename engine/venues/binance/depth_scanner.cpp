// SPDX-License-Identifier: MIT
#include "engine/venues/binance/depth_scanner.h"

#include "engine/core/time_text.h"

#include <cstring>

namespace leadline::venues::binance
{

namespace
{

/// Walks over the text; every step says whether it found what it expects. Reads at most one byte behind a failed match,
/// and the decoder's padding holds more than that.
class Cursor
{
public:
    explicit Cursor(std::string_view json)
        : m_at(json.data())
        , m_end(json.data() + json.size())
    {
    }

    [[nodiscard]] bool isAtEnd() const { return m_at == m_end; }
    [[nodiscard]] char next() const { return *m_at; }

    template <std::size_t N> bool literal(const char (&text)[N])
    {
        constexpr std::size_t size = N - 1;
        if (static_cast<std::size_t>(m_end - m_at) < size || std::memcmp(m_at, text, size) != 0) {
            return false;
        }
        m_at += size;
        return true;
    }
    bool character(char expected)
    {
        if (m_at == m_end || *m_at != expected) {
            return false;
        }
        ++m_at;
        return true;
    }
    /// Letters, digits and the few signs of stream names and symbols, in quotes.
    bool name(std::string_view& to)
    {
        if (!character('"')) {
            return false;
        }
        const char* const begin = m_at;
        while (m_at != m_end && isNameByte(*m_at)) {
            ++m_at;
        }
        to = {begin, static_cast<std::size_t>(m_at - begin)};
        return character('"');
    }
    /// At most 18 digits, without a leading zero.
    bool integer(std::uint64_t& to)
    {
        const char* const begin = m_at;
        std::uint64_t value = 0;
        unsigned digit = 0;
        while (m_at != m_end && (digit = static_cast<unsigned char>(*m_at) - unsigned{'0'}) < 10) {
            value = value * 10 + digit;
            ++m_at;
        }
        to = value;
        const auto digits = m_at - begin;
        return digits > 0 && digits <= 18 && (*begin != '0' || digits == 1);
    }
    /// A decimal in quotes with at most 18 digits and 9 decimals, as billionths; no more than `limit`.
    bool decimal(core::Int128& to, int& decimals, core::Int128 limit)
    {
        if (!character('"') || m_at == m_end) {
            return false;
        }
        // The closing quote stops the scan; where there is none, the end of the message or its padding does.
        const core::ScannedDecimal number = core::scanDecimal(m_at);
        if (number.digits == 0 || number.digits > 18 || number.decimals > core::decimalPlaces || *m_at == '.'
            || number.end[-1] == '.' || number.end >= m_end || *number.end != '"') {
            return false;
        }
        m_at = number.end + 1;
        decimals = number.decimals;
        to = static_cast<core::Int128>(number.mantissa) * core::powerOfTen(core::decimalPlaces - number.decimals);
        return to <= limit;
    }

private:
    static bool isNameByte(char c)
    {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '@' || c == '_'
            || c == '-' || c == '.';
    }

    const char* m_at;
    const char* m_end;
};

bool scanLevels(Cursor& cursor, std::vector<core::Level>& levels, int& decimals)
{
    levels.clear();
    if (!cursor.character('[')) {
        return false;
    }
    if (cursor.character(']')) {
        return true;
    }
    do {
        core::Int128 price = 0;
        core::Int128 size = 0;
        int ignored = 0;
        if (!cursor.character('[') || !cursor.decimal(price, decimals, core::Price::maxRaw) || !cursor.character(',')
            || !cursor.decimal(size, ignored, core::Quantity::maxRaw) || !cursor.character(']') || price <= 0) {
            return false;
        }
        levels.push_back({core::Price::fromRaw(static_cast<std::int64_t>(price)), core::Quantity::fromRaw(size)});
    } while (cursor.character(','));
    return cursor.character(']');
}

struct Depth {
    std::uint64_t published = 0;
    std::uint64_t transacted = 0; ///< zero: not told
    std::uint64_t firstId = 0;
    std::uint64_t finalId = 0;
    std::uint64_t previousId = 0;
    std::string_view symbol;
    bool hasBids = false;
    bool hasAsks = false;
};

bool scanField(Cursor& cursor, Depth& depth, core::MarketMessage& message)
{
    std::string_view text;
    std::uint64_t number = 0;
    if (cursor.literal("\"b\":")) {
        depth.hasBids = true;
        return scanLevels(cursor, message.bids, message.priceDecimals);
    }
    if (cursor.literal("\"a\":")) {
        depth.hasAsks = true;
        return scanLevels(cursor, message.asks, message.priceDecimals);
    }
    if (cursor.literal("\"E\":")) {
        return cursor.integer(depth.published);
    }
    if (cursor.literal("\"T\":")) {
        return cursor.integer(depth.transacted);
    }
    if (cursor.literal("\"s\":")) {
        return cursor.name(depth.symbol);
    }
    if (cursor.literal("\"U\":")) {
        return cursor.integer(depth.firstId);
    }
    if (cursor.literal("\"u\":")) {
        return cursor.integer(depth.finalId);
    }
    if (cursor.literal("\"pu\":")) {
        return cursor.integer(depth.previousId);
    }
    if (cursor.literal("\"ps\":")) {
        return cursor.name(text);
    }
    return cursor.literal("\"st\":") && cursor.integer(number);
}

} // namespace

bool scanDepth(std::string_view json, core::MarketMessage& message)
{
    Cursor cursor(json);
    std::string_view stream;
    Depth depth;
    message.kind = core::MarketMessage::Kind::Other;
    message.priceDecimals = 0;
    if (!cursor.literal("{\"stream\":") || !cursor.name(stream)
        || !cursor.literal(",\"data\":{\"e\":\"depthUpdate\"")) {
        return false;
    }
    while (cursor.character(',')) {
        if (!scanField(cursor, depth, message)) {
            return false;
        }
    }
    if (!cursor.literal("}}") || !cursor.isAtEnd()) {
        return false;
    }
    const bool isComplete = depth.hasBids && depth.hasAsks && depth.firstId != 0 && depth.firstId <= depth.finalId
        && depth.published != 0 && !depth.symbol.empty() && core::Symbol::fits(depth.symbol);
    const auto published = core::timeOfCount(depth.published);
    const auto transacted = depth.transacted == 0 ? published : core::timeOfCount(depth.transacted);
    if (!isComplete || !published || !transacted) {
        return false;
    }
    message.kind = core::MarketMessage::Kind::Book;
    message.symbol = core::Symbol(depth.symbol);
    message.book = {isFrameStream(stream) ? core::BookUpdateKind::Frame : core::BookUpdateKind::Diff, depth.firstId,
        depth.finalId, depth.previousId, *transacted, message.bids, message.asks, {}, {}};
    return true;
}

bool isFrameStream(std::string_view stream)
{
    constexpr std::string_view depth = "@depth";
    const auto at = stream.find(depth);
    const std::size_t next = at + depth.size();
    return at != std::string_view::npos && next < stream.size() && stream[next] >= '0' && stream[next] <= '9';
}

} // namespace leadline::venues::binance
