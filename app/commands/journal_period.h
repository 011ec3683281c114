// SPDX-License-Identifier: MIT
/// Which records of a journal a command looks at.
#pragma once

#include "app/settings/settings.h"
#include "engine/core/result.h"
#include "engine/core/time.h"
#include "engine/journal/journal_url.h"

#include <string>
#include <string_view>

namespace CLI
{
class App;
}

namespace leadline::app
{

struct JournalArguments {
    std::string journal; ///< its address; empty: that of the settings
    std::string environment; ///< "live", "embedded"; empty: all
    std::string now; ///< where the lookback ends; empty: now
    int days = 0; ///< lookback; 0: that of the settings

    [[nodiscard]] bool wants(std::string_view of) const { return environment.empty() || environment == of; }
};
void addJournalOptions(CLI::App& command, JournalArguments& arguments);

struct JournalPeriod {
    journal::JournalUrl url;
    int days = 0;
    core::Timestamp now;
    core::Timestamp from;
    core::Timestamp to; ///< not included
};
/// A defect is one line: an address that is none, a journal that was named and never begun, a time that is none.
[[nodiscard]] core::Result<JournalPeriod> periodOf(const JournalArguments& arguments, const Settings& settings);

} // namespace leadline::app
