// SPDX-License-Identifier: MIT
/// What a journal says when nobody writes it: for checks and reports.
#pragma once

#include "engine/core/result.h"
#include "engine/journal/journal_url.h"
#include "engine/orders/order.h"

#include <map>
#include <string>
#include <vector>

namespace leadline::journal
{

struct JournalledOrder {
    std::string clientId;
    core::MarketId market;
    std::string state; ///< as orders::describe() says it
    bool isOpen = false;
    core::Quantity filled;
    core::Quantity fills; ///< sum of its fills' sizes
    int fillCount = 0;
    std::int64_t firstSent = 0; ///< nanoseconds since the epoch
};

/// Every order of the journal with the sum of its fills.
[[nodiscard]] core::Result<std::vector<JournalledOrder>> readJournal(const JournalUrl& url);

} // namespace leadline::journal
