// SPDX-License-Identifier: MIT
#include "engine/session/book_quotes.h"

#include "engine/core/events.h"
#include "engine/desk/desk.h"
#include "engine/picks/scanner.h"
#include "tests/support/builders.h"
#include "tests/support/quiet_listener.h"

#include <gtest/gtest.h>

#include <string>

namespace leadline::session
{

using namespace std::chrono_literals;
using core::Side;
using tests::price;
using tests::size;

namespace
{

/// Venues of one pair, and scans that ask for it.
class Floor
{
public:
    Floor()
        : clock(core::fromMilliseconds(1'723'161'256'000))
        , desk({}, quiet, &clock)
        , books(desk, clock)
        , scanner({&books}, watch, [this](const picks::SharedScan& done) { report = done; })
    {
        books.answerTo(scanner);
    }
    desk::Market& add(const char* venue, const char* quote = "USDT", core::Kind kind = core::Kind::Spot)
    {
        return desk.open({.id = {core::VenueId(venue), core::Symbol("X")},
                             .pair = {core::Asset("ETH"), core::Asset(quote), kind},
                             .tick = price("0.01"),
                             .lot = size("0.001")},
            {book::SequenceRule::Unnumbered, book::RefereeRule::None, book::ChecksumForm::None});
    }
    void say(desk::Market& market, std::initializer_list<tests::LevelText> bids,
        std::initializer_list<tests::LevelText> asks)
    {
        core::MarketMessage message;
        message.kind = core::MarketMessage::Kind::Book;
        message.receiveTime = clock.now();
        message.bids = tests::levels(bids);
        message.asks = tests::levels(asks);
        message.book = {.kind = core::BookUpdateKind::Snapshot,
            .eventTime = clock.now(),
            .bids = message.bids,
            .asks = message.asks};
        market.apply(message);
    }
    void trade(const desk::Market& market, const char* at)
    {
        books.traded(market, {.eventTime = clock.now(), .price = price(at), .size = size("1")});
    }
    const picks::PickRow& scan(const char* symbol = "ETH/USDT")
    {
        clock.advance(6s); // out of the cache
        return scanNow(symbol);
    }
    const picks::PickRow& scanNow(const char* symbol = "ETH/USDT")
    {
        const std::vector<picks::ListedSymbol> listed{{.symbol = core::Symbol(symbol)}};
        EXPECT_TRUE(scanner.begin(picks::Mode::Safe, listed, clock.now()));
        return report->rows.at(0);
    }

    core::ManualClock clock;
    tests::QuietListener quiet;
    desk::Desk desk;
    BookQuotes books;
    picks::MarketWatch watch{5min, {}};
    picks::SharedScan report;
    picks::Scanner scanner;
};

} // namespace

TEST(BookQuotes, sumFiveLevelsOfTheDeeperVenue)
{
    Floor floor;
    floor.say(floor.add("thin"), {{"100", "1"}}, {{"101", "1"}});
    floor.say(floor.add("deep"), {{"100", "10"}, {"99", "10"}, {"98", "10"}, {"97", "10"}, {"96", "10"}, {"95", "999"}},
        {{"101", "10"}});
    const picks::PickRow& row = floor.scanNow();
    EXPECT_EQ(row.source, "deep");
    EXPECT_EQ(row.reading.depthKind, picks::DepthKind::TopFive);
    EXPECT_EQ(row.reading.depth(), price("1") * size("5910")) << "the sixth level does not count";
    EXPECT_EQ(row.sourceKind, picks::SourceKind::Levels);
}

TEST(BookQuotes, takeAThinBookThatLivesForADeepOneThatHasStopped)
{
    Floor floor;
    desk::Market& thin = floor.add("thin");
    floor.say(floor.add("deep"), {{"100", "1000"}}, {{"101", "1000"}});
    floor.say(thin, {{"100", "1"}}, {{"101", "1"}});
    EXPECT_EQ(floor.scanNow().source, "deep");
    floor.clock.advance(6s);
    floor.say(thin, {{"100", "1"}}, {{"101", "1"}});
    EXPECT_EQ(floor.scanNow().source, "thin");
}

TEST(BookQuotes, knowNoDepthOfWhatIsNotQuotedInDollars)
{
    Floor floor;
    floor.say(floor.add("a", "BTC"), {{"0.05", "1000"}}, {{"0.0501", "1000"}});
    const picks::PickRow& row = floor.scanNow("ETH/BTC");
    EXPECT_TRUE(row.reading.hasQuote());
    EXPECT_EQ(row.reading.depthKind, picks::DepthKind::None);
}

TEST(BookQuotes, tellAMoveByThePrintsOfTheVenueAndAHaltByItsWord)
{
    Floor floor;
    desk::Market& market = floor.add("a");
    floor.say(market, {{"100", "1000"}}, {{"101", "1000"}});
    floor.trade(market, "100");
    floor.clock.advance(1s);
    floor.trade(market, "110");
    const picks::PickRow& moved = floor.scanNow();
    EXPECT_NEAR(moved.reading.gap.largest->percent(), 10, 1e-9);
    EXPECT_EQ(moved.reading.halt.kind, picks::HaltKind::Trading);

    market.setVenueStatus(core::TradingStatus::Closed);
    floor.say(market, {{"100", "1000"}}, {{"101", "1000"}});
    EXPECT_TRUE(floor.scan().reading.halt.isHalted());
    market.setVenueStatus(core::TradingStatus::Online);
    EXPECT_FALSE(floor.scan().reading.halt.isHalted());
}

TEST(BookQuotes, coverWhatIsWatchedAndNoStock)
{
    Floor floor;
    floor.add("a");
    EXPECT_TRUE(floor.books.covers(core::Symbol("ETH/USDT")));
    EXPECT_FALSE(floor.books.covers(core::Symbol("ETH/USDT-PERP"))) << "another kind is another instrument";
    EXPECT_FALSE(floor.books.covers(core::Symbol("BTC/USDT")));
    EXPECT_FALSE(floor.books.covers(core::Symbol("AAPL")));
    EXPECT_EQ(floor.scanNow("BTC/USDT").judgement.verdict, picks::Verdict::Rejected);
}

} // namespace leadline::session
