// SPDX-License-Identifier: MIT
/// The stocks of the embedded equities market: real names, made-up prices, and how liquid each one is.
#pragma once

#include "engine/core/price.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace leadline::sim
{

enum class StockTier : std::uint8_t { Mega, Large, Mid, Small, Thin };

/// How a crowd trades stocks of one tier in regular hours.
struct StockHabits {
    double spreadBps = 0; ///< of the price, and never less than a tick
    double touchDollars = 0; ///< median at the best price of a side
    double quotesPerSecond = 0;
    double tradesPerSecond = 0;
    double tradeDollars = 0; ///< median
    double volatilityBps = 0; ///< of the price in the square root of a second
};

[[nodiscard]] const StockHabits& habitsOf(StockTier tier);

enum class StockExchange : std::uint8_t { Nasdaq, Nyse, Arca };

struct StockListing {
    std::string_view symbol;
    std::string_view name;
    StockExchange exchange = StockExchange::Nasdaq;
    StockTier tier = StockTier::Large;
    std::int64_t tenThousandths = 0; ///< opening price
    bool isActive = true;
    bool isTradable = true;
    bool isFractionable = true;
    bool isShortable = true;

    [[nodiscard]] core::Price openingPrice() const { return core::Price::fromRaw(tenThousandths * 100'000); }
    /// Tape of the consolidated feed: A for New York, B for Arca, C for Nasdaq.
    [[nodiscard]] char tape() const;
    /// Letter of its listing exchange in quotes and trades.
    [[nodiscard]] char exchangeCode() const;
};

/// A stock's place in stockUniverse().
using StockIndex = std::size_t;

/// 150 of them.
[[nodiscard]] std::span<const StockListing> stockUniverse();
[[nodiscard]] std::optional<StockIndex> findStock(std::string_view symbol);
/// "NASDAQ"
[[nodiscard]] std::string_view exchangeName(StockExchange exchange);
/// The same for ever, in the form of a UUID.
[[nodiscard]] std::string assetId(std::string_view symbol);
/// The same for the same numbers, in the form of a random UUID.
[[nodiscard]] std::string uuidOf(std::uint64_t seed, std::uint64_t number);

} // namespace leadline::sim
