// SPDX-License-Identifier: MIT
#include "app/commands/commands.h"
#include "app/commands/tape_run.h"

#include <algorithm>
#include <cstdio>

namespace leadline::app
{

namespace
{

std::string levelsJson(const book::BookSide& side, std::size_t count)
{
    std::string json = "[";
    for (std::size_t i = 0; i < std::min(count, side.size()); ++i) {
        json += std::string(i > 0 ? "," : "") + "[\"" + side[i].price.text() + "\",\"" + side[i].size.text() + "\"]";
    }
    return json + "]";
}

/// Binance publishes no checksums; the fields are there for the venues that do.
std::string countersJson(const desk::MarketCounters& counters)
{
    const auto field = [](const char* name, std::uint64_t value) {
        return "\"" + std::string(name) + "\":" + std::to_string(value);
    };
    return field("messages", counters.messages) + "," + field("updates", counters.book.updates) + ","
        + field("gaps", counters.book.gaps) + "," + field("resyncs", counters.book.resyncs) + ","
        + field("ignored", counters.book.ignored) + "," + field("checksums_verified", 0) + ","
        + field("checksums_failed", 0) + "," + field("bbo_checked", counters.touchChecked) + ","
        + field("bbo_equal", counters.touchEqual);
}

std::string marketJson(const desk::Market& market, std::size_t levels)
{
    return "{\"venue\":\"" + market.instrument().id.venue.text() + "\",\"symbol\":\""
        + market.instrument().id.symbol.text() + "\",\"state\":\""
        + std::string(book::describe(market.tracker().state()))
        + "\",\"timestamp\":" + std::to_string(core::nanosecondsOf(market.time())) + ","
        + countersJson(market.counters()) + ",\"bid_levels\":" + std::to_string(market.book().bids().size())
        + ",\"ask_levels\":" + std::to_string(market.book().asks().size()) + ",\"bids\":"
        + levelsJson(market.book().bids(), levels) + ",\"asks\":" + levelsJson(market.book().asks(), levels) + "}";
}

void printTable(const desk::Market& market, std::size_t levels)
{
    const auto& book = market.book();
    const desk::MarketCounters counters = market.counters();
    std::printf("%s %s: %s, %zu bid and %zu ask levels\n", market.instrument().id.venue.text().c_str(),
        market.instrument().id.symbol.text().c_str(), std::string(book::describe(market.tracker().state())).c_str(),
        book.bids().size(), book.asks().size());
    const int decimals = market.priceDecimals();
    const std::size_t rows = std::min(levels, std::max(book.bids().size(), book.asks().size()));
    std::printf("%20s %16s | %-16s %-20s\n", "bid size", "bid", "ask", "ask size");
    for (std::size_t i = 0; i < rows; ++i) {
        const bool hasBid = i < book.bids().size();
        const bool hasAsk = i < book.asks().size();
        std::printf("%20s %16s | %-16s %-20s\n", hasBid ? book.bids()[i].size.text().c_str() : "",
            hasBid ? book.bids()[i].price.text(decimals).c_str() : "",
            hasAsk ? book.asks()[i].price.text(decimals).c_str() : "",
            hasAsk ? book.asks()[i].size.text().c_str() : "");
    }
    std::printf("messages %llu, updates %llu, gaps %llu, resyncs %llu, touch equal to the venue's own %llu of %llu\n",
        static_cast<unsigned long long>(counters.messages), static_cast<unsigned long long>(counters.book.updates),
        static_cast<unsigned long long>(counters.book.gaps), static_cast<unsigned long long>(counters.book.resyncs),
        static_cast<unsigned long long>(counters.touchEqual), static_cast<unsigned long long>(counters.touchChecked));
}

} // namespace

int runBook(const TapeArguments& tapes, const BookArguments& arguments, const Settings& settings)
{
    std::optional<core::Timestamp> at;
    if (!arguments.at.empty()) {
        at = parseTime(arguments.at);
        if (!at) {
            complain("--at " + arguments.at + ": must be a UTC time such as 2024-08-08T23:57:00Z, or nanoseconds");
            return exitBadInput;
        }
    }
    QuietListener listener;
    desk::Desk desk(settings.desk, listener);
    replay::Replay replay(desk, tapes.venue);
    if (at) {
        replay.beforeMessage = [&](const desk::Market&, const core::MarketMessage& message) {
            return message.eventTime() <= *at;
        };
    }
    if (const int code = runTapes(replay, tapes.tapes); code != exitSuccess) {
        return code;
    }

    const auto levels = static_cast<std::size_t>(arguments.levels);
    if (arguments.json) {
        desk::MarketCounters total;
        std::string json;
        for (const auto& market : desk.markets()) {
            json += std::string(market == desk.markets().front() ? "" : ",") + marketJson(*market, levels);
            total += market->counters();
        }
        std::puts(("{" + countersJson(total) + ",\"markets\":[" + json + "]}").c_str());
    } else {
        for (const auto& market : desk.markets()) {
            printTable(*market, levels);
        }
    }
    return std::fflush(stdout) == 0 ? exitSuccess : exitFailed;
}

} // namespace leadline::app
