// SPDX-License-Identifier: MIT
#include "engine/desk/desk.h"
#include "engine/desk/order_plan.h"
#include "engine/drill/paper_trial.h"
#include "engine/session/session_options.h"
#include "engine/venues/venue.h"
#include "tests/support/builders.h"
#include "tests/support/quiet_listener.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <random>
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
        TrialOrder made{
            .policy = lab::StudyPolicy::AlwaysMarket, .wasSent = true, .why = "the \"breaker\"", .rejected = 2};
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
    static core::Timestamp later(core::Duration by) { return core::fromNanoseconds(1'700'000'000'000'000'000) + by; }
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
        file.add(10s, later(600s));
        file.add(2500ms, later(605s));
    }
    PaperTrialFile file;
    ASSERT_TRUE(open(file).has_value());
    EXPECT_EQ(file.active(), 12'500ms);
    EXPECT_EQ(file.reached(), later(605s));
    EXPECT_EQ(file.resumptions(), 0);
    ASSERT_EQ(file.orders().size(), 1U);
    const TrialOrder& kept = file.orders().front();
    EXPECT_EQ(kept.policy, lab::StudyPolicy::AlwaysMarket);
    EXPECT_TRUE(kept.wasSent);
    EXPECT_EQ(kept.rejected, 2);
    EXPECT_EQ(kept.why, "the \"breaker\"");
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

TEST_F(PaperTrialFileTest, knowsHowFarTheMarketWasAndHowOftenItWentOn)
{
    {
        PaperTrialFile file;
        ASSERT_TRUE(open(file).has_value());
        EXPECT_EQ(file.reached(), core::Timestamp{});
        TrialOrder decidedLate = order();
        decidedLate.parent.decided = later(20s);
        file.add(10s, later(10s));
        file.add(decidedLate);
        EXPECT_EQ(file.reached(), later(20s));
        file.resume(later(20s));
        file.add(10s, later(15s)); // what steps back does not count
    }
    PaperTrialFile file;
    ASSERT_TRUE(open(file).has_value());
    EXPECT_EQ(file.reached(), later(20s));
    EXPECT_EQ(file.resumptions(), 1);
    EXPECT_EQ(file.active(), 20s);
}

TEST_F(PaperTrialFileTest, dropsALineThatWasCut)
{
    {
        PaperTrialFile file;
        ASSERT_TRUE(open(file).has_value());
        file.add(1s, later(1s));
    }
    append("{\"active_sec");
    {
        PaperTrialFile file;
        ASSERT_TRUE(open(file).has_value());
        file.add(2s, later(3s));
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

namespace
{

/// Two venues of one pair, with ticks of 0.01 and 0.05, whose touches wander apart: together they are often crossed,
/// and the touch of both lies within the spread of one.
class TwoVenues
{
public:
    TwoVenues()
        : desk(settings(), m_quiet, &m_clock)
        , m_fine(open("a", "0.01"))
        , m_coarse(open("b", "0.05"))
    {
    }
    void move(std::mt19937_64& random)
    {
        m_clock.set(m_clock.now() + 100ms);
        m_mid += static_cast<int>(random() % 3) - 1;
        say(m_fine, m_mid + static_cast<int>(random() % 9) - 4, 10 + static_cast<int>(random() % 3), random);
        say(m_coarse, (m_mid + static_cast<int>(random() % 21) - 10) / 5 * 5, 15, random);
    }
    [[nodiscard]] desk::MarketGroup& group() { return *m_fine.group(); }
    /// The touch of both.
    [[nodiscard]] core::Price touch(core::Side side) const
    {
        const core::Price one = m_fine.book().best(side)->price;
        const core::Price other = m_coarse.book().best(side)->price;
        return side == core::Side::Bid ? std::max(one, other) : std::min(one, other);
    }

private:
    static desk::DeskSettings settings()
    {
        desk::DeskSettings made;
        made.features.book.impactNotional = 100; // the books here hold little
        return made;
    }
    desk::Market& open(const char* venue, const char* tick)
    {
        return desk.open({.id = {core::VenueId(venue), core::Symbol("X")},
                             .pair = {core::Asset("ETH"), core::Asset("USDT")},
                             .tick = tests::price(tick),
                             .lot = tests::size("0.001")},
            {book::SequenceRule::Unnumbered, book::RefereeRule::None, book::ChecksumForm::None});
    }
    /// Ten levels a side, `wide` cents apart at the touch, below and above that many cents.
    void say(desk::Market& market, int bidCents, int wide, std::mt19937_64& random)
    {
        const std::int64_t step = market.instrument().tick.raw();
        const core::Price bid = core::Price::fromRaw(std::int64_t{bidCents} * 10'000'000);
        const core::Price ask = core::Price::fromRaw(bid.raw() + std::int64_t{wide} * 10'000'000);
        std::vector<core::Level> bids;
        std::vector<core::Level> asks;
        const auto leaning = random() % 4; // one moment in four to the bids, one to the asks
        for (int i = 0; i < 10; ++i) {
            const auto of = [&random](bool isHeavy) {
                return core::Quantity::fromRaw(core::Int128{(1 + random() % 9) * (isHeavy ? 9 : 1)} * 1'000'000'000);
            };
            bids.push_back({core::Price::fromRaw(bid.raw() - i * step), of(leaning == 0)});
            asks.push_back({core::Price::fromRaw(ask.raw() + i * step), of(leaning == 1)});
        }
        core::MarketMessage message;
        message.kind = core::MarketMessage::Kind::Book;
        message.receiveTime = m_clock.now();
        message.book = {.kind = core::BookUpdateKind::Frame,
            .finalId = ++m_updates,
            .eventTime = m_clock.now(),
            .bids = bids,
            .asks = asks};
        market.apply(message);
    }

    core::ManualClock m_clock{core::fromMilliseconds(1'723'161'256'000)};
    tests::QuietListener m_quiet;

public:
    desk::Desk desk;

private:
    desk::Market& m_fine;
    desk::Market& m_coarse;
    int m_mid = 100'000;
    std::uint64_t m_updates = 0;
};

} // namespace

TEST(PaperTrial, pricesEveryOrderAsTheVenueItGoesToWouldTakeIt)
{
    std::mt19937_64 random(19);
    TwoVenues venues;
    std::map<std::pair<lab::StudyPolicy, bool>, int> sent; // by policy, and whether it waits
    int withinTheSpread = 0; // of both: there, in front of the venue's own touch, or through it
    for (int moment = 0; moment < 2000; ++moment) {
        venues.move(random);
        for (std::size_t i = 0; i < lab::studyPolicies; ++i) {
            const auto policy = static_cast<lab::StudyPolicy>(i);
            const auto side = random() % 2 == 0 ? core::Side::Bid : core::Side::Ask;
            const bool buys = side == core::Side::Bid;
            // A touch that the window saw some time ago.
            const core::Price seen = core::Price::fromRaw(
                venues.touch(side).raw() + (static_cast<std::int64_t>(random() % 21) - 10) * 10'000'000);
            const double strength = 0.3 + 0.7 * static_cast<double>(random() % 100) / 100;
            const session::OrderIntent intent = trialIntent(policy, {side, strength}, 100, seen);
            const auto decision = venues.desk.decide(venues.group(), session::requestOf(intent, {}));
            for (const desk::OrderPlan& plan : desk::planOrders(decision, intent.price, intent.reach, intent.style)) {
                const desk::Market& market = *venues.desk.find(plan.market);
                const core::Price price = market.instrument().roundPassive(plan.price, side);
                const core::Price own = market.book().best(side)->price;
                const core::Price opposite = market.book().best(core::opposite(side))->price;
                const bool waits = plan.type == orders::OrderType::PostOnly;
                ++sent[{policy, waits}];
                EXPECT_GT(price.raw(), 0);
                EXPECT_EQ(price.raw() % market.instrument().tick.raw(), 0) << "not on the tick of its venue";
                if (waits) {
                    EXPECT_TRUE(buys ? price < opposite : price > opposite) << "a post-only order that would take";
                    EXPECT_EQ(price, own) << "not at the touch of its venue";
                    withinTheSpread += venues.touch(side) != own ? 1 : 0;
                } else if (plan.takes) {
                    EXPECT_TRUE(buys ? price >= opposite : price <= opposite) << "it was to take";
                    EXPECT_NEAR(price.toDoubleLossy() / market.book().mid().toDoubleLossy(), 1, 0.0055);
                }
            }
        }
    }
    EXPECT_GT((sent[{lab::StudyPolicy::Signal, true}] + sent[{lab::StudyPolicy::Signal, false}]), 50);
    EXPECT_GT((sent[{lab::StudyPolicy::Microstructure, true}]), 50);
    EXPECT_GT((sent[{lab::StudyPolicy::AlwaysPassive, true}]), 1000);
    EXPECT_GT((sent[{lab::StudyPolicy::Microstructure, false}]), 50);
    EXPECT_GT((sent[{lab::StudyPolicy::AlwaysMarket, false}]), 1000);
    EXPECT_GT(withinTheSpread, 100) << "the touches of the venues did not differ";
}

TEST(PaperTrial, sendsWhatAVenueRejectedAgainUntilItsTimeIsOver)
{
    struct Case {
        const char* what;
        TrialWork work;
        TrialStep next;
    };
    for (const Case& c : {Case{"it works", {.isLive = true, .age = 19s}, TrialStep::Wait},
             Case{"its time is over", {.isLive = true, .age = 20s}, TrialStep::Cancel},
             Case{"rejected just now", {.wasRejected = true, .age = 1s}, TrialStep::Rejoin},
             Case{"rejected, and another slice works", {.isLive = true, .wasRejected = true, .age = 1s},
                 TrialStep::Wait},
             Case{"rejected when its time is over", {.wasRejected = true, .age = 20s, .quiet = 4s}, TrialStep::Close},
             Case{"rejected after it was filled", {.isFilled = true, .wasRejected = true, .age = 1s}, TrialStep::Close},
             Case{"filled", {.isFilled = true, .age = 1s}, TrialStep::Close},
             Case{"between two slices", {.age = 5s, .quiet = 3s}, TrialStep::Wait},
             Case{"nothing more comes", {.age = 5s, .quiet = 3001ms}, TrialStep::Close}}) {
        EXPECT_EQ(nextStep(c.work, 20s), c.next) << c.what;
    }
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
