// SPDX-License-Identifier: MIT
#include "tests/support/builders.h"
#include "tests/support/iex_feeder.h"
#include "tests/support/iex_writer.h"

#include <gtest/gtest.h>

#include <random>

namespace leadline::venues::iex
{

namespace
{

using core::BookUpdateKind;
using core::Side;
using core::TradingStatus;
using tests::levels;
using tests::price;
using tests::size;
using tests::WireBytes;
using tests::iex::Event;
using tests::iex::Feeder;
using tests::iex::Quote;
using tests::iex::Stream;
using Kind = core::MarketMessage::Kind;
using What = core::HaltNotice::What;
namespace wire = tests::iex;

constexpr std::int64_t noon = 1'517'072'400'000'000'000; // 2018-01-27 17:00:00 UTC

/// The events of messages, apart from the empty books that begin a session, and from segments that say nothing.
std::vector<Event> eventsOf(unsigned protocol, const std::vector<std::string>& messages)
{
    Feeder feeder;
    Stream stream(protocol);
    std::vector<Event> events = feeder.read(stream.segment(messages, noon));
    std::erase_if(events, [](const Event& event) {
        return event.kind == Kind::Other || (event.kind == Kind::Book && event.book == BookUpdateKind::Snapshot);
    });
    EXPECT_EQ(feeder.defect, "");
    return events;
}

std::string fromHex(std::string_view text)
{
    std::string bytes;
    std::string digits;
    for (const char c : text) {
        if (c != ' ') {
            digits += c;
        }
    }
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
        bytes += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
    }
    return bytes;
}

bool contains(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

TEST(Iex, readsThePrintedQuoteUpdateByteForByte)
{
    // Segment header, then length and message; the message as IEX's specification prints it.
    const std::string segment = fromHex("01 00 0380 01000000 0000 4144 2c00 0100 0000000000000000 0100000000000000"
                                        "AC63C02096866D14 2a00"
                                        "51 00 AC63C02096866D14 5A49455854202020 E4250000 241D0F0000000000"
                                        "EC1D0F0000000000 E8030000");
    Feeder feeder;
    const auto events = feeder.read(segment);

    ASSERT_EQ(events.size(), 1U) << feeder.defect;
    EXPECT_EQ(events[0].kind, Kind::Book);
    EXPECT_EQ(events[0].book, BookUpdateKind::Quote);
    EXPECT_EQ(events[0].symbol, "ZIEXT");
    EXPECT_EQ(events[0].time, 1'471'980'632'572'715'948);
    EXPECT_EQ(events[0].bids, levels({{"99.05", "9700"}}));
    EXPECT_EQ(events[0].asks, levels({{"99.07", "1000"}}));
    EXPECT_EQ(events[0].decimals, 2);
    EXPECT_TRUE(sends(segment));
}

namespace
{

struct TypeCase {
    std::string message;
    const char* name;
    Kind kind; ///< Other: nothing is given
    unsigned protocol = wire::deep;
};

std::vector<TypeCase> everyType()
{
    return {{wire::systemEvent('S', noon), "system event (S)", Kind::Status},
        {wire::directory(noon, "ZIEXT", 990'500), "security directory (D)", Kind::Instrument},
        {wire::status('T', noon, "ZIEXT"), "trading status (H)", Kind::Halt},
        {wire::bare('I', 'A', noon, "ZIEXT"), "retail liquidity indicator (I)", Kind::Other},
        {wire::operationalHalt('N', noon, "ZIEXT"), "operational halt (O)", Kind::Halt},
        {wire::shortSaleTest('1', noon, "ZIEXT"), "short-sale price test (P)", Kind::Other},
        {wire::quote(noon, "ZIEXT", {100, 10'000, 10'100, 100}), "quote update (Q)", Kind::Book, wire::tops},
        {wire::trade(noon, "ZIEXT", 100, 990'500, 429'974), "trade report (T)", Kind::Trade},
        {wire::trade(noon, "ZIEXT", 100, 990'500, 429'974, 0, 'B'), "trade break (B)", Kind::Other},
        {wire::officialPrice('Q', noon, "ZIEXT", 990'500), "official price (X)", Kind::Other},
        {wire::auction(noon, "ZIEXT"), "auction information (A)", Kind::Other},
        {wire::bare('E', 'O', noon, "ZIEXT"), "security event (E)", Kind::Other},
        {wire::level('8', 1, noon, "ZIEXT", 9700, 990'500), "price level update, buy (8)", Kind::Book},
        {wire::level('5', 1, noon, "ZIEXT", 1000, 990'700), "price level update, sell (5)", Kind::Book}};
}

} // namespace

TEST(Iex, knowsTheLengthOfEveryType)
{
    const std::size_t lengths[]{10, 31, 22, 18, 18, 19, 42, 38, 38, 26, 80, 18, 30, 30};
    const auto cases = everyType();
    for (std::size_t i = 0; i < cases.size(); ++i) {
        const TypeCase& c = cases[i];
        ASSERT_EQ(c.message.size(), lengths[i]) << c.name;
        const MessageLayout* const layout = layoutOf(c.message[0]);
        ASSERT_NE(layout, nullptr) << c.name;
        EXPECT_EQ(layout->bytes, lengths[i]) << c.name;

        for (const std::string& whole : {c.message, c.message + "later fields"}) {
            const auto events = eventsOf(c.protocol, {whole});
            ASSERT_EQ(events.size(), c.kind == Kind::Other ? 0U : 1U) << c.name;
            if (!events.empty()) {
                EXPECT_EQ(events[0].kind, c.kind) << c.name;
            }
        }

        Feeder feeder;
        Stream stream(c.protocol);
        const std::string after = wire::status('H', noon, "NEXT", "T1");
        const auto events = feeder.read(stream.segment({c.message.substr(0, c.message.size() - 1), after}));
        EXPECT_TRUE(contains(feeder.defect, std::string(c.name) + " of " + std::to_string(lengths[i] - 1) + " bytes"))
            << feeder.defect;
        EXPECT_TRUE(
            std::ranges::any_of(events, [](const Event& e) { return e.symbol == "NEXT" && e.kind == Kind::Halt; }))
            << c.name << ": the messages behind it still come";
        // Where a book may be wrong now, nobody goes on believing it.
        const bool isOfBook = c.kind == Kind::Book;
        EXPECT_EQ(std::ranges::any_of(events, &Event::isLoss), isOfBook) << c.name;
    }
}

TEST(Iex, passesOverTypesItDoesNotKnow)
{
    const auto events = eventsOf(wire::deep, {"z", "Z unknown", wire::status('T', noon, "A"), std::string(200, 'y')});
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].kind, Kind::Halt);
}

TEST(Iex, namesTheFieldThatCannotBe)
{
    struct Case {
        std::string message;
        const char* field;
        bool costsTheBook;
        unsigned protocol = wire::deep;
    };
    const std::int64_t largest = core::Price::maxRaw / 100'000; // prices stand in ten-thousandths
    const std::int64_t last = 7'258'118'400'000'000'000;
    const Case cases[]{{wire::level('8', 1, noon, "A", 1, 0), "price level update, buy (8): field price", true},
        {wire::level('5', 1, noon, "A", 1, -1), "price level update, sell (5): field price", true},
        {wire::level('5', 1, noon, "A", 1, largest + 1), "field price", true},
        {wire::level('5', 1, noon, "A", 1, largest), "", false}, {wire::level('5', 1, noon, "A", 1, 1), "", false},
        {wire::level('8', 1, -1, "A", 1, 100), "field timestamp", true},
        {wire::level('8', 1, last, "A", 1, 100), "", false},
        {wire::level('8', 1, last + 1, "A", 1, 100), "field timestamp", true},
        {wire::level('8', 1, noon, "", 1, 100), "field symbol", true},
        {wire::level('8', 1, noon, "A B", 1, 100), "field symbol", true},
        {wire::level('8', 1, noon, "A\"", 1, 100), "field symbol", true},
        {wire::level('8', 1, noon, "A\x1b[2J", 1, 100), "field symbol", true},
        {wire::trade(noon, "A", 1, 0, 1), "trade report (T): field price", false},
        {wire::quote(noon, "A", {1, -5, 100, 1}), "quote update (Q): field bid price", true, wire::tops},
        {wire::quote(noon, "A", {1, 5, -1, 1}), "quote update (Q): field ask price", true, wire::tops},
        {wire::directory(noon, "A", -1), "security directory (D): field adjusted close", false},
        {wire::systemEvent('R', -1), "system event (S): field timestamp", false}};
    for (const Case& c : cases) {
        Feeder feeder;
        Stream stream(c.protocol);
        const auto events = feeder.read(stream.segment({c.message}));
        EXPECT_TRUE(*c.field == '\0' ? feeder.defect.empty() : contains(feeder.defect, c.field))
            << c.field << ": " << feeder.defect;
        EXPECT_EQ(std::ranges::any_of(events, &Event::isLoss), c.costsTheBook) << c.field;
    }
}

TEST(Iex, takesAQuoteWithoutPriceOrSizeForNone)
{
    struct Case {
        Quote quote;
        std::size_t bids;
        std::size_t asks;
    };
    for (const Case& c : std::initializer_list<Case>{{{100, 10'000, 10'100, 200}, 1, 1}, {{0, 0, 10'100, 200}, 0, 1},
             {{100, 10'000, 0, 0}, 1, 0}, {{0, 0, 0, 0}, 0, 0}, {{0, 10'000, 10'100, 0}, 0, 0},
             {{100, 0, 0, 200}, 0, 0}, {{100, 10'000, 10'100, 200, 0x40}, 1, 1},
             {{100, 10'000, 10'100, 200, 0x80}, 0, 0}, {{100, 10'000, 10'100, 200, 0xc0}, 0, 0}}) {
        const auto events = eventsOf(wire::tops, {wire::quote(noon, "A", c.quote)});
        ASSERT_EQ(events.size(), 1U);
        EXPECT_EQ(events[0].bids.size(), c.bids);
        EXPECT_EQ(events[0].asks.size(), c.asks);
        if (c.bids == 1) {
            EXPECT_EQ(events[0].bids, levels({{"1", "100"}}));
        }
        if (c.asks == 1) {
            EXPECT_EQ(events[0].asks, levels({{"1.01", "200"}}));
        }
    }
}

TEST(Iex, saysHowManyDecimalsAPriceHas)
{
    for (const auto& [raw, decimals] : std::initializer_list<std::pair<std::int64_t, int>>{
             {990'500, 2}, {990'550, 4}, {990'501, 4}, {9'999, 4}, {10'000, 2}}) {
        EXPECT_EQ(eventsOf(wire::tops, {wire::quote(noon, "A", {1, 0, raw, 1})}).at(0).decimals, decimals) << raw;
        EXPECT_EQ(eventsOf(wire::deep, {wire::level('8', 1, noon, "A", 1, raw)}).at(0).decimals, decimals) << raw;
        EXPECT_EQ(eventsOf(wire::tops, {wire::trade(noon, "A", 1, raw, 1)}).at(0).decimals, decimals) << raw;
    }
}

TEST(Iex, publishesLevelsWhenTheirEventIsComplete)
{
    Feeder feeder;
    Stream stream(wire::deep);
    auto events = feeder.read(stream.segment({wire::level('8', 0, noon, "A", 100, 250'000)}));
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].book, BookUpdateKind::Snapshot) << "a session begins with empty books";
    EXPECT_TRUE(events[0].bids.empty() && events[0].asks.empty());

    EXPECT_EQ(feeder.read(stream.segment({wire::level('5', 0, noon + 1, "A", 7, 251'000)})).at(0).kind, Kind::Other);
    EXPECT_EQ(feeder.read(stream.segment({wire::level('8', 0, noon + 1, "B", 5, 10'000)})).at(0).symbol, "B");
    events = feeder.read(stream.segment({wire::level('8', 1, noon + 2, "B", 6, 10'100),
        wire::level('5', 0, noon + 3, "A", 0, 252'000), wire::level('8', 1, noon + 4, "A", 300, 249'900)}));

    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(events[0].symbol, "B");
    EXPECT_EQ(events[0].book, BookUpdateKind::Diff);
    EXPECT_EQ(events[0].bids, levels({{"1", "5"}, {"1.01", "6"}}));
    EXPECT_EQ(events[1].symbol, "A");
    EXPECT_EQ(events[1].time, noon + 4);
    EXPECT_EQ(events[1].bids, levels({{"25", "100"}, {"24.99", "300"}}));
    EXPECT_EQ(events[1].asks, levels({{"25.1", "7"}, {"25.2", "0"}}));
    // Flags other than the lowest say nothing about the event.
    EXPECT_EQ(feeder.read(stream.segment({wire::level('8', 0xfe, noon, "A", 1, 1)})).at(0).kind, Kind::Other);
    EXPECT_EQ(feeder.read(stream.segment({wire::level('8', 0xff, noon, "A", 1, 1)})).at(0).bids.size(), 2U);
}

TEST(Iex, losesABookWhoseEventNeverEnds)
{
    Feeder feeder;
    Stream stream(wire::deep);
    const auto send = [&](int count) {
        std::vector<Event> all;
        for (int i = 0; i < count; ++i) {
            for (Event& event : feeder.read(stream.segment({wire::level('8', 0, noon, "A", 1, 1 + i)}))) {
                all.push_back(std::move(event));
            }
        }
        return all;
    };
    EXPECT_FALSE(std::ranges::any_of(send(10'000), &Event::isLoss));
    EXPECT_TRUE(std::ranges::any_of(send(1), &Event::isLoss));
}

TEST(Iex, tellsHaltsPausesAndHaltsOfItsOwn)
{
    struct Case {
        std::string message;
        What what;
        const char* code;
        const char* reason;
    };
    const std::vector<Case> day{{wire::status('T', noon, "A", "NA"), What::Resumed, "T", ""},
        {wire::status('H', noon + 1, "A", "T1"), What::Halted, "H", "T1"},
        {wire::status('O', noon + 2, "A", "IPO1"), What::QuotesOnly, "O", "IPO1"},
        {wire::status('P', noon + 3, "A", "IPOD"), What::Paused, "P", "IPOD"},
        {wire::status('T', noon + 4, "A"), What::Resumed, "T", ""},
        {wire::operationalHalt('O', noon + 5, "A"), What::Halted, "O", "IEX only"},
        {wire::status('H', noon + 6, "A", "MCB3"), What::Halted, "O", "IEX only"},
        {wire::operationalHalt('N', noon + 7, "A"), What::Halted, "H", "MCB3"},
        {wire::operationalHalt('O', noon + 8, "A"), What::Halted, "O", "IEX only"},
        {wire::status('T', noon + 9, "A"), What::Halted, "O", "IEX only"},
        {wire::operationalHalt('N', noon + 10, "A"), What::Resumed, "T", ""}};
    for (const unsigned protocol : {wire::tops, wire::deep}) {
        std::vector<std::string> messages;
        for (const Case& c : day) {
            messages.push_back(c.message);
        }
        const auto events = eventsOf(protocol, messages);
        ASSERT_EQ(events.size(), day.size());
        for (std::size_t i = 0; i < day.size(); ++i) {
            EXPECT_EQ(events[i].kind, Kind::Halt) << i;
            EXPECT_EQ(events[i].halt.what, day[i].what) << i;
            EXPECT_EQ(events[i].halt.code.view(), day[i].code) << i;
            EXPECT_EQ(events[i].halt.reason.view(), day[i].reason) << i;
            EXPECT_EQ(events[i].time, noon + static_cast<std::int64_t>(i)) << i;
        }
    }
    EXPECT_TRUE(eventsOf(wire::tops, {wire::status('?', noon, "A"), wire::operationalHalt('?', noon, "A")}).empty());
}

TEST(Iex, opensAndClosesWithTheSystem)
{
    struct Case {
        char event;
        std::optional<TradingStatus> status;
    };
    for (const Case& c : std::initializer_list<Case>{{'O', {}}, {'S', TradingStatus::Online},
             {'R', TradingStatus::Online}, {'M', {}}, {'E', TradingStatus::Closed}, {'C', TradingStatus::Closed}}) {
        const auto events = eventsOf(wire::deep, {wire::systemEvent(c.event, noon)});
        ASSERT_EQ(events.size(), c.status ? 1U : 0U) << c.event;
        if (c.status) {
            EXPECT_EQ(events[0].kind, Kind::Status);
            EXPECT_EQ(events[0].status, *c.status) << c.event;
            EXPECT_EQ(events[0].symbol, "");
        }
    }
}

TEST(Iex, describesAStockByItsLastClose)
{
    for (const auto& [close, tick] : std::initializer_list<std::pair<std::int64_t, const char*>>{
             {0, "0.01"}, {1, "0.0001"}, {9'999, "0.0001"}, {10'000, "0.01"}, {990'500, "0.01"}}) {
        const auto events = eventsOf(wire::deep, {wire::directory(noon, "BRK.B", close)});
        ASSERT_EQ(events.size(), 1U);
        EXPECT_EQ(events[0].instrument.id.symbol.view(), "BRK.B");
        EXPECT_EQ(events[0].instrument.id.venue.view(), "iex");
        EXPECT_EQ(events[0].instrument.pair.text(), "BRK.B");
        EXPECT_EQ(events[0].instrument.tick, price(tick)) << close;
        EXPECT_EQ(events[0].instrument.lot, size("1"));
        EXPECT_EQ(events[0].status, TradingStatus::Online);
    }
    // A description in the middle of a halt does not end it.
    for (const std::string& halt : {wire::status('H', noon, "A", "T1"), wire::operationalHalt('O', noon, "A")}) {
        EXPECT_EQ(eventsOf(wire::tops, {halt, wire::directory(noon, "A", 1)}).at(1).status, TradingStatus::Closed);
    }
}

TEST(Iex, takesTheAggressorFromTheQuoteAndThenTheTick)
{
    struct Case {
        std::int64_t price;
        Side aggressor;
    };
    // The quote is 10.00 to 10.02.
    const std::vector<Case> trades{{100'300, Side::Bid}, {100'200, Side::Bid}, {100'101, Side::Bid},
        {100'100, Side::Ask}, {100'099, Side::Ask}, {100'100, Side::Bid}, {100'100, Side::Bid}, {100'000, Side::Ask},
        {99'000, Side::Ask}};
    std::vector<std::string> quoted{wire::quote(noon, "A", {100, 100'000, 100'200, 100})};
    std::vector<std::string> levelled{wire::level('8', 0, noon, "A", 5, 99'000),
        wire::level('5', 0, noon, "A", 5, 100'200), wire::level('8', 1, noon, "A", 100, 100'000)};
    for (const Case& c : trades) {
        quoted.push_back(wire::trade(noon, "A", 100, c.price, 1));
        levelled.push_back(wire::trade(noon, "A", 100, c.price, 1));
    }
    for (const auto& events : {eventsOf(wire::tops, quoted), eventsOf(wire::deep, levelled)}) {
        ASSERT_EQ(events.size(), trades.size() + 1);
        for (std::size_t i = 0; i < trades.size(); ++i) {
            ASSERT_EQ(events[i + 1].kind, Kind::Trade);
            EXPECT_EQ(events[i + 1].trade.aggressor, trades[i].aggressor) << i;
        }
    }
    // Without both sides the tick decides; of the first trade of all nothing is known.
    const auto ticks = eventsOf(wire::tops,
        {wire::trade(noon, "A", 1, 100, 1), wire::trade(noon, "A", 1, 99, 2), wire::trade(noon, "A", 1, 99, 3),
            wire::quote(noon, "A", {0, 0, 50, 1}), wire::trade(noon, "A", 1, 100, 4)});
    EXPECT_EQ(ticks[0].trade.aggressor, Side::Bid);
    EXPECT_EQ(ticks[1].trade.aggressor, Side::Ask);
    EXPECT_EQ(ticks[2].trade.aggressor, Side::Ask);
    EXPECT_EQ(ticks[4].trade.aggressor, Side::Bid);
    // An event's trades happened on the touch before it, however its levels end up.
    const auto within = eventsOf(wire::deep,
        {wire::level('8', 1, noon, "A", 100, 100'000), wire::level('5', 1, noon, "A", 100, 100'200),
            wire::level('5', 0, noon, "A", 0, 100'200), wire::trade(noon, "A", 100, 100'200, 1),
            wire::level('5', 1, noon, "A", 100, 100'600)});
    EXPECT_EQ(within.at(2).trade.aggressor, Side::Bid);
}

TEST(Iex, readsTradesAndLeavesAuctionPrintsOut)
{
    const auto events = eventsOf(wire::tops,
        {wire::trade(noon, "A", 100, 990'550, 429'974), wire::trade(noon, "A", 100, 990'550, 1, 0x08),
            wire::trade(noon, "A", 33, 990'600, 2, 0xf0), wire::trade(noon, "A", 0, 990'600, 3),
            wire::trade(noon, "A", 4'294'967'295, 9'999'999'999'999, 4)});
    ASSERT_EQ(events.size(), 3U);
    EXPECT_EQ(events[0].trade.price, price("99.055"));
    EXPECT_EQ(events[0].trade.size, size("100"));
    EXPECT_EQ(events[0].trade.id, 429'974U);
    EXPECT_EQ(events[0].time, noon);
    EXPECT_EQ(events[1].trade.id, 2U) << "swept, after hours, odd lot, exempt: trades all the same";
    EXPECT_EQ(events[2].trade.price, price("999999999.9999"));
    EXPECT_EQ(events[2].trade.size, size("4294967295"));
}

TEST(Iex, survivesTruncationAtEveryByte)
{
    std::vector<std::string> messages;
    for (const TypeCase& c : everyType()) {
        messages.push_back(c.message);
    }
    for (const unsigned protocol : {wire::tops, wire::deep}) {
        Stream stream(protocol);
        const std::string whole = stream.segment(messages, noon);
        for (std::size_t length = 0; length < whole.size(); ++length) {
            Feeder feeder;
            EXPECT_TRUE(feeder.read(whole.substr(0, length)).empty()) << length;
            EXPECT_NE(feeder.defect, "") << length;
        }
        // The same with a header that says so: the messages that are whole come, and the books are lost.
        const std::string payload = whole.substr(segmentHeaderBytes);
        for (std::size_t length = 0; length < payload.size(); ++length) {
            Feeder feeder;
            const auto events =
                feeder.read(Stream(protocol).withHeader(payload.substr(0, length), messages.size(), noon));
            EXPECT_TRUE(contains(feeder.defect, "ends inside of its message")) << length << ": " << feeder.defect;
            EXPECT_TRUE(std::ranges::any_of(events, &Event::isLoss)) << length;
        }
        Feeder feeder;
        feeder.read(Stream(protocol).withHeader(payload + "x", messages.size(), noon));
        EXPECT_TRUE(contains(feeder.defect, "more than its messages")) << feeder.defect;
    }
}

TEST(Iex, survivesWhateverBytesCome)
{
    std::vector<std::string> messages;
    for (const TypeCase& c : everyType()) {
        messages.push_back(c.message);
    }
    std::minstd_rand random(5);
    for (int round = 0; round < 20'000; ++round) {
        Feeder feeder;
        Stream stream(random() % 2 == 0 ? wire::tops : wire::deep);
        for (int i = 0; i < 3; ++i) {
            std::string segment = stream.segment(messages, noon);
            for (unsigned n = random() % 6; n > 0; --n) {
                segment[random() % segment.size()] = static_cast<char>(random());
            }
            for (const Event& event : feeder.read(segment)) {
                EXPECT_TRUE(event.kind != Kind::Trade || event.trade.price.raw() > 0);
                EXPECT_GE(event.time, 0);
            }
        }
    }
}

} // namespace leadline::venues::iex
