// SPDX-License-Identifier: MIT
/// What was traded where since the start, by price.
#pragma once

#include "engine/core/events.h"
#include "engine/session/traded_at.h"

#include <cstddef>
#include <span>
#include <vector>

namespace leadline::session
{

/// All of the volume, in bounded memory: of more prices than it can hold, those far from the market are gathered in
/// stretches whose width is a power of ten, at the end that is farther from the market. Thread: engine.
class VolumeProfile
{
public:
    static constexpr std::size_t mostPrices = 2'000;

    void add(const core::Trade& trade);
    /// In order of price.
    [[nodiscard]] std::span<const TradedAt> prices() const { return m_prices; }

private:
    std::vector<TradedAt> m_prices;

    void gatherFarFrom(core::Price market);
};

} // namespace leadline::session
