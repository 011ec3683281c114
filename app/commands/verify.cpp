// SPDX-License-Identifier: MIT
#include "app/commands/commands.h"
#include "app/commands/tape_run.h"
#include "app/settings/session_options.h"
#include "app/settings/system_clock.h"
#include "engine/core/number_text.h"
#include "engine/core/shifted_clock.h"
#include "engine/desk/desk.h"
#include "engine/json/writer.h"
#include "engine/session/market_snapshot.h"
#include "engine/session/session_options.h"
#include "engine/session/trading_session.h"

#include <CLI/CLI.hpp>

#include <QCoreApplication>
#include <QTimer>

#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <functional>
#include <vector>

namespace leadline::app
{

namespace
{

struct VerifyArguments {
    int seconds = 30; ///< of the market's time
    double speed = 1; ///< of the embedded market
    bool json = false;
};

using features::Feature;

struct CheckLine {
    std::string name;
    bool passed;
    std::string detail;
};

std::string numberText(double value)
{
    return core::roundedText(value, 6);
}

/// What was seen of the stream while it was watched.
struct Watched {
    session::MarketSnapshot last;
    std::uint64_t snapshots = 0;
    std::uint64_t validSnapshots = 0;
    std::uint64_t samples = 0;
    std::array<std::uint64_t, features::featureCount> outOfRange{};
    std::vector<std::string> troubles;
};

void look(const session::MarketSnapshot& snapshot, Watched& watched)
{
    ++watched.snapshots;
    watched.validSnapshots += snapshot.isValid ? 1 : 0;
    for (const session::ChartSample& sample : snapshot.samples) {
        if (sample.number <= watched.samples) {
            continue;
        }
        watched.samples = sample.number;
        for (const auto& info : features::featureTable()) {
            const auto value = sample.features.value(info.feature);
            const auto index = static_cast<std::size_t>(info.feature);
            watched.outOfRange[index] += value && !(*value >= info.least && *value <= info.most) ? 1 : 0;
        }
    }
    watched.last = snapshot;
}

void checkStream(const Watched& watched, const Settings& settings, std::vector<CheckLine>& lines)
{
    const auto& counters = watched.last.counters;
    const auto count = [](std::uint64_t n) { return std::to_string(n); };
    lines.push_back({"stream: messages arrive", counters.messages > 0, count(counters.messages) + " messages"});
    lines.push_back({"stream: book without a gap", watched.last.hasBook && counters.book.gaps == 0,
        count(counters.book.updates) + " updates, " + count(counters.book.gaps) + " gaps"});
    lines.push_back({"stream: book valid and fresh",
        watched.last.isValid && watched.last.bookAgeSeconds <= settings.desk.routing.quoteFreshnessSeconds,
        "last update " + numberText(watched.last.bookAgeSeconds) + " s ago"});
    // Every venue proves its books its own way: best prices with ids, checksums, or numbered messages alone.
    for (const session::VenueSnapshot& venue : watched.last.venues) {
        const auto& own = venue.counters;
        const bool provesItself = own.touchChecked + own.book.checksumsVerified > 0 || own.book.updates > 0;
        lines.push_back({"venue: " + venue.market.venue.text() + " without a gap and equal to its own word",
            provesItself && own.book.gaps == 0 && own.touchEqual == own.touchChecked && own.book.checksumsFailed == 0,
            count(own.touchEqual) + " of " + count(own.touchChecked) + " touches equal, "
                + count(own.book.checksumsVerified) + " checksums verified, " + count(own.book.updates) + " updates"});
        lines.push_back({"venue: " + venue.market.venue.text() + " takes part",
            venue.exclusion == book::Exclusion::None, venue.trustText});
    }
    lines.push_back(
        {"stream: trades arrive", watched.last.lastTrade.raw() > 0, "last at " + watched.last.lastTrade.text()});
    lines.push_back({"stream: no trouble reported", watched.troubles.empty(),
        watched.troubles.empty() ? "" : watched.troubles.front()});
}

void checkMetrics(const Watched& watched, std::vector<CheckLine>& lines)
{
    const features::FeatureSet none;
    const features::FeatureSet& newest = watched.last.samples.empty() ? none : watched.last.samples.back().features;
    for (const auto& info : features::featureTable()) {
        const auto value = newest.value(info.feature);
        const std::uint64_t outside = watched.outOfRange[static_cast<std::size_t>(info.feature)];
        const std::string shown = !value ? "undefined" : std::isinf(*value) ? "insufficient depth" : numberText(*value);
        lines.push_back({"metric: " + std::string(info.name), value.has_value() && outside == 0,
            shown + (outside == 0 ? "" : ", out of range in " + std::to_string(outside) + " samples")});
    }
}

/// A book on the market's own grid around its own mid, made to meet one rule of the policy.
class Scenarios
{
public:
    Scenarios(const session::MarketSnapshot& snapshot, const Settings& settings)
        : m_instrument(snapshot.instrument)
        , m_settings(settings)
        , m_mid(core::midpoint(snapshot.bids.front().price, snapshot.asks.front().price))
    {
        m_settings.desk.routing.book = m_settings.desk.features.book;
        m_unit = m_settings.desk.features.book.impactNotional / m_mid.toDoubleLossy();
    }

