// SPDX-License-Identifier: MIT
/// Segments, their numbers, sessions, and the books that hang on them.
#include "tests/support/builders.h"
#include "tests/support/iex_feeder.h"
#include "tests/support/iex_writer.h"

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <random>

namespace leadline::venues::iex
{

namespace
{

using book::BookState;
using core::BookUpdateKind;
using tests::iex::Event;
using tests::iex::Feeder;
using tests::iex::Follower;
using tests::iex::Stream;
using Kind = core::MarketMessage::Kind;
namespace wire = tests::iex;

constexpr std::int64_t noon = 1'517'072'400'000'000'000; // 2018-01-27 17:00:00 UTC

bool contains(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

/// The book of symbol A.
class BookOfA
{
public:
    void read(const std::string& segment)
    {
        m_feeder.feed(segment, [this](const core::MarketMessage& message) {
            if (message.messagesLost || message.symbol.view() == "A") {
                m_follower.apply(message);
            }
        });
    }
    [[nodiscard]] BookState state() const { return m_follower.tracker().state(); }
    [[nodiscard]] std::uint64_t gaps() const { return m_follower.tracker().counters().gaps; }
    [[nodiscard]] bool isUsable() const { return m_follower.tracker().isUsable(); }
    [[nodiscard]] const book::OrderBook& book() const { return m_follower.book(); }

private:
    Feeder m_feeder;
    Follower m_follower;
};

/// Price and size as they were written.
using PlainSide = std::map<std::int64_t, std::uint32_t>;

struct PlainBook {
    PlainSide bids;
    PlainSide asks;
};

PlainSide plain(const book::BookSide& side)
{
    PlainSide made;
    for (std::size_t i = 0; i < side.size(); ++i) {
        made[side[i].price.raw() / 100'000] = static_cast<std::uint32_t>(side[i].size.raw() / core::decimalScale);
    }
    return made;
}

} // namespace

TEST(IexStream, findsTheHoleInTheNumbers)
{
    Feeder feeder;
    Stream stream(wire::tops);
    const auto quote = [](std::int64_t at) { return wire::quote(at, "A", {100, 100'000, 100'200, 100}); };
    EXPECT_EQ(feeder.read(stream.segment({quote(1), quote(2)})).size(), 2U);
    EXPECT_EQ(feeder.defect, "");
    EXPECT_EQ(feeder.read(stream.heartbeat()).at(0).kind, Kind::Heartbeat);

    stream.lose(3);
    auto events = feeder.read(stream.segment({quote(3)}));
    EXPECT_TRUE(contains(feeder.defect, "3 messages are missing before number 6 of session 1150681088, channel 1"))
        << feeder.defect;
    ASSERT_EQ(events.size(), 2U);
    EXPECT_TRUE(events[0].isLoss);
    EXPECT_FALSE(events[1].isLoss);
    EXPECT_EQ(events[1].kind, Kind::Book);

    stream.lose(1);
    events = feeder.read(stream.heartbeat());
    EXPECT_TRUE(contains(feeder.defect, "1 messages are missing before number 8")) << feeder.defect;
    EXPECT_TRUE(events.at(0).isLoss) << "a heartbeat names the number that comes next";
    EXPECT_EQ(feeder.read(stream.segment({quote(4)})).size(), 1U);
    EXPECT_EQ(feeder.defect, "");
}

TEST(IexStream, ignoresWhatCameBefore)
{
    Feeder feeder;
    Stream stream(wire::tops);
    const auto trade = [](std::int64_t id) { return wire::trade(noon, "A", 1, 100, id); };
    Stream behind = stream;
    const std::string both = stream.segment({trade(1), trade(2)});
    const std::string first = behind.segment({trade(1)});
    Stream overlapping = behind;
    const std::string second = overlapping.segment({trade(2), trade(3)});

    EXPECT_EQ(feeder.read(first).at(0).trade.id, 1U);
    EXPECT_EQ(feeder.read(first).at(0).kind, Kind::Other);
    const auto rest = feeder.read(both);
    ASSERT_EQ(rest.size(), 1U) << "of an overlapping segment, what is new";
    EXPECT_EQ(rest[0].trade.id, 2U);
    EXPECT_EQ(feeder.read(second).at(0).trade.id, 3U);
    EXPECT_EQ(feeder.read(first).at(0).kind, Kind::Other);
    EXPECT_EQ(feeder.defect, "");
}

TEST(IexStream, countsEveryChannelByItself)
{
    Feeder feeder;
    Stream one(wire::deep, 1);
    Stream two(wire::deep, 2);
    for (int i = 0; i < 3; ++i) {
        feeder.read(one.segment({wire::level('8', 1, noon, "A", 1, 100 + i)}));
        EXPECT_EQ(feeder.defect, "");
        feeder.read(two.segment({wire::level('8', 1, noon, "B", 1, 100 + i), wire::level('8', 1, noon, "B", 1, 1)}));
        EXPECT_EQ(feeder.defect, "");
    }
    two.lose(1);
    feeder.read(two.heartbeat());
    EXPECT_TRUE(contains(feeder.defect, "channel 2")) << feeder.defect;
    // A symbol of the whole channel still begins, one of the other does not.
    EXPECT_EQ(feeder.read(one.segment({wire::level('8', 1, noon, "C", 1, 100)})).at(0).book, BookUpdateKind::Snapshot);
    EXPECT_EQ(feeder.read(two.segment({wire::level('8', 1, noon, "D", 1, 100)})).at(0).book, BookUpdateKind::Diff);

    Feeder many;
    for (std::uint32_t channel = 0; channel <= SequenceWatch::mostStreams; ++channel) {
        Stream stream(wire::deep, channel);
        many.read(stream.heartbeat());
        EXPECT_EQ(many.defect.empty(), channel < SequenceWatch::mostStreams) << channel;
    }
}

TEST(IexStream, keepsALostBookInDoubtUntilASessionBeginsAnew)
{
    const auto bid = [](std::int64_t at) { return wire::level('8', 1, noon, "A", 1, at); };
    for (const bool bySession : {true, false}) {
        BookOfA deep;
        Stream stream(wire::deep, 1, 77);
        deep.read(stream.segment({wire::systemEvent('O', noon), bid(100), bid(101)}));
        EXPECT_EQ(deep.state(), BookState::InSync);
        EXPECT_EQ(deep.book().bids().size(), 2U);

        stream.lose(1);
        deep.read(stream.segment({bid(102)}));
        EXPECT_EQ(deep.state(), BookState::Gap);
        deep.read(stream.segment({bid(103), wire::status('T', noon, "A"), wire::directory(noon, "A", 100)}));
        EXPECT_EQ(deep.state(), BookState::Gap) << "no message but a new session mends it";

        Stream next(wire::deep, 1, 78);
        if (bySession) {
            deep.read(next.heartbeat(noon));
            EXPECT_EQ(deep.state(), BookState::InSync);
            EXPECT_TRUE(deep.book().bids().isEmpty()) << "a new session's books are empty, even before a word of them";
            deep.read(stream.segment({bid(99)}));
            EXPECT_TRUE(deep.book().bids().isEmpty()) << "what is left of the old session is not wanted";
            deep.read(next.segment({bid(200)}));
        } else {
            deep.read(stream.segment({wire::systemEvent('O', noon), bid(200)}));
        }
        EXPECT_EQ(deep.state(), BookState::InSync);
        EXPECT_EQ(deep.book().bids().size(), 1U);
    }
}

TEST(IexStream, tellsNumbersThatBeginAnewFromRepetitions)
{
    const auto bid = [](std::int64_t at) { return wire::level('8', 1, noon, "A", 1, at); };
    BookOfA deep;
    Stream before(wire::deep);
    const std::string first = before.segment({bid(100), bid(101)}, noon);
    deep.read(first);
    deep.read(before.segment({bid(102)}, noon + 10));
    deep.read(first);
    EXPECT_EQ(deep.book().bids().size(), 3U) << "by the other line: the stamp that it had";
    EXPECT_EQ(deep.gaps(), 0U);

    // The same session and channel, from one again.
    Stream after(wire::deep);
    deep.read(after.segment({bid(200)}, noon + 20));
    EXPECT_EQ(deep.gaps(), 1U) << "nobody knows what came between";
    EXPECT_EQ(deep.state(), BookState::InSync);
    ASSERT_EQ(deep.book().bids().size(), 1U);
    for (int i = 1; i < 6; ++i) {
        const std::string segment = after.segment({bid(200 + i)}, noon + 20 + i);
        deep.read(segment);
        deep.read(segment);
    }
    EXPECT_EQ(deep.book().bids().size(), 6U) << "no number below the highest is taken for a repetition";
    EXPECT_EQ(deep.gaps(), 1U);

    Feeder feeder;
    Stream one(wire::tops);
    feeder.read(one.segment({wire::quote(1, "A", {100, 100'000, 100'200, 100})}, noon));
    Stream two(wire::tops);
    feeder.read(two.segment({wire::quote(2, "A", {100, 100'000, 100'200, 100})}, noon + 1));
    EXPECT_TRUE(contains(feeder.defect, "begin anew at 1")) << feeder.defect;
}

TEST(IexStream, losesABookByAMessageThatCannotBeRead)
{
    const std::string bid = wire::level('8', 1, noon, "A", 1, 100);
    BookOfA deep;
    Stream stream(wire::deep);
    deep.read(stream.segment({bid, bid}));
    EXPECT_EQ(deep.state(), BookState::InSync);
    deep.read(stream.segment({bid, bid.substr(0, 29), bid}));
    EXPECT_EQ(deep.state(), BookState::Gap);
    deep.read(stream.segment({bid}));
    EXPECT_EQ(deep.state(), BookState::Gap);
}

TEST(IexStream, beginsNoBookInTheMiddleOfASession)
{
    Stream stream(wire::deep);
    stream.lose(1000);
    const std::string segment = stream.segment({wire::level('8', 1, noon, "A", 1, 100)});
    Feeder feeder;
    feeder.read(segment);
    EXPECT_TRUE(contains(feeder.defect, "1000 messages are missing before number 1001")) << feeder.defect;
    BookOfA deep;
    deep.read(segment);
    deep.read(stream.segment({wire::level('8', 1, noon, "A", 1, 101)}));
    EXPECT_NE(deep.state(), BookState::InSync);
}

TEST(IexStream, mendsATouchWithTheNextQuote)
{
    const std::string quote = wire::quote(noon, "A", {1, 100, 200, 1});
    BookOfA tops;
    Stream stream(wire::tops);
    tops.read(stream.segment({quote}));
    EXPECT_TRUE(tops.isUsable());
    stream.lose(1);
    tops.read(stream.segment({wire::trade(noon, "A", 1, 100, 1)}));
    EXPECT_EQ(tops.state(), BookState::Gap);
    tops.read(stream.segment({quote}));
    EXPECT_TRUE(tops.isUsable());
    // A quote that cannot be read leaves none to believe, not even one before it in the same segment.
    tops.read(stream.segment({quote, quote.substr(0, 41)}));
    EXPECT_EQ(tops.state(), BookState::Gap);
    tops.read(stream.segment({quote}));
    EXPECT_TRUE(tops.isUsable());
    tops.read(Stream(wire::tops, 1, 2).heartbeat(noon));
    EXPECT_TRUE(tops.book().bids().isEmpty()) << "a new session has no quote yet";
}

TEST(IexStream, forgetsItsNumbersWithTheConnection)
{
    Feeder feeder;
    Stream first(wire::deep);
    feeder.read(first.segment({wire::level('8', 1, noon, "A", 1, 100), wire::level('8', 1, noon, "A", 1, 101)}));
    feeder.decoder.restart();
    Stream again(wire::tops);
    const auto events = feeder.read(again.segment({wire::quote(noon, "A", {1, 100, 200, 1})}));
    EXPECT_EQ(feeder.defect, "");
    EXPECT_EQ(events.size(), 1U);
}

TEST(IexStream, readsOnlyTheSymbolsThatAreWanted)
{
    Feeder feeder;
    const std::vector<core::Symbol> wanted{core::Symbol("B"), core::Symbol("LONGNAME"), core::Symbol("TOOLONGNAME")};
    feeder.decoder.setWanted(wanted);
    Stream stream(wire::tops);
    const auto events = feeder.read(stream.segment({wire::quote(noon, "A", {1, 100, 200, 1}),
        wire::quote(noon, "B", {1, 100, 200, 1}), wire::quote(noon, "LONGNAME", {1, 100, 200, 1}),
        wire::quote(noon, "A", {1, -100, 200, 1}), wire::systemEvent('R', noon)}));
    ASSERT_EQ(events.size(), 3U);
    EXPECT_EQ(events[0].symbol, "B");
    EXPECT_EQ(events[1].symbol, "LONGNAME");
    EXPECT_EQ(events[2].kind, Kind::Status);
    EXPECT_EQ(feeder.defect, "") << "what is wrong with the others is nobody's trouble";
    stream.lose(1);
    EXPECT_TRUE(feeder.read(stream.segment({wire::quote(noon, "A", {1, 100, 200, 1})})).at(0).isLoss)
        << "what was lost may have been about them";
}

TEST(IexStream, refusesMoreSymbolsThanAnyVenueHas)
{
    Feeder feeder;
    Stream stream(wire::tops);
    for (std::size_t i = 0; i <= IexDecoder::mostSymbols; ++i) {
        feeder.read(stream.segment({wire::status('T', noon, "S" + std::to_string(i))}));
        ASSERT_EQ(feeder.defect.empty(), i < IexDecoder::mostSymbols) << i << ": " << feeder.defect;
    }
    EXPECT_TRUE(contains(feeder.defect, "more than 65536 symbols")) << feeder.defect;
    EXPECT_EQ(feeder.read(stream.segment({wire::status('T', noon, "S7")})).at(0).symbol, "S7");
}

TEST(IexStream, refusesFeedsItDoesNotRead)
{
    const auto defectOf = [](unsigned protocol) {
        Feeder feeder;
        Stream stream(protocol);
        feeder.read(stream.heartbeat());
        return feeder.defect;
    };
    EXPECT_TRUE(contains(defectOf(0x8005), "DEEP+")) << defectOf(0x8005);
    EXPECT_TRUE(contains(defectOf(0x8002), "message protocol 0x8002; TOPS 1.6 and DEEP are read")) << defectOf(0x8002);
    EXPECT_TRUE(contains(defectOf(0x8006), "message protocol 0x8006")) << defectOf(0x8006);
    for (const unsigned protocol : {0x8002U, 0x8003U, 0x8004U, 0x8005U}) {
        EXPECT_TRUE(sends(Stream(protocol).heartbeat())) << "known for what it is, so that the refusal can name it";
    }
    EXPECT_FALSE(sends(Stream(0x7f03).heartbeat()));
    EXPECT_FALSE(sends(Stream(wire::deep).heartbeat().substr(0, segmentHeaderBytes - 1)));
    EXPECT_FALSE(sends(Stream(wire::deep).withHeader("payload", 1, noon).substr(0, segmentHeaderBytes + 6)));
    EXPECT_FALSE(sends("{\"stream\":\"x\"}"));

    // One feed a recording: the same trade would come twice.
    Feeder feeder;
    Stream tops(wire::tops);
    Stream deep(wire::deep);
    feeder.read(tops.segment({wire::trade(noon, "A", 1, 100, 1)}));
    EXPECT_EQ(feeder.defect, "");
    EXPECT_TRUE(feeder.read(deep.segment({wire::trade(noon, "A", 1, 100, 1)})).empty());
    EXPECT_TRUE(contains(feeder.defect, "began with TOPS; its DEEP is passed over")) << feeder.defect;
    EXPECT_EQ(feeder.read(deep.segment({wire::trade(noon, "A", 1, 100, 1)})).at(0).kind, Kind::Other);
    EXPECT_EQ(feeder.defect, "") << "said once";
}

TEST(IexStream, equalsAMapOfLevelsAtEveryCompletedEvent)
{
    std::mt19937 random(3);
    Feeder feeder;
    Stream stream(wire::deep);
    std::map<std::string, PlainBook> referee;
    std::map<std::string, std::deque<PlainBook>> due; // as it must be after each of the events to come
    std::map<std::string, Follower> books;
    int compared = 0;
    for (int i = 0; i < 6000; ++i) {
        std::vector<std::string> messages;
        for (unsigned n = 1 + random() % 12; n > 0; --n) {
            const std::string symbol = "S" + std::to_string(random() % 40);
            const bool isBid = random() % 2 == 0;
            const std::int64_t at = 1'000'000 + static_cast<std::int64_t>(random() % 30) * 100;
            const auto amount = static_cast<std::uint32_t>(random() % 3 == 0 ? 0 : 100 + random() % 1000);
            const bool completes = random() % 3 != 0;
            PlainBook& plainBook = referee[symbol];
            PlainSide& side = isBid ? plainBook.bids : plainBook.asks;
            amount == 0 ? static_cast<void>(side.erase(at)) : static_cast<void>(side[at] = amount);
            if (completes) {
                due[symbol].push_back(plainBook);
            }
            messages.push_back(wire::level(isBid ? '8' : '5', completes ? 1 : 0, noon + i, symbol, amount, at));
            if (random() % 9 == 0) {
                messages.push_back(wire::trade(noon + i, symbol, 1, at, i));
            }
        }
        feeder.feed(stream.segment(messages, noon + i), [&](const core::MarketMessage& message) {
            if (message.kind != Kind::Book) {
                return;
            }
            const std::string symbol = message.symbol.text();
            Follower& follower = books[symbol];
            follower.apply(message);
            if (message.book.kind == BookUpdateKind::Diff) {
                ASSERT_FALSE(due[symbol].empty());
                EXPECT_EQ(plain(follower.book().bids()), due[symbol].front().bids);
                EXPECT_EQ(plain(follower.book().asks()), due[symbol].front().asks);
                due[symbol].pop_front();
                ++compared;
            }
        });
        ASSERT_EQ(feeder.defect, "");
    }
    EXPECT_GT(compared, 20'000);
    for (const auto& [symbol, waiting] : due) {
        EXPECT_TRUE(waiting.empty()) << symbol;
    }
}

} // namespace leadline::venues::iex
