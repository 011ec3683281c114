// SPDX-License-Identifier: MIT
#include "engine/replay/tape_timeline.h"

#include "tests/support/test_folder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

using namespace leadline;
using replay::TapeTimeline;

namespace
{

constexpr std::int64_t startMs = 1'733'270'340'000;

/// Frames of one spread each, and trades of one coin, at those times after the start.
class Recording
{
public:
    explicit Recording(
        const std::filesystem::path& folder, const std::string& name = "binance-futures_ethusdt_20241203")
        : path(folder / (name + ".txt"))
        , m_out(path)
    {
    }
    void frame(std::int64_t ms, const std::string& bid, const std::string& ask)
    {
        const std::string at = std::to_string(startMs + ms);
        ++m_id;
        line(ms,
            R"({"stream":"ethusdt@depth20@100ms","data":{"e":"depthUpdate","E":)" + at + R"(,"T":)" + at
                + R"(,"s":"ETHUSDT","U":)" + std::to_string(m_id) + ",\"u\":" + std::to_string(m_id) + ",\"pu\":"
                + std::to_string(m_id - 1) + R"(,"b":[[")" + bid + R"(","2"]],"a":[[")" + ask + R"(","3"]]}})");
    }
    void trade(std::int64_t ms, const std::string& size)
    {
        const std::string at = std::to_string(startMs + ms);
        line(ms,
            R"({"stream":"ethusdt@trade","data":{"e":"trade","E":)" + at + R"(,"T":)" + at + R"(,"s":"ETHUSDT","t":)"
                + std::to_string(++m_id) + R"(,"p":"1000","q":")" + size + R"(","X":"MARKET","m":true}})");
    }
    std::filesystem::path path;

private:
    void line(std::int64_t ms, const std::string& json)
    {
        m_out << startMs + ms - 1200 << "000000 " << json << std::endl; // our clock was late
    }

    std::ofstream m_out;
    std::int64_t m_id = 0;
};

TapeTimeline surveyed(const std::vector<std::filesystem::path>& files, std::vector<TapeTimeline>* told = nullptr)
{
    TapeTimeline newest;
    replay::TimelineSurvey survey(files, "", {});
    survey.run({}, [&](const TapeTimeline& timeline) {
        newest = timeline;
        if (told != nullptr) {
            told->push_back(timeline);
        }
    });
    return newest;
}

core::Timestamp at(std::int64_t ms)
{
    return core::fromNanoseconds((startMs + ms) * 1'000'000);
}

const core::Pair pair = core::Pair::parse("ETH/USDT-PERP").value();

} // namespace

TEST(TapeTimeline, holdsTheLastSpreadAndTheVolumeOfEachStretch)
{
    const tests::TestFolder folder;
    Recording recording(folder.path());
    recording.frame(0, "999.95", "1000.05"); // 1 bps
    recording.trade(40, "2");
    recording.trade(60, "3");
    recording.frame(90, "999.90", "1000.10");
    recording.frame(250, "999.80", "1000.20");
    const TapeTimeline timeline = surveyed({recording.path});
    EXPECT_TRUE(timeline.isWhole);
    EXPECT_EQ(timeline.first, at(0));
    EXPECT_EQ(timeline.last, at(250));
    EXPECT_EQ(timeline.width, std::chrono::milliseconds(100));
    ASSERT_NE(timeline.find(pair), nullptr);
    const auto& buckets = timeline.find(pair)->buckets;
    ASSERT_EQ(buckets.size(), 3U);
    EXPECT_NEAR(buckets[0].spreadBps, 2, 1e-9);
    EXPECT_DOUBLE_EQ(buckets[0].volume, 5);
    EXPECT_NEAR(buckets[1].spreadBps, 2, 1e-9); // nothing came, and the book stood
    EXPECT_NEAR(buckets[2].spreadBps, 4, 1e-9);
}

TEST(TapeTimeline, leavesAHoleWhereNothingWasRecorded)
{
    const tests::TestFolder folder;
    Recording recording(folder.path());
    recording.frame(0, "999.95", "1000.05");
    recording.frame(90'000, "999.95", "1000.05");
    const TapeTimeline timeline = surveyed({recording.path});
    const auto& buckets = timeline.find(pair)->buckets;
    EXPECT_TRUE(std::isfinite(buckets.front().spreadBps));
    EXPECT_TRUE(std::isfinite(buckets.back().spreadBps));
    for (std::size_t i = 1; i + 1 < buckets.size(); ++i) {
        EXPECT_TRUE(std::isnan(buckets[i].spreadBps)) << i;
    }
}

TEST(TapeTimeline, isNeverLongerThanCanBeDrawn)
{
    const tests::TestFolder folder;
    Recording recording(folder.path());
    for (int second = 0; second < 3000; ++second) {
        recording.frame(second * 1000, "999.95", "1000.05");
        recording.trade(second * 1000 + 1, "1");
    }
    const TapeTimeline timeline = surveyed({recording.path});
    const auto& buckets = timeline.find(pair)->buckets;
    EXPECT_LE(buckets.size(), TapeTimeline::mostBuckets);
    EXPECT_GT(buckets.size(), TapeTimeline::mostBuckets / 3);
    double volume = 0;
    for (const auto& bucket : buckets) {
        EXPECT_TRUE(std::isfinite(bucket.spreadBps));
        volume += bucket.volume;
    }
    EXPECT_DOUBLE_EQ(volume, 3000);
}

TEST(TapeTimeline, tellsTheEndsBeforeItHasReadTheRest)
{
    const tests::TestFolder folder;
    Recording recording(folder.path());
    recording.frame(0, "999.95", "1000.05");
    recording.frame(7000, "999.95", "1000.05");
    std::vector<TapeTimeline> told;
    surveyed({recording.path}, &told);
    ASSERT_GE(told.size(), 2U);
    EXPECT_FALSE(told.front().isWhole);
    EXPECT_EQ(told.front().first, at(0));
    EXPECT_EQ(told.front().last, at(7000)); // in the venue's time, whatever clock recorded it
    EXPECT_TRUE(told.back().isWhole);
}

TEST(TapeTimeline, stopsWhenItIsTold)
{
    const tests::TestFolder folder;
    Recording recording(folder.path());
    recording.frame(0, "999.95", "1000.05");
    std::stop_source stop;
    stop.request_stop();
    replay::TimelineSurvey survey({recording.path}, "", {});
    int told = 0;
    survey.run(stop.get_token(), [&](const TapeTimeline& /*timeline*/) { ++told; });
    EXPECT_EQ(told, 0);
}
