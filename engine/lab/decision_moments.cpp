// SPDX-License-Identifier: MIT
#include "engine/lab/decision_moments.h"

#include <algorithm>

namespace leadline::lab
{

desk::MarketGroup* DecisionMoments::dueBefore(const desk::Market& market, const core::MarketMessage& message)
{
    if (message.eventTime() == core::Timestamp{}) {
        return nullptr;
    }
    const std::int64_t step = core::nanosecondsOf(message.eventTime()) / m_every.count();
    desk::MarketGroup& group = m_desk.groupOf(market);
    auto [due, isNew] = m_next.try_emplace(group.members().front().market->instrument().id, step + 1);
    if (isNew || step < due->second) {
        return nullptr;
    }
    due->second = step + 1;
    const bool hasBook =
        std::ranges::any_of(group.members(), [](const auto& member) { return member.market->tracker().isInSync(); });
    return hasBook ? &group : nullptr;
}

} // namespace leadline::lab
