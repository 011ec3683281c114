// SPDX-License-Identifier: MIT
#include "engine/replay/stock_tape.h"

#include "tests/support/builders.h"
#include "tests/support/iex_writer.h"
#include "tests/support/test_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace leadline::replay
{

namespace
{

using core::Symbol;
using testing::HasSubstr;
namespace wire = tests::iex;

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t open = 1'763'649'000 * second; // Thursday, 20 November 2025, half past nine in New York
constexpr std::int64_t captureLag = 25'000;

core::Timestamp after(double seconds)
{
    return core::fromNanoseconds(open + static_cast<std::int64_t>(seconds * second));
}

/// A capture of one feed, whose names and statuses come before the open.
class Day
{
public:
    Day(unsigned protocol, std::vector<std::string> symbols)
        : m_stream(protocol)
    {
        std::vector<std::string> names{wire::systemEvent('O', open - 60 * second)};
        for (const std::string& symbol : symbols) {
            names.push_back(wire::directory(open - 60 * second, symbol, 1'000'000));
            names.push_back(wire::status('T', open - 60 * second, symbol));
        }
        names.push_back(wire::systemEvent('S', open - 60 * second));
        send(open - 60 * second, names);
    }
    Day& send(std::int64_t at, const std::vector<std::string>& messages)
    {
        m_capture.packet(at + captureLag, m_stream.segment(messages, at));
        return *this;
    }
    Day& beat(std::int64_t at)
    {
        m_capture.packet(at + captureLag, m_stream.heartbeat(at));
        return *this;
    }
    Day& lose(std::uint64_t messages)
    {
        m_stream.lose(messages);
        return *this;
    }
    [[nodiscard]] const std::string& bytes() const { return m_capture.bytes; }

private:
    wire::Stream m_stream;
    tests::CaptureWriter m_capture;
};

/// AAPL at 100.00 × 100.02 after one second; after two a level behind its touch changes; after three its bid is 100.01.
/// MSFT at 200.00 × 200.10 after four.
std::string deepDay()
{
    const auto at = [](int seconds) { return open + seconds * second; };
    Day day(wire::deep, {"AAPL", "MSFT"});
    day.send(at(1),
        {wire::level('8', 0, at(1), "AAPL", 300, 1'000'000), wire::level('8', 0, at(1), "AAPL", 100, 999'900),
            wire::level('5', 1, at(1), "AAPL", 200, 1'000'200)});
    day.send(at(2), {wire::level('8', 1, at(2), "AAPL", 700, 999'900)});
    day.send(at(3), {wire::level('8', 1, at(3), "AAPL", 400, 1'000'100)});
    day.send(
        at(4), {wire::level('8', 0, at(4), "MSFT", 10, 2'000'000), wire::level('5', 1, at(4), "MSFT", 20, 2'001'000)});
    return day.bytes();
}

/// The same touches, as a feed of quotes has them.
std::string topsDay()
{
    const auto at = [](int seconds) { return open + seconds * second; };
    Day day(wire::tops, {"AAPL", "MSFT"});
    day.send(at(1), {wire::quote(at(1), "AAPL", {300, 1'000'000, 1'000'200, 200})});
    day.send(at(3), {wire::quote(at(3), "AAPL", {400, 1'000'100, 1'000'200, 200})});
    day.send(at(4), {wire::quote(at(4), "MSFT", {10, 2'000'000, 2'001'000, 20})});
    return day.bytes();
}

std::string textOf(const core::Level& level)
{
    return level.price.text(2) + " x " + level.size.text();
}

/// "100.00 x 300 | 100.02 x 200, 1.0 s"
std::string quoteOf(const RecordedMoment& moment, const char* symbol)
{
    const auto found = moment.stocks.find(Symbol(symbol));
    if (found == moment.stocks.end()) {
        return "not heard";
    }
    const core::StockSnapshot& seen = found->second.snapshot;
    if (seen.quoteTime == core::Timestamp{}) {
        return found->second.isLost ? "lost" : "no quote";
    }
    const auto age = std::chrono::duration_cast<std::chrono::milliseconds>(moment.at - seen.quoteTime);
    return textOf(seen.bid) + " | " + textOf(seen.ask) + ", " + std::to_string(age.count()) + " ms";
}

const std::vector<Symbol> both{Symbol("AAPL"), Symbol("MSFT")};

class StockTape : public testing::Test
{
protected:
    [[nodiscard]] RecordedMoment read(const std::vector<std::filesystem::path>& paths,
        std::optional<core::Timestamp> at = {}, const std::vector<Symbol>& wanted = both) const
    {
        auto moment = stocksAt({.paths = paths, .venueName = {}, .wanted = wanted, .at = at});
        EXPECT_TRUE(moment) << moment.error().what;
        return moment ? std::move(*moment) : RecordedMoment{};
    }
    [[nodiscard]] std::string refusal(const std::vector<std::filesystem::path>& paths) const
    {
        const auto moment = stocksAt({.paths = paths, .venueName = {}, .wanted = both, .at = {}});
        return moment ? "nothing" : moment.error().what;
    }

    tests::TestFolder folder;
};

} // namespace

TEST_F(StockTape, givesTheLevelsWhereTheRecordingHasABook)
{
    const auto deep = folder.write("deep.pcap", deepDay());
    const RecordedMoment moment = read({deep}, after(2.5));
    const RecordedStock& apple = moment.stocks.at(Symbol("AAPL"));
    ASSERT_EQ(apple.bids.size(), 2U);
    EXPECT_EQ(textOf(apple.bids[0]), "100.00 x 300");
    EXPECT_EQ(textOf(apple.bids[1]), "99.99 x 700") << "as it stood then, not as it was first";
    ASSERT_EQ(apple.asks.size(), 1U);
    EXPECT_EQ(apple.bookTime, after(2)) << "a level behind the touch is news of the book";
    EXPECT_EQ(apple.snapshot.quoteTime, after(1)) << "and none of the touch";

    const auto tops = folder.write("tops.pcap", topsDay());
    const RecordedMoment touches = read({tops}, after(2.5));
    EXPECT_TRUE(touches.stocks.at(Symbol("AAPL")).bids.empty()) << "a feed of quotes has the touch alone";
}

TEST_F(StockTape, handsOnEveryMessageUpToTheMoment)
{
    const auto path = folder.write("deep.pcap", deepDay());
    std::vector<core::Timestamp> heard;
    const auto moment = stocksAt(
        {.paths = {path}, .wanted = both, .at = after(2.5), .heard = [&heard](const core::MarketMessage& message) {
             if (message.kind == core::MarketMessage::Kind::Book) {
                 heard.push_back(message.eventTime());
             }
         }});
    ASSERT_TRUE(moment) << moment.error().what;
    ASSERT_FALSE(heard.empty());
    EXPECT_TRUE(std::ranges::is_sorted(heard));
    EXPECT_EQ(std::ranges::count(heard, after(1)), 1);
    EXPECT_EQ(heard.back(), after(2)) << "what comes after the moment is not told";
}

TEST_F(StockTape, givesTheTouchOfAFullBookAsItStood)
{
    const auto path = folder.write("deep.pcap", deepDay());

    EXPECT_EQ(quoteOf(read({path}, after(1)), "AAPL"), "100.00 x 300 | 100.02 x 200, 0 ms");
    EXPECT_EQ(quoteOf(read({path}, after(1.5)), "AAPL"), "100.00 x 300 | 100.02 x 200, 500 ms");
    EXPECT_EQ(quoteOf(read({path}, after(3.25)), "AAPL"), "100.01 x 400 | 100.02 x 200, 250 ms");
    EXPECT_EQ(quoteOf(read({path}, after(3.25)), "MSFT"), "no quote");
    EXPECT_EQ(read({path}, after(3.25)).stocks.at(Symbol("AAPL")).venue.text(), "iex");
}

TEST_F(StockTape, aQuoteIsAsOldAsItsTouchWhateverMovesBehindIt)
{
    const auto path = folder.write("deep.pcap", deepDay());

    EXPECT_EQ(quoteOf(read({path}, after(2.5)), "AAPL"), "100.00 x 300 | 100.02 x 200, 1500 ms");
}

TEST_F(StockTape, booksAndQuotesOfOneDayGiveTheSame)
{
    const auto deep = folder.write("deep.pcap", deepDay());
    const auto tops = folder.write("tops.pcap", topsDay());

    for (const double seconds : {1.0, 1.75, 2.0, 2.5, 3.0, 3.9, 4.0}) {
        EXPECT_EQ(quoteOf(read({deep}, after(seconds)), "AAPL"), quoteOf(read({tops}, after(seconds)), "AAPL"));
    }
    EXPECT_EQ(quoteOf(read({deep}), "MSFT"), quoteOf(read({tops}), "MSFT"));
}

TEST_F(StockTape, standsAtTheEndUnlessATimeIsNamed)
{
    const RecordedMoment moment = read({folder.write("deep.pcap", deepDay())});

    EXPECT_EQ(moment.at, after(4));
    EXPECT_EQ(quoteOf(moment, "AAPL"), "100.01 x 400 | 100.02 x 200, 1000 ms");
    EXPECT_EQ(quoteOf(moment, "MSFT"), "200.00 x 10 | 200.10 x 20, 0 ms");
}

TEST_F(StockTape, tellsFromWhenToWhenTheRecordingGoes)
{
    const auto at = open + 90 * second;
    const auto path = folder.write("beats.pcap",
        Day(wire::tops, {"AAPL", "MSFT"})
            .send(open, {wire::quote(open, "AAPL", {300, 1'000'000, 1'000'200, 200})})
            .beat(at)
            .bytes());

    const RecordedMoment whole = read({path});
    EXPECT_EQ(whole.ends, core::fromNanoseconds(at)) << "a heartbeat has no stamp, and says that it goes on";
    EXPECT_EQ(whole.at, whole.ends);
    EXPECT_EQ(quoteOf(whole, "AAPL"), "100.00 x 300 | 100.02 x 200, 90000 ms");

    EXPECT_EQ(quoteOf(read({path}, after(60)), "AAPL"), "100.00 x 300 | 100.02 x 200, 60000 ms");
    EXPECT_LT(read({path}, after(100)).ends, after(100));
    EXPECT_GT(read({path}, after(-100)).begins, after(-100));
}

TEST_F(StockTape, endsWithTheLastMessageWhicheverStocksAreWanted)
{
    const auto path = folder.write("deep.pcap", deepDay());

    EXPECT_EQ(read({path}, {}, {Symbol("AAPL")}).at, after(4)) << "of MSFT";
    EXPECT_EQ(quoteOf(read({path}, {}, {Symbol("AAPL")}), "AAPL"), "100.01 x 400 | 100.02 x 200, 1000 ms");
    EXPECT_EQ(quoteOf(read({path}, after(3.75), {Symbol("AAPL")}), "AAPL"), "100.01 x 400 | 100.02 x 200, 750 ms");
}

TEST_F(StockTape, aLostBookHasNoQuote)
{
    Day day(wire::deep, {"AAPL", "MSFT"});
    day.send(
        open, {wire::level('8', 0, open, "AAPL", 300, 1'000'000), wire::level('5', 1, open, "AAPL", 1, 1'000'200)});
    const auto later = open + second;
    day.lose(3).send(later, {wire::level('8', 1, later, "AAPL", 400, 1'000'100)});
    const auto path = folder.write("holed.pcap", day.bytes());

    EXPECT_EQ(quoteOf(read({path}, after(0.5)), "AAPL"), "100.00 x 300 | 100.02 x 1, 500 ms");
    const RecordedMoment end = read({path});
    EXPECT_EQ(quoteOf(end, "AAPL"), "lost");
    EXPECT_EQ(end.report.skipped, 1);
    ASSERT_EQ(end.report.problems.size(), 1);
    EXPECT_THAT(end.report.problems.front(), HasSubstr("3 messages are missing"));
}

TEST_F(StockTape, knowsWhatIsHalted)
{
    Day day(wire::tops, {"AAPL", "MSFT"});
    for (const char* const symbol : {"AAPL", "MSFT"}) {
        day.send(open, {wire::quote(open, symbol, {300, 1'000'000, 1'000'200, 200})});
        day.send(open + second, {wire::status('H', open + second, symbol, "T1")});
    }
    day.send(open + 3 * second, {wire::status('T', open + 3 * second, "MSFT")});
    const auto path = folder.write("halts.pcap", day.bytes());

    EXPECT_FALSE(read({path}, after(0.5)).stocks.at(Symbol("AAPL")).isHalted);
    EXPECT_TRUE(read({path}, after(2)).stocks.at(Symbol("MSFT")).isHalted);
    EXPECT_TRUE(read({path}).stocks.at(Symbol("AAPL")).isHalted);
    EXPECT_FALSE(read({path}).stocks.at(Symbol("MSFT")).isHalted);
}

TEST_F(StockTape, readsLinesOfThoseWhoSellTheTape)
{
    const auto alpaca = folder.write("alpaca.jsonl",
        R"(1763649000100000000 [{"T":"q","S":"AAPL","bp":100.00,"bs":300,"ap":100.02,"as":200,"t":"2025-11-20T14:30:00.05Z"},)"
        R"({"T":"q","S":"MSFT","bp":200.00,"bs":10,"ap":200.10,"as":20,"t":"2025-11-20T14:30:00.06Z"}])"
        "\n"
        R"(1763649002100000000 [{"T":"q","S":"AAPL","bp":100.01,"bs":400,"ap":100.02,"as":200,"t":"2025-11-20T14:30:02Z"}])"
        "\n");
    const auto polygon = folder.write("polygon.jsonl",
        R"(1763649000100000000 [{"ev":"Q","sym":"AAPL","bp":100.00,"bs":300,"ap":100.02,"as":200,"t":1763649000050,"q":1}])"
        "\n");

    EXPECT_EQ(quoteOf(read({alpaca}, after(1)), "AAPL"), "100.00 x 300 | 100.02 x 200, 950 ms");
    EXPECT_EQ(quoteOf(read({alpaca}), "AAPL"), "100.01 x 400 | 100.02 x 200, 0 ms");
    EXPECT_EQ(quoteOf(read({alpaca}), "MSFT"), "200.00 x 10 | 200.10 x 20, 1940 ms");
    EXPECT_EQ(quoteOf(read({polygon}), "AAPL"), "100.00 x 300 | 100.02 x 200, 0 ms");
    EXPECT_EQ(read({polygon}).stocks.at(Symbol("AAPL")).venue.text(), "polygon");
}

TEST_F(StockTape, ofSeveralRecordingsTheFirstOneWithAQuoteIsBelieved)
{
    const auto iex = folder.write("tops.pcap", topsDay());
    const auto alpaca = folder.write("alpaca.jsonl",
        R"(1763649000100000000 [{"T":"q","S":"AAPL","bp":99.99,"bs":300,"ap":100.03,"as":200,"t":"2025-11-20T14:30:00.05Z"}])"
        "\n"
        R"(1763649000100000000 [{"T":"t","S":"MSFT","p":200.05,"s":1,"t":"2025-11-20T14:30:00.05Z"}])"
        "\n");

    EXPECT_EQ(quoteOf(read({alpaca, iex}), "AAPL"), "99.99 x 300 | 100.03 x 200, 3950 ms");
    EXPECT_EQ(quoteOf(read({iex, alpaca}), "AAPL"), "100.01 x 400 | 100.02 x 200, 1000 ms");
    EXPECT_EQ(quoteOf(read({alpaca, iex}), "MSFT"), "200.00 x 10 | 200.10 x 20, 0 ms");
}

TEST_F(StockTape, aQuoteThatIsNotTakenIsNoNews)
{
    // Both feeds of one venue: its full book is the one, and the other one's quotes do not make it younger.
    const auto deep = folder.write("deep.pcap", deepDay());
    const auto tops = folder.write("tops.pcap",
        Day(wire::tops, {"AAPL", "MSFT"})
            .send(open + 6 * second, {wire::quote(open + 6 * second, "AAPL", {1, 900'000, 900'100, 1})})
            .bytes());

    EXPECT_EQ(quoteOf(read({deep, tops}), "AAPL"), "100.01 x 400 | 100.02 x 200, 3000 ms");
}

TEST_F(StockTape, refusesWhatHoldsNoneOfTheStocks)
{
    const auto coins = folder.write("coins",
        R"(1723161256000000000 {"stream":"x","data":{"e":"depthUpdate","E":1,"T":1,"s":"ETHUSDT","U":1,"u":1,"pu":0,"b":[],"a":[]}})"
        "\n");
    const auto other = folder.write("other.jsonl",
        R"(1763649000100000000 [{"T":"q","S":"IBM","bp":99.99,"bs":300,"ap":100.03,"as":200,"t":"2025-11-20T14:30:00.05Z"}])"
        "\n");
    const auto others = folder.write("others.pcap", Day(wire::tops, {"IBM"}).bytes());

    EXPECT_THAT(refusal({coins}), HasSubstr("coins holds no US stocks: it is of Binance USD-M"));
    EXPECT_THAT(refusal({other}), HasSubstr("other.jsonl has no message about AAPL, MSFT"));
    EXPECT_THAT(refusal({others}), HasSubstr("others.pcap has no AAPL, MSFT: it holds 1 symbols (IBM)"));
    EXPECT_THAT(refusal({"nowhere.pcap"}), HasSubstr("nowhere.pcap"));
}

} // namespace leadline::replay
