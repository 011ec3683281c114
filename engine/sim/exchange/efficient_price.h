// SPDX-License-Identifier: MIT
/// What the instrument is worth, whichever venue asks: news, trends and bursts.
#pragma once

#include "engine/core/time.h"
#include "engine/sim/exchange/random.h"

#include <cstdint>
#include <optional>

namespace leadline::sim
{

/// Rates are events a second at rest.
struct NewsSettings {
    double newsRate = 1.3; ///< jumps of the efficient price
    double newsBps = 0.522; ///< mean size of a jump, of the opening price
    double burstRate = 1.0 / 12; ///< bursts begin, in which everything happens `burstFactor` times as often
    double burstSeconds = 2.5; ///< mean length of a burst
    double burstFactor = 4;
    double trendRate = 1.0 / 40; ///< changes of the trend
    double trendBias = 0.16; ///< how far a trend moves the odds of a jump's direction from one half
};

/// A path that follows from seed, opening price and start alone: venues with a copy each see the same price without
/// talking to each other.
class EfficientPrice
{
public:
    EfficientPrice(const NewsSettings& settings, std::uint64_t seed, double opening, core::Timestamp start);

    /// Everything that happens up to and including `until`.
    void advance(core::Timestamp until);
    /// When the next thing happens.
    [[nodiscard]] core::Timestamp next() const { return m_next; }
    [[nodiscard]] double price() const { return m_price; } ///< quote units
    /// How many times as often as at rest everything happens now.
    [[nodiscard]] double tempo() const { return m_now < m_burstUntil ? m_settings.burstFactor : 1; }
    /// Shifts everything that is planned by `step`, which may be negative.
    void skip(core::Duration step);
    /// Moves this copy alone: a venue that loses touch with the others.
    void shock(double by) { m_price += by; }

private:
    void step();
    void plan();

    NewsSettings m_settings;
    Random m_random;
    double m_opening;
    double m_price;
    core::Timestamp m_now;
    core::Timestamp m_next;
    core::Timestamp m_burstUntil;
    int m_trend = 0;
};

/// What one pair is worth: its whole market's path, or a share of that path's moves and news of its own.
class PairPrice
{
public:
    /// It goes with the market and has no news of its own.
    PairPrice(const EfficientPrice& market, double opening)
        : m_market(market)
        , m_opening(opening)
    {
    }
    /// Both paths begin at `opening`.
    PairPrice(const EfficientPrice& market, double share, const EfficientPrice& own, double opening)
        : m_market(market)
        , m_own(own)
        , m_share(share)
        , m_opening(opening)
    {
    }

    void advance(core::Timestamp until);
    [[nodiscard]] core::Timestamp next() const;
    [[nodiscard]] double price() const; ///< quote units
    /// Of the market: what is busy is busy everywhere.
    [[nodiscard]] double tempo() const { return m_market.tempo(); }
    void skip(core::Duration step);
    void shock(double by) { (m_own ? *m_own : m_market).shock(by); }

private:
    EfficientPrice m_market;
    std::optional<EfficientPrice> m_own;
    double m_share = 1;
    double m_opening;
};

} // namespace leadline::sim
