// SPDX-License-Identifier: MIT
#include "engine/desk/member_judgement.h"

#include <algorithm>
#include <cmath>

namespace leadline::desk
{

void judgeMembers(
    std::span<book::VenueFacts> facts, const book::ParticipationRules& rules, std::span<book::Exclusion> verdicts)
{
    double quickest = HUGE_VAL;
    for (const book::VenueFacts& venue : facts) {
        quickest = venue.isConnected ? std::min(quickest, venue.delaySeconds) : quickest;
    }
    for (book::VenueFacts& venue : facts) {
        venue.delaySeconds = facts.size() > 1 ? std::max(venue.delaySeconds - quickest, 0.0) : 0;
    }
    book::judge(facts, rules, verdicts);
}

double rankingWeight(std::span<const book::VenueFacts> facts, std::span<const book::Exclusion> verdicts,
    std::size_t member, const book::ParticipationRules& rules)
{
    double quickest = facts[member].latencyMs;
    for (std::size_t i = 0; i < facts.size(); ++i) {
        if (verdicts[i] == book::Exclusion::None) {
            quickest = std::min(quickest, facts[i].latencyMs);
        }
    }
    return book::latencyWeight(facts[member], quickest, rules);
}

} // namespace leadline::desk
