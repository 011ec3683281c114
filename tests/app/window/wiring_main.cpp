// SPDX-License-Identifier: MIT
#include <QApplication>
#include <QStandardPaths>

#include <csignal>

int runClosingTests(int argc, char** argv);
int runEverySettingTests(int argc, char** argv);
int runLabControllerTests(int argc, char** argv);
int runLiveTradingTests(int argc, char** argv);
int runRestartTests(int argc, char** argv);
int runSettingsControllerTests(int argc, char** argv);
int runStockControllerTests(int argc, char** argv);
int runStopKeysTests(int argc, char** argv);
int runTradingControllerTests(int argc, char** argv);
int runWatchControllerTests(int argc, char** argv);
int runWorkspaceControllerTests(int argc, char** argv);

int main(int argc, char** argv)
{
    // Sockets ignore this signal, and a write to a peer that left is no crash; Qt Test would take it for one.
    std::signal(SIGPIPE, SIG_IGN);
    QApplication application(argc, argv);
    QApplication::setQuitOnLastWindowClosed(false); // windows come and go
    QStandardPaths::setTestModeEnabled(true);
    return runClosingTests(argc, argv) + runEverySettingTests(argc, argv) + runLabControllerTests(argc, argv)
        + runLiveTradingTests(argc, argv) + runRestartTests(argc, argv) + runSettingsControllerTests(argc, argv)
        + runStockControllerTests(argc, argv) + runStopKeysTests(argc, argv) + runTradingControllerTests(argc, argv)
        + runWatchControllerTests(argc, argv) + runWorkspaceControllerTests(argc, argv);
}
