// SPDX-License-Identifier: MIT
/// `leadline validate --journal`: the journal's own orders, UTC windows crossed with strategies.
#include "app/commands/validate_window.h"
#include "app/settings/system_clock.h"
#include "engine/calibration/kpi.h"
#include "engine/journal/history.h"
#include "engine/json/writer.h"
#include "engine/lab/policy_study.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstdio>

namespace leadline::app
{

namespace
{

int print(const ValidateArguments& arguments, const std::vector<calibration::ParentOrder>& orders,
    const calibration::Resampling& resampling)
{
    const auto rows = calibration::kpiRows(orders, resampling);
    if (arguments.json) {
        const std::string text =
            json::ObjectWriter()
                .whole("orders", orders.size())
                .whole("resamples", resampling.resamples)
                .number("confidence", resampling.confidence)
                .whole("block", resampling.block)
                .whole("seed", resampling.seed)
                .raw("rows",
                    json::listOf(rows, [](const calibration::KpiRow& row) { return lab::kpiRowJson(row, "strategy"); }))
                .str();
        std::puts(text.c_str());
    } else {
        std::printf("%zu orders of the journal\n", orders.size());
        std::fputs(calibration::kpiTable(rows, resampling).c_str(), stdout);
    }
    return std::fflush(stdout) == 0 ? exitSuccess : exitFailed;
}

} // namespace

int runValidateJournal(int& argc, char** argv, const ValidateArguments& arguments)
{
    const QCoreApplication application(argc, argv);
    const auto url = journal::JournalUrl::parse(arguments.journal);
    if (!url) {
        complain(url.error().what);
        return exitBadInput;
    }
    if (!journal::hasBegun(*url)) {
        complain("journal " + url->shown() + ": nothing was ever written there");
        return exitBadInput;
    }
    const core::Timestamp since =
        arguments.days > 0 ? app::SystemClock().now() - std::chrono::days(arguments.days) : core::Timestamp{};
    auto history = journal::readHistory(
        *url, {.since = since, .wants = [&](const core::VenueId& /*venue*/, std::string_view environment) {
                   return arguments.environment.empty() || environment == arguments.environment;
               }});
    if (!history) {
        complain(history.error().what);
        return exitBadInput;
    }
    // What still works has no figures yet.
    const auto working = std::erase_if(history->parents, [](const auto& order) { return !order.isOver; });
    if (working > 0) {
        complain(std::to_string(working) + " orders are not over, and left out");
    }
    if (history->parents.empty()) {
        complain("journal " + url->shown() + ": no order that is over");
        return exitBadInput;
    }
    return print(arguments, history->parents, {.seed = static_cast<std::uint64_t>(arguments.seed)});
}

} // namespace leadline::app
