// SPDX-License-Identifier: MIT
/// The simulators' name for the room of JSON.
#pragma once

#include "engine/json/reader.h"

namespace leadline::venues
{

namespace json = leadline::json;

} // namespace leadline::venues
