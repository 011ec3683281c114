// SPDX-License-Identifier: MIT
/// Numbers and times as the window shows them.
#pragma once

#include "engine/core/price.h"
#include "engine/core/time.h"

#include <QString>

namespace leadline::models
{

[[nodiscard]] QString priceText(core::Price price, int decimals);
/// At most three decimals, thousands as 12.3k, millions as 1.23M.
[[nodiscard]] QString sizeText(core::Quantity size);
/// At most four characters and a sign: 0.05, 7.3, 128, 12k.
[[nodiscard]] QString briefSizeText(core::Quantity size);
/// 23:54:16.512, UTC.
[[nodiscard]] QString clockText(core::Timestamp time);
/// Six significant digits; "–" for what is undefined, "∞" for what has no bound.
[[nodiscard]] QString valueText(double value);

} // namespace leadline::models
