// SPDX-License-Identifier: MIT
/// An as-of merge of many bars with as many book rows, next to DuckDB merely copying the same files.
/// usage: merge_bench [ROWS] (default 10 million), in a folder with room for about 1 KiB a row.
#include "engine/store/duckdb_handle.h"
#include "engine/store/merge.h"
#include "engine/store/parquet_feature_file.h"

#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

namespace
{

using namespace leadline;

void require(const std::optional<core::Defect>& failed)
{
    if (failed) {
        std::fprintf(stderr, "%s\n", failed->what.c_str());
        std::exit(1);
    }
}

double seconds(const auto& work)
{
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

} // namespace

int main(int argc, char** argv)
{
    const std::string rows = argc > 1 ? argv[1] : "10000000";
    const std::filesystem::path folder = std::filesystem::absolute("merge-bench");
    std::filesystem::create_directories(folder);
    const auto at = [&](const char* name) { return (folder / name).string(); };
    {
        auto database = store::DuckDb::open().value();
        const auto write = [&](const std::string& select, const char* name) {
            require(database.run(
                "COPY (" + select + ") TO " + store::quotedText(at(name)) + " (FORMAT parquet, COMPRESSION zstd)"));
        };
        // Both sides in order of time but for a jitter of a second, a hundred symbols, a row a millisecond.
        const std::string when = "1723161256000000000 + i * 1000000 + hash(i) % 1000000000";
        const std::string symbol = "'S' || hash(i + 7) % 100";
        write("SELECT (" + when + ")::BIGINT AS timestamp, " + symbol
                + " AS symbol, hash(i) % 10000 / 100 AS open, hash(i + 1) % 10000 / 100 AS close, hash(i + 2) % 1000 "
                  "AS volume FROM range("
                + rows + ") t(i)",
            "bars.parquet");
        std::string book = "SELECT (" + when + ")::BIGINT AS timestamp, 'v' AS venue, " + symbol + " AS symbol";
        for (const auto& column : store::featureColumns()) {
            if (column.type == store::ColumnType::Price) {
                book += ", (hash(i) % 1000000 / 100)::DECIMAL(18,9) AS " + column.name;
            } else if (column.type == store::ColumnType::Real) {
                book += ", hash(i + " + std::to_string(column.name.size()) + ") % 10000 / 10000 AS " + column.name;
            }
        }
        write(book + " FROM range(" + rows + ") t(i)", "book.parquet");
    }
    const auto copy = [&](const char* name) {
        auto database = store::DuckDb::open().value();
        return seconds([&] {
            require(database.run("COPY (FROM " + store::quotedText(at(name)) + ") TO "
                + store::quotedText(at("copy.parquet")) + " (FORMAT parquet, COMPRESSION zstd)"));
        });
    };
    const double bars = copy("bars.parquet");
    const double book = copy("book.parquet");
    const double merge = seconds([&] {
        const auto failed = store::mergeAsOf({.bars = at("bars.parquet"),
            .book = {at("book.parquet")},
            .out = at("out.parquet"),
            .tolerance = std::chrono::seconds(5)});
        require(failed ? std::optional(core::Defect{failed->what}) : std::nullopt);
    });
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    std::printf("%s bars x %s book rows of %zu columns: merge %.1f s, copying the bars %.1f s, the book %.1f s; ratio "
                "to both copies %.2f, to the bars %.1f; peak memory %.1f GiB\n",
        rows.c_str(), rows.c_str(), store::featureColumns().size(), merge, bars, book, merge / (bars + book),
        merge / bars, static_cast<double>(usage.ru_maxrss) / (1 << 20));
    auto database = store::DuckDb::open().value();
    const auto counted =
        database.ask("SELECT count(*), count(book_timestamp) FROM " + store::quotedText(at("out.parquet")));
    std::printf("%s rows, %s with a book\n", counted->front()[0]->c_str(), counted->front()[1]->c_str());
    std::filesystem::remove_all(folder);
}