    void run(std::vector<CheckLine>& lines)
    {
        const double obi = m_settings.desk.routing.aggressiveObi;
        // A limit of nothing would ask for a book without end.
        const double ratio = std::max(m_settings.desk.routing.minLiquidityRatio, 0.001);
        const double beyond = std::min(obi + 0.05, 0.99);
        const double lean = (1 + beyond) / (1 - beyond);
        for (const core::Side side : {core::Side::Bid, core::Side::Ask}) {
            const bool buys = side == core::Side::Bid;
            const std::string who = std::string(core::verb(side)) + ", ";
            // Both sides deep, so that only the named rule stands out.
            expect(lines, who + "balanced book -> PASSIVE", routing::Reason::EarnTheSpread, book(2, 50, 50), side);
            expect(lines, who + "high OBI -> AGGRESSIVE", routing::Reason::ImbalanceFavoursTaking,
                buys ? book(2, 50 * lean, 50) : book(2, 50, 50 * lean), side);
            expect(lines, who + "OBI the other way -> PASSIVE", routing::Reason::EarnTheSpread,
                buys ? book(2, 50, 50 / ratio * 0.9) : book(2, 50 / ratio * 0.9, 50), side);
            expect(lines, who + "wide spread -> PASSIVE", routing::Reason::SpreadWide, wideBook(1.2), side);
            expect(lines, who + "high impact -> ABORT", routing::Reason::ImpactTooHigh, steepBook(), side);
            expect(
                lines, who + "book too short -> ABORT", routing::Reason::InsufficientDepth, book(2, 0.01, 0.01), side);
            expect(lines, who + "empty side -> ABORT", routing::Reason::InvalidBook, emptySide(), side);
            expect(lines, who + "crossed book -> ABORT", routing::Reason::InvalidBook, book(-2, 50, 50), side);
            m_context.bookAge = std::chrono::duration_cast<core::Duration>(
                std::chrono::duration<double>(m_settings.desk.routing.quoteFreshnessSeconds + 0.001));
            expect(lines, who + "stale book -> ABORT", routing::Reason::StaleBook, book(2, 50, 50), side);
            m_context.bookAge = {};
            m_context.killSwitch = true;
            expect(lines, who + "kill switch -> ABORT", routing::Reason::KillSwitch, book(2, 50, 50), side);
            m_context.killSwitch = false;
            m_context.breakerOpen = true;
            expect(lines, who + "circuit breaker -> ABORT", routing::Reason::CircuitBreaker, book(2, 50, 50), side);
            m_context.breakerOpen = false;
        }
        const auto thin = book(2, 50 * ratio * 0.9, 50);
        const auto whole = decide(book(2, 50, 50), core::Side::Bid);
        const auto halved = decide(thin, core::Side::Bid);
        const bool isHalf = halved.size.raw() > 0 && halved.size <= core::Quantity::fromRaw(whole.size.raw() / 2)
            && halved.size > core::Quantity::fromRaw(whole.size.raw() / 2) - m_instrument.lot - m_instrument.lot;
        lines.push_back(
            {"route: low liquidity ratio -> half the size", isHalf, whole.size.text() + " -> " + halved.size.text()});
    }

private:
    using Book = book::OrderBook;

    [[nodiscard]] core::Quantity units(double impactUnits) const
    {
        return m_instrument.roundDownToLot(
            core::Quantity::fromRaw(static_cast<core::Int128>(impactUnits * m_unit * core::decimalScale)));
    }
    [[nodiscard]] core::Price offset(double fraction, core::Side side) const
    {
        const auto distance = static_cast<std::int64_t>(fraction * static_cast<double>(m_mid.raw()));
        const core::Price moved =
            side == core::Side::Bid ? m_mid - core::Price::fromRaw(distance) : m_mid + core::Price::fromRaw(distance);
        return m_instrument.roundPassive(moved, side);
    }
    /// Touch `spreadTicks` apart (negative: crossed), sizes in impact notionals.
    [[nodiscard]] Book book(int spreadTicks, double bids, double asks) const
    {
        const core::Price bid = m_instrument.roundPassive(m_mid, core::Side::Bid);
        const std::vector<core::Level> bidSide{{bid, units(bids)}};
        const std::vector<core::Level> askSide{
            {bid + core::Price::fromRaw(m_instrument.tick.raw() * spreadTicks), units(asks)}};
        Book made;
        made.assign(bidSide, askSide);
        return made;
    }
    [[nodiscard]] Book wideBook(double times) const
    {
        const double half = m_settings.desk.routing.wideSpreadPct * times / 2;
        const std::vector<core::Level> bids{{offset(half, core::Side::Bid), units(50)}};
        const std::vector<core::Level> asks{{offset(half, core::Side::Ask), units(50)}};
        Book made;
        made.assign(bids, asks);
        return made;
    }
    [[nodiscard]] Book steepBook() const
    {
        const double far = m_settings.desk.routing.maxImpactCost * 2.5;
        const std::vector<core::Level> bids{
            {m_instrument.roundPassive(m_mid, core::Side::Bid), units(0.1)}, {offset(far, core::Side::Bid), units(50)}};
        const std::vector<core::Level> asks{
            {m_instrument.roundPassive(m_mid + m_instrument.tick, core::Side::Ask), units(0.1)},
            {offset(far, core::Side::Ask), units(50)}};
        Book made;
        made.assign(bids, asks);
        return made;
    }
    [[nodiscard]] Book emptySide() const
    {
        const std::vector<core::Level> bids{{m_mid, units(50)}};
        Book made;
        made.assign(bids, {});
        return made;
    }

