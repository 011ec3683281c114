// SPDX-License-Identifier: MIT
/// A month of three venues: one measured, one that charges more than it says, one with too few fills.
#pragma once

#include "engine/calibration/report_content.h"
#include "tests/support/builders.h"

#include <cmath>
#include <string>

namespace leadline::tests
{

class ReportBuilder
{
public:
    [[nodiscard]] static calibration::ReportContent month()
    {
        using namespace std::chrono;
        calibration::ReportContent made;
        made.from = sys_days(2026y / October / 12);
        made.to = made.from + days(dayCount);
        made.made = made.to + hours(7) + minutes(3) + nanoseconds(123'456'789);
        made.desk = "north, \"south\" & <west>";
        made.environment = "embedded market";
        made.executions = 12'847;
        made.orders = 3'904;
        for (const Venue& venue : venues) {
            addVenue(made, venue);
        }
        addCharts(made);
        addQuality(made);
        addAggregation(made);
        return made;
    }

private:
    static constexpr int dayCount = 30;
    static constexpr double nan = std::numeric_limits<double>::quiet_NaN();

    struct Venue {
        std::string_view name;
        double maker;
        double taker;
        double overTaken; ///< what takers are charged beyond it
        double latencyMs;
        std::size_t fills;
    };
    static constexpr Venue venues[]{{"binance-futures", -0.5, 4, 0, 6.4, 9'120}, {"kraken", 16, 26, 3.2, 48.7, 3'724},
        {"coinbase", 40, 60, 0, 50, 3}};

    static double wave(double seed) { return std::sin(seed * 12.9898) * std::cos(seed * 4.1414); }

    static calibration::LatencyFigures latency(const Venue& venue, double factor, std::size_t samples)
    {
        calibration::LatencyFigures made{.samples = samples, .isMeasured = samples >= 10};
        made.mean = made.p50 = made.p95 = made.p99 = venue.latencyMs;
        if (made.isMeasured) {
            made.mean = venue.latencyMs * factor;
            made.p50 = made.mean * 0.93;
            made.p95 = made.mean * 1.71;
            made.p99 = made.mean * 2.93;
            made.deviation = made.mean * 0.41;
            made.reliability = 1 / 1.41;
        }
        return made;
    }

    static calibration::FeeAlarm alarm(const Venue& venue, core::Timestamp time)
    {
        calibration::FeeAlarm made{
            .expectedBps = venue.taker, .measuredBps = venue.taker + venue.overTaken, .samples = venue.fills / 3};
        for (int i = 0; i < 5; ++i) {
            calibration::Execution one{.time = time - std::chrono::minutes(37 * i) - std::chrono::nanoseconds(1 + i),
                .market = {core::VenueId(venue.name), core::Symbol("ETH/USDT")},
                .side = i % 2 == 0 ? core::Side::Bid : core::Side::Ask,
                .price = tests::price("3127.41"),
                .size = tests::size("1.25"),
                .notional = 3127.41 * 1.25,
                .expectedFeeBps = venue.taker,
                .order = "LL0K3M9Q2X7A1B" + std::to_string(i),
                .execution = "TX-4QK\",ZZ" + std::to_string(i),
                .workstation = "north"};
            one.fee = one.notional * made.measuredBps / 1e4;
            made.evidence.push_back(one);
        }
        return made;
    }

