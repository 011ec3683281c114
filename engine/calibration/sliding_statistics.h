// SPDX-License-Identifier: MIT
/// Exact statistics over records that come and go.
#pragma once

#include "engine/core/decimal.h"
#include "engine/core/time.h"

#include <ext/pb_ds/assoc_container.hpp>
#include <ext/pb_ds/tree_policy.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>

namespace leadline::calibration
{

/// Quantiles by linear interpolation between order statistics: at q, the value at position q (n - 1), counted from 0.
/// add() and remove() cost O(log n), quantile() as well.
class SlidingQuantiles
{
public:
    void add(double value);
    /// A value that was added; one that was not is ignored.
    void remove(double value);
    [[nodiscard]] std::size_t size() const { return m_values.size(); }
    /// `q` in 0..1; NaN without values.
    [[nodiscard]] double quantile(double q) const;

private:
    using Key = std::pair<double, std::uint64_t>; ///< equal values are told apart by their number
    __gnu_pbds::tree<Key, __gnu_pbds::null_type, std::less<>, __gnu_pbds::rb_tree_tag,
        __gnu_pbds::tree_order_statistics_node_update>
        m_values;
    std::uint64_t m_added = 0;
};

/// Quantiles, mean and deviation of durations. Sums are whole nanoseconds, so that nothing drifts however many come
/// and go.
class SlidingMoments
{
public:
    void add(core::Duration value);
    void remove(core::Duration value);
    [[nodiscard]] std::size_t size() const { return m_quantiles.size(); }
    [[nodiscard]] double quantile(double q) const { return m_quantiles.quantile(q); } ///< ms
    [[nodiscard]] double mean() const; ///< ms; NaN without values
    [[nodiscard]] double deviation() const; ///< of the population, ms; NaN without values

private:
    SlidingQuantiles m_quantiles;
    core::Int128 m_sum = 0;
    core::Int128 m_squares = 0;
};

} // namespace leadline::calibration
