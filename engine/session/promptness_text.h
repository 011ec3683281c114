// SPDX-License-Identifier: MIT
/// For people: how promptly a venue has answered lately.
#pragma once

#include "engine/routing/venue_terms.h"

#include <QString>

namespace leadline::session
{

/// Of a venue that is out for its slow answers: since when, and what brings it back. Times are UTC.
[[nodiscard]] QString promptnessText(const routing::PromptAnswerTerms& prompt);

} // namespace leadline::session
