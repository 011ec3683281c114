// SPDX-License-Identifier: MIT
/// What one currency is worth in another one.
#pragma once

#include "engine/core/pair.h"

#include <functional>
#include <limits>
#include <string>
#include <string_view>

namespace leadline::execution
{

struct CurrencyRate {
    core::Asset from;
    double rate = std::numeric_limits<double>::quiet_NaN(); ///< units of the other one for a unit; NaN: nobody knows
    std::string source; ///< "BTC/USDT", "BTC/USDT, USDT/USD", or takenForEqual

    [[nodiscard]] bool isKnown() const { return rate > 0; }
    bool operator==(const CurrencyRate& other) const
    {
        return from == other.from && source == other.source && (rate == other.rate || (!isKnown() && !other.isKnown()));
    }
};

/// Dollars of which no pair is watched.
inline constexpr std::string_view takenForEqual = "taken for equal";

/// By the mids of coins that are watched: of a pair of the two, either way round, or over a dollar.
/// Dollars are taken for equal where no pair of theirs is watched. Thread: one.
class CurrencyRates
{
public:
    /// Mid of a coin that is watched; zero: it is not, or has no usable book.
    using MidOf = std::function<double(const core::Pair&)>;

    explicit CurrencyRates(MidOf midOf);

    [[nodiscard]] CurrencyRate rate(const core::Asset& from, const core::Asset& to) const;

private:
    /// By a pair of the two; unknown where none is watched.
    [[nodiscard]] CurrencyRate direct(const core::Asset& from, const core::Asset& to) const;

    MidOf m_midOf;
};

} // namespace leadline::execution
