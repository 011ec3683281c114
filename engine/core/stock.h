// SPDX-License-Identifier: MIT
/// What data services and brokers say of a US stock: a picture of the moment, bars, what may be done with it.
#pragma once

#include "engine/core/level.h"
#include "engine/core/names.h"
#include "engine/core/price.h"
#include "engine/core/time.h"

#include <string>

namespace leadline::core
{

/// The newest touch and trade of one stock, however they were had. Absent parts are zero, and their times the epoch.
struct StockSnapshot {
    Symbol symbol;
    Level bid; ///< price zero: nobody bids
    Level ask; ///< sizes in shares
    Timestamp quoteTime;
    Price last;
    Quantity lastSize;
    Timestamp lastTime;
    Price previousClose;
    Price minuteHigh; ///< of the newest minute bar
    Price minuteLow;
    Timestamp minuteTime; ///< it began
};

struct StockBar {
    Symbol symbol;
    Timestamp begins;
    Price open;
    Price high;
    Price low;
    Price close;
    Quantity volume; ///< shares
};

/// What a broker lets its clients do with a stock.
struct StockAsset {
    Symbol symbol;
    std::string name;
    bool isActive = true;
    bool isTradable = false;
    bool isFractionable = false;
    bool isShortable = false;

    bool operator==(const StockAsset&) const = default;
};

/// A limit's smallest step: a cent from one dollar up, a hundredth of a cent below (Regulation NMS, rule 612).
[[nodiscard]] constexpr Price stockTick(Price price)
{
    constexpr std::int64_t dollar = 1'000'000'000;
    return Price::fromRaw(price.raw() >= dollar ? dollar / 100 : dollar / 10'000);
}

} // namespace leadline::core
