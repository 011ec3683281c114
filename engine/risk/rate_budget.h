// SPDX-License-Identifier: MIT
/// Requests that a venue still takes from us.
#pragma once

#include "engine/core/time.h"

namespace leadline::risk
{

/// What a request is for decides how much of the budget it may use up: the last of it is for cancels.
enum class Urgency : std::uint8_t { Question, Order, Cancel };

/// A bucket that leaks: `capacity` at once, refilled at `perSecond`. Any time span of t seconds sees at most
/// capacity + perSecond · t, so that half a venue's limit each keeps within its fixed windows, wherever they begin.
class RateBudget
{
public:
    RateBudget(double capacity, double perSecond)
        : m_capacity(capacity)
        , m_perSecond(perSecond)
    {
    }

    /// True, and the cost is taken, when there is room for it.
    bool take(core::Timestamp now, double cost, Urgency urgency);
    [[nodiscard]] bool hasRoom(core::Timestamp now, double cost, Urgency urgency) const;
    /// From now on until there is room when nothing else is taken; zero: there is, or there never will be for so much.
    [[nodiscard]] core::Duration roomIn(core::Timestamp now, double cost, Urgency urgency) const;
    /// The venue said to wait: nothing goes out before.
    void block(core::Timestamp until);
    [[nodiscard]] core::Timestamp blockedUntil() const { return m_blockedUntil; }

private:
    [[nodiscard]] double levelAt(core::Timestamp now) const;

    double m_capacity;
    double m_perSecond;
    double m_level = 0;
    core::Timestamp m_since{};
    core::Timestamp m_blockedUntil{};
};

} // namespace leadline::risk
