// SPDX-License-Identifier: MIT
/// The simulators' name for json::Tree.
#pragma once

#include "engine/json/tree.h"

namespace leadline::venues
{

using JsonTree = leadline::json::Tree;

} // namespace leadline::venues
