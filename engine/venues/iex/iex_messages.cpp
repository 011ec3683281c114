// SPDX-License-Identifier: MIT
#include "engine/venues/iex/iex_messages.h"

#include "engine/core/byte_order.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace leadline::venues::iex
{

namespace
{

using core::ByteOrder;

constexpr std::size_t timeAt = 2;
constexpr std::size_t symbolAt = 10;
constexpr std::size_t behindSymbol = 18;

/// Prices have four decimals, ours nine.
constexpr std::int64_t priceFactor = 100'000;
constexpr std::int64_t largestPrice = core::Price::maxRaw / priceFactor;

constexpr std::array layouts{
    MessageLayout{MessageType::SystemEvent, "system event", 10},
    MessageLayout{MessageType::SecurityDirectory, "security directory", 31},
    MessageLayout{MessageType::TradingStatus, "trading status", 22},
    MessageLayout{MessageType::RetailLiquidity, "retail liquidity indicator", 18},
    MessageLayout{MessageType::OperationalHalt, "operational halt", 18},
    MessageLayout{MessageType::ShortSaleTest, "short-sale price test", 19},
    MessageLayout{MessageType::QuoteUpdate, "quote update", 42},
    MessageLayout{MessageType::TradeReport, "trade report", 38},
    MessageLayout{MessageType::TradeBreak, "trade break", 38},
    MessageLayout{MessageType::OfficialPrice, "official price", 26},
    MessageLayout{MessageType::Auction, "auction information", 80},
    MessageLayout{MessageType::SecurityEvent, "security event", 18},
    MessageLayout{MessageType::BuyLevel, "price level update, buy", 30},
    MessageLayout{MessageType::SellLevel, "price level update, sell", 30},
};

/// By type, so that a message finds its layout without a search.
constexpr auto layoutIndex = [] {
    std::array<std::uint8_t, 256> index{};
    for (std::size_t i = 0; i < layouts.size(); ++i) {
        index[static_cast<unsigned char>(layouts[i].type)] = static_cast<std::uint8_t>(i + 1);
    }
    return index;
}();

} // namespace

const MessageLayout* layoutOf(char type)
{
    const std::uint8_t index = layoutIndex[static_cast<unsigned char>(type)];
    return index == 0 ? nullptr : &layouts[index - 1];
}

std::optional<core::Symbol> symbolFrom(SymbolKey key)
{
    std::array<char, sizeof(key)> text{};
    std::memcpy(text.data(), &key, sizeof(key));
    std::string_view symbol(text.data(), text.size());
    symbol = symbol.substr(0, symbol.find_last_not_of(' ') + 1);
    const bool isText =
        std::ranges::all_of(symbol, [](char c) { return c > ' ' && c <= '~' && c != '"' && c != '\\' && c != ','; });
    return isText && !symbol.empty() ? std::optional(core::Symbol(symbol)) : std::nullopt;
}

SymbolKey keyOf(const core::Symbol& symbol)
{
    SymbolKey key = 0;
    std::array<char, sizeof(key)> text{};
    text.fill(' ');
    if (symbol.view().size() > text.size()) {
        return key;
    }
    std::ranges::copy(symbol.view(), text.begin());
    std::memcpy(&key, text.data(), sizeof(key));
    return key;
}

std::optional<core::Timestamp> boundedTime(std::int64_t nanoseconds)
{
    constexpr std::int64_t last = std::int64_t{7'258'118'400} * 1'000'000'000;
    return nanoseconds >= 0 && nanoseconds <= last ? std::optional(core::fromNanoseconds(nanoseconds)) : std::nullopt;
}

core::Timestamp WireMessage::time() const
{
    return core::fromNanoseconds(numberAt<std::int64_t>(m_bytes, timeAt));
}

SymbolKey WireMessage::key() const
{
    SymbolKey key = 0;
    std::memcpy(&key, m_bytes.data() + symbolAt, sizeof(key));
    return key;
}

core::Defect WireMessage::complain(std::string_view field) const
{
    return {std::string(layoutOf(m_bytes[0])->name) + " (" + m_bytes[0] + "): field " + std::string(field)};
}

std::optional<core::Defect> WireMessage::checkPrice(std::size_t at, std::int64_t least, std::string_view field) const
{
    const auto price = numberAt<std::int64_t>(m_bytes, at);
    return price >= least && price <= largestPrice ? std::nullopt : std::optional(complain(field));
}

std::optional<core::Defect> WireMessage::check() const
{
    if (!boundedTime(numberAt<std::int64_t>(m_bytes, timeAt))) {
        return complain("timestamp");
    }
    switch (type()) {
    case MessageType::BuyLevel:
    case MessageType::SellLevel:
    case MessageType::TradeReport:
        return checkPrice(behindSymbol + 4, 1, "price");
    case MessageType::QuoteUpdate:
        if (auto wrong = checkPrice(behindSymbol + 4, 0, "bid price")) {
            return wrong;
        }
        return checkPrice(behindSymbol + 12, 0, "ask price");
    case MessageType::SecurityDirectory:
        return checkPrice(behindSymbol + 4, 0, "adjusted close");
    case MessageType::SystemEvent:
    case MessageType::TradingStatus:
    case MessageType::RetailLiquidity:
    case MessageType::OperationalHalt:
    case MessageType::ShortSaleTest:
    case MessageType::TradeBreak:
    case MessageType::OfficialPrice:
    case MessageType::Auction:
    case MessageType::SecurityEvent:
        break;
    }
    return std::nullopt;
}

core::Quantity WireMessage::sizeAt(std::size_t at) const
{
    return core::Quantity::fromRaw(core::Int128{numberAt<std::uint32_t>(m_bytes, at)} * core::decimalScale);
}

core::Price WireMessage::priceAt(std::size_t at) const
{
    return core::Price::fromRaw(numberAt<std::int64_t>(m_bytes, at) * priceFactor);
}

core::Level WireMessage::level() const
{
    return {priceAt(behindSymbol + 4), sizeAt(behindSymbol)};
}

core::Level WireMessage::bid() const
{
    return level();
}

core::Level WireMessage::ask() const
{
    return {priceAt(behindSymbol + 12), sizeAt(behindSymbol + 20)};
}

core::Level WireMessage::traded() const
{
    return level();
}

std::uint64_t WireMessage::tradeId() const
{
    return numberAt<std::uint64_t>(m_bytes, behindSymbol + 12);
}

core::Price WireMessage::close() const
{
    return priceAt(behindSymbol + 4);
}

std::string_view WireMessage::reason() const
{
    constexpr std::size_t reasonBytes = 4;
    const std::string_view text = m_bytes.substr(behindSymbol, reasonBytes);
    const std::string_view told = text.substr(0, text.find_last_not_of(std::string_view(" \0", 2)) + 1);
    const bool isText = std::ranges::all_of(told, [](char c) { return c > ' ' && c <= '~' && c != '"' && c != '\\'; });
    return isText && told != "NA" ? told : std::string_view();
}

} // namespace leadline::venues::iex
