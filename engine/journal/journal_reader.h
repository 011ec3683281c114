// SPDX-License-Identifier: MIT
/// What a journal says when nobody writes it: for checks and reports.
#pragma once

#include "engine/core/result.h"
#include "engine/journal/journal_url.h"
#include "engine/orders/order.h"

#include <map>
#include <string>
#include <string_view>
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
    std::string run; ///< of the plan it serves; empty: none
};

/// A plan that many orders serve.
struct JournalledRun {
    std::string run;
    std::string plan; ///< what was to be done: JSON
    bool isOver = false;
};

/// Every order of the journal with the sum of its fills.
[[nodiscard]] core::Result<std::vector<JournalledOrder>> readJournal(const JournalUrl& url);

/// Every plan of the journal.
[[nodiscard]] core::Result<std::vector<JournalledRun>> readRuns(const JournalUrl& url);

/// What all fills of an environment ("live", "embedded") add up to, market by market, whichever workstation wrote them.
/// A journal that has not begun holds none.
[[nodiscard]] core::Result<std::map<core::MarketId, core::Quantity>> readHoldings(
    const JournalUrl& url, std::string_view environment);

} // namespace leadline::journal
