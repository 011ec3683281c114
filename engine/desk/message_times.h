// SPDX-License-Identifier: MIT
/// When the messages of a market were made, and how long they took.
#pragma once

#include "engine/core/time.h"

#include <algorithm>

namespace leadline::desk
{

/// Event and receipt times never step back.
struct MessageTimes {
    core::Timestamp newest; ///< event time of any message
    core::Timestamp book; ///< event time of the book
    core::Timestamp received; ///< when the newest message came
    /// The smallest difference between receipt and stamp; it holds the offset of the two clocks.
    core::Duration smallestDelay = core::Duration::max();
    core::Duration delay{}; ///< from the venue's stamp to us, of the newest message, beyond the smallest

    /// `event`: the epoch where the venue stamps none.
    void take(core::Timestamp event, core::Timestamp receipt)
    {
        received = std::max(received, receipt);
        newest = std::max(newest, event);
        if (event != core::Timestamp{}) {
            const core::Duration raw = receipt - event;
            smallestDelay = std::min(smallestDelay, raw);
            delay = raw - smallestDelay;
        }
    }
    void bookChanged(core::Timestamp event)
    {
        book = std::max(book, event);
        newest = std::max(newest, book);
    }
};

} // namespace leadline::desk
