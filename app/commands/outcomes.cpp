// SPDX-License-Identifier: MIT
/// What was decided, on what, and what it cost: a row a decision, to train a model on.
#include "app/commands/commands.h"
#include "app/commands/journal_period.h"
#include "app/commands/tape_run.h"
#include "engine/calibration/outcome.h"
#include "engine/journal/history.h"
#include "engine/store/outcome_file.h"

#include <CLI/CLI.hpp>

#include <QCoreApplication>

#include <cstdio>
#include <memory>

namespace leadline::app
{

namespace
{

struct OutcomeArguments {
    JournalArguments journal;
    std::filesystem::path out; ///< .parquet or .csv; empty: JSON on the terminal
    bool json = false;
};

core::Result<std::vector<calibration::Outcome>> outcomesIn(
    const JournalPeriod& period, const JournalArguments& arguments)
{
    const journal::HistoryFilter filter{.since = period.from,
        .wants = [&](const core::VenueId& /*venue*/, std::string_view of) { return arguments.wants(of); }};
    auto decisions = journal::readDecisions(period.url, filter);
    if (!decisions) {
        return std::unexpected(decisions.error());
    }
    std::erase_if(*decisions, [&](const auto& decision) { return decision.decided >= period.to; });
    const auto history = journal::readHistory(period.url, filter);
    if (!history) {
        return std::unexpected(history.error());
    }
    return calibration::outcomesOf(std::move(*decisions), history->parents);
}

int runOutcomes(int& argc, char** argv, const OutcomeArguments& arguments, const Settings& settings)
{
    const std::string ending = arguments.out.extension();
    if (!arguments.json && ending != ".parquet" && ending != ".csv") {
        complain("--out " + arguments.out.string() + ": must end in .parquet or .csv; --json prints the rows");
        return exitBadInput;
    }
    const QCoreApplication application(argc, argv); // database drivers are found through it
    const auto period = periodOf(arguments.journal, settings);
    if (!period) {
        complain(period.error().what);
        return exitBadInput;
    }
    const auto outcomes = outcomesIn(*period, arguments.journal);
    if (!outcomes) {
        complain(outcomes.error().what);
        return exitBadInput;
    }
    if (outcomes->empty()) {
        complain("nothing was decided yet: " + period->url.shown() + " holds no decision of the last "
            + std::to_string(period->days) + " days");
    }
    if (arguments.json) {
        for (const calibration::Outcome& outcome : *outcomes) {
            std::puts(store::toJson(outcome).c_str());
        }
        return exitSuccess;
    }
    if (const auto failed = store::writeOutcomes(arguments.out, *outcomes)) {
        complain(failed->what);
        return exitFailed;
    }
    return exitSuccess;
}

Runner addOutcomes(CLI::App& command)
{
    const auto arguments = std::make_shared<OutcomeArguments>();
    CLI::Option* const out = command.add_option("--out", arguments->out, "F.parquet or F.csv");
    command.add_flag("--json", arguments->json, "one JSON object a row, on the terminal")->excludes(out);
    addJournalOptions(command, arguments->journal);
    return [arguments](Invocation& invocation) {
        return runOutcomes(invocation.argc, invocation.argv, *arguments, invocation.settings.values);
    };
}

} // namespace

const Command outcomesCommand{"outcomes",
    "what was decided, on which features, what was sent and what it cost: a row a decision, to train on", addOutcomes};

} // namespace leadline::app
