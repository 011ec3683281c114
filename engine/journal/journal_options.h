// SPDX-License-Identifier: MIT
/// How a journal is opened, and what it says while it is open.
#pragma once

#include "engine/core/names.h"
#include "engine/core/time.h"
#include "engine/journal/journal_url.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>

namespace leadline::journal
{

struct History;

struct JournalOptions {
    JournalUrl url;
    std::string workstation; ///< whose orders are ours
    /// "live", "demo", "embedded": orders of another environment of a venue are left alone. A venue that is not named
    /// has "live".
    std::map<core::VenueId, std::string> environments;
    core::Duration retryEvery = std::chrono::milliseconds(500);
    core::Duration historyOf = std::chrono::days(30); ///< how far back history() reaches
    core::Duration listenEvery = std::chrono::seconds(5); ///< how often other workstations' records are looked for
};

/// Called in the journal's thread.
struct JournalEvents {
    std::function<void(std::uint64_t upTo)> durable;
    std::function<void(std::string why)> failed; ///< once for each time it breaks
    std::function<void()> healed;
    /// Records of the other workstations of a shared journal; some of them may have come before.
    std::function<void(History)> learned;
};

} // namespace leadline::journal
