// SPDX-License-Identifier: MIT
#include <QApplication>
#include <QStandardPaths>

#include <algorithm>
#include <array>
#include <csignal>
#include <string_view>
#include <vector>

int runCalibrationModelTests(int argc, char** argv);
int runCalibrationPanelTests(int argc, char** argv);
int runExecutionEngineTests(int argc, char** argv);
int runFaultTests(int argc, char** argv);
int runFeedTests(int argc, char** argv);
int runFiguresTests(int argc, char** argv);
int runLabPanelTests(int argc, char** argv);
int runManySymbolsTests(int argc, char** argv);
int runModelTests(int argc, char** argv);
int runManyInstrumentsTests(int argc, char** argv);
int runOneOrderPathTests(int argc, char** argv);
int runCommandListTests(int argc, char** argv);
int runPrintModelTests(int argc, char** argv);
int runLadderCentringTests(int argc, char** argv);
int runOrderWordsTests(int argc, char** argv);
int runOrderingTests(int argc, char** argv);
int runPickModelTests(int argc, char** argv);
int runPicksPanelTests(int argc, char** argv);
int runPlanModelTests(int argc, char** argv);
int runQuoteSourcesTests(int argc, char** argv);
int runRebalancerTests(int argc, char** argv);
int runRebalancePanelTests(int argc, char** argv);
int runRebalancePlanPageTests(int argc, char** argv);
int runRebalanceRunPageTests(int argc, char** argv);
int runPracticeRunTests(int argc, char** argv);
int runPracticeWindowTests(int argc, char** argv);
int runReplayControlTests(int argc, char** argv);
int runReplayModelsTests(int argc, char** argv);
int runReplayWindowTests(int argc, char** argv);
int runReportTests(int argc, char** argv);
int runRunModelTests(int argc, char** argv);
int runSessionClientTests(int argc, char** argv);
int runSharedAccountTests(int argc, char** argv);
int runSpotAccountTests(int argc, char** argv);
int runShutdownTests(int argc, char** argv);
int runSignalFeedTests(int argc, char** argv);
int runSignalWindowTests(int argc, char** argv);
int runStockLadderTests(int argc, char** argv);
int runTapeTests(int argc, char** argv);
int runTradingBannerTests(int argc, char** argv);
int runHostileVenueTests(int argc, char** argv);
int runJointQuestionsTests(int argc, char** argv);
int runVenueGatewayTests(int argc, char** argv);
int runWatchListTests(int argc, char** argv);
int runWatchModelTests(int argc, char** argv);
int runWatchPanelTests(int argc, char** argv);
int runTradingWindowTests(int argc, char** argv);
int runWindowTests(int argc, char** argv);
int runWorkspaceTests(int argc, char** argv);
int runWorkspaceWindowTests(int argc, char** argv);

namespace
{

struct Suite {
    std::string_view name; ///< its file below tests/, as far as it tells suites apart
    int (*run)(int argc, char** argv);
};

constexpr std::array suites{
    Suite{"engine/execution_engine", runExecutionEngineTests},
    Suite{"engine/fault_run", runFaultTests},
    Suite{"engine/feed", runFeedTests},
    Suite{"engine/many_symbols", runManySymbolsTests},
    Suite{"engine/shared_account", runSharedAccountTests},
    Suite{"engine/spot_account", runSpotAccountTests},
    Suite{"engine/quote_sources", runQuoteSourcesTests},
    Suite{"engine/rebalancer", runRebalancerTests},
    Suite{"engine/practice_run", runPracticeRunTests},
    Suite{"engine/replay_control", runReplayControlTests},
    Suite{"engine/shutdown", runShutdownTests},
    Suite{"engine/signal_feed", runSignalFeedTests},
    Suite{"engine/many_instruments", runManyInstrumentsTests},
    Suite{"engine/one_order_path", runOneOrderPathTests},
    Suite{"engine/stock_ladder", runStockLadderTests},
    Suite{"engine/tape_run", runTapeTests},
    Suite{"engine/joint_questions", runJointQuestionsTests},
    Suite{"engine/venue_gateway", runVenueGatewayTests},
    Suite{"engine/hostile_venue", runHostileVenueTests},
    Suite{"models/calibration_model", runCalibrationModelTests},
    Suite{"models/command_list", runCommandListTests},
    Suite{"models/ladder_centring", runLadderCentringTests},
    Suite{"models/print_model", runPrintModelTests},
    Suite{"models/models", runModelTests},
    Suite{"models/order_words", runOrderWordsTests},
    Suite{"models/pick_model", runPickModelTests},
    Suite{"models/plan_model", runPlanModelTests},
    Suite{"models/replay_models", runReplayModelsTests},
    Suite{"models/run_model", runRunModelTests},
    Suite{"models/session_client", runSessionClientTests},
    Suite{"models/watch_list", runWatchListTests},
    Suite{"models/watch_model", runWatchModelTests},
    Suite{"report/report", runReportTests},
    Suite{"views/figures", runFiguresTests},
    Suite{"views/charts/calibration_panel", runCalibrationPanelTests},
    Suite{"views/equities/picks_panel", runPicksPanelTests},
    Suite{"views/equities/rebalance_panel", runRebalancePanelTests},
    Suite{"views/equities/rebalance_plan_page", runRebalancePlanPageTests},
    Suite{"views/equities/rebalance_run_page", runRebalanceRunPageTests},
    Suite{"views/lab/lab_panel", runLabPanelTests},
    Suite{"views/replay/practice_window", runPracticeWindowTests},
    Suite{"views/replay/replay_window", runReplayWindowTests},
    Suite{"views/ticket/ordering", runOrderingTests},
    Suite{"views/watch/watch_panel", runWatchPanelTests},
    Suite{"views/window/signal_window", runSignalWindowTests},
    Suite{"views/window/trading_banner", runTradingBannerTests},
    Suite{"views/window/trading_window", runTradingWindowTests},
    Suite{"views/window/window", runWindowTests},
    Suite{"views/window/workspace_window", runWorkspaceWindowTests},
    Suite{"views/workspace/workspace", runWorkspaceTests},
};

bool isIn(const Suite& suite, std::string_view chosen)
{
    return suite.name == chosen || (suite.name.starts_with(chosen) && suite.name[chosen.size()] == '/');
}

} // namespace

/// qt_tests [FOLDER | FOLDER/SUITE] [arguments of Qt Test]
int main(int argc, char** argv)
{
    // A write to a peer that left is no crash. Qt Test takes the signal for one, puts its handler in the place of a
    // disposition to ignore it, and leaves the default behind when it came once: the next one would end the program.
    // Blocked before there is another thread, it reaches none, and the write fails as sockets expect.
    sigset_t brokenPipe{};
    sigemptyset(&brokenPipe);
    sigaddset(&brokenPipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &brokenPipe, nullptr);
    QApplication application(argc, argv);
    QStandardPaths::setTestModeEnabled(true);
    std::vector<char*> arguments(argv, argv + argc);
    std::string_view chosen;
    if (argc > 1 && std::ranges::any_of(suites, [&](const Suite& suite) { return isIn(suite, argv[1]); })) {
        chosen = argv[1];
        arguments.erase(arguments.begin() + 1);
    }
    int failed = 0;
    for (const Suite& suite : suites) {
        if (chosen.empty() || isIn(suite, chosen)) {
            failed += suite.run(static_cast<int>(arguments.size()), arguments.data());
        }
    }
    return failed;
}
