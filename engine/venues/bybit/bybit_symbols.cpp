// SPDX-License-Identifier: MIT
#include "engine/venues/bybit/bybit_symbols.h"

#include "engine/venues/symbol_split.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace leadline::venues::bybit
{

namespace
{

constexpr std::string_view dollar = "USD";
constexpr std::string_view dollarCoin = "USDC";
constexpr std::string_view perpetual = "PERP";
constexpr auto quotes = std::to_array<std::string_view>(
    {"USDT", "USDC", "USD1", "USDE", "USDR", "USD", "EUR", "BTC", "ETH", "DAI", "MNT", "BRL", "TRY", "PLN"});

bool isInverse(const core::Pair& pair)
{
    return pair.quote.view() == dollar;
}

std::optional<int> number(std::string_view digits)
{
    int value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc{} && end == digits.data() + digits.size() ? std::optional(value) : std::nullopt;
}

std::int32_t dayNumber(const std::chrono::year_month_day& day)
{
    return static_cast<int>(day.year()) * 10'000 + static_cast<int>(static_cast<unsigned>(day.month())) * 100
        + static_cast<int>(static_cast<unsigned>(day.day()));
}

/// "25DEC26", "3JAN25"; zero where it is none.
std::int32_t deliveryOf(std::string_view text)
{
    constexpr std::string_view months = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
    if (text.size() != 6 && text.size() != 7) {
        return 0;
    }
    const std::size_t dayDigits = text.size() - 5;
    const auto day = number(text.substr(0, dayDigits));
    const auto month = months.find(text.substr(dayDigits, 3));
    const auto year = number(text.substr(dayDigits + 3));
    if (!day || !year || month == std::string_view::npos || month % 3 != 0) {
        return 0;
    }
    const std::chrono::year_month_day date(std::chrono::year(2000 + *year),
        std::chrono::month(static_cast<unsigned>(month / 3 + 1)), std::chrono::day(static_cast<unsigned>(*day)));
    return date.ok() ? dayNumber(date) : 0;
}

/// "Z26": the last Friday of that quarter's last month; zero where it is none.
std::int32_t quarterOf(std::string_view text)
{
    constexpr std::string_view letters = "HMUZ";
    const auto quarter = text.size() == 3 ? letters.find(text.front()) : std::string_view::npos;
    const auto year = text.size() == 3 ? number(text.substr(1)) : std::nullopt;
    if (quarter == std::string_view::npos || !year) {
        return 0;
    }
    using namespace std::chrono;
    const auto month = std::chrono::month(static_cast<unsigned>(3 * (quarter + 1)));
    return dayNumber(year_month_day(sys_days(std::chrono::year(2000 + *year) / month / Friday[last])));
}

/// The coins and what they are delivered by; known quotes at the end of what stands before a delivery.
struct Name {
    SplitSymbol split;
    std::int32_t delivery = 0;
};

Name partsOf(std::string_view text)
{
    if (const auto dash = text.find('-'); dash != std::string_view::npos) {
        const std::int32_t delivery = deliveryOf(text.substr(dash + 1));
        const std::string_view coins = text.substr(0, dash);
        SplitSymbol split = splitSymbol(coins, quotes);
        if (!split.pair.isKnown()) {
            split.pair = {core::Asset(coins), core::Asset(dollarCoin)};
        }
        return delivery == 0 ? Name{} : Name{split, delivery}; // else an option, or nothing of Bybit's
    }
    if (text.size() > perpetual.size() && text.ends_with(perpetual)) {
        return {{{core::Asset(text.substr(0, text.size() - perpetual.size())), core::Asset(dollarCoin)}}};
    }
    if (text.size() > 6 && text.substr(text.size() - 6, 3) == dollar) {
        if (const std::int32_t delivery = quarterOf(text.substr(text.size() - 3)); delivery != 0) {
            return {{{core::Asset(text.substr(0, text.size() - 6)), core::Asset(dollar)}}, delivery};
        }
    }
    return {splitSymbol(text, quotes)};
}

} // namespace

core::Pair pairOf(core::Symbol symbol)
{
    const Name name = partsOf(symbol.view());
    core::Pair pair = name.split.pair;
    if (!pair.isKnown()) {
        return {};
    }
    pair.kind = name.delivery != 0 ? core::Kind::Future
        : isInverse(pair)          ? core::Kind::InversePerpetual
                                   : core::Kind::LinearPerpetual;
    pair.delivery = name.delivery;
    return pair;
}

core::Symbol symbolOf(const core::Pair& pair)
{
    const bool isPerpetual = pair.kind == core::Kind::LinearPerpetual || pair.kind == core::Kind::InversePerpetual;
    return isPerpetual ? core::Symbol(pair.base.text() + pair.quote.text()) : core::Symbol();
}

core::Instrument instrumentOf(const core::MarketId& id)
{
    core::Instrument instrument{
        .id = id, .pair = pairOf(id.symbol), .isPairGuessed = partsOf(id.symbol.view()).split.isGuessed};
    if (instrument.pair.isKnown() && isInverse(instrument.pair)) {
        instrument.kind = core::ContractKind::Inverse;
        instrument.countsContracts = true; // of one dollar
    }
    return instrument;
}

} // namespace leadline::venues::bybit
