// SPDX-License-Identifier: MIT
#include <QApplication>
#include <QStandardPaths>

#include <csignal>

int runCalibrationModelTests(int argc, char** argv);
int runCalibrationPanelTests(int argc, char** argv);
int runFaultTests(int argc, char** argv);
int runFeedTests(int argc, char** argv);
int runModelTests(int argc, char** argv);
int runPickModelTests(int argc, char** argv);
int runPicksPanelTests(int argc, char** argv);
int runRebalanceModelTests(int argc, char** argv);
int runRebalancePanelTests(int argc, char** argv);
int runRebalancePlanPageTests(int argc, char** argv);
int runRebalanceRunModelTests(int argc, char** argv);
int runRebalanceRunPageTests(int argc, char** argv);
int runReportTests(int argc, char** argv);
int runSignalFeedTests(int argc, char** argv);
int runSignalWindowTests(int argc, char** argv);
int runStockLadderTests(int argc, char** argv);
int runTapeTests(int argc, char** argv);
int runTradingBannerTests(int argc, char** argv);
int runTradingLineTests(int argc, char** argv);
int runTradingWindowTests(int argc, char** argv);
int runWindowTests(int argc, char** argv);

int main(int argc, char** argv)
{
    // Sockets ignore this signal, and a write to a peer that left is no crash; Qt Test would take it for one.
    std::signal(SIGPIPE, SIG_IGN);
    QApplication application(argc, argv);
    QStandardPaths::setTestModeEnabled(true);
    return runCalibrationModelTests(argc, argv) + runCalibrationPanelTests(argc, argv) + runFaultTests(argc, argv)
        + runFeedTests(argc, argv) + runModelTests(argc, argv) + runPickModelTests(argc, argv)
        + runPicksPanelTests(argc, argv) + runRebalanceModelTests(argc, argv) + runRebalancePanelTests(argc, argv)
        + runRebalancePlanPageTests(argc, argv) + runRebalanceRunModelTests(argc, argv)
        + runRebalanceRunPageTests(argc, argv) + runReportTests(argc, argv) + runSignalFeedTests(argc, argv)
        + runSignalWindowTests(argc, argv) + runStockLadderTests(argc, argv) + runTapeTests(argc, argv)
        + runTradingBannerTests(argc, argv) + runTradingLineTests(argc, argv) + runTradingWindowTests(argc, argv)
        + runWindowTests(argc, argv);
}
