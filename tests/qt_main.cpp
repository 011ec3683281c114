// SPDX-License-Identifier: MIT
#include "tests/support/qt_suite.h"

#include <QApplication>
#include <QStandardPaths>

#include <algorithm>
#include <csignal>
#include <string_view>
#include <vector>

std::vector<NamedSuite>& namedSuites()
{
    static std::vector<NamedSuite> suites;
    return suites;
}

namespace
{

bool isIn(const NamedSuite& suite, std::string_view chosen)
{
    return suite.name == chosen || (suite.name.starts_with(chosen) && suite.name[chosen.size()] == '/');
}

} // namespace

/// [FOLDER | FOLDER/SUITE] [arguments of Qt Test]: the suites of this program, or the chosen ones.
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
    QApplication::setQuitOnLastWindowClosed(false); // windows come and go
    QStandardPaths::setTestModeEnabled(true);

    std::vector<NamedSuite>& suites = namedSuites();
    std::ranges::sort(suites, {}, &NamedSuite::name);
    std::vector<char*> arguments(argv, argv + argc);
    std::string_view chosen;
    if (argc > 1 && std::ranges::any_of(suites, [&](const NamedSuite& suite) { return isIn(suite, argv[1]); })) {
        chosen = argv[1];
        arguments.erase(arguments.begin() + 1);
    }
    int failed = 0;
    for (const NamedSuite& suite : suites) {
        if (chosen.empty() || isIn(suite, chosen)) {
            failed += suite.run(static_cast<int>(arguments.size()), arguments.data());
        }
    }
    return failed;
}
