// SPDX-License-Identifier: MIT
/// How a market was kept.
#pragma once

#include "engine/book/book_counters.h"

#include <cstdint>

namespace leadline::desk
{

struct MarketCounters {
    std::uint64_t messages = 0; ///< book, trade and touch messages
    book::BookCounters book;
    std::uint64_t touchChecked = 0;
    std::uint64_t touchEqual = 0;

    MarketCounters& operator+=(const MarketCounters& other);
};

} // namespace leadline::desk
