// SPDX-License-Identifier: MIT
/// Numbers and times as the window shows them.
#pragma once

#include "engine/core/names.h"
#include "engine/core/price.h"
#include "engine/core/time.h"

#include <QString>

#include <string_view>

namespace leadline::models
{

[[nodiscard]] QString textOf(std::string_view utf8);
[[nodiscard]] QString priceText(core::Price price, int decimals);
/// At most three decimals, thousands as 12.3k, millions as 1.23M, and so on with B and T.
[[nodiscard]] QString sizeText(core::Quantity size);
/// sizeText(), or what says most of it in that many characters, a sign included: 763.25M, 763M, 0.8B. Where there is no
/// room for any of it: ###.
[[nodiscard]] QString sizeTextWithin(core::Quantity size, int characters);
/// A number's text with as many decimals as there is room for: 119234.48, 119234.5, 119k. What is no number stays.
[[nodiscard]] QString numberTextWithin(const QString& number, int characters);
/// "kraken"; of practice in a recording "kraken (replay)".
[[nodiscard]] QString venueText(const core::VenueId& venue, bool isReplay);
/// 23:54:16.512, UTC.
[[nodiscard]] QString clockText(core::Timestamp time);
/// Six significant digits; "–" for what is undefined, "∞" for what has no bound.
[[nodiscard]] QString valueText(double value);
/// That many decimals, and never "-0.00"; "–" for what is undefined.
[[nodiscard]] QString fixedText(double value, int decimals);
/// Of a part of a whole: 20.0 %, with up to four decimals where they say something.
[[nodiscard]] QString percentText(double part);
/// Of a part of a whole: 20.0 %, with one decimal; "–" for what is undefined.
[[nodiscard]] QString shareText(double part);
/// 12,345.67; "–" for what is undefined.
[[nodiscard]] QString dollarsText(double dollars);
/// 4:12, 1:04:12, 2 d 1:04:12; a second that has begun counts whole, and less than nothing is 0:00.
[[nodiscard]] QString countdownText(core::Duration left);
/// 09:35:00 in New York, and before it the date where it is not the day of `now` there.
[[nodiscard]] QString newYorkClockText(core::Timestamp time, core::Timestamp now);

} // namespace leadline::models
