// SPDX-License-Identifier: MIT
#include "app/commands/journal_period.h"

#include "app/commands/tape_run.h"
#include "app/settings/session_options.h"
#include "app/settings/system_clock.h"
#include "engine/session/session_options.h"

#include <CLI/CLI.hpp>

namespace leadline::app
{

void addJournalOptions(CLI::App& command, JournalArguments& arguments)
{
    command.add_option("--journal", arguments.journal, "sqlite:FILE or postgresql://... (default: ours)");
    command.add_option("--environment", arguments.environment, "live, demo or embedded (default: all)");
    command.add_option("--days", arguments.days, "lookback (default: calibration.lookback_days)")
        ->check(CLI::Range(1, 3650));
    command.add_option("--now", arguments.now, "end of the lookback, UTC time or nanoseconds");
}

core::Result<JournalPeriod> periodOf(const JournalArguments& arguments, const Settings& settings)
{
    const std::string address =
        arguments.journal.empty() ? journalFor(settings, session::SourceKind::Live) : arguments.journal;
    const auto url = journal::JournalUrl::parse(address);
    if (!url) {
        return std::unexpected(url.error());
    }
    if (!arguments.journal.empty() && !journal::hasBegun(*url)) {
        return core::defect("journal " + url->shown() + ": nothing was ever written there");
    }
    JournalPeriod period{.url = *url,
        .days = arguments.days > 0 ? arguments.days : settings.calibration.lookbackDays,
        .now = app::SystemClock().now()};
    if (!arguments.now.empty()) {
        const auto parsed = parseTime(arguments.now);
        if (!parsed) {
            return core::defect("--now " + arguments.now + ": must be UTC time or nanoseconds");
        }
        period.now = *parsed;
    }
    period.from = period.now - std::chrono::days(period.days);
    period.to = period.now + core::Duration(1);
    return period;
}

} // namespace leadline::app
