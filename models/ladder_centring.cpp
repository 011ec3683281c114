// SPDX-License-Identifier: MIT
#include "models/ladder_centring.h"

#include <algorithm>
#include <cstdlib>

namespace leadline::models
{

namespace
{

/// How far the market may be from the middle before rows move.
std::int64_t slack(const CentringRules& rules, const CentringMoment& moment)
{
    if (rules.mode == Centring::Centred) {
        return 1; // half a tick of the mid must not shake the rows
    }
    const std::int64_t room = moment.rows / 2 - rules.edgeRows - (moment.spreadRows + 1) / 2;
    return std::max<std::int64_t>(room, 1);
}

} // namespace

std::int64_t LadderCentring::advance(const CentringRules& rules, const CentringMoment& moment)
{
    const bool isAimed = moment.isPointerInside && moment.now - moment.lastMove < rules.pointerWait;
    if (rules.mode == Centring::Manual || moment.rows <= 0 || moment.isHeld || isAimed
        || moment.now - moment.lastClick < moment.reaction) {
        m_isGliding = false;
        return 0;
    }
    m_isGliding = (m_isGliding && moment.offset != 0) || std::abs(moment.offset) > slack(rules, moment);
    if (!m_isGliding) {
        return 0;
    }
    // A third of the way a frame, so that the eye can follow; what is not on show is not followed.
    const std::int64_t third = moment.offset / 3 != 0 ? moment.offset / 3 : (moment.offset > 0 ? 1 : -1);
    return std::abs(moment.offset) > moment.rows ? moment.offset : third;
}

} // namespace leadline::models
