// SPDX-License-Identifier: MIT
#include "app/commands/commands.h"
#include "app/commands/rebalance_preview.h"
#include "app/commands/stock_session.h"
#include "app/commands/tape_run.h"
#include "app/settings/session_options.h"
#include "engine/execution/kill_switch.h"
#include "engine/rebalance/preview_report.h"
#include "engine/rebalance/progress.h"
#include "engine/session/rebalance_service.h"
#include "engine/session/stock_service.h"

#include <CLI/CLI.hpp>

#include <QCoreApplication>
#include <QSocketNotifier>

#include <unistd.h>

#include <cmath>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <sstream>

namespace leadline::app
{

namespace
{

using rebalance::RunProgress;
using rebalance::SlotProgress;
using session::RebalanceService;
using session::StockService;

int interruptPipe[2] = {-1, -1};

/// Follows a run: events on stderr, a line that renews itself where that is a terminal.
class RunPrinter
{
public:
    explicit RunPrinter(bool isQuiet)
        : m_isQuiet(isQuiet)
        , m_isTerminal(isatty(STDERR_FILENO) != 0)
    {
    }

    void show(const RunProgress& progress, core::Timestamp now)
    {
        if (m_isQuiet) {
            return;
        }
        m_states.resize(progress.slots.size());
        m_linesPrinted.resize(progress.slots.size());
        for (std::size_t i = 0; i < progress.slots.size(); ++i) {
            const SlotProgress& slot = progress.slots[i];
            if (slot.state != m_states[i].first || slot.repegs != m_states[i].second) {
                m_states[i] = {slot.state, slot.repegs};
                printSlot(slot);
            }
            printLog(slot, m_linesPrinted[i]);
        }
        const std::string sum = summary(progress, now);
        if (m_isTerminal) {
            std::fprintf(stderr, "\r\033[K%s", sum.c_str());
        }
    }
    void end() const
    {
        if (m_isTerminal && !m_isQuiet) {
            std::fputc('\n', stderr);
        }
    }

private:
    void printSlot(const SlotProgress& slot) const
    {
        std::fprintf(stderr, "%s%-8s %-4s %s of %s  %s%s%s\n", m_isTerminal ? "\r\033[K" : "",
            slot.symbol.text().c_str(), std::string(core::verb(slot.side)).c_str(), slot.filled.text().c_str(),
            slot.size.text().c_str(),
            std::string(slot.state == rebalance::SlotState::Done ? describe(slot.result) : describe(slot.state))
                .c_str(),
            slot.reason.empty() ? "" : ": ", slot.reason.c_str());
    }
    /// What came to it since the last time.
    void printLog(const SlotProgress& slot, std::size_t& printed) const
    {
        for (; printed < slot.log.size(); ++printed) {
            std::fprintf(stderr, "%s%-8s        %s\n", m_isTerminal ? "\r\033[K" : "", slot.symbol.text().c_str(),
                slot.log[printed].text.c_str());
        }
    }
    static std::string summary(const RunProgress& progress, core::Timestamp now)
    {
        std::ostringstream out;
        std::size_t done = 0;
        for (const SlotProgress& slot : progress.slots) {
            done += slot.state == rebalance::SlotState::Done ? 1 : 0;
        }
        constexpr int width = 30;
        const int filled = static_cast<int>(std::lround(progress.filledPart() * width));
        out << '[' << std::string(static_cast<std::size_t>(filled), '#')
            << std::string(static_cast<std::size_t>(width - filled), '.') << "] "
            << std::lround(progress.filledPart() * 100) << " %, " << done << " of " << progress.slots.size()
            << " orders done";
        if (progress.opensAt > now) {
            const auto left = std::chrono::ceil<std::chrono::seconds>(progress.opensAt - now).count();
            out << ", placing in " << left / 60 << ':' << (left % 60 < 10 ? "0" : "") << left % 60;
        }
        return out.str();
    }

