// SPDX-License-Identifier: MIT
/// The fault campaign: thousands of orders of coins and stocks against the embedded market under every fault, or with
/// the program killed again and again, and at the end three witnesses that must agree: the journal, the manager and the
/// venue.
#include "app/commands/commands.h"
#include "app/commands/tape_run.h"
#include "app/settings/system_clock.h"
#include "engine/core/shifted_clock.h"
#include "engine/drill/campaign_trader.h"
#include "engine/drill/fault_campaign.h"
#include "engine/drill/kill_campaign.h"
#include "engine/sim/alpaca/alpaca_order.h"
#include "engine/sim/protocol/trade_faults.h"

#include <CLI/CLI.hpp>

#include <QCoreApplication>
#include <QProcess>
#include <QTemporaryDir>

#include <cstdio>
#include <memory>

namespace leadline::app
{

namespace
{

using namespace Qt::StringLiterals;

struct CampaignArguments {
    int orders = 10'000;
    int seed = 1;
    std::string fault = "all"; ///< or the name of one
    int kills = 0; ///< kill -9 so often in place of the faults' table
    std::string journal; ///< of the kills; empty: SQLite in a temporary folder
    std::string stopJournal; ///< shell commands that take the journal's server away in the middle, and bring it back
    std::string startJournal;
    bool isWorker = false; ///< the process that is killed
    bool settles = false; ///< a worker that only takes over, cancels and ends
    std::string mid;
    std::int64_t ahead = 0; ///< nanoseconds of its clock before the system's
    std::vector<std::string> connect; ///< venue=127.0.0.1:port
};

void printHead()
{
    std::printf("%-16s %8s %10s %8s %8s %8s %8s %8s %8s %10s %7s %9s %10s\n", "fault", "orders", "rebalanced",
        "injected", "unknown", "asked", "fills", "repeats", "absent", "duplicates", "lost", "unsettled", "agreement");
}

void printRow(sim::TradeFault fault, const drill::FaultResult& result)
{
    const drill::Agreement& agreement = result.agreement;
    std::printf("%-16s %8d %10d %8llu %8llu %8llu %8d %8llu %8d %10d %7d %9d %10s\n",
        std::string(sim::nameOf(fault)).c_str(), agreement.orders, agreement.rebalanced,
        static_cast<unsigned long long>(result.injected), static_cast<unsigned long long>(result.counters.unknowns),
        static_cast<unsigned long long>(result.counters.questions), agreement.fills,
        static_cast<unsigned long long>(result.counters.duplicateFills), agreement.neverArrived, agreement.duplicates,
        agreement.lostFills, agreement.unsettled, agreement.holds() ? "yes" : "NO");
    std::fflush(stdout);
}

void printExamples(const drill::Agreement& agreement)
{
    for (const std::string& example : agreement.examples) {
        complain("  " + example);
    }
}

constexpr int withoutEnd = 1'000'000; ///< orders

/// The process that trades and is killed: it is told where the venues are.
int runWorker(const CampaignArguments& arguments, const core::Clock& system)
{
    // The clock of whoever serves the venues.
    const core::ShiftedClock clock(system, system.now() + core::Duration(arguments.ahead));
    const auto mid = core::Price::parse(arguments.mid);
    drill::CampaignTrader trader(arguments.journal,
        {.orders = arguments.settles ? 0 : 2 * withoutEnd,
            .rebalanced = arguments.settles ? 0 : withoutEnd,
            .seed = static_cast<std::uint64_t>(arguments.seed)},
        clock, [&](const core::MarketId& /*market*/) { return mid.value_or(core::Price{}); });
    if (const auto opened = trader.open(); !opened) {
        complain(opened.error().what);
        return exitFailed;
    }
    for (const std::string& text : arguments.connect) {
        const auto venue = drill::connectVenue(text);
        if (!venue) {
            complain(venue.error().what);
            return exitBadInput;
        }
        if (const auto added = trader.add(*venue); !added) {
            complain(added.error().what);
        }
    }
    std::puts("ready");
    std::fflush(stdout);
    if (!arguments.settles) {
        QObject::connect(
            &trader.rebalances(), &drill::RebalanceStorm::traded, &trader.rebalances(),
            [] {
                std::puts("rebalances");
                std::fflush(stdout);
            },
            Qt::SingleShotConnection);
        trader.start();
        return QCoreApplication::exec();
    }
    if (!trader.settle()) {
        complain(trader.unsettled());
        return exitFailed;
    }
    return exitSuccess;
}

/// Ourselves, once more, as a worker.
std::unique_ptr<QProcess> startWorker(const drill::WorkerTask& task, core::Duration ahead)
{
    auto child = std::make_unique<QProcess>();
    QStringList words{u"campaign"_s, u"--worker"_s, u"--journal"_s, QString::fromStdString(task.journal), u"--seed"_s,
        QString::number(task.seed), u"--mid"_s, QString::fromStdString(task.mid.text()), u"--ahead"_s,
        QString::number(ahead.count())};
    for (const std::string& venue : task.venues) {
        words << u"--connect"_s << QString::fromStdString(venue);
    }
    if (task.settles) {
        words << u"--settle"_s;
    }
    child->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    child->start(QCoreApplication::applicationFilePath(), words);
    return child;
}

int runKills(const CampaignArguments& arguments, const core::Clock& clock, const core::Clock& system)
{
    const QTemporaryDir folder;
    const std::string own = "sqlite:" + folder.filePath(u"journal.sqlite"_s).toStdString();
    drill::KillCampaign campaign({.kills = arguments.kills,
                                     .seed = arguments.seed,
                                     .journal = arguments.journal.empty() ? own : arguments.journal,
                                     .stopJournal = arguments.stopJournal,
                                     .startJournal = arguments.startJournal},
        clock, [&](const drill::WorkerTask& task) { return startWorker(task, clock.now() - system.now()); });
    const auto result = campaign.run([&](int killed) {
        if (killed % 20 == 0) {
            std::fprintf(stderr, "%d of %d kills\n", killed, arguments.kills);
        }
    });
    if (!result) {
        complain(result.error().what);
        return exitFailed;
    }
    const drill::Agreement& agreement = result->agreement;
    std::printf("%d kills, %d orders (%d of %d rebalances), %d fills, %d never arrived: duplicates %d, lost fills %d, "
                "left working %d, unsettled %d, beyond plan %d, disagreements %d\n",
        result->killed, agreement.orders, agreement.rebalanced, agreement.rebalances, agreement.fills,
        agreement.neverArrived, agreement.duplicates, agreement.lostFills, agreement.leftWorking, agreement.unsettled,
        agreement.beyondPlan, agreement.disagreements);
    printExamples(agreement);
    return agreement.holds() ? exitSuccess : exitFailed;
}

/// Nothing when the name is no fault's.
std::vector<sim::TradeFault> faultsNamed(const std::string& name)
{
    std::vector<sim::TradeFault> faults;
    for (int i = 0; i < sim::tradeFaults; ++i) {
        const auto fault = static_cast<sim::TradeFault>(i);
        if (name == "all" || sim::tradeFaultOf(name) == fault) {
            faults.push_back(fault);
        }
    }
    return faults;
}

int runFaults(const CampaignArguments& arguments, const core::Clock& clock)
{
    const auto faults = faultsNamed(arguments.fault);
    if (faults.empty()) {
        complain("--fault " + arguments.fault + ": must be all or a fault of the trading side, as for `leadline sim`");
        return exitBadInput;
    }
    const bool isOne = arguments.fault != "all";
    const drill::FaultCampaign campaign(static_cast<std::uint64_t>(arguments.seed), clock);
    printHead();
    drill::Agreement sum;
    for (const sim::TradeFault fault : faults) {
        const auto result = campaign.run(fault, isOne ? arguments.orders : arguments.orders / sim::tradeFaults + 1);
        if (!result) {
            complain(result.error().what);
            return exitFailed;
        }
        printRow(fault, *result);
        printExamples(result->agreement);
        sum += result->agreement;
    }
    std::printf("%d orders (%d of %d rebalances), %d fills: duplicates %d, lost fills %d, left working after the kill "
                "switch %d, unsettled %d, beyond plan %d, disagreements %d\n",
        sum.orders, sum.rebalanced, sum.rebalances, sum.fills, sum.duplicates, sum.lostFills, sum.leftWorking,
        sum.unsettled, sum.beyondPlan, sum.disagreements);
    return sum.holds() ? exitSuccess : exitFailed;
}

int runCampaign(int& argc, char** argv, const CampaignArguments& arguments)
{
    const QCoreApplication application(argc, argv);
    const SystemClock system;
    const core::ShiftedClock clock(system, drill::campaignTime());
    if (!arguments.isWorker && arguments.kills == 0 && !arguments.journal.empty()) {
        complain("--journal is of a campaign with --kills: faults are tried on a journal in memory");
        return exitBadInput;
    }
    return arguments.isWorker ? runWorker(arguments, system)
        : arguments.kills > 0 ? runKills(arguments, clock, system)
                              : runFaults(arguments, clock);
}

Runner addCampaign(CLI::App& command)
{
    const auto arguments = std::make_shared<CampaignArguments>();
    CLI::Option* const orders = command.add_option("--orders", arguments->orders, "orders in all (default 10000)")
                                    ->check(CLI::Range(1, 10'000'000));
    command.add_option("--seed", arguments->seed, "seed of orders and faults (default 1)");
    CLI::Option* const fault = command.add_option("--fault", arguments->fault, "all (default), or one by its name");
    CLI::Option* const kills =
        command.add_option("--kills", arguments->kills, "kill the program that trades this often, at random moments")
            ->check(CLI::Range(1, 100'000))
            ->excludes(orders)
            ->excludes(fault);
    command.add_option("--journal", arguments->journal, "with --kills: its journal, sqlite:FILE or postgresql://...");
    command.add_option("--stop-journal", arguments->stopJournal, "command that takes its server away half way")
        ->needs(kills);
    command.add_option("--start-journal", arguments->startJournal, "command that brings it back")->needs(kills);
    command.add_flag("--worker", arguments->isWorker)->group("");
    command.add_flag("--settle", arguments->settles)->group("");
    command.add_option("--mid", arguments->mid)->group("");
    command.add_option("--ahead", arguments->ahead)->group("");
    command.add_option("--connect", arguments->connect)->group("");
    return [arguments](Invocation& invocation) { return runCampaign(invocation.argc, invocation.argv, *arguments); };
}

} // namespace

const Command campaignCommand{"campaign",
    "thousands of orders against the embedded market under every fault; who lost what at the end", addCampaign};

} // namespace leadline::app
