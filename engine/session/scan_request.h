// SPDX-License-Identifier: MIT
/// Which stocks are to be screened, and how strictly.
#pragma once

#include "engine/picks/pick_rules.h"
#include "engine/picks/symbol_list.h"

#include <vector>

namespace leadline::session
{

struct ScanRequest {
    picks::Mode mode = picks::Mode::Safe;
    std::vector<picks::ListedSymbol> symbols;
};

} // namespace leadline::session