    routing::Decision decide(const Book& made, core::Side side)
    {
        m_context.market = m_instrument.id;
        m_context.instrument = &m_instrument;
        m_context.book = &made;
        m_context.inSync = true;
        return routing::decide(
            {.side = side, .size = units(1)}, m_context, m_settings.desk.routing, m_settings.desk.risk);
    }

    void expect(std::vector<CheckLine>& lines, const std::string& name, routing::Reason reason, const Book& made,
        core::Side side)
    {
        const routing::Decision decision = decide(made, side);
        lines.push_back(
            {"route: " + name, decision.reason == reason && decision.action == routing::infoOf(reason).action,
                std::string(routing::nameOf(decision.action)) + " ("
                    + std::string(routing::infoOf(decision.reason).code) + ")"});
    }

    core::Instrument m_instrument;
    Settings m_settings;
    core::Price m_mid;
    double m_unit = 0;
    routing::RouteContext m_context;
};

int print(const std::vector<CheckLine>& lines, bool json)
{
    int failed = 0;
    json::ListWriter out;
    for (const CheckLine& line : lines) {
        failed += line.passed ? 0 : 1;
        if (json) {
            out.add(json::ObjectWriter()
                        .text("check", line.name)
                        .flag("passed", line.passed)
                        .text("detail", line.detail)
                        .str());
        } else {
            std::printf("%s  %-48s %s\n", line.passed ? "pass" : "FAIL", line.name.c_str(), line.detail.c_str());
        }
    }
    if (json) {
        std::puts(out.str().c_str());
    } else {
        std::printf("%zu checks, %d failed\n", lines.size(), failed);
    }
    return failed == 0 && std::fflush(stdout) == 0 ? exitSuccess : exitFailed;
}

int runVerify(int& argc, char** argv, const VerifyArguments& arguments, const Settings& settings)
{
    const session::SessionOptions options = sessionOptions(settings);
    if (options.source != session::SourceKind::Embedded && arguments.speed != 1) {
        complain("--speed is for the embedded market");
        return exitBadInput;
    }
    QCoreApplication application(argc, argv);
    const app::SystemClock system;
    const core::ShiftedClock clock(system, system.now(), arguments.speed);
    session::TradingSession engine(options, clock);
    Watched watched;
    QObject::connect(&engine, &session::TradingSession::troubled, &application,
        [&](const QString& what) { watched.troubles.push_back(what.toStdString()); });

    const core::Timestamp begin = clock.now();
    QTimer timer;
    QObject::connect(&timer, &QTimer::timeout, &application, [&] {
        if (const session::MarketSnapshot* const snapshot = engine.snapshots().take()) {
            look(*snapshot, watched);
        }
        const double passed = std::chrono::duration<double>(clock.now() - begin).count();
        if (isatty(STDERR_FILENO) != 0) {
            std::fprintf(stderr, "\rwatching the market: %2.0f of %d s", passed, arguments.seconds);
        }
        if (passed >= arguments.seconds) {
            QCoreApplication::quit();
        }
    });
    timer.start(20);
    engine.start();
    QCoreApplication::exec();
    if (isatty(STDERR_FILENO) != 0) {
        std::fputs("\r\033[K", stderr);
    }

    std::vector<CheckLine> lines;
    checkStream(watched, settings, lines);
    checkMetrics(watched, lines);
    if (watched.last.isValid) {
        Scenarios(watched.last, settings).run(lines);
    } else {
        lines.push_back({"route: scenarios", false, "no valid book to build them on"});
    }
    return print(lines, arguments.json);
}

Runner addVerify(CLI::App& command)
{
    const auto arguments = std::make_shared<VerifyArguments>();
    command.add_option("--seconds", arguments->seconds, "how long to watch (default 30: VPIN needs that long)")
        ->check(CLI::Range(1, 86400));
    command.add_option("--speed", arguments->speed, "of the embedded market (default 1)")
        ->check(CLI::Range(0.1, 100.0));
    command.add_flag("--json", arguments->json, "one JSON array");
    return [arguments](Invocation& invocation) {
        return runVerify(invocation.argc, invocation.argv, *arguments, invocation.settings.values);
    };
}

} // namespace

const Command verifyCommand{"verify", "check stream, metrics and routing against the market", addVerify};

} // namespace leadline::app
