// SPDX-License-Identifier: MIT
/// Parts that many processes may make: the same bytes, whole or not there.
#include "engine/store/part_file.h"

#include "tests/support/test_folder.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <chrono>
#include <fstream>
#include <sstream>
#include <thread>

namespace leadline::store
{

namespace
{

namespace fs = std::filesystem;

std::string bytesOf(const fs::path& file)
{
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    return text.str();
}

std::optional<core::Defect> writeNumbers(const fs::path& file)
{
    const Table table{
        "numbers", {{"number", ColumnType::Integer}, {"root", ColumnType::Real}, {"name", ColumnType::Text}}};
    return writePart(file, table, [](Appender& row) {
        std::optional<core::Defect> failed;
        for (std::int64_t i = 0; !failed && i < 300'000; ++i) {
            row.put(i);
            row.put(static_cast<double>(i) / 7);
            row.put(std::string_view(i % 2 == 0 ? "even" : "odd"));
            failed = row.endRow();
        }
        return failed;
    });
}

} // namespace

TEST(PartFile, isTheSameBytesWhoeverWritesIt)
{
    const tests::TestFolder folder;
    std::vector<std::thread> writers;
    for (const char* const name : {"a", "b", "c"}) {
        writers.emplace_back([&, name] { EXPECT_FALSE(writeNumbers(folder.path() / name / "part.parquet")); });
    }
    for (std::thread& writer : writers) {
        writer.join();
    }
    const std::string first = bytesOf(folder.path() / "a/part.parquet");
    EXPECT_GT(first.size(), 100'000U);
    EXPECT_EQ(bytesOf(folder.path() / "b/part.parquet"), first);
    EXPECT_EQ(bytesOf(folder.path() / "c/part.parquet"), first);
    EXPECT_EQ(std::distance(fs::directory_iterator(folder.path() / "a"), fs::directory_iterator()), 1);
    auto database = DuckDb::open();
    ASSERT_TRUE(database);
    const auto rows =
        database->ask("SELECT count(*), max(number) FROM '" + (folder.path() / "a/part.parquet").string() + "'");
    ASSERT_TRUE(rows);
    EXPECT_EQ(*rows->front()[0], "300000");
}

TEST(PartFile, saysWhereItCannotBeWritten)
{
    const tests::TestFolder folder;
    folder.write("file", "");
    const auto failed = writeNumbers(folder.path() / "file" / "part.parquet");
    ASSERT_TRUE(failed);
    EXPECT_NE(failed->what.find("file"), std::string::npos);
}

TEST(PartFile, sweepsWhatTheDeadLeftAlone)
{
    const tests::TestFolder folder;
    const fs::path file = folder.path() / "part.parquet";
    const std::string own = partialOf(file).filename().string();
    EXPECT_TRUE(own.starts_with(".part.parquet.") && own.ends_with("-" + std::to_string(::getpid()) + ".tmp")) << own;
    // Numbers of processes are smaller than that.
    const std::string dead = own.substr(0, own.rfind('-')) + "-99999999.tmp";
    const std::string foreign = ".part.parquet.another-machine-99999999.tmp";
    const std::string old = ".part.parquet.another-machine-99999998.tmp";
    for (const std::string& name : {own, dead, foreign, old, std::string("notes.tmp"), std::string(".part.parquet")}) {
        folder.write(name, "cut");
    }
    fs::last_write_time(folder.path() / old, fs::file_time_type::clock::now() - std::chrono::hours(25));
    sweepPartials(folder.path());
    EXPECT_TRUE(fs::exists(folder.path() / own));
    EXPECT_TRUE(fs::exists(folder.path() / foreign));
    EXPECT_FALSE(fs::exists(folder.path() / dead));
    EXPECT_FALSE(fs::exists(folder.path() / old));
    EXPECT_TRUE(fs::exists(folder.path() / "notes.tmp"));
    EXPECT_TRUE(fs::exists(folder.path() / ".part.parquet"));
}

} // namespace leadline::store
