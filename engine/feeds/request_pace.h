// SPDX-License-Identifier: MIT
/// How quickly a venue may be asked for market data.
#pragma once

#include "engine/core/time.h"
#include "engine/risk/rate_budget.h"

#include <chrono>

namespace leadline::feeds
{

/// Keeps what is asked within a share of the venue's limit, in every time span as long as the limit's.
class RequestPace
{
public:
    struct Limit {
        double amount = 0; ///< messages or weight in a period; zero: there is none
        std::chrono::seconds period{1};
        double share = 1; ///< that we may use
    };

    /// How long whoever found no room waits before it asks again.
    static constexpr std::chrono::milliseconds pause{50};

    RequestPace(const Limit& limit, const core::Clock& clock);

    /// True, and the cost is taken, when there is room for it.
    bool take(double cost = 1);
    /// The venue said to stay away that long.
    void block(core::Duration duration);

private:
    [[nodiscard]] core::Timestamp now() const { return core::Timestamp(m_clock.steady()); }

    const core::Clock& m_clock;
    bool m_isLimited;
    risk::RateBudget m_budget;
};

} // namespace leadline::feeds
