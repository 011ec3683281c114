// SPDX-License-Identifier: MIT
/// Answers of IEX's former web interface, whose values came from these feeds: put on the wire, they must come back.
#include "engine/json/tree.h"
#include "tests/support/builders.h"
#include "tests/support/iex_feeder.h"
#include "tests/support/iex_writer.h"
#include "tests/support/sample_text.h"

#include <gtest/gtest.h>

namespace leadline::venues::iex
{

namespace
{

using tests::iex::Event;
using tests::iex::Feeder;
using tests::iex::Follower;
using tests::iex::Stream;
using Kind = core::MarketMessage::Kind;
using What = core::HaltNotice::What;
namespace wire = tests::iex;

json::Tree answer(const std::string& path)
{
    return json::Tree::parse(tests::textOfFile(path)).value();
}

std::int64_t fourDecimals(const json::Tree& value)
{
    return value.price().raw() / 100'000;
}
std::int64_t nanoseconds(const json::Tree& value)
{
    return value.whole() * 1'000'000;
}
std::uint32_t shares(const json::Tree& value)
{
    return static_cast<std::uint32_t>(value.whole());
}
core::Level levelOf(const json::Tree& value)
{
    return {value["price"].price(), value["size"].quantity()};
}

std::vector<std::string> levelsOnTheWire(const json::Tree& book, std::string_view symbol)
{
    std::vector<std::string> messages;
    for (const auto& [name, type] : {std::pair("bids", '8'), std::pair("asks", '5')}) {
        for (const json::Tree& level : book[name].items()) {
            messages.push_back(wire::level(
                type, 1, nanoseconds(level["timestamp"]), symbol, shares(level["size"]), fourDecimals(level["price"])));
        }
    }
    return messages;
}

std::string tradeOnTheWire(const json::Tree& trade, std::string_view symbol)
{
    const int flags = (trade["isISO"].isTrue() ? 0x80 : 0) | (trade["isOutsideRegularHours"].isTrue() ? 0x40 : 0)
        | (trade["isOddLot"].isTrue() ? 0x20 : 0) | (trade["isTradeThroughExempt"].isTrue() ? 0x10 : 0)
        | (trade["isSinglePriceCross"].isTrue() ? 0x08 : 0);
    return wire::trade(nanoseconds(trade["timestamp"]), symbol, shares(trade["size"]), fourDecimals(trade["price"]),
        trade["tradeId"].whole(), flags);
}

void expectSide(const book::BookSide& side, const std::vector<json::Tree>& expected)
{
    ASSERT_EQ(side.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        EXPECT_EQ(side[i], levelOf(expected[i])) << i;
    }
}

std::string folder(std::string_view name)
{
    return "conformance/iextrading4j/iextrading4j-test/src/test/resources/__files/rest/marketdata/" + std::string(name)
        + "Response.json";
}

} // namespace

TEST(IexConformance, givesTheQuoteAndTheLastSaleOfTops)
{
    LEADLINE_NEEDS(path, folder("Tops"));
    const json::Tree stocks = answer(path);
    ASSERT_FALSE(stocks.items().empty());
    for (const json::Tree& stock : stocks.items()) {
        const std::string& symbol = stock["symbol"].text();
        Feeder feeder;
        const auto events =
            feeder.read(Stream(wire::tops)
                            .segment({wire::trade(nanoseconds(stock["lastSaleTime"]), symbol,
                                          shares(stock["lastSaleSize"]), fourDecimals(stock["lastSalePrice"]), 1),
                                wire::quote(nanoseconds(stock["lastUpdated"]), symbol,
                                    {shares(stock["bidSize"]), fourDecimals(stock["bidPrice"]),
                                        fourDecimals(stock["askPrice"]), shares(stock["askSize"])})}));
        ASSERT_EQ(events.size(), 2U) << feeder.defect;
        EXPECT_EQ(events[0].trade.price, stock["lastSalePrice"].price());
        EXPECT_EQ(events[0].trade.size, stock["lastSaleSize"].quantity());
        EXPECT_EQ(events[0].time, nanoseconds(stock["lastSaleTime"]));
        EXPECT_EQ(events[1].symbol, symbol);
        EXPECT_EQ(events[1].bids, (std::vector{core::Level{stock["bidPrice"].price(), stock["bidSize"].quantity()}}));
        EXPECT_EQ(events[1].asks, (std::vector{core::Level{stock["askPrice"].price(), stock["askSize"].quantity()}}));
    }
}

TEST(IexConformance, givesTheLevelsOfABook)
{
    LEADLINE_NEEDS(path, folder("Book"));
    const json::Tree books = answer(path);
    ASSERT_FALSE(books.fields().empty());
    for (const auto& [symbol, book] : books.fields()) {
        Feeder feeder;
        Follower follower;
        feeder.feed(Stream(wire::deep).segment(levelsOnTheWire(book, symbol)),
            [&](const core::MarketMessage& message) { follower.apply(message); });
        EXPECT_TRUE(follower.tracker().isUsable()) << symbol << feeder.defect;
        expectSide(follower.book().bids(), book["bids"].items());
        expectSide(follower.book().asks(), book["asks"].items());
    }
}

TEST(IexConformance, givesEverythingOfDeep)
{
    LEADLINE_NEEDS(path, folder("Deep"));
    const json::Tree deep = answer(path);
    const std::string& symbol = deep["symbol"].text();
    const json::Tree& status = deep["tradingStatus"];
    const json::Tree& halt = deep["opHaltStatus"];
    const json::Tree& system = deep["systemEvent"];
    std::vector<std::string> messages{
        wire::status(status["status"].text()[0], nanoseconds(status["timestamp"]), symbol, status["reason"].text()),
        wire::operationalHalt(halt["isHalted"].isTrue() ? 'O' : 'N', nanoseconds(halt["timestamp"]), symbol),
        wire::systemEvent(system["systemEvent"].text()[0], nanoseconds(system["timestamp"]))};
    for (const std::string& level : levelsOnTheWire(deep, symbol)) {
        messages.push_back(level);
    }
    for (const json::Tree& trade : deep["trades"].items()) {
        messages.push_back(tradeOnTheWire(trade, symbol));
    }
    Feeder feeder;
    Follower follower;
    std::vector<Event> events;
    feeder.feed(Stream(wire::deep).segment(messages), [&](const core::MarketMessage& message) {
        follower.apply(message);
        if (message.kind != Kind::Book) {
            events.push_back(wire::eventOf(message));
        }
    });

    ASSERT_EQ(events.size(), 3 + deep["trades"].items().size()) << feeder.defect;
    EXPECT_EQ(events[0].halt.what, What::Resumed);
    EXPECT_EQ(events[0].halt.code.view(), status["status"].text());
    EXPECT_EQ(events[0].halt.reason.view(), "") << "four blanks";
    EXPECT_EQ(events[1].halt.what, What::Resumed);
    EXPECT_EQ(events[2].status, core::TradingStatus::Online);
    for (std::size_t i = 0; i < deep["trades"].items().size(); ++i) {
        const json::Tree& trade = deep["trades"].items()[i];
        EXPECT_EQ(events[3 + i].trade.price, trade["price"].price());
        EXPECT_EQ(events[3 + i].trade.id, static_cast<std::uint64_t>(trade["tradeId"].whole()));
        EXPECT_EQ(events[3 + i].time, nanoseconds(trade["timestamp"]));
    }
    expectSide(follower.book().bids(), deep["bids"].items());
    expectSide(follower.book().asks(), deep["asks"].items());
}

TEST(IexConformance, givesStatusesAndNothingForWhatItPassesOver)
{
    struct Case {
        const char* file;
        std::size_t events;
        std::string (*write)(const json::Tree& value, std::string_view symbol);
    };
    const Case cases[]{{"TradingStatus", 1,
                           [](const json::Tree& value, std::string_view symbol) {
                               return wire::status(value["status"].text()[0], nanoseconds(value["timestamp"]), symbol,
                                   value["reason"].text());
                           }},
        {"OpHaltStatus", 1,
            [](const json::Tree& value, std::string_view symbol) {
                return wire::operationalHalt(
                    value["isHalted"].isTrue() ? 'O' : 'N', nanoseconds(value["timestamp"]), symbol);
            }},
        {"SsrStatus", 0,
            [](const json::Tree& value, std::string_view symbol) {
                return wire::shortSaleTest(
                    value["isSSR"].isTrue() ? '1' : '0', nanoseconds(value["timestamp"]), symbol);
            }},
        {"OfficialPrice", 0,
            [](const json::Tree& value, std::string_view symbol) {
                return wire::officialPrice(value["priceType"].text() == "Open" ? 'Q' : 'M',
                    nanoseconds(value["timestamp"]), symbol, fourDecimals(value["price"]));
            }},
        {"SecurityEvent", 0, [](const json::Tree& value, std::string_view symbol) {
             return wire::bare('E', value["securityEvent"].text() == "MarketOpen" ? 'O' : 'C',
                 nanoseconds(value["timestamp"]), symbol);
         }}};
    for (const Case& c : cases) {
        LEADLINE_NEEDS(path, folder(c.file));
        const json::Tree stocks = answer(path);
        ASSERT_FALSE(stocks.fields().empty());
        for (const auto& [symbol, value] : stocks.fields()) {
            Feeder feeder;
            const auto events = feeder.read(Stream(wire::tops).segment({c.write(value, symbol)}));
            EXPECT_EQ(feeder.defect, "") << c.file;
            ASSERT_EQ(std::ranges::count_if(events, [](const Event& e) { return e.kind != Kind::Other; }),
                static_cast<std::ptrdiff_t>(c.events))
                << c.file;
            if (c.events > 0) {
                EXPECT_EQ(events[0].symbol, symbol);
                EXPECT_EQ(events[0].halt.what, What::Resumed);
                EXPECT_EQ(events[0].time, nanoseconds(value["timestamp"]));
            }
        }
    }
}

TEST(IexConformance, passesBrokenTradesOver)
{
    LEADLINE_NEEDS(path, folder("TradeBreaks"));
    const json::Tree stocks = answer(path);
    ASSERT_FALSE(stocks.fields().empty());
    for (const auto& [symbol, trades] : stocks.fields()) {
        for (const json::Tree& trade : trades.items()) {
            std::string message = tradeOnTheWire(trade, symbol);
            message[0] = 'B';
            Feeder feeder;
            EXPECT_EQ(feeder.read(Stream(wire::tops).segment({message})).at(0).kind, Kind::Other);
            EXPECT_EQ(feeder.defect, "");
        }
    }
}

} // namespace leadline::venues::iex
