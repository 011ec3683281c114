// SPDX-License-Identifier: MIT
/// A file of a recording, and what crashes and full disks leave of it.
#include "engine/recorder/frame_tail.h"
#include "engine/recorder/tape_file.h"
#include "tests/engine/recorder/tape_bench.h"
#include "tests/support/test_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/resource.h>

#include <csignal>

namespace leadline::recorder
{

namespace
{

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using tests::bytesOf;
using tests::linesOf;
using tests::lineText;
using tests::noon;

class TapeFileTest : public testing::Test
{
protected:
    std::unique_ptr<TapeFile> open() const
    {
        auto file = TapeFile::open(path);
        EXPECT_TRUE(file) << (file ? "" : file.error().what);
        return file ? std::move(*file) : nullptr;
    }

    tests::TestFolder folder;
    std::filesystem::path path = folder.path() / "binance-futures_btcusdt_20261130.zst";
};

/// What a process may write to a file; the rest is refused as by a full disk.
class FileLimit
{
public:
    explicit FileLimit(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limit{bytes, m_before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileLimit() { ::setrlimit(RLIMIT_FSIZE, &m_before); }

private:
    rlimit m_before{};
};

TEST_F(TapeFileTest, readsBackWhatWasWrittenByTheReadersOfRecordings)
{
    const auto file = open();
    file->add(noon, R"({"a":1})");
    file->add(noon + 1ns, "{\"laid\":\r\n  \"out\"}");
    EXPECT_FALSE(file->writeFrame());
    EXPECT_THAT(
        linesOf(path), ElementsAre(lineText(noon, R"({"a":1})"), lineText(noon + 1ns, R"({"laid":    "out"})")));
    EXPECT_EQ(file->counts().messages, 2U);
    EXPECT_EQ(file->counts().rawBytes,
        lineText(noon, R"({"a":1})").size() + 1 + lineText(noon, "{\"laid\":\r\n  \"out\"}").size() + 1);
    EXPECT_EQ(file->counts().writtenBytes, std::filesystem::file_size(path));
}

TEST_F(TapeFileTest, goesOnBehindWhatAnEarlierRunWrote)
{
    open()->add(noon, R"({"a":1})");
    open()->add(noon + 1s, R"({"a":2})");
    const auto file = open();
    EXPECT_EQ(file->cutOff(), 0U);
    EXPECT_THAT(linesOf(path), ElementsAre(lineText(noon, R"({"a":1})"), lineText(noon + 1s, R"({"a":2})")));
}

TEST_F(TapeFileTest, cutsBackToTheLastWholeFrameWhereverACrashToreTheNext)
{
    {
        const auto file = open();
        file->add(noon, R"({"a":1})");
        EXPECT_FALSE(file->writeFrame());
        file->add(noon + 1s, R"({"a":2})");
    }
    const std::string whole = bytesOf(path);
    std::filesystem::remove(path);
    open()->add(noon, R"({"a":1})");
    const std::size_t first = bytesOf(path).size();
    for (std::size_t size = 0; size < whole.size(); ++size) {
        folder.write(path.filename().string(), whole.substr(0, size));
        const std::size_t kept = size < first ? 0 : first;
        const auto file = open();
        ASSERT_TRUE(file) << size;
        EXPECT_EQ(file->cutOff(), size - kept) << size;
        file->add(noon + 2s, R"({"a":3})");
        EXPECT_FALSE(file->writeFrame());
        auto expected = std::vector{lineText(noon + 2s, R"({"a":3})")};
        if (kept > 0) {
            expected.insert(expected.begin(), lineText(noon, R"({"a":1})"));
        }
        EXPECT_EQ(linesOf(path), expected) << size;
    }
}

TEST_F(TapeFileTest, readsTheLinesBeforeATornFrame)
{
    {
        const auto file = open();
        file->add(noon, R"({"a":1})");
        EXPECT_FALSE(file->writeFrame());
        file->add(noon + 1s, R"({"a":2})");
    }
    const std::string whole = bytesOf(path);
    folder.write(path.filename().string(), whole.substr(0, whole.size() - 3));
    const auto lines = linesOf(path);
    ASSERT_FALSE(lines.empty());
    EXPECT_EQ(lines.front(), lineText(noon, R"({"a":1})"));
    EXPECT_EQ(lines.back(), "!");
}

TEST_F(TapeFileTest, cutsALastFrameThatTheDiskNeverGot)
{
    {
        const auto file = open();
        file->add(noon, R"({"a":1})");
        EXPECT_FALSE(file->writeFrame());
        file->add(noon + 1s, R"({"a":2})");
    }
    std::string bytes = bytesOf(path);
    bytes[bytes.size() - 10] = '\0'; // of the text or its checksum
    folder.write(path.filename().string(), bytes);
    const auto file = open();
    EXPECT_GT(file->cutOff(), 0U);
    EXPECT_THAT(linesOf(path), ElementsAre(lineText(noon, R"({"a":1})")));
}

TEST_F(TapeFileTest, leavesAFileAloneThatIsNoneOfItsOwn)
{
    folder.write(path.filename().string(), "my notes");
    const auto file = TapeFile::open(path);
    ASSERT_FALSE(file);
    EXPECT_THAT(file.error().what, HasSubstr("no recording"));
    EXPECT_EQ(bytesOf(path), "my notes");
}

TEST_F(TapeFileTest, refusesAFileThatAnotherRecordingWrites)
{
    const auto first = open();
    const auto second = TapeFile::open(path);
    ASSERT_FALSE(second);
    EXPECT_THAT(second.error().what, HasSubstr("another program records into it"));
}

TEST_F(TapeFileTest, countsWhatAFullDiskRefusesAndWritesOnWhenThereIsRoom)
{
    const auto file = open();
    file->add(noon, R"({"a":1})");
    EXPECT_FALSE(file->writeFrame());
    const auto before = std::filesystem::file_size(path);
    {
        const FileLimit limit(before + 5);
        file->add(noon + 1s, R"({"lost":1})");
        file->add(noon + 1s, R"({"lost":2})");
        const auto failed = file->writeFrame();
        ASSERT_TRUE(failed);
        EXPECT_THAT(failed->what, HasSubstr(path.string()));
        EXPECT_EQ(std::filesystem::file_size(path), before) << "no part of a frame may stay";
    }
    file->add(noon + 2s, R"({"a":3})");
    EXPECT_FALSE(file->writeFrame());
    EXPECT_EQ(file->counts().dropped, 2U);
    EXPECT_EQ(file->counts().messages, 2U);
    EXPECT_THAT(linesOf(path), ElementsAre(lineText(noon, R"({"a":1})"), lineText(noon + 2s, R"({"a":3})")));
}

} // namespace

} // namespace leadline::recorder
