// SPDX-License-Identifier: MIT
#include "engine/store/merge.h"
#include "app/commands/commands.h"
#include "app/commands/tape_run.h"

#include <CLI/CLI.hpp>

namespace leadline::app
{

namespace
{

struct MergeArguments {
    std::filesystem::path bars;
    std::vector<std::string> book; ///< feature files, patterns or folders
    std::filesystem::path out;
    std::string tolerance; ///< empty: any age
    std::string time; ///< column of the bars; empty: found by name
    std::string symbol;
    std::string bookTime; ///< column of the book, the same
    std::string bookSymbol;
    std::string venue; ///< empty: the book holds one a symbol
};

int runMerge(const MergeArguments& arguments)
{
    store::MergeRequest request{.bars = arguments.bars,
        .book = arguments.book,
        .out = arguments.out,
        .tolerance = std::nullopt,
        .timeColumn = arguments.time,
        .symbolColumn = arguments.symbol,
        .bookTimeColumn = arguments.bookTime,
        .bookSymbolColumn = arguments.bookSymbol,
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

Runner addMerge(CLI::App& command)
{
    const auto arguments = std::make_shared<MergeArguments>();
    command.add_option("BARS", arguments->bars, "bars: .csv or .parquet with a time and a symbol column")->required();
    command
        .add_option("--book", arguments->book,
            "what `features` wrote, or any rows with a time and a symbol: files, patterns, folders of Parquet")
        ->required();
    command.add_option("--out", arguments->out, "M.parquet or M.csv")->required();
    command.add_option("--tolerance", arguments->tolerance, "oldest features that count: 250ms, 5s (default: any)");
    command.add_option("--time", arguments->time, "time column of the bars (default: timestamp, time, ts, date ...)");
    command.add_option("--symbol", arguments->symbol, "symbol column of the bars (default: symbol, ticker, pair)");
    command.add_option("--book-time", arguments->bookTime, "time column of the book, where its names leave a choice");
    command.add_option("--book-symbol", arguments->bookSymbol, "symbol column of the book, the same");
    command.add_option("--venue", arguments->venue, "venue, where the book holds several for a symbol");
    return [arguments](Invocation& /*invocation*/) { return runMerge(*arguments); };
}

} // namespace

const Command mergeCommand{"merge", "each bar with the last features of its symbol at or before its time", addMerge};

} // namespace leadline::app