    bool m_isQuiet;
    bool m_isTerminal;
    std::vector<std::pair<rebalance::SlotState, int>> m_states;
    std::vector<std::size_t> m_linesPrinted;
};

void printEnd(const RunProgress& progress)
{
    std::printf("%-8s %-4s %14s %14s %12s %9s %9s %6s  %-18s %s\n", "symbol", "side", "shares", "filled", "average",
        "cost bps", "base bps", "re-peg", "strategy", "result");
    for (const SlotProgress& slot : progress.slots) {
        std::printf("%-8s %-4s %14s %14s %12s %9.2f %9.2f %6d  %-18s %s%s%s\n", slot.symbol.text().c_str(),
            std::string(core::verb(slot.side)).c_str(), slot.size.text().c_str(), slot.filled.text().c_str(),
            slot.averagePrice().text(2).c_str(), slot.slippageBps(), slot.baselineBps, slot.repegs,
            slot.strategy.c_str(), std::string(describe(slot.result)).c_str(), slot.reason.empty() ? "" : ": ",
            slot.reason.c_str());
    }
    if (std::isfinite(progress.slippageBps())) {
        std::printf("cost %.2f bps against the arrival mid; market orders %.2f bps at least; improvement %s\n",
            progress.slippageBps(), progress.baselineBps(), improvementText(progress).c_str());
    }
}

bool isWhole(const RunProgress& progress)
{
    for (const SlotProgress& slot : progress.slots) {
        if (slot.result != rebalance::SlotResult::Filled) {
            return false;
        }
    }
    return true;
}

/// True when a person at the terminal says yes, or said so beforehand.
bool isWanted(const RebalanceArguments& arguments, StockPlace place, std::size_t orders)
{
    if (place != StockPlace::Live || arguments.yes) {
        return true;
    }
    if (isatty(STDIN_FILENO) == 0) {
        complain("--live trades real money: --yes says that it is wanted");
        return false;
    }
    std::fprintf(stderr, "Send %zu orders for real money? [y/N] ", orders);
    std::string answer;
    std::getline(std::cin, answer);
    return answer == "y" || answer == "Y" || answer == "yes";
}

bool writeReport(const std::string& path, const RunProgress& progress)
{
    const bool isJson = path.ends_with(".json");
    std::ofstream out(path, std::ios::binary);
    out << (isJson ? rebalance::reportJson(progress) : rebalance::reportCsv(progress));
    out.flush();
    if (!out) {
        complain(path + ": cannot be written");
    }
    return static_cast<bool>(out);
}

int runRebalance(int& argc, char** argv, const RebalanceArguments& arguments, const Settings& settings)
{
    const auto urgencyWanted = rebalance::urgencyOf(arguments.urgency.empty() ? "normal" : arguments.urgency);
    if (!urgencyWanted) {
        complain("--urgency " + arguments.urgency + ": must be low, normal or high");
        return exitBadInput;
    }
    const auto text = textOf(arguments.plan);
    const auto plan = text ? rebalance::readPlan(*text, arguments.plan) : std::unexpected(text.error());
    if (!plan) {
        complain(plan.error().what);
        return exitBadInput;
    }
    if (!arguments.report.empty() && !arguments.report.ends_with(".csv") && !arguments.report.ends_with(".json")) {
        complain("--report " + arguments.report + ": must end in .csv or .json");
        return exitBadInput;
    }
    const rebalance::Urgency urgency =
        arguments.urgency.empty() ? plan->urgency.value_or(*urgencyWanted) : *urgencyWanted;
    if (!arguments.recorded.tapes.tapes.empty()) {
        return runRecordedRebalance(arguments, *plan, urgency, settings);
    }
    if (!arguments.dryRun && killSwitchOf(settings)->isOn()) {
        complain(killSwitchText(settings));
        return exitFailed;
    }
    QCoreApplication application(argc, argv);
    StockSession session;
    if (const auto failed = session.open(
            arguments.market, arguments.dryRun ? StockSession::Use::Looks : StockSession::Use::Trades, settings)) {
        return *failed;
    }
    StockService& stocks = session.stocks();
    RebalanceService& rebalances = stocks.rebalances();
    const auto shared = std::make_shared<const rebalance::Plan>(*plan);
    RunPrinter printer(arguments.json);
    int code = exitFailed;
    bool hasRun = false;
    QObject::connect(&rebalances, &RebalanceService::resumed, &application, [&] {
        complain("a rebalance of before goes on; " + arguments.plan + " is not begun");
        hasRun = true;
    });
    QObject::connect(&stocks, &StockService::ready, &application, [&] {
        if (!hasRun) {
            rebalances.preview(shared);
        }
    });
    QObject::connect(&rebalances, &RebalanceService::refused, &application, [&](const QString& why) {
        complain(why.toStdString());
        application.exit(exitFailed);
    });
    QObject::connect(
        &rebalances, &RebalanceService::previewed, &application, [&](const session::SharedPreview& preview) {
            if (arguments.dryRun && arguments.json) {
                std::fputs(rebalance::previewJson(*preview, urgency).c_str(), stdout);
            } else if (!arguments.json) {
                printPreview(*preview, urgency, settings.execution);
                std::fflush(stdout);
            }
            if (preview->isRefused() || arguments.dryRun) {
                application.exit(preview->isRefused() ? exitFailed : exitSuccess);
                return;
            }
            if (!isWanted(arguments, session.place(), preview->orders.size())) {
                application.exit(exitBadInput);
                return;
            }
            hasRun = true;
            rebalances.run(shared, urgency);
        });
    QObject::connect(&rebalances, &RebalanceService::progressed, &application, [&](const session::SharedRun& progress) {
        printer.show(*progress, session.clock().now());
        if (progress->state != RunProgress::State::Over || !hasRun) {
            return;
        }
        printer.end();
        if (arguments.json) {
            std::puts(rebalance::reportJson(*progress).c_str());
        } else {
            printEnd(*progress);
        }
        const bool isReported = arguments.report.empty() || writeReport(arguments.report, *progress);
        code = isWhole(*progress) && isReported ? exitSuccess : exitFailed;
        application.exit(code);
    });
    // The first interrupt cancels what works; the second one leaves.
    if (pipe(interruptPipe) == 0) {
        for (const int signal : {SIGINT, SIGTERM}) {
            std::signal(signal, [](int) {
                const char byte = 0;
                [[maybe_unused]] const auto written = write(interruptPipe[1], &byte, 1);
            });
        }
    }
    QSocketNotifier interrupted(interruptPipe[0], QSocketNotifier::Read);
    QObject::connect(&interrupted, &QSocketNotifier::activated, &application, [&, count = 0]() mutable {
        char byte = 0;
        [[maybe_unused]] const auto got = read(interruptPipe[0], &byte, 1);
        if (++count > 1 || !hasRun) {
            application.exit(exitFailed);
            return;
        }
        std::fputs("\nstopping: what works is cancelled, what is filled stays\n", stderr);
        rebalances.stop(QStringLiteral("stopped by the user"));
    });
    const int left = QCoreApplication::exec();
    session.end();
    return left;
}

Runner addRebalance(CLI::App& command)
{
    const auto arguments = std::make_shared<RebalanceArguments>();
    command.add_option("PLAN", arguments->plan, "weights or trades: .json or .csv")->required();
    command.add_option("--urgency", arguments->urgency, "low, normal or high (default: the plan's, or normal)");
    CLI::Option* const dryRun =
        command.add_flag("--dry-run", arguments->dryRun, "orders, costs and refusals; nothing is sent");
    addRecordedOptions(command, arguments->recorded, dryRun);
    command.add_option("--report", arguments->report, "what became of every order: F.csv or F.json")->excludes(dryRun);
    command.add_flag("--json", arguments->json, "one JSON object at the end");
    addMarketOptions(command, arguments->market);
    command.add_flag("--yes", arguments->yes, "with --live: real money is wanted")->needs(command.get_option("--live"));
    return [arguments](Invocation& invocation) {
        return runRebalance(invocation.argc, invocation.argv, *arguments, invocation.settings.values);
    };
}

} // namespace

const Command rebalanceCommand{
    "rebalance", "carry a plan of target weights or trades out with anchored, re-pegged limit orders", addRebalance};

} // namespace leadline::app
