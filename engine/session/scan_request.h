// SPDX-License-Identifier: MIT
/// What is to be screened, and how strictly.
#pragma once

#include "engine/picks/pick_rules.h"
#include "engine/picks/pick_score.h"
#include "engine/picks/scan_settings.h"
#include "engine/picks/symbol_list.h"

#include <vector>

namespace leadline::session
{

/// What a scan goes by.
struct ScanRules {
    picks::PickSettings picks;
    picks::ScanSettings scan;
    picks::ScoreModel scores;
};

struct ScanRequest {
    picks::Mode mode = picks::Mode::Safe;
    std::vector<picks::ListedSymbol> symbols;
};

} // namespace leadline::session
