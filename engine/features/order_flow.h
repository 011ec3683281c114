// SPDX-License-Identifier: MIT
/// Order-flow imbalance over sliding windows of event time.
#pragma once

#include "engine/book/order_book.h"
#include "engine/core/ring.h"
#include "engine/features/feature_set.h"

#include <array>

namespace leadline::features
{

/// After Cont, Kukanov & Stoikov, "The price impact of order book events" (2014): at the best level each update adds
/// `[b>=b']qb - [b<=b']qb' - [a<=a']qa + [a>=a']qa'`; the multi-level form does so for level i against level i of the
/// update before, weighted 1/i. All sums are whole numbers, so that a window that slid a day is as exact as a new one.
class OrderFlow
{
public:
    static constexpr std::size_t levels = 5;

    void update(core::Timestamp time, const book::OrderBook& book);
    /// The next update has nothing to be compared with.
    void restart() { m_hasPrevious = false; }
    /// Writes the twelve OFI features as of `time`: events in (time - W, time].
    void write(core::Timestamp time, FeatureSet& features);

private:
    using Wide = core::Int128;

    struct Touches {
        std::array<core::Level, levels> bids;
        std::array<core::Level, levels> asks;
        std::size_t bidCount = 0;
        std::size_t askCount = 0;
    };
    /// Sums of one update, or of a window. The weighted ones count sixtieths, which 1/1 to 1/5 all divide.
    struct Flow {
        Wide net = 0;
        Wide gross = 0;
        Wide weightedNet = 0;
        Wide weightedGross = 0;
    };
    struct Event {
        core::Timestamp time;
        Flow flow;
    };
    struct Window {
        core::Duration length;
        Feature firstFeature;
        std::size_t begin = 0;
        Flow sum;
    };

    [[nodiscard]] static Touches touchesOf(const book::OrderBook& book);
    [[nodiscard]] static Flow flowBetween(const Touches& before, const Touches& now);

    Touches m_previous;
    bool m_hasPrevious = false;
    core::Ring<Event> m_events;
    std::array<Window, 4> m_windows{{
        {std::chrono::seconds(10), Feature::Ofi10s},
        {std::chrono::seconds(30), Feature::Ofi30s},
        {std::chrono::minutes(1), Feature::Ofi1m},
        {std::chrono::minutes(5), Feature::Ofi5m},
    }};
};

} // namespace leadline::features
