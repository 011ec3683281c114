// SPDX-License-Identifier: MIT
/// A request to a venue, and who waits for its answer.
#pragma once

#include "engine/venues/trading_protocol.h"

#include <functional>
#include <vector>

namespace leadline::feeds
{

struct SentRequest {
    venues::TradingAsk ask;
    std::function<void(const venues::TradingAnswer&)> done; ///< gets every answer; may be empty
    bool wasSkewed = false; ///< sent a second time after the venue's clock was asked
    std::vector<SentRequest> others; ///< the same question about other orders: the answer is read for each
};

} // namespace leadline::feeds
