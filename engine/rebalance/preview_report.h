// SPDX-License-Identifier: MIT
/// A plan's orders before anything is sent, for programs that read them.
#pragma once

#include "engine/rebalance/plan_orders.h"

#include <string>

namespace leadline::rebalance
{

/// One JSON object; what is not known is null, shares and prices are exact texts.
[[nodiscard]] std::string previewJson(const PlanPreview& preview, Urgency urgency);
/// The quotes and the dollars that a preview was made from, as fields of such an object, without the braces.
[[nodiscard]] std::string previewSourceJson(const MarketView& market, const Holdings& holdings);

} // namespace leadline::rebalance