    static void addVenue(calibration::ReportContent& content, const Venue& venue)
    {
        for (const char* const part : {"all", "BTC/USDT", "ETH/USDT", "asia", "europe", "us"}) {
            const bool isAll = std::string_view(part) == "all";
            const std::size_t fills = isAll ? venue.fills : venue.fills / 5;
            const bool isMeasured = fills >= 10;
            calibration::VenueCalibration figures{.venue = core::VenueId(venue.name), .samples = fills};
            figures.confidence = std::min(1.0, static_cast<double>(fills) / 20);
            figures.maker = {fills * 2 / 3, isMeasured, venue.maker, venue.maker};
            figures.taker = {
                fills / 3, isMeasured, isMeasured ? venue.taker + venue.overTaken : venue.taker, venue.taker};
            figures.makerRebateBps = venue.maker < 0 ? -venue.maker : 0;
            figures.acknowledged = latency(venue, 1, fills);
            figures.filled = latency(venue, 1.38, fills / 3);
            if (fills > 0) {
                figures.changed = content.to - std::chrono::minutes(static_cast<int>(fills % 977));
            }
            if (isMeasured && venue.overTaken > 0) {
                figures.alarms.push_back(alarm(venue, *figures.changed));
            }
            content.venues.push_back({part, figures});
        }
        for (const bool isMaker : {true, false}) {
            const double value = static_cast<double>(venue.fills) * (isMaker ? 2'113.4 : 987.25);
            const double bps = isMaker ? venue.maker : venue.taker;
            content.expectedActual.push_back({core::VenueId(venue.name), isMaker, venue.fills / (isMaker ? 2 : 3),
                value, value * bps / 1e4, value * (isMaker ? bps : bps + venue.overTaken) / 1e4});
        }
    }

    /// One line a venue; a tenth of the days, and all of the venue that hardly trades, hold nothing.
    template <class ValueOf>
    static void addChart(calibration::ReportContent& content, std::string title, std::string unit, ValueOf valueOf)
    {
        calibration::HistoryChart chart{.title = std::move(title), .unit = std::move(unit)};
        for (int day = 0; day < dayCount; ++day) {
            chart.days.push_back(content.from + std::chrono::days(day));
        }
        for (const Venue& venue : venues) {
            calibration::HistoryLine line{.name = std::string(venue.name)};
            for (int day = 0; day < dayCount; ++day) {
                const auto [value, expected] = valueOf(venue, day);
                line.values.push_back(day % 11 == 7 || (venue.fills < 10 && day != 21) ? nan : value);
                line.expected.push_back(expected);
            }
            chart.lines.push_back(std::move(line));
        }
        content.charts.push_back(std::move(chart));
    }

    static void addCharts(calibration::ReportContent& content)
    {
        const auto spread = [](const Venue& venue, int day, double size) { return size * wave(day + venue.taker); };
        addChart(content, "Maker fee", "bps",
            [&](const Venue& venue, int day) { return std::pair(venue.maker + spread(venue, day, 0.3), venue.maker); });
        addChart(content, "Taker fee", "bps", [&](const Venue& venue, int day) {
            return std::pair(venue.taker + (day > 18 ? venue.overTaken : 0) + spread(venue, day, 0.3), venue.taker);
        });
        addChart(content, "Acknowledgement, p50", "ms", [&](const Venue& venue, int day) {
            return std::pair(venue.latencyMs * (1 + spread(venue, day, 0.25)), venue.latencyMs);
        });
        addChart(content, "First fill, p50", "ms", [&](const Venue& venue, int day) {
            return std::pair(venue.latencyMs * (1.4 + spread(venue, day, 0.4)), venue.latencyMs);
        });
    }

    static void addQuality(calibration::ReportContent& content)
    {
        using calibration::QualityBy;
        const auto add = [&content](QualityBy by, const char* key, double seed) {
            calibration::QualityFigures figures{.orders = static_cast<std::size_t>(600 + 500 * wave(seed)),
                .value = 4'300'000 + 3e6 * wave(seed + 1),
                .slippageBps = 2.4 + wave(seed + 2) / 4,
                .baselineBps = 3.6 + wave(seed + 3) / 5,
                .fillRate = 0.93 + 0.05 * wave(seed + 4),
                .makerShare = 0.64 + 0.2 * wave(seed + 5),
                .signalToFillSeconds = 3.2 + 2 * wave(seed + 6),
                .markOutBps = {wave(seed + 7), -0.4, nan}};
            figures.improvement = 1 - figures.slippageBps / figures.baselineBps;
            content.quality.push_back({by, key, figures});
        };
        add(QualityBy::All, "all", 1);
        add(QualityBy::Symbol, "BTC/USDT", 2);
        add(QualityBy::Symbol, "ETH/USDT", 3);
        add(QualityBy::Venue, "binance-futures", 4);
        add(QualityBy::Venue, "kraken", 5);
        content.quality.push_back({QualityBy::Venue, "coinbase", {.orders = 3, .fillRate = 0}});
        add(QualityBy::Strategy, "aggressive", 6);
        add(QualityBy::Strategy, "passive", 7);
        add(QualityBy::Strategy, "rebalance", 8);
        for (const calibration::SessionWindow& window : calibration::sessionWindows) {
            add(QualityBy::Window, std::string(window.name).c_str(), 9 + window.begins);
        }
    }

    static void addAggregation(calibration::ReportContent& content)
    {
        using calibration::AggregationBy;
        const auto add = [&content](AggregationBy by, const char* key, double saved) {
            content.aggregation.push_back({by, key,
                {.decisions = 321,
                    .divided = 45,
                    .againstBest = {.decisions = 320, .value = 4'300'000.5, .saved = saved},
                    .againstHome = {.decisions = 300, .value = 4'100'000.25, .saved = 3 * saved}}});
        };
        add(AggregationBy::All, "all", 417.25);
        add(AggregationBy::Symbol, "ETH/USDT", 400);
        add(AggregationBy::Month, "2026-10", 417.25);
        add(AggregationBy::Day, "2026-10-12", -3.5);
        content.aggregation.push_back(
            {AggregationBy::Decision, "2026-10-12T03:12:04Z ETH/USDT LL0K3M9Q2X7A1B1", {.decisions = 1}});
    }
};

} // namespace leadline::tests
