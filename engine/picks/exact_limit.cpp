// SPDX-License-Identifier: MIT
#include "engine/picks/exact_limit.h"

#include <cassert>
#include <cmath>

namespace leadline::picks
{

namespace
{

constexpr core::Int128 millionth = 1'000'000;
/// Leaves room for both sides of the comparison in 128 bits. Sums of two prices are below it, and so are 70 billion
/// shares; beyond that the last digits of a ratio go.
constexpr core::Int128 mostDenominator = static_cast<core::Int128>(1) << 66;

core::Int128 millionths(double value)
{
    return std::llround(value * 1e6);
}

} // namespace

std::strong_ordering compareRatio(core::Int128 numerator, core::Int128 denominator, ScaledLimit limit)
{
    assert(denominator > 0 && "a ratio has something to be a part of");
    while (denominator > mostDenominator) {
        numerator /= 2;
        denominator /= 2;
    }
    return numerator * millionth * millionth <=> denominator * millionths(limit.limit) * millionths(limit.share);
}

std::strong_ordering compareAmount(core::Notional amount, ScaledLimit limit)
{
    return amount.raw() <=> millionths(limit.limit) * millionths(limit.share) * millionth;
}

} // namespace leadline::picks
