// SPDX-License-Identifier: MIT
/// `leadline regret`: what our own orders would have cost, had they been sent otherwise.
#include "app/commands/lab_tape.h"
#include "app/settings/session_options.h"
#include "engine/core/time_text.h"
#include "engine/journal/history.h"
#include "engine/json/writer.h"
#include "engine/lab/regret_report.h"
#include "engine/session/session_options.h"
#include "engine/tape/tape_reader.h"

#include <CLI/CLI.hpp>

#include <QCoreApplication>

#include <algorithm>
#include <fstream>
#include <map>
#include <memory>

namespace leadline::app
{

namespace
{

struct RegretArguments {
    TapeArguments tapes;
    std::string journal; ///< its address; empty: that of the settings
    std::string environment; ///< "live", "embedded"; empty: all
    std::string from; ///< empty: the first order
    std::string to; ///< not included; empty: the last order
    std::string within = "30s";
    std::string csv;
    std::uint64_t seed = 1;
    bool json = false;
};

/// The period, and the time that orders rest.
struct RegretSpan {
    core::Timestamp from;
    core::Timestamp to = core::Timestamp::max(); ///< not included
    core::Duration within{};
};

core::Result<RegretSpan> spanOf(const RegretArguments& arguments)
{
    RegretSpan span;
    for (const auto& [option, text, to] :
        {std::tuple{"--from", &arguments.from, &span.from}, std::tuple{"--to", &arguments.to, &span.to}}) {
        const auto time = text->empty() ? std::optional(*to) : parseTime(*text);
        if (!time) {
            return core::defect(std::string(option) + " " + *text + ": must be UTC time or nanoseconds");
        }
        *to = *time;
    }
    const auto within = parseDuration(arguments.within);
    if (!within || *within > std::chrono::hours(24)) {
        return core::defect("--within " + arguments.within + ": must be a duration such as 5s or 1m, a day at most");
    }
    span.within = *within;
    return span;
}

/// Our own orders of the period that are over; what still works has no figures yet. None of those on paper.
core::Result<std::vector<lab::OwnOrder>> ownOrders(
    const journal::JournalUrl& url, const RegretArguments& arguments, const RegretSpan& span)
{
    const journal::HistoryFilter filter{
        .since = span.from, .wants = [&](const core::VenueId& /*venue*/, std::string_view of) {
            return arguments.environment.empty() || arguments.environment == of;
        }};
    const auto history = journal::readHistory(url, filter);
    if (!history) {
        return std::unexpected(history.error());
    }
    const auto decisions = journal::readDecisions(url, filter, journal::DecisionDetail::WithoutWhatWasSeen);
    if (!decisions) {
        return std::unexpected(decisions.error());
    }
    std::map<std::string, double> signals;
    for (const calibration::JournalledDecision& decision : *decisions) {
        if (!decision.order.empty()) {
            signals[decision.order] = decision.signalStrength;
        }
    }
    std::vector<lab::OwnOrder> own;
    std::size_t working = 0;
    for (const calibration::ParentOrder& parent : history->parents) {
        if (parent.decided >= span.to || parent.origin == calibration::Origin::Paper) {
            continue;
        }
        if (!parent.isOver) {
            ++working;
            continue;
        }
        const auto signal = signals.find(parent.id);
        own.push_back({parent, signal == signals.end() ? calibration::unknownFigure : signal->second});
    }
    if (working > 0) {
        complain(std::to_string(working) + " orders are not over, and left out");
    }
    return own;
}

/// Of a folder of many days only those are read on which an order was decided, or rested.
std::vector<std::filesystem::path> recordingsFor(const std::vector<std::filesystem::path>& recordings,
    const std::vector<lab::OwnOrder>& orders, core::Duration within)
{
    const auto dayText = [](core::Timestamp time) {
        std::string day = core::isoDate(time);
        std::erase(day, '-');
        return day;
    };
    std::vector<std::filesystem::path> needed;
    for (const std::filesystem::path& recording : recordings) {
        const std::string day = tape::parseTapeName(recording).day;
        const auto needs = [&](const lab::OwnOrder& order) {
            const core::Timestamp decided = order.parent.decided;
            return dayText(decided) == day || dayText(decided + within) == day;
        };
        if (day.empty() || std::ranges::any_of(orders, needs)) {
            needed.push_back(recording);
        }
    }
    return needed;
}

std::string regretInputs(
    const RegretArguments& arguments, const lab::TapeBasis& basis, const Settings& settings, const std::string& journal)
{
    return inputsJson(basis, settings,
        ",\"journal\":" + json::quoted(journal) + ",\"from\":" + json::quotedOrNull(arguments.from)
            + ",\"to\":" + json::quotedOrNull(arguments.to) + ",\"within\":" + json::quoted(arguments.within));
}

int tellRegret(
    const RegretArguments& arguments, const std::vector<lab::RegretOrder>& orders, const std::string& inputs, int code)
{
    if (!arguments.csv.empty()) {
        std::ofstream out(arguments.csv, std::ios::binary);
        out << lab::regretCsv(orders);
        if (!out.flush()) {
            complain("--csv " + arguments.csv + ": cannot be written");
            return exitFailed;
        }
    }
    const calibration::Resampling resampling{.seed = arguments.seed};
    const auto rows = lab::regretRows(orders, resampling);
    return printText(
        arguments.json ? lab::regretJson(orders, rows, resampling, inputs) + "\n" : lab::regretText(orders, rows),
        code);
}

int runRegret(const RegretArguments& given, Invocation& invocation)
{
    const QCoreApplication application(invocation.argc, invocation.argv); // database drivers are found through it
    const Settings& settings = invocation.settings.values;
    const auto fail = [](const std::string& what) {
        complain(what);
        return exitBadInput;
    };
    const auto span = spanOf(given);
    if (!span) {
        return fail(span.error().what);
    }
    const auto url = journal::JournalUrl::parse(
        given.journal.empty() ? journalFor(settings, session::SourceKind::Live) : given.journal);
    if (!url) {
        return fail(url.error().what);
    }
    if (!journal::hasBegun(*url)) {
        return fail("journal " + url->shown() + ": nothing was ever written there");
    }
    auto own = ownOrders(*url, given, *span);
    if (!own) {
        return fail(own.error().what);
    }
    if (own->empty()) {
        return fail("journal " + url->shown() + ": no order of that time is over");
    }
    RegretArguments arguments = given;
    arguments.tapes.tapes = recordingsFor(given.tapes.tapes, *own, span->within);
    const auto basis = basisOf({arguments.tapes, settings, span->within});
    if (!basis) {
        return basis.error();
    }
    lab::RegretStudy study(settings.desk, {.within = span->within}, std::move(*own));
    int code = exitSuccess;
    if (!arguments.tapes.tapes.empty()) {
        const auto report = study.run({arguments.tapes.tapes, {}, {}});
        if (!report) {
            return fail(report.error().what);
        }
        code = tellReplay(*report, arguments.tapes.tapes);
        if (code == exitBadInput || !tellContracts(arguments.tapes, study.desk())) {
            return exitBadInput;
        }
    }
    return tellRegret(arguments, study.orders(), regretInputs(arguments, *basis, settings, url->shown()), code);
}

Runner addRegret(CLI::App& command)
{
    const auto arguments = std::make_shared<RegretArguments>();
    addRecordings(command, "--tape", arguments->tapes.tapes, "recordings of the orders' time, or folders of them")
        ->required();
    command.add_option("--journal", arguments->journal, "sqlite:FILE or postgresql://... (default: ours)");
    command.add_option("--environment", arguments->environment, "live, demo or embedded (default: all)");
    command.add_option("--from", arguments->from, "first time of an order, UTC time or nanoseconds");
    command.add_option("--to", arguments->to, "behind the last one");
    command.add_option("--within", arguments->within, "what rests longer is taken at market (default 30s)");
    command.add_option("--csv", arguments->csv, "a row an order and other way");
    command.add_option("--seed", arguments->seed, "of the intervals (default 1)");
    command.add_flag("--json", arguments->json, "one JSON object");
    return [arguments](Invocation& invocation) { return runRegret(*arguments, invocation); };
}

} // namespace

const Command regretCommand{"regret",
    "what our own orders would have cost, had they been sent otherwise, on recordings of their time", addRegret};

} // namespace leadline::app
