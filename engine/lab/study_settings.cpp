// SPDX-License-Identifier: MIT
#include "engine/lab/study_settings.h"

#include <algorithm>
#include <cmath>

namespace leadline::lab
{

std::string_view nameOf(StudyPolicy policy)
{
    constexpr std::string_view names[]{"signal", "microstructure", "always_market", "always_passive"};
    return names[static_cast<std::size_t>(policy)];
}

std::optional<StudySignal> signalOfLean(double lean)
{
    if (lean == 0 || std::isnan(lean)) {
        return std::nullopt;
    }
    return StudySignal{lean > 0 ? core::Side::Bid : core::Side::Ask, std::min(1.0, std::abs(lean))};
}

std::optional<StudySignal> micropriceSignal(const desk::Market& market)
{
    if (!market.tracker().isUsable()) {
        return std::nullopt;
    }
    const double bid = market.book().bids()[0].size.toDoubleLossy();
    const double ask = market.book().asks()[0].size.toDoubleLossy();
    return signalOfLean((bid - ask) / (bid + ask));
}

} // namespace leadline::lab
