// SPDX-License-Identifier: MIT
#include "engine/drill/practice.h"
#include "app/commands/commands.h"
#include "app/commands/tape_run.h"
#include "app/settings/session_options.h"
#include "engine/session/session_options.h"

#include <CLI/CLI.hpp>

#include <QCoreApplication>

#include <cstdio>

namespace leadline::app
{

namespace
{

struct PracticeArguments {
    std::string journal;
    std::filesystem::path store; ///< empty: no Parquet
    std::string from = "2026-10-01T00:00:00Z";
    int days = 30;
    int seed = 1;
};

int runPractice(int& argc, char** argv, const PracticeArguments& arguments, const Settings& settings)
{
    const QCoreApplication application(argc, argv);
    const auto from = parseTime(arguments.from);
    if (!from) {
        complain("--from " + arguments.from + ": must be UTC time or nanoseconds");
        return exitBadInput;
    }
    session::SessionOptions options = sessionOptions(settings);
    options.orders.journal = arguments.journal;
    options.recorder = {.root = arguments.store, .retentionDays = 0};
    drill::Practice practice(
        options, {.from = *from, .days = arguments.days, .seed = static_cast<std::uint64_t>(arguments.seed)});
    const auto fills = practice.run(
        [&](int day, int sum) { std::fprintf(stderr, "day %d of %d: %d fills\n", day, arguments.days, sum); });
    if (!fills) {
        complain(fills.error().what);
        return exitFailed;
    }
    return exitSuccess;
}

Runner addPractice(CLI::App& command)
{
    const auto arguments = std::make_shared<PracticeArguments>();
    command.add_option("--journal", arguments->journal, "sqlite:FILE or postgresql://...")->required();
    command.add_option("--store", arguments->store, "record features, decisions and fills there as Parquet");
    command.add_option("--from", arguments->from, "first day (default 2026-10-01T00:00:00Z)");
    command.add_option("--days", arguments->days, "how many days (default 30)")->check(CLI::Range(1, 3650));
    command.add_option("--seed", arguments->seed, "seed of market and trader (default 1)");
    return [arguments](Invocation& invocation) {
        return runPractice(invocation.argc, invocation.argv, *arguments, invocation.settings.values);
    };
}

} // namespace

const Command practiceCommand{"practice",
    "trade the embedded market by itself, four short sessions a day, at speed, into a journal", addPractice};

} // namespace leadline::app
