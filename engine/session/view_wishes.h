// SPDX-License-Identifier: MIT
/// What a view of an instrument wants to know beside its market.
#pragma once

#include "engine/routing/signal_trace.h"
#include "engine/session/order_preview.h"

#include <map>
#include <optional>

namespace leadline::session
{

struct ViewWishes {
    std::map<int, PreviewSubject> previews{{0, {}}}; ///< by place; 0 is the ticket's
    std::optional<routing::Signal> signal; ///< what signal previews and the monitor are about; nothing: no signal
    double comparedNotional = 10'000; ///< quote units for which venues are compared
};

} // namespace leadline::session
