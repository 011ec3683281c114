// SPDX-License-Identifier: MIT
/// Which members of a group take part, by what is known of them: the same for a desk and for what was kept of one.
#pragma once

#include "engine/book/participation.h"

#include <cstddef>
#include <span>

namespace leadline::desk
{

/// One verdict a venue. A step of our own clock delays all venues alike, so that of several only what one is later than
/// the quickest counts, and of a venue alone nothing: `delaySeconds` is replaced by that.
void judgeMembers(
    std::span<book::VenueFacts> facts, const book::ParticipationRules& rules, std::span<book::Exclusion> verdicts);

/// What the ranking makes of a size held by a member: q × reliability × latency term against the quickest that takes
/// part.
[[nodiscard]] double rankingWeight(std::span<const book::VenueFacts> facts, std::span<const book::Exclusion> verdicts,
    std::size_t member, const book::ParticipationRules& rules);

} // namespace leadline::desk
