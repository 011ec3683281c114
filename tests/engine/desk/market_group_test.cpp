// SPDX-License-Identifier: MIT
#include "engine/desk/desk.h"

#include "engine/replay/replay.h"
#include "tests/support/builders.h"
#include "tests/support/quiet_listener.h"

#include <gtest/gtest.h>

#include <deque>
#include <map>

namespace leadline::desk
{

using book::Exclusion;
using core::Side;
using tests::price;
using tests::size;

namespace
{

constexpr core::Timestamp start = core::fromMilliseconds(1'723'161'256'000);

/// Venues whose snapshots come in the stream, on a clock in the test's hand.
class Group
{
public:
    explicit Group(DeskSettings settings = {})
        : clock(start)
        , desk(std::move(settings), quiet, &clock)
    {
    }
    Market& add(const char* venue, const char* quote = "USDT", core::Kind kind = core::Kind::Spot)
    {
        return desk.open({.id = {core::VenueId(venue), core::Symbol("X")},
                             .pair = {core::Asset("ETH"), core::Asset(quote), kind},
                             .tick = price("0.01"),
                             .lot = size("0.001")},
            {book::SequenceRule::Unnumbered, book::RefereeRule::None, book::ChecksumForm::None});
    }
    /// The venue's whole book, stamped `late` before it comes.
    void say(Market& market, std::initializer_list<tests::LevelText> bids, std::initializer_list<tests::LevelText> asks,
        core::BookUpdateKind kind = core::BookUpdateKind::Snapshot, core::Duration late = {})
    {
        core::MarketMessage message;
        message.kind = core::MarketMessage::Kind::Book;
        message.receiveTime = clock.now();
        message.bids = tests::levels(bids);
        message.asks = tests::levels(asks);
        message.book = {.kind = kind, .eventTime = clock.now() - late, .bids = message.bids, .asks = message.asks};
        market.apply(message);
    }
    Exclusion of(const Market& market)
    {
        desk.refresh(*market.group());
        for (const MarketGroup::Member& member : market.group()->members()) {
            if (member.market == &market) {
                return member.exclusion;
            }
        }
        return Exclusion::None;
    }

