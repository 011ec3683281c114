// SPDX-License-Identifier: MIT
#include "engine/store/merge.h"
#include "app/commands/commands.h"
#include "app/commands/tape_run.h"

namespace leadline::app
{

int runMerge(const MergeArguments& arguments)
{
    store::MergeRequest request{.bars = arguments.bars,
        .book = arguments.book,
        .out = arguments.out,
        .tolerance = std::nullopt,
        .timeColumn = arguments.time,
        .symbolColumn = arguments.symbol,
        .venue = arguments.venue};
    if (!arguments.tolerance.empty()) {
        request.tolerance = parseDuration(arguments.tolerance);
        if (!request.tolerance) {
            complain("--tolerance " + arguments.tolerance + ": must be a duration such as 250ms, 5s or 1m");
            return exitBadInput;
        }
    }
    const auto failed = store::mergeAsOf(request);
    if (!failed) {
        return exitSuccess;
    }
    complain(failed->what);
    return failed->kind == store::MergeFailure::Kind::BadInput ? exitBadInput : exitFailed;
}

} // namespace leadline::app
