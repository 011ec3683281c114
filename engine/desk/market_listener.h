// SPDX-License-Identifier: MIT
/// Who is told what markets produce.
#pragma once

namespace leadline::core
{
struct BookUpdate;
struct Trade;
} // namespace leadline::core
namespace leadline::features
{
class FeatureSet;
}

namespace leadline::desk
{

class Market;

/// Hears what markets produce, in order.
class MarketListener
{
public:
    virtual ~MarketListener() = default;
    virtual void sampled(const Market& market, const features::FeatureSet& features) = 0;
    virtual void traded(const Market& market, const core::Trade& trade) = 0;
    /// The book changed by `update`; without one it was lost or replaced.
    virtual void bookMoved(const Market& market, const core::BookUpdate* update) = 0;
};

} // namespace leadline::desk
