// SPDX-License-Identifier: MIT
/// Watched instruments as a session publishes them.
#pragma once

#include "engine/session/watch_line.h"
#include "models/watch_list.h"

#include <array>
#include <cstdint>
#include <string>
#include <utility>

namespace leadline::tests
{

/// One that is trusted everywhere, with prices of two decimals.
[[nodiscard]] inline session::WatchLine watchLine(const std::string& name, double bid = 100, double ask = 100.1)
{
    const auto price = [](double value) {
        return core::Price::fromRaw(static_cast<std::int64_t>(value * 100 + 0.5) * (core::decimalScale / 100));
    };
    session::WatchLine line;
    line.name = name;
    line.venues = {{core::VenueId("binance-spot"), desk::Trust::Good, "in sequence"},
        {core::VenueId("kraken"), desk::Trust::Good, "in sequence"}};
    line.bid = price(bid);
    line.ask = price(ask);
    line.priceDecimals = 2;
    line.spreadBps = (ask - bid) / bid * 1e4;
    line.changePercent = 1.5;
    line.activity = 12;
    line.currency = "USDT";
    return line;
}

/// So many instruments, each with figures of its own: coins, contracts and stocks, some of them in trouble.
[[nodiscard]] inline session::WatchLines watchLines(int count)
{
    constexpr std::array<const char*, 14> coins{
        "BTC", "ETH", "SOL", "XRP", "DOGE", "ADA", "LINK", "AVAX", "DOT", "LTC", "UNI", "ATOM", "NEAR", "APT"};
    session::WatchLines lines;
    for (int i = 0; i < count; ++i) {
        const std::string coin =
            std::string(coins.at(static_cast<std::size_t>(i) % coins.size())) + (i < 42 ? "" : std::to_string(i / 42));
        const int kind = i / 14 % 3;
        const double middle = 60'000.0 / (1 + i * i % 997);
        session::WatchLine line = watchLine(kind == 2 ? "S" + coin : coin + (kind == 1 ? "/USDT-PERP" : "/USDT"),
            middle, middle * (1 + 0.0001 * (1 + i % 7)) + 0.01);
        line.changePercent = (i * 37 % 800 - 400) / 100.0;
        line.activity = i * 53 % 900;
        if (kind == 2) {
            line.venues = {{core::VenueId("alpaca"), desk::Trust::Good, "fresh"}};
            line.currency = "USD";
        }
        if (i % 11 == 3) {
            line.venues.front().trust = desk::Trust::Doubtful;
            line.venues.front().trustText = "late by 1.4 s";
        }
        if (i % 17 == 5) {
            line.venues.back().trust = desk::Trust::Bad;
            line.venues.back().trustText = "gap in the stream";
        }
        if (i % 4 == 1) {
            line.position = core::Quantity::fromRaw(static_cast<core::Int128>(i % 8 == 1 ? -i : i) * 37'500'000);
            line.profit = (i * 7919 % 20'000 - 9'000) / 7.0;
        }
        line.workingOrders = i % 5 == 0 ? i % 7 : 0;
        line.isBreakerOpen = i % 23 == 7;
        lines.push_back(std::move(line));
    }
    return lines;
}

/// A list of what the lines are about: every third of it in a group.
[[nodiscard]] inline models::WatchList watchListOf(const session::WatchLines& lines)
{
    models::WatchList list;
    const std::array groups{QStringLiteral("Majors"), QStringLiteral("Contracts"), QStringLiteral("Stocks")};
    for (std::size_t i = 0; i < lines.size(); ++i) {
        list.add(QString::fromStdString(lines[i].name), groups.at(i * 3 / lines.size()));
    }
    return list;
}

} // namespace leadline::tests
