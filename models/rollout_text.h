// SPDX-License-Identifier: MIT
/// How signals that are sent fare beside those on paper, in words.
#pragma once

#include <QString>

namespace leadline::session
{
struct RolloutSnapshot;
}

namespace leadline::models
{

/// "Signals: 12 sent (slippage 1.20 bps, filled 83.0 %), 30 on paper (0.80 bps, 62.0 %); today 1,200.00 of 5,000.00
/// USD"
[[nodiscard]] QString rolloutText(const session::RolloutSnapshot& rollout);

} // namespace leadline::models
