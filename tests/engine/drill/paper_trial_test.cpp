// SPDX-License-Identifier: MIT
#include "engine/drill/paper_trial.h"
#include "engine/session/session_options.h"
#include "engine/venues/venue.h"
#include "tests/support/builders.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace leadline::drill
{

namespace
{

using namespace std::chrono_literals;

class PaperTrialFileTest : public testing::Test
{
protected:
    PaperTrialFileTest()
        : m_path(std::filesystem::temp_directory_path()
            / ("leadline-trial-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()))
            / "trial.jsonl")
    {
    }
    ~PaperTrialFileTest() override { std::filesystem::remove_all(m_path.parent_path()); }

    core::Result<void> open(PaperTrialFile& file, const PaperTrialSettings& settings = {}) const
    {
        return file.open(m_path, settings);
    }
    static TrialOrder order()
    {
        TrialOrder made{.policy = lab::StudyPolicy::AlwaysMarket, .wasSent = true};
        made.parent.id = "LL1";
        made.parent.venue = core::VenueId("kraken");
        made.parent.symbol = core::Symbol("ETH/USDT");
        made.parent.side = core::Side::Ask;
        made.parent.decided = core::fromNanoseconds(1'700'000'000'123'456'789);
        made.parent.size = tests::size("2.5");
        made.parent.filled = tests::size("2.25");
        made.parent.filledValue = 5000.5;
        made.parent.fees = 1.25;
        made.parent.late = tests::size("0.25");
        return made;
    }
    void append(const char* text) const { std::ofstream(m_path, std::ios::app) << text; }

    std::filesystem::path m_path;
};

} // namespace

TEST_F(PaperTrialFileTest, goesOnWhereAnEarlierRunEnded)
{
    {
        PaperTrialFile file;
        ASSERT_TRUE(open(file).has_value());
        file.add(order());
        file.add(10s);
        file.add(2500ms);
    }
    PaperTrialFile file;
    ASSERT_TRUE(open(file).has_value());
    EXPECT_EQ(file.active(), 12'500ms);
    ASSERT_EQ(file.orders().size(), 1U);
    const TrialOrder& kept = file.orders().front();
    EXPECT_EQ(kept.policy, lab::StudyPolicy::AlwaysMarket);
    EXPECT_TRUE(kept.wasSent);
    EXPECT_EQ(kept.parent.id, "LL1");
    EXPECT_EQ(kept.parent.venue.view(), "kraken");
    EXPECT_EQ(kept.parent.symbol.view(), "ETH/USDT");
    EXPECT_EQ(kept.parent.side, core::Side::Ask);
    EXPECT_EQ(core::nanosecondsOf(kept.parent.decided), 1'700'000'000'123'456'789);
    EXPECT_EQ(kept.parent.size, tests::size("2.5"));
    EXPECT_EQ(kept.parent.filled, tests::size("2.25"));
    EXPECT_DOUBLE_EQ(kept.parent.filledValue, 5000.5);
    EXPECT_DOUBLE_EQ(kept.parent.fees, 1.25);
    EXPECT_EQ(kept.parent.late, tests::size("0.25"));
    EXPECT_TRUE(std::isnan(kept.parent.arrivalMid)) << "what was not known is not known";
}

TEST_F(PaperTrialFileTest, dropsALineThatWasCut)
{
    {
        PaperTrialFile file;
        ASSERT_TRUE(open(file).has_value());
        file.add(1s);
    }
    append("{\"active_sec");
    {
        PaperTrialFile file;
        ASSERT_TRUE(open(file).has_value());
        file.add(2s);
    }
    PaperTrialFile file;
    ASSERT_TRUE(open(file).has_value());
    EXPECT_EQ(file.active(), 3s);
}

TEST_F(PaperTrialFileTest, refusesTheFileOfAnotherRun)
{
    {
        PaperTrialFile file;
        ASSERT_TRUE(open(file).has_value());
    }
    PaperTrialFile file;
    const auto refused = open(file, {.horizon = 31s});
    ASSERT_FALSE(refused.has_value());
    EXPECT_NE(refused.error().what.find("trial.jsonl:1: the file is of a run with other settings"), std::string::npos)
        << refused.error().what;
    PaperTrialFile longer;
    EXPECT_TRUE(open(longer, {.active = 100h}).has_value()) << "how long is no part of it";
}

TEST_F(PaperTrialFileTest, namesALineThatIsDamaged)
{
    {
        PaperTrialFile file;
        ASSERT_TRUE(open(file).has_value());
    }
    append("{\"order\":\"guess\"}\n");
    PaperTrialFile file;
    const auto refused = open(file);
    ASSERT_FALSE(refused.has_value());
    EXPECT_NE(refused.error().what.find(":2: no policy is named guess"), std::string::npos) << refused.error().what;
}

TEST(PaperTrial, isForPaperAlone)
{
    const auto options = [](session::SourceKind source, std::string trading) {
        session::SessionOptions made;
        made.source = source;
        made.venues = {{.venue = venues::findVenue("kraken")}, {.venue = venues::findVenue("binance-futures")}};
        made.venues.back().trading = std::move(trading);
        return made;
    };
    EXPECT_TRUE(checkPaper(options(session::SourceKind::Embedded, "off")).has_value()) << "costs nothing";
    EXPECT_TRUE(checkPaper(options(session::SourceKind::Live, "demo")).has_value());
    const auto silent = checkPaper(options(session::SourceKind::Live, "off"));
    ASSERT_FALSE(silent.has_value());
    EXPECT_NE(silent.error().what.find("no venue trades on paper"), std::string::npos);
    const auto live = checkPaper(options(session::SourceKind::Live, "live"));
    ASSERT_FALSE(live.has_value());
    EXPECT_NE(live.error().what.find("binance-futures trades real money"), std::string::npos);
}

} // namespace leadline::drill
