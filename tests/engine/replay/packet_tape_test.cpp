// SPDX-License-Identifier: MIT
/// Recordings of packets through a desk: IEX's, which hold thousands of symbols.
#include "engine/replay/replay.h"
#include "engine/replay/tape_survey.h"
#include "tests/support/builders.h"
#include "tests/support/compressed.h"
#include "tests/support/copied_replay.h"
#include "tests/support/iex_writer.h"
#include "tests/support/quiet_listener.h"
#include "tests/support/test_folder.h"

#include <gtest/gtest.h>

#include <random>

namespace leadline::replay
{

namespace
{

using core::Symbol;
using tests::CaptureForm;
using tests::CaptureOptions;
using tests::CaptureWriter;
using tests::FrameParts;
using tests::QuietListener;
using tests::iex::Stream;
namespace wire = tests::iex;

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t open = 1'517'063'400 * second; // a Saturday, half past nine in New York
constexpr std::int64_t captureLag = 25'000;

/// Segments with the time they were sent.
using Day = std::vector<std::pair<std::int64_t, std::string>>;

/// A whole day of one feed: names, statuses, heartbeats, an opening, levels and trades, a close.
Day makeDay(unsigned protocol, const std::vector<std::string>& symbols, int segments = 300)
{
    Stream stream(protocol);
    Day day;
    const auto send = [&](std::int64_t at, const std::vector<std::string>& messages) {
        day.emplace_back(at, stream.segment(messages, at));
    };
    send(open - 3600 * second, {wire::systemEvent('O', open - 3600 * second)});
    std::vector<std::string> names;
    for (const std::string& symbol : symbols) {
        names.push_back(wire::directory(open - 3500 * second, symbol, 1'000'000));
        names.push_back(wire::status('T', open - 3500 * second, symbol));
    }
    send(open - 3500 * second, names);
    day.emplace_back(open - 3400 * second, stream.heartbeat(open - 3400 * second));
    send(open - 1800 * second, {wire::systemEvent('S', open - 1800 * second)});
    send(open, {wire::systemEvent('R', open)});
    std::mt19937 random(17);
    for (int i = 1; i <= segments; ++i) {
        const std::int64_t at = open + std::int64_t{i} * 40'000'000;
        std::vector<std::string> messages;
        for (const std::string& symbol : symbols) {
            const std::int64_t bid = 1'000'000 - static_cast<std::int64_t>(random() % 8) * 100;
            const std::int64_t ask = 1'000'100 + static_cast<std::int64_t>(random() % 8) * 100;
            const auto amount = static_cast<std::uint32_t>(random() % 10 * 100);
            if (protocol == wire::tops) {
                messages.push_back(wire::quote(at, symbol, {amount + 100, bid, ask, 300}));
            } else {
                messages.push_back(wire::level('8', 0, at, symbol, amount, bid));
                messages.push_back(wire::level('5', 1, at, symbol, 300, ask));
            }
            messages.push_back(wire::trade(at, symbol, 100, ask, i));
        }
        send(at, messages);
    }
    const std::int64_t close = open + 23'400 * second;
    send(close, {wire::systemEvent('M', close), wire::systemEvent('E', close), wire::systemEvent('C', close)});
    return day;
}

std::string capture(const Day& day, const CaptureOptions& options = {}, const FrameParts& parts = {})
{
    CaptureWriter writer(options);
    for (const auto& [at, segment] : day) {
        writer.packet(at + captureLag, segment, parts);
    }
    return writer.bytes;
}

/// A message as a line of text, so that recordings can be compared.
std::string lineOf(const core::MarketMessage& message)
{
    std::string line = std::to_string(static_cast<int>(message.kind)) + " " + message.symbol.text() + " "
        + std::to_string(core::nanosecondsOf(message.eventTime())) + " "
        + std::to_string(core::nanosecondsOf(message.receiveTime)) + (message.messagesLost ? " lost" : "");
    if (message.kind == core::MarketMessage::Kind::Book) {
        for (const auto& side : {message.book.bids, message.book.asks}) {
            line += " |";
            for (const core::Level& level : side) {
                line += " " + level.price.text() + " x " + level.size.text();
            }
        }
    }
    if (message.kind == core::MarketMessage::Kind::Trade) {
        line += " " + message.trade.price.text() + " x " + message.trade.size.text() + " "
            + std::string(core::verb(message.trade.aggressor));
    }
    return line;
}

std::vector<std::string> linesOf(const std::filesystem::path& path, std::vector<Symbol> wanted)
{
    auto player = TapePlayer::open(path, "", wanted);
    if (!player) {
        return {player.error().what};
    }
    std::vector<std::string> lines;
    while (true) {
        switch (player->next()) {
        case TapePlayer::Step::Message:
            if (player->message().kind != core::MarketMessage::Kind::Other) {
                lines.push_back(lineOf(player->message()));
            }
            break;
        case TapePlayer::Step::Skipped:
            lines.push_back(player->problem());
            break;
        case TapePlayer::Step::Broken:
            lines.push_back(player->problem());
            return lines;
        case TapePlayer::Step::End:
            return lines;
        }
    }
}

struct Ran {
    QuietListener listener;
    desk::Desk desk{{}, listener};
    core::Result<ReplayReport> report;
};

std::unique_ptr<Ran> run(
    const std::vector<std::filesystem::path>& paths, std::vector<Symbol> wanted = {}, std::string venue = {})
{
    auto ran = std::make_unique<Ran>();
    Replay replay(ran->desk, std::move(venue), std::move(wanted));
    ran->report = replay.run(paths);
    return ran;
}

bool contains(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

class PacketTape : public testing::Test
{
protected:
    tests::TestFolder m_folder;
};

} // namespace

TEST_F(PacketTape, givesTheSameMessagesHoweverTheyWereCaptured)
{
    using Order = tests::WireBytes::Order;
    for (const unsigned protocol : {wire::tops, wire::deep}) {
        const Day day = makeDay(protocol, {"AAPL", "MSFT", "BRK.B"});
        const std::vector<Symbol> wanted{Symbol("MSFT"), Symbol("AAPL")};
        const std::string reference = capture(day, {.form = CaptureForm::Nanoseconds});
        const auto expected = linesOf(m_folder.write("reference", reference), wanted);
        ASSERT_GT(expected.size(), 1200U);
        EXPECT_TRUE(contains(expected[0], " MSFT ") || contains(expected[0], " AAPL ")) << expected[0];

        for (const CaptureForm form :
            {CaptureForm::Microseconds, CaptureForm::Nanoseconds, CaptureForm::NextGeneration}) {
            for (const Order order : {Order::Little, Order::Big}) {
                for (const int tags : {0, 1, 2}) {
                    const std::string bytes = capture(day, {.form = form, .order = order}, {.vlanTags = tags});
                    EXPECT_EQ(linesOf(m_folder.write("plain", bytes), wanted), expected);
                    EXPECT_EQ(linesOf(m_folder.write("packed", tests::gzip(bytes)), wanted), expected);
                }
            }
        }
    }
}

TEST_F(PacketTape, runsThroughADesk)
{
    for (const unsigned protocol : {wire::tops, wire::deep}) {
        // Named like a recording of another kind: what is inside counts.
        const auto path = m_folder.write(
            "binance-futures_ethusdt_20240808.gz", tests::gzip(capture(makeDay(protocol, {"AAPL", "MSFT"}))));
        const auto ran = run({path}, {Symbol("MSFT")});

        ASSERT_TRUE(ran->report.has_value()) << ran->report.error().what;
        EXPECT_EQ(ran->report->skipped, 0U);
        EXPECT_TRUE(ran->report->notes.empty());
        ASSERT_EQ(ran->desk.markets().size(), 1U);
        const desk::Market& market = *ran->desk.markets().front();
        EXPECT_EQ(market.instrument().id, (core::MarketId{core::VenueId("iex"), Symbol("MSFT")}));
        EXPECT_EQ(market.instrument().pair.text(), "MSFT");
        EXPECT_EQ(market.instrument().tick, tests::price("0.01"));
        EXPECT_TRUE(market.tracker().isUsable());
        EXPECT_EQ(market.priceDecimals(), 2);
        EXPECT_EQ(market.counters().book.gaps, 0U);
        EXPECT_EQ(market.status(), core::TradingStatus::Closed) << "the system closed";
        EXPECT_EQ(ran->listener.trades, 300);
        EXPECT_GT(ran->listener.samples, 100);
        EXPECT_LE(ran->listener.samples, 121) << "twelve seconds on a grid of a tenth";
        EXPECT_EQ(market.book().bids().size() > 1, protocol == wire::deep);
        EXPECT_EQ(market.smallestDelay(), core::Duration(captureLag));
    }
}

TEST_F(PacketTape, asksWhichSymbolWhereThereAreSeveral)
{
    const std::vector<std::string> names{"MSFT", "AAPL", "A", "B", "C", "D", "E"};
    const auto several = m_folder.write("several", capture(makeDay(wire::deep, names)));
    const auto asked = run({several});
    ASSERT_FALSE(asked->report.has_value());
    EXPECT_TRUE(contains(asked->report.error().what, "several holds 7 symbols (A, AAPL, B, C, D ...)"))
        << asked->report.error().what;
    EXPECT_TRUE(contains(asked->report.error().what, "--symbol")) << asked->report.error().what;

    const auto unknown = run({several}, {Symbol("XYZ")});
    ASSERT_FALSE(unknown->report.has_value());
    EXPECT_TRUE(contains(unknown->report.error().what, " has no XYZ: it holds ")) << unknown->report.error().what;
    EXPECT_TRUE(contains(unknown->report.error().what, "7 symbols")) << unknown->report.error().what;

    const auto both = run({several}, {Symbol("D"), Symbol("XYZ"), Symbol("MSFT")});
    ASSERT_TRUE(both->report.has_value()) << both->report.error().what;
    EXPECT_EQ(both->report->missing, std::vector<Symbol>{Symbol("XYZ")});
    ASSERT_EQ(both->desk.markets().size(), 2U);
    EXPECT_EQ(both->desk.markets()[0]->instrument().id.symbol.view(), "D") << "in the order they were asked for";
    EXPECT_EQ(both->desk.markets()[1]->instrument().id.symbol.view(), "MSFT");

    const auto single = run({m_folder.write("single", capture(makeDay(wire::tops, {"AAPL"})))});
    ASSERT_TRUE(single->report.has_value()) << "a recording of one symbol leaves no choice";
    EXPECT_EQ(single->desk.markets().size(), 1U);
}

TEST_F(PacketTape, surveysUpToWhereTheVenueOpens)
{
    const venues::Venue& venue = *venues::findVenue("iex");
    const Day day = makeDay(wire::deep, {"AAPL", "MSFT"});
    const Day untilNames(day.begin(), day.begin() + 3);
    const Day untilOpen(day.begin(), day.begin() + 4);
    const std::string whole = capture(day);
    // Cut behind the opening the survey needs no more; cut before it, others may follow.
    const auto open = surveyTape(m_folder.write("open", capture(untilOpen) + "cut off"), venue);
    EXPECT_TRUE(open.isWhole);
    EXPECT_EQ(open.problem, "");
    EXPECT_EQ(open.symbols, (std::vector<Symbol>{Symbol("AAPL"), Symbol("MSFT")}));
    const auto names = m_folder.write("names", capture(untilNames) + "cut off");
    const auto closed = surveyTape(names, venue);
    EXPECT_FALSE(closed.isWhole);
    EXPECT_TRUE(contains(closed.problem, "ends inside of a packet's header")) << closed.problem;
    EXPECT_EQ(closed.symbols.size(), 2U);
    EXPECT_TRUE(contains(TapePlayer::open(names, "").error().what, "at least 2 symbols"));
    EXPECT_TRUE(TapePlayer::open(names, "", std::vector{Symbol("XYZ")}).has_value()) << "it may still come";
    EXPECT_TRUE(surveyTape(m_folder.write("end", capture(untilNames)), venue).isWhole);
}

TEST_F(PacketTape, saysWhatItHoldsWhereItIsNotWhatIsWanted)
{
    const std::string whole = capture(makeDay(wire::deep, {"AAPL"}));
    const auto path = m_folder.write("tape", whole);
    const auto named = [&](const std::string& venue) { return run({path}, {}, venue)->report; };
    EXPECT_TRUE(named("iex").has_value());
    EXPECT_TRUE(contains(named("kraken").error().what, "--venue kraken: ")) << named("kraken").error().what;
    EXPECT_TRUE(contains(named("kraken").error().what, "holds packets of iex"));
    EXPECT_TRUE(contains(named("moon").error().what, "holds packets of iex"));

    const auto defectOf = [&](const std::string& bytes) {
        const auto ran = run({m_folder.write("other", bytes)});
        return ran->report ? "" : ran->report.error().what;
    };
    CaptureWriter strangers;
    strangers.packet(open, "a packet of somebody else");
    EXPECT_TRUE(contains(defectOf(strangers.bytes), "packet 1 at byte 24: no packet of a known venue"))
        << defectOf(strangers.bytes);
    EXPECT_TRUE(contains(defectOf(CaptureWriter().bytes), "no packet of a known venue"));
    CaptureWriter plus;
    plus.packet(open, Stream(0x8005).segment({wire::bare('a', '8', open, "AAPL")}));
    EXPECT_TRUE(contains(defectOf(plus.bytes), "DEEP+")) << defectOf(plus.bytes);
    CaptureWriter older;
    older.packet(open, Stream(0x8002).heartbeat());
    EXPECT_TRUE(contains(defectOf(older.bytes), "0x8002; TOPS 1.6 and DEEP are read")) << defectOf(older.bytes);
    CaptureWriter silent;
    silent.packet(open, Stream(wire::deep).heartbeat());
    EXPECT_TRUE(contains(defectOf(silent.bytes), "names no symbol")) << defectOf(silent.bytes);
    EXPECT_TRUE(contains(defectOf(whole.substr(0, 30)), "byte 24: the file ends inside"))
        << defectOf(whole.substr(0, 30));
    EXPECT_TRUE(contains(defectOf(CaptureWriter({.linkType = 9}).bytes), "link type 9 is not Ethernet"));
}

TEST_F(PacketTape, countsWhatItPassesOverAndWhatItCannotUse)
{
    const Day day = makeDay(wire::deep, {"AAPL"});
    CaptureWriter writer;
    writer.packet(open, "tcp", {.protocol = 6});
    for (const auto& [at, segment] : day) {
        writer.packet(at, segment);
    }
    writer.packet(open, "part", {.fragmentWord = 0x2000}).packet(open, "not a segment");

    const auto ran = run({m_folder.write("mixed", writer.bytes)});

    ASSERT_TRUE(ran->report.has_value());
    EXPECT_EQ(ran->report->skipped, 2U);
    ASSERT_EQ(ran->report->problems.size(), 2U);
    EXPECT_TRUE(contains(ran->report->problems[0], "is a fragment")) << ran->report->problems[0];
    EXPECT_TRUE(contains(ran->report->problems[1], "no segment of IEX-TP")) << ran->report->problems[1];
    ASSERT_EQ(ran->report->notes.size(), 1U);
    EXPECT_TRUE(contains(ran->report->notes[0], "1 of " + std::to_string(day.size() + 3) + " packets passed over"))
        << ran->report->notes[0];
    EXPECT_TRUE(ran->report->holdsPackets);
    EXPECT_TRUE(ran->desk.markets().front()->tracker().isUsable());
}

TEST_F(PacketTape, doubtsTheBookAfterALossAndSaysWhere)
{
    for (const unsigned protocol : {wire::tops, wire::deep}) {
        Day day = makeDay(protocol, {"AAPL"});
        day.erase(day.begin() + 100);
        const auto ran = run({m_folder.write("holed", capture(day))});

        ASSERT_TRUE(ran->report.has_value());
        EXPECT_EQ(ran->report->skipped, 1U);
        ASSERT_EQ(ran->report->problems.size(), 1U);
        EXPECT_TRUE(contains(ran->report->problems[0], ": packet 101 at byte ")) << ran->report->problems[0];
        EXPECT_TRUE(contains(ran->report->problems[0], "messages are missing before number"))
            << ran->report->problems[0];
        const desk::Market& market = *ran->desk.markets().front();
        EXPECT_EQ(market.counters().book.gaps, 1U);
        EXPECT_EQ(market.tracker().isInSync(), protocol == wire::tops) << "a quote mends a touch, nothing a book";
        EXPECT_EQ(market.trust({}, 5, {}) == desk::Trust::Bad, protocol == wire::deep);
        if (protocol == wire::deep) {
            EXPECT_EQ(ran->desk.decide(market, {.side = core::Side::Bid, .size = tests::size("1")}).reason,
                routing::Reason::NoVenue);
        }
    }
}

TEST_F(PacketTape, tellsTheMarketOfHalts)
{
    Day day = makeDay(wire::deep, {"AAPL"}, 3);
    day.pop_back();
    Stream stream(wire::deep, 2);
    const std::vector<std::pair<std::string, core::TradingStatus>> statuses{
        {wire::status('H', open, "AAPL", "T1"), core::TradingStatus::Closed},
        {wire::status('O', open, "AAPL"), core::TradingStatus::Closed},
        {wire::status('T', open, "AAPL"), core::TradingStatus::Online},
        {wire::operationalHalt('O', open, "AAPL"), core::TradingStatus::Closed}};
    for (const auto& [message, status] : statuses) {
        day.emplace_back(open, stream.segment({message}, open));
        const auto ran = run({m_folder.write("halted", capture(day))});
        ASSERT_TRUE(ran->report.has_value());
        EXPECT_EQ(ran->desk.markets().front()->status(), status);
    }
}

TEST_F(PacketTape, mergesWithOtherTapesByTheTimeOfEvents)
{
    // The touch of one feed and the levels of the other: the levels make the book, in whichever order they are named.
    const auto tops = m_folder.write("tops", capture(makeDay(wire::tops, {"AAPL"})));
    const auto deep = m_folder.write("deep", capture(makeDay(wire::deep, {"AAPL"})));
    for (const auto& paths : {std::vector{tops, deep}, std::vector{deep, tops}}) {
        const auto ran = run(paths);
        ASSERT_TRUE(ran->report.has_value());
        ASSERT_EQ(ran->desk.markets().size(), 1U);
        const desk::Market& market = *ran->desk.markets().front();
        EXPECT_GT(market.book().bids().size(), 1U);
        EXPECT_EQ(market.counters().book.ignored, 300U);
        EXPECT_EQ(market.counters().book.gaps, 0U);
    }
}

TEST_F(PacketTape, survivesTruncationAtEveryByte)
{
    const std::string whole = capture(makeDay(wire::deep, {"AAPL"}, 4), {.form = CaptureForm::NextGeneration});
    std::size_t most = 0;
    for (std::size_t length = 0; length < whole.size(); ++length) {
        const auto ran = run({m_folder.write("cut", whole.substr(0, length))}, {Symbol("AAPL")});
        if (!ran->report) {
            EXPECT_FALSE(ran->report.error().what.empty());
            continue;
        }
        EXPECT_GE(ran->report->used, most) << "no byte more gives less";
        most = ran->report->used;
        EXPECT_TRUE(ran->report->isBroken || ran->report->skipped == 0) << length;
    }
    EXPECT_GT(most, 10U);
}

TEST(LineTape, givesOnlyTheSymbolsThatAreWanted)
{
    const tests::TestFolder folder;
    const auto trade = [](int n, const char* symbol) {
        return "172316125600000000" + std::to_string(n)
            + R"( {"stream":"x@trade","data":{"e":"trade","E":1,"T":172316125600)" + std::to_string(n) + R"(,"s":")"
            + symbol + R"(","t":)" + std::to_string(n) + R"(,"p":"100.0","q":"1","X":"MARKET","m":true}})" + "\n";
    };
    const auto path = folder.write("lines", trade(1, "ETHUSDT") + trade(2, "BTCUSDT") + trade(3, "BTCUSDT"));
    EXPECT_EQ(run({path}, {}, "binance-futures")->report->used, 3U);
    const auto bitcoin = run({path}, {Symbol("BTCUSDT")}, "binance-futures");
    EXPECT_EQ(bitcoin->report->used, 2U);
    ASSERT_EQ(bitcoin->desk.markets().size(), 1U);
    EXPECT_EQ(bitcoin->desk.markets()[0]->instrument().id.symbol.view(), "BTCUSDT");
    const auto none = run({path}, {Symbol("SOLUSDT")}, "binance-futures");
    EXPECT_EQ(none->report->used, 0U);
    EXPECT_EQ(none->report->missing, std::vector<Symbol>{Symbol("SOLUSDT")});
}

TEST_F(PacketTape, goesOnFromCopiesAsItDoesFromTheStart)
{
    for (const unsigned protocol : {wire::tops, wire::deep}) {
        const auto path = m_folder.write("iex.pcap.gz", tests::gzip(capture(makeDay(protocol, {"AAPL"}))));
        EXPECT_GT(tests::playsTheSameFromCopies({path}, "", 20), 5) << protocol;
    }
}

} // namespace leadline::replay
