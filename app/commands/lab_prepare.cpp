// SPDX-License-Identifier: MIT
/// `leadline lab prepare`: makes the decision tape of recordings beforehand.
#include "app/commands/lab_tape.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace leadline::app
{

namespace
{

struct PrepareArguments {
    TapeArguments tapes;
    double notional = 10'000; ///< quote units
    std::string every = "1s";
    std::string out;
};

int runPrepare(const PrepareArguments& arguments, const Settings& settings)
{
    const auto every = everyOf(arguments.every);
    if (!every || !isPositive(arguments.notional)) {
        if (every) {
            complain(notionalWords);
        }
        return exitBadInput;
    }
    const WantedTape wanted{
        arguments.tapes, settings, *every, reachOf(arguments.notional, true, settings), arguments.out};
    const auto basis = basisOf(wanted);
    if (!basis) {
        return basis.error();
    }
    const auto file = tapeFileOf(wanted);
    const auto kept = keptTape(file, *basis);
    if (!kept) {
        return kept.error();
    }
    const auto told = [&](const lab::DecisionTape& tape) {
        return file.string() + ": " + std::to_string(tape.size()) + " decisions, " + std::to_string(tape.rows.size())
            + " of venues\n";
    };
    if (*kept) {
        return printText(told(**kept), exitSuccess);
    }
    const auto made = makeTape(wanted, *basis);
    if (!made) {
        return made.error();
    }
    if (made->code != exitSuccess) {
        complain(file.string() + ": is not kept, so that `lab` says each time what was lost");
        return made->code;
    }
    if (const auto failed = lab::writeDecisionTape(made->tape, file)) {
        complain(failed->what);
        return exitFailed;
    }
    return printText(told(made->tape), made->code);
}

} // namespace

Runner addLabPrepare(CLI::App& command)
{
    const auto arguments = std::make_shared<PrepareArguments>();
    addTapeOptions(command, arguments->tapes);
    command.add_option("--notional", arguments->notional, "the largest order that it will be asked about (10000)");
    command.add_option("--every", arguments->every, "event time between decisions (default 1s)");
    command.add_option("--out", arguments->out, "where it goes (default: TAPE.decisions)");
    return [arguments](Invocation& invocation) { return runPrepare(*arguments, invocation.settings.values); };
}

} // namespace leadline::app