    core::ManualClock clock;
    tests::QuietListener quiet;
    Desk desk;
};

} // namespace

TEST(Market, takesOwnSizeOutOfWhatOthersShow)
{
    Group group;
    Market& market = group.add("a");
    group.say(market, {{"100", "1000"}, {"99", "2000"}}, {{"101", "1000"}});
    const auto impactOfSelling = [&] {
        return group.desk.decide(market, {.side = Side::Ask, .size = size("500")}).impact;
    };
    EXPECT_NEAR(impactOfSelling(), 0.5 / 100.5, 1e-12); // at 100, against the mid

    // All of the best bid is ours, and half of the next.
    market.setOwnOrders(tests::levels({{"100", "1000"}, {"99", "1000"}}), {});
    EXPECT_EQ(market.othersBook().best(Side::Bid)->price, price("99"));
    EXPECT_EQ(market.othersBook().best(Side::Bid)->size, size("1000"));
    EXPECT_EQ(market.book().best(Side::Bid)->size, size("1000"));
    EXPECT_NEAR(impactOfSelling(), 1 / 100., 1e-12); // at 99, against the mid of the others

    // The public book moves on, and the difference with it.
    group.say(market, {{"100", "3000"}}, {}, core::BookUpdateKind::Diff);
    EXPECT_EQ(market.othersBook().best(Side::Bid)->size, size("2000"));
    market.setOwnOrders({}, {});
    EXPECT_EQ(market.othersBook().best(Side::Bid)->size, size("3000"));
}

TEST(Desk, choosesByWhatWasMeasuredAndKeepsTheUsersSwitch)
{
    DeskSettings settings;
    settings.venues = {
        {.venue = core::VenueId("a"), .takerFeeBps = 4}, {.venue = core::VenueId("b"), .takerFeeBps = 5}};
    Group group(settings);
    Market& a = group.add("a");
    Market& b = group.add("b");
    for (Market* const market : {&a, &b}) {
        group.say(*market, {{"100", "1000"}}, {{"100.01", "1000"}});
    }
    const auto chosen = [&] {
        return group.desk.decide(*a.group(), {.side = Side::Bid, .size = size("1"), .takes = true}).market.venue.text();
    };
    EXPECT_EQ(chosen(), "a");
    // Our own fills say otherwise.
    group.desk.setMeasured({.venue = core::VenueId("a"), .takerFeeBps = 6});
    EXPECT_EQ(chosen(), "b");
    EXPECT_EQ(group.desk.expectedTerms(core::VenueId("a")).takerFeeBps, 4);
    // New settings do not forget what was measured, and what they switch off stays off.
    group.desk.setSettings(settings);
    EXPECT_EQ(chosen(), "b");
    settings.venues[1].isOn = false;
    group.desk.setSettings(settings);
    group.desk.setMeasured({.venue = core::VenueId("b"), .takerFeeBps = 1});
    EXPECT_EQ(chosen(), "a");
}

TEST(Desk, letsReliabilityAndLatencyDecideBetweenVenuesThatCostTheSame)
{
    DeskSettings settings;
    settings.venues = {{.venue = core::VenueId("a"), .latencyMs = 200, .reliability = .6},
        {.venue = core::VenueId("b"), .latencyMs = 10, .reliability = .9}};
    Group group(settings);
    Market& a = group.add("a");
    Market& b = group.add("b");
    for (Market* const market : {&a, &b}) {
        group.say(*market, {{"100", "1000"}}, {{"100.01", "1000"}});
    }
    for (const bool takes : {true, false}) {
        const routing::RouteRequest request{.side = Side::Bid, .size = size("1"), .takes = takes, .rests = !takes};
        const routing::Decision decision = group.desk.decide(*a.group(), request);
        EXPECT_EQ(decision.venues[0].allInPrice, decision.venues[1].allInPrice);
        // q · reliability · (1 − 0.3 · (1 − 11/201)) against 0.9 of all of it.
        EXPECT_NEAR(decision.venues[0].weightedSize, 1000 * .6 * (1 - .3 * (1 - 11. / 201)), 1e-9);
        EXPECT_DOUBLE_EQ(decision.venues[1].weightedSize, 900);
        EXPECT_EQ(decision.market.venue.text(), "b");
    }
    // Twice the size at the slow one: its weighted size is the larger.
    group.say(a, {{"100", "2000"}}, {{"100.01", "2000"}});
    EXPECT_EQ(
        group.desk.decide(*a.group(), {.side = Side::Bid, .size = size("1"), .takes = true}).market.venue.text(), "b");
    group.say(a, {{"100", "2200"}}, {{"100.01", "2200"}});
    EXPECT_EQ(
        group.desk.decide(*a.group(), {.side = Side::Bid, .size = size("1"), .takes = true}).market.venue.text(), "a");
}

TEST(Desk, leavesAVenueOutWhileItsAnswersAreSlow)
{
    Group group;
    Market& a = group.add("a");
    Market& b = group.add("b");
    for (Market* const market : {&a, &b}) {
        group.say(*market, {{"100", "1000"}}, {{"100.01", "1000"}});
    }
    routing::VenueTerms terms{.venue = core::VenueId("b"), .reliability = .3};
    terms.prompt.share = .9;
    group.desk.setMeasured(terms);
    EXPECT_EQ(group.of(b), Exclusion::None) << "its deviation is large, and it answers";
    terms.prompt.share = .4;
    group.desk.setMeasured(terms);
    EXPECT_EQ(group.of(b), Exclusion::Unreliable);
    terms.prompt.share = 1;
    group.desk.setMeasured(terms);
    EXPECT_EQ(group.of(b), Exclusion::None);
}

TEST(MarketGroup, mergesThoseThatTradeTheSameAgainstTheSame)
{
    DeskSettings settings;
    settings.equalQuotes = *core::QuoteMap::parse("USDT=USDC");
    Group group(settings);
    Market& a = group.add("a");
    Market& b = group.add("b", "USDC");
    Market& c = group.add("c", "EUR");
    EXPECT_EQ(a.group(), b.group());
    EXPECT_NE(a.group(), c.group());
    EXPECT_EQ(a.group()->pair().text(), "ETH/USDT");

    group.say(a, {{"100", "1"}}, {{"101", "1"}});
    group.say(b, {{"100", "2"}}, {{"100.5", "1"}});
    EXPECT_EQ(a.group()->book().bids()[0].total, size("3"));
    EXPECT_EQ(a.group()->book().asks()[0].price, price("100.5"));

    // Another word of the user's, and they part.
    settings.equalQuotes = {};
    group.desk.setSettings(settings);
    EXPECT_NE(a.group(), b.group());
    EXPECT_FALSE(a.group()->isConsolidated());
    settings.equalQuotes = *core::QuoteMap::parse("USDT=USDC");
    group.desk.setSettings(settings);
    EXPECT_EQ(a.group()->book().bids()[0].total, size("3")) << "merged again with all they hold";
}

TEST(MarketGroup, leavesOutAndTakesBackAVenueForEveryReason)
{
    Group group;
    Market& a = group.add("a");
    Market& b = group.add("b");
    Market& c = group.add("c");
    const auto all = [&](core::BookUpdateKind kind = core::BookUpdateKind::Snapshot) {
        for (Market* const market : {&a, &b, &c}) {
            group.say(*market, {{"100", "1"}}, {{"101", "1"}}, kind);
        }
    };
    all();
    ASSERT_EQ(group.of(b), Exclusion::None);
    ASSERT_EQ(a.group()->book().bids()[0].total, size("3"));

    const auto expectOut = [&](Exclusion why) {
        EXPECT_EQ(group.of(b), why);
        EXPECT_EQ(a.group()->book().bids()[0].total, size("2"));
        EXPECT_EQ(group.of(a), Exclusion::None) << "nothing else stops";
        const routing::Decision decision = group.desk.decide(*a.group(), {.side = Side::Bid, .size = size("1")});
        EXPECT_NE(decision.market, b.instrument().id);
        EXPECT_EQ(decision.venues[1].exclusion, why);
    };
    const auto expectBack = [&] {
        EXPECT_EQ(group.of(b), Exclusion::None);
        EXPECT_EQ(a.group()->book().bids()[0].total, size("3"));
    };

    b.setConnected(false);
    expectOut(Exclusion::Disconnected);
    b.setConnected(true);
    expectBack();

    b.loseMessages();
    expectOut(Exclusion::OutOfSync);
    group.say(b, {{"100", "1"}}, {{"101", "1"}});
    expectBack();

    group.say(b, {{"101", "1"}}, {}, core::BookUpdateKind::Diff);
    expectOut(Exclusion::InvalidBook);
    group.say(b, {{"101", "0"}}, {}, core::BookUpdateKind::Diff);
    expectBack();

    group.clock.advance(std::chrono::milliseconds(5001));
    group.say(a, {}, {{"102", "1"}}, core::BookUpdateKind::Diff);
    group.say(c, {}, {{"102", "1"}}, core::BookUpdateKind::Diff);
    expectOut(Exclusion::Stale);
    group.say(b, {}, {{"103", "1"}}, core::BookUpdateKind::Diff);
    expectBack();

    group.say(b, {}, {{"103", "2"}}, core::BookUpdateKind::Diff, std::chrono::seconds(5));
    expectOut(Exclusion::Late);
    group.say(b, {}, {{"103", "3"}}, core::BookUpdateKind::Diff);
    expectBack();

    group.say(b, {{"102.5", "1"}}, {{"103.5", "1"}});
    expectOut(Exclusion::Outlier);
    group.say(b, {{"100", "1"}}, {{"101", "1"}});
    expectBack();

    DeskSettings settings = group.desk.settings();
    settings.venues = {{.venue = core::VenueId("b"), .isOn = false}};
    group.desk.setSettings(settings);
    expectOut(Exclusion::SwitchedOff);
    settings.venues[0].isOn = true;
    settings.venues[0].reliability = 0.4;
    group.desk.setSettings(settings);
    expectOut(Exclusion::Unreliable);
    settings.venues[0].reliability = 0.6;
    group.desk.setSettings(settings);
    expectBack();
}

TEST(MarketGroup, comparesContractsInCoins)
{
    Group group;
    Market& coins = group.add("coins");
    Market& contracts = group.desk.open({.id = {core::VenueId("contracts"), core::Symbol("X")},
                                            .pair = coins.instrument().pair,
                                            .lot = size("1"),
                                            .contractSize = size("10"),
                                            .kind = core::ContractKind::Inverse},
        {book::SequenceRule::Unnumbered, book::RefereeRule::None, book::ChecksumForm::None});
    group.say(coins, {{"2000", "1"}}, {{"2001", "1"}});
    group.say(contracts, {{"2000", "100"}}, {{"2001", "100"}});
    EXPECT_EQ(coins.group()->book().bids()[0].total, size("1.5"))
        << "a hundred contracts of 10 at 2000 are half a coin";
    group.say(contracts, {{"2000", "50"}}, {}, core::BookUpdateKind::Diff);
    EXPECT_EQ(coins.group()->book().bids()[0].total, size("1.25"));
}

TEST(MarketGroup, leavesContractsOutWhileNobodySaysWhatOneIsWorth)
{
    const core::Instrument contract{.id = {core::VenueId("contracts"), core::Symbol("Y")},
        .pair = {core::Asset("ETH"), core::Asset("USDT")},
        .lot = size("1"),
        .contractSize = {},
        .countsContracts = true};
    constexpr book::BookRules rules{book::SequenceRule::Unnumbered, book::RefereeRule::None, book::ChecksumForm::None};
    const auto listed = [&](const char* value) {
        core::Instrument said = contract;
        said.contractSize = size(value);
        return said;
    };
    Group group;
    Market& coins = group.add("coins");
    Market& contracts = group.desk.open(contract, rules);
    group.say(coins, {{"2000", "1"}}, {{"2001", "1"}});
    group.say(contracts, {{"2000", "100"}}, {{"2001", "100"}});
    EXPECT_EQ(group.of(contracts), Exclusion::UnknownContract);
    EXPECT_EQ(group.of(coins), Exclusion::None);
    EXPECT_EQ(coins.group()->book().bids()[0].total, size("1"));

    group.desk.list(listed("0.1"));
    EXPECT_EQ(group.of(contracts), Exclusion::None);
    EXPECT_EQ(coins.group()->book().bids()[0].total, size("11")) << "a hundred contracts of a tenth";
    group.desk.list(listed("0.01"));
    group.of(contracts);
    EXPECT_EQ(coins.group()->book().bids()[0].total, size("2"));

    // Reference data that say nothing of contracts make no coins of them.
    core::Instrument silent = contract;
    silent.contractSize = size("1");
    silent.countsContracts = false;
    contracts.setInstrument(silent);
    EXPECT_EQ(contracts.instrument().contractSize, size("0.01"));

    Group told;
    told.desk.setContractValues({{core::Symbol("Y"), size("0.5")}});
    told.desk.list(listed("0.1"));
    EXPECT_EQ(told.desk.open(contract, rules).instrument().contractSize, size("0.5"))
        << "the user's word comes before the venue's list";
    told.desk.list(listed("0.2"));
    EXPECT_EQ(told.desk.markets().front()->instrument().contractSize, size("0.5"));
    Group later;
    later.desk.list(listed("0.1"));
    EXPECT_EQ(later.desk.open(contract, rules).instrument().contractSize, size("0.1"))
        << "a list holds for markets that are opened after it";
}

TEST(MarketGroup, isThatOfTheVenuesWordOnceThereIsOne)
{
    constexpr book::BookRules rules{book::SequenceRule::Unnumbered, book::RefereeRule::None, book::ChecksumForm::None};
    const core::MarketId id{core::VenueId("v"), core::Symbol("NEWCBUSD")};
    Group group;
    Market& guessed =
        group.desk.open({.id = id, .pair = {core::Asset("NEWC"), core::Asset("BUSD")}, .isPairGuessed = true}, rules);
    Market& other = group.desk.open(
        {.id = {core::VenueId("w"), core::Symbol("NEWCB-USD")}, .pair = {core::Asset("NEWCB"), core::Asset("USD")}},
        rules);
    EXPECT_NE(guessed.group(), other.group());
    group.desk.list({.id = id, .pair = {core::Asset("NEWCB"), core::Asset("USD")}});
    EXPECT_EQ(guessed.instrument().pair.text(), "NEWCB/USD");
    EXPECT_FALSE(guessed.instrument().isPairGuessed);
    EXPECT_EQ(guessed.group(), other.group());
    EXPECT_EQ(group.desk.groups().size(), 1U);
}

TEST(MarketGroup, neverMergesTheCoinAndItsContractByItself)
{
    Group group;
    Market& coin = group.add("coin");
    Market& contract = group.add("contract", "USDT", core::Kind::LinearPerpetual);
    Market& other = group.add("other", "USDT", core::Kind::LinearPerpetual);
    EXPECT_NE(coin.group(), contract.group());
    EXPECT_EQ(contract.group(), other.group());
    EXPECT_EQ(contract.group()->pair().text(), "ETH/USDT-PERP");
}

/// Side by side on purpose: the basis is said, the book is not called crossed, and orders stay within their kind.
TEST(MarketGroup, showsKindsSideBySideAndRoutesWithinOne)
{
    DeskSettings settings;
    settings.equalKinds = true;
    Group group(settings);
    Market& coin = group.add("coin");
    Market& contract = group.add("contract", "USDT", core::Kind::LinearPerpetual);
    ASSERT_EQ(coin.group(), contract.group());
    group.say(coin, {{"1000.00", "50"}}, {{"1000.10", "50"}});
    group.say(contract, {{"1001.00", "50"}}, {{"1001.10", "50"}});
    MarketGroup& both = *coin.group();
    group.desk.refresh(both);
    ASSERT_TRUE(both.book().isCrossed()) << "the contract is bid above what the coin is offered at";
    EXPECT_EQ(both.cross(), book::Cross::None);
    EXPECT_NEAR(both.basisBps(coin.instrument().pair).value_or(0), (1001.05 / 1000.05 - 1) * 1e4, 1e-6);
    EXPECT_NEAR(both.mid().value_or(0), 1000.05, 1e-9) << "that of the coin";

    // The contract's bid is better by far, and more than one venue holds: a sale of coins goes to neither.
    const routing::Decision sale =
        group.desk.decide(both, {.side = core::Side::Ask, .size = size("80"), .takes = true});
    EXPECT_EQ(sale.market.venue.view(), "coin");
    for (const routing::ChildOrder& child : sale.children) {
        EXPECT_EQ(child.market.venue.view(), "coin");
    }
    EXPECT_EQ(sale.venues[1].exclusion, Exclusion::OtherKind);
    const routing::Decision contracts = group.desk.decide(
        both, {.pair = contract.instrument().pair, .side = core::Side::Ask, .size = size("80"), .takes = true});
    EXPECT_EQ(contracts.market.venue.view(), "contract");
    const routing::Decision there = group.desk.decide(
        both, {.side = core::Side::Ask, .size = size("1"), .venue = core::VenueId("contract"), .takes = true});
    EXPECT_EQ(there.market.venue.view(), "contract") << "asked for by name, it is about the contract";

    settings.equalKinds = false;
    group.desk.setSettings(settings);
    EXPECT_NE(coin.group(), contract.group()) << "at once";
    EXPECT_FALSE(coin.group()->basisBps(coin.instrument().pair));
}

/// The three simultaneous recordings: after every thousandth message the consolidated book is that of the three books.
TEST(SharedGroup, equalsAMergeOfTheThreeRecordings)
{
    LEADLINE_NEEDS(futures, "tapes/binance-futures_ethusdt_20240808.gz");
    LEADLINE_NEEDS(spot, "tapes/binance-spot_ethusdt_20240808.gz");
    LEADLINE_NEEDS(coinm, "tapes/binance-coinm_ethusd_perp_20240808.gz");
    DeskSettings settings;
    settings.equalQuotes = *core::QuoteMap::parse("USDT=USD");
    settings.equalKinds = true;
    tests::QuietListener quiet;
    Desk desk(settings, quiet);
    replay::Replay replay(desk, "");
    int messages = 0;
    int compared = 0;
    core::Timestamp newest;
    replay.afterMessage = [&](const Market& market, const core::MarketMessage& message) {
        EXPECT_TRUE(
            message.eventTime() == core::Timestamp{} || message.eventTime() >= newest - std::chrono::seconds(1));
        newest = std::max(newest, message.eventTime());
        if (++messages % 1000 != 0) {
            return true;
        }
        ++compared;
        for (const Side side : {Side::Bid, Side::Ask}) {
            std::map<core::Price, core::Quantity> merged;
            for (const MarketGroup::Member& member : market.group()->members()) {
                std::vector<core::Level> levels;
                copyInCoins(*member.market, side, static_cast<std::size_t>(-1), levels);
                for (const core::Level& level : levels) {
                    if (member.exclusion == Exclusion::None) {
                        merged[level.price] += level.size;
                    }
                }
            }
            const book::ConsolidatedSide& shown = market.group()->book().side(side);
            EXPECT_EQ(shown.size(), merged.size());
            std::size_t index = 0;
            for (const auto& [at, held] : merged) {
                const auto level = shown[side == Side::Ask ? index : merged.size() - 1 - index];
                ++index;
                if (level.price != at || level.total != held) {
                    ADD_FAILURE() << "at " << at.text() << " after " << messages;
                    return false;
                }
            }
        }
        return true;
    };
    const auto report = replay.run({futures, spot, coinm});
    ASSERT_TRUE(report.has_value());
    EXPECT_GT(compared, 100);
    ASSERT_EQ(desk.groups().size(), 1U);
    for (const MarketGroup::Member& member : desk.groups().front()->members()) {
        EXPECT_EQ(member.exclusion, Exclusion::None) << member.market->instrument().id.venue.text();
    }
}

} // namespace leadline::desk
