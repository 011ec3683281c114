// SPDX-License-Identifier: MIT
/// `leadline validate --window`: the policies in turns, on paper, until they can be told apart.
#include "app/commands/validate_window.h"
#include "app/settings/credentials.h"
#include "app/settings/session_options.h"
#include "app/settings/system_clock.h"
#include "engine/calibration/kpi.h"
#include "engine/core/shifted_clock.h"
#include "engine/drill/paper_trial.h"
#include "engine/execution/kill_switch.h"
#include "engine/session/session_options.h"
#include "engine/session/trading_session.h"
#include "engine/venues/venue.h"

#include <QCoreApplication>

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>

namespace leadline::app
{

namespace
{

constexpr double mostFrames = 500; ///< a second

volatile std::sig_atomic_t interrupted = 0;

std::filesystem::path stateFile(const ValidateArguments& arguments)
{
    if (!arguments.state.empty()) {
        return arguments.state;
    }
    const char* const data = std::getenv("XDG_DATA_HOME");
    const char* const home = std::getenv("HOME");
    const std::filesystem::path root = data != nullptr
        ? std::filesystem::path(data)
        : std::filesystem::path(home != nullptr ? home : ".") / ".local/share";
    return root / "leadline" / ("validate-" + arguments.window + ".jsonl");
}

double hoursOf(const ValidateArguments& arguments)
{
    return arguments.hours > 0 ? arguments.hours : 24;
}

core::Result<drill::PaperTrialSettings> settingsOf(const ValidateArguments& arguments)
{
    const std::string name = arguments.window == "all" ? "day" : arguments.window;
    const auto* const window = std::ranges::find(calibration::sessionWindows, name, &calibration::SessionWindow::name);
    if (window == std::ranges::end(calibration::sessionWindows)) {
        return core::defect("--window " + arguments.window + ": must be asia, europe, us or all");
    }
    if (arguments.hours > 10'000) {
        return core::defect("--hours: must be above 0 and at most 10000");
    }
    const std::string signalEvery = arguments.every.empty() ? usualEvery : arguments.every;
    const auto every = parseDuration(signalEvery);
    const auto horizon = parseDuration(arguments.horizon);
    if (!every || !horizon) {
        return core::defect((every ? "--horizon " + arguments.horizon : "--every " + signalEvery)
            + ": must be a duration such as 5s or 1m");
    }
    if (!(arguments.notional > 0) || !std::isfinite(arguments.notional)) {
        return core::defect("--notional: must be a number above 0");
    }
    return drill::PaperTrialSettings{.window = *window,
        .active = std::chrono::duration_cast<core::Duration>(
            std::chrono::duration<double, std::ratio<3600>>(hoursOf(arguments))),
        .every = *every,
        .horizon = *horizon,
        .notional = arguments.notional,
        .look = std::chrono::milliseconds(std::clamp(static_cast<int>(10 / arguments.speed), 1, 10))};
}

/// What became of the signals of each policy, and why some led to no order.
void printCounts(const drill::PaperTrialFile& file)
{
    struct Counts {
        std::size_t sent = 0;
        std::size_t left = 0;
        int rejected = 0;
    };
    std::array<Counts, lab::studyPolicies> counts{};
    std::map<std::string, std::size_t> reasons;
    for (const drill::TrialOrder& order : file.orders()) {
        Counts& of = counts[static_cast<std::size_t>(order.policy)];
        ++(order.wasSent ? of.sent : of.left);
        of.rejected += order.rejected;
        if (!order.wasSent && !order.why.empty()) {
            ++reasons[order.why];
        }
    }
    std::printf("%.2f hours traded, %zu signals\n", std::chrono::duration<double>(file.active()).count() / 3600,
        file.orders().size());
    for (std::size_t i = 0; i < lab::studyPolicies; ++i) {
        const std::string name(lab::nameOf(static_cast<lab::StudyPolicy>(i)));
        std::printf("  %-16s %4zu sent, %4zu left out or refused, %4d rejected by a venue\n", name.c_str(),
            counts[i].sent, counts[i].left, counts[i].rejected);
    }
    for (const auto& [why, number] : reasons) {
        std::printf("  %zu times no order: %s\n", number, why.c_str());
    }
}

int report(const drill::PaperTrialFile& file, const ValidateArguments& arguments)
{
    const calibration::Resampling resampling{.seed = static_cast<std::uint64_t>(arguments.seed)};
    std::vector<calibration::ParentOrder> sent;
    std::array<std::vector<const calibration::ParentOrder*>, lab::studyPolicies> byPolicy;
    for (const drill::TrialOrder& order : file.orders()) {
        if (order.wasSent) {
            sent.push_back(order.parent);
            byPolicy[static_cast<std::size_t>(order.policy)].push_back(&order.parent);
        }
    }
    printCounts(file);
    const auto rows = calibration::kpiRows(sent, resampling);
    std::fputs(calibration::kpiTable(rows, resampling).c_str(), stdout);
    for (std::size_t i = 1; i < lab::studyPolicies; ++i) {
        const auto compared = calibration::compareCosts(byPolicy[0], byPolicy[i], resampling);
        const std::string against(lab::nameOf(static_cast<lab::StudyPolicy>(i)));
        std::printf("signal against %s: %s\n", against.c_str(), calibration::comparisonText(compared).c_str());
    }
    return std::fflush(stdout) == 0 ? exitSuccess : exitFailed;
}

} // namespace

int runValidateWindow(int& argc, char** argv, const ValidateArguments& arguments, const Settings& settings)
{
    const auto wanted = settingsOf(arguments);
    if (!wanted) {
        complain(wanted.error().what);
        return exitBadInput;
    }
    if (arguments.json) {
        complain("--json: a run of --window prints a table; its --state file has every order as JSON");
        return exitBadInput;
    }
    session::SessionOptions options = sessionOptions(settings);
    const bool isEmbedded = options.source == session::SourceKind::Embedded;
    if (const auto paper = drill::checkPaper(options); !paper) {
        complain(paper.error().what);
        return exitBadInput;
    }
    const auto start = arguments.start.empty() ? std::optional(core::Timestamp{}) : parseTime(arguments.start);
    if (!start || (!isEmbedded && (!arguments.start.empty() || arguments.speed != 1))) {
        complain(start ? "--start and --speed are for the embedded market"
                       : "--start " + arguments.start + ": must be UTC time or nanoseconds");
        return exitBadInput;
    }
    drill::PaperTrialFile file;
    const std::filesystem::path path = stateFile(arguments);
    if (const auto opened = file.open(path, *wanted); !opened) {
        complain(opened.error().what);
        return exitBadInput;
    }
    QCoreApplication application(argc, argv);
    const app::SystemClock system;
    core::Timestamp begins = arguments.start.empty() ? system.now() : *start;
    if (isEmbedded && file.reached() != core::Timestamp{} && file.active() < wanted->active) {
        // The day goes on where it was left, and not with the same news again.
        begins = file.reached();
        file.resume(begins);
        options.seed += static_cast<quint64>(file.resumptions());
    }
    const core::ShiftedClock shifted(system, begins, isEmbedded ? arguments.speed : 1);
    // One instrument is traded. Its frames come as often in the market's time as they would at its usual speed, so that
    // no signal is older because the market is quick.
    options.pairs.resize(1);
    options.framesPerSecond = std::min(mostFrames, options.framesPerSecond * std::max(1.0, arguments.speed));
    options.orders.journal = journalFor(settings, options.source);
    options.orders.killSwitch = killSwitchOf(settings);
    if (options.orders.killSwitch->isOn()) {
        complain(killSwitchText(settings));
        return exitFailed;
    }
    session::TradingSession engine(options, shifted);
    drill::PaperTrial run(engine, shifted, *wanted, file);
    int code = exitSuccess;
    QObject::connect(&engine, &session::TradingSession::troubled, &application,
        [](const QString& what) { complain(what.toStdString()); });
    QObject::connect(&run, &drill::PaperTrial::ended, &application, &QCoreApplication::quit, Qt::QueuedConnection);
    QObject::connect(&run, &drill::PaperTrial::failed, &application, [&](const QString& why) {
        complain(why.toStdString());
        QCoreApplication::exit(code = exitFailed);
    });
    for (const int signal : {SIGINT, SIGTERM}) {
        std::signal(signal, [](int) { interrupted = 1; });
    }
    QTimer beat;
    QObject::connect(&beat, &QTimer::timeout, &application, [&] {
        if (interrupted != 0) {
            run.stopSoon();
        }
        if (code == exitSuccess && options.orders.killSwitch->isOn()) {
            complain(killSwitchText(settings));
            code = exitFailed;
            run.kill();
        }
        if (isatty(STDERR_FILENO) != 0) {
            std::fprintf(stderr, "\r\033[K%.2f of %.2f hours, %zu signals: %s",
                std::chrono::duration<double>(file.active()).count() / 3600, hoursOf(arguments), file.orders().size(),
                run.doing().toStdString().c_str());
        }
    });
    beat.start(200);
    engine.start();
    CredentialStore keys;
    for (const session::VenueChoice& choice : options.venues) {
        const QString venue = QString::fromStdString(choice.venue->id.text());
        const QString environment = QString::fromStdString(choice.trading);
        if (!isEmbedded && environment != QLatin1StringView("off")) {
            keys.find(venue, [&engine, venue, environment](const FoundKey& found) {
                engine.setTrading(venue, environment, found.key, found.secret); // without a key, it says so
            });
        }
    }
    run.start();
    QCoreApplication::exec();
    engine.stop();
    if (isatty(STDERR_FILENO) != 0) {
        std::fputs("\r\033[K", stderr);
    }
    if (file.active() < wanted->active) {
        std::fprintf(stderr, "leadline: stopped; the same command goes on with %s\n", path.string().c_str());
    }
    const int told = report(file, arguments);
    return code == exitSuccess ? told : code;
}

} // namespace leadline::app
