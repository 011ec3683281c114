// SPDX-License-Identifier: MIT
#include <QApplication>
#include <QStandardPaths>

int runFeedTests(int argc, char** argv);
int runModelTests(int argc, char** argv);
int runWindowTests(int argc, char** argv);

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    QStandardPaths::setTestModeEnabled(true);
    return runModelTests(argc, argv) + runFeedTests(argc, argv) + runWindowTests(argc, argv);
}
