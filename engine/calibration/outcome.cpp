// SPDX-License-Identifier: MIT
#include "engine/calibration/outcome.h"

#include <map>
#include <string_view>
#include <utility>

namespace leadline::calibration
{

std::vector<Outcome> outcomesOf(std::vector<JournalledDecision> decisions, const std::vector<ParentOrder>& parents)
{
    std::map<std::string_view, const ParentOrder*> byOrder;
    for (const ParentOrder& parent : parents) {
        byOrder.emplace(parent.id, &parent);
    }
    std::vector<Outcome> outcomes;
    outcomes.reserve(decisions.size());
    for (JournalledDecision& decision : decisions) {
        const auto found = byOrder.find(decision.order);
        outcomes.push_back(
            {std::move(decision), found == byOrder.end() ? std::nullopt : std::optional(*found->second)});
    }
    return outcomes;
}

} // namespace leadline::calibration
