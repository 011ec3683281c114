// SPDX-License-Identifier: MIT
/// Watch lists that people bring along.
#include "models/watch_list_file.h"
#include "tests/fuzz/fuzz.h"

#include <algorithm>

using namespace leadline;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const QString text = QString::fromUtf8(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    const models::WatchImport import = models::readWatchFile(text);
    for (const models::WatchProblem& problem : import.problems) {
        fuzz::require(problem.line >= 1 && !models::describe(problem).isEmpty(), "a problem says what and where");
    }
    const QString lines = models::writeWatchFile(import.list, models::WatchFileKind::Text);
    const auto again = models::readWatchFile(lines);
    // A stock that is called like a heading is none.
    const bool hasHeading = lines.contains(QStringLiteral("SYMBOL")) || lines.contains(QStringLiteral("TICKER"));
    fuzz::require(hasHeading || (again.list == import.list && again.problems.empty()), "a list of lines reads back");
    const auto& groups = import.list.groups();
    if (std::ranges::none_of(groups.begin() + 1, groups.end(), [](const auto& g) { return g.symbols.isEmpty(); })) {
        const auto table = models::readWatchFile(models::writeWatchFile(import.list, models::WatchFileKind::Csv));
        fuzz::require(table.list == import.list && table.problems.empty(), "a table reads back");
    }
    return 0;
}
