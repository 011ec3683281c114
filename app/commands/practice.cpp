// SPDX-License-Identifier: MIT
/// A trader that trades the embedded market by itself, day after day at speed, so that there is something to measure:
/// the same engine, sockets and journal as in the window, on a clock that is driven.
#include "app/commands/commands.h"
#include "app/commands/tape_run.h"
#include "app/settings/engine_options.h"
#include "engine/engine.h"

#include <CLI/CLI.hpp>

#include <QCoreApplication>
#include <QThread>

#include <array>
#include <atomic>
#include <cstdio>
#include <random>

namespace leadline::app
{

namespace
{

struct PracticeArguments {
    std::string journal;
    std::filesystem::path store; ///< empty: no Parquet
    std::string from = "2026-10-01T00:00:00Z";
    int days = 30;
    int seed = 1;
};

using std::chrono::milliseconds;

constexpr milliseconds turn{10}; ///< of the market, in a millisecond of ours
constexpr milliseconds trades{12'000}; ///< a session
constexpr milliseconds placesEvery{1'200};
constexpr milliseconds looksBack{32'000}; ///< after the last order, for the mark-outs
constexpr std::array<int, 4> hours{3, 9, 15, 20}; ///< UTC; one session each

/// Read by every thread, moved by one.
class DrivenClock final : public core::Clock
{
public:
    explicit DrivenClock(core::Timestamp start)
        : m_now(core::nanosecondsOf(start))
    {
    }
    [[nodiscard]] core::Timestamp now() const override { return core::fromNanoseconds(m_now); }
    [[nodiscard]] core::Duration steady() const override { return core::Duration(m_now); }
    void set(core::Timestamp time) { m_now = core::nanosecondsOf(time); }

private:
    std::atomic<std::int64_t> m_now;
};

class Session
{
public:
    Session(const engine::EngineOptions& options, DrivenClock& clock, std::mt19937_64& random)
        : m_clock(clock)
        , m_random(random)
        , m_engine(options, clock)
    {
        QObject::connect(&m_engine, &engine::Engine::filled, [this](const orders::Fill&) { ++fills; });
        QObject::connect(&m_engine, &engine::Engine::troubled, [this](const QString& what) { trouble = what; });
    }

    void run()
    {
        m_engine.start();
        live(milliseconds(2'000));
        for (milliseconds gone{0}; gone < trades; gone += placesEvery) {
            place();
            live(placesEvery);
        }
        m_engine.cancelAll();
        live(looksBack);
        m_engine.stop();
    }

    int fills = 0;
    QString trouble;

private:
    void live(milliseconds howLong)
    {
        for (milliseconds gone{0}; gone < howLong; gone += turn) {
            m_clock.set(m_clock.now() + turn);
            QCoreApplication::processEvents();
            QThread::msleep(1);
            QCoreApplication::processEvents();
        }
    }
    void place()
    {
        const engine::MarketSnapshot* const snapshot = m_engine.snapshots().take();
        m_snapshot = snapshot != nullptr ? snapshot : m_snapshot;
        if (m_snapshot == nullptr || m_snapshot->bids.empty() || m_snapshot->asks.empty()) {
            return;
        }
        constexpr std::array<const char*, 3> venues{"", "binance-futures", "kraken"};
        const bool buys = m_random() % 2 == 0;
        const bool takes = m_random() % 3 == 0;
        const core::Price bid = m_snapshot->bids.front().price;
        const core::Price ask = m_snapshot->asks.front().price;
        const core::Price far = core::Price::fromRaw(m_snapshot->asks.front().price.raw() / 1000);
        m_engine.submit({.side = buys ? core::Side::Bid : core::Side::Ask,
            .price = takes ? (buys ? ask + far : bid - far) : (buys ? bid : ask),
            .size = core::Quantity::fromRaw(static_cast<std::int64_t>(1 + m_random() % 40) * 50'000'000),
            .reach = takes ? desk::Reach::Cross : desk::Reach::Rest,
            .style = desk::Style::Smart,
            .venue = core::VenueId(venues[m_random() % venues.size()]),
            .guard = {.maxSpreadBps = 0, .maxAge = std::chrono::seconds(5)},
            .clicked = m_clock.steady()});
    }

    DrivenClock& m_clock;
    std::mt19937_64& m_random;
    engine::Engine m_engine;
    const engine::MarketSnapshot* m_snapshot = nullptr;
};

int runPractice(int& argc, char** argv, const PracticeArguments& arguments, const Settings& settings)
{
    const QCoreApplication application(argc, argv);
    const auto from = parseTime(arguments.from);
    if (!from) {
        complain("--from " + arguments.from + ": must be UTC time or nanoseconds");
        return exitBadInput;
    }
    engine::EngineOptions options = engineOptions(settings);
    options.source = engine::SourceKind::Embedded;
    options.framesPerSecond = 200; // the market runs ten times as fast as we do
    options.orders.journal = arguments.journal;
    options.recorder = {.root = arguments.store, .retentionDays = 0};
    std::mt19937_64 random(static_cast<std::uint64_t>(arguments.seed));
    DrivenClock clock(*from);
    int fills = 0;
    for (int day = 0; day < arguments.days; ++day) {
        for (const int hour : hours) {
            const auto minute = static_cast<int>(random() % 55);
            clock.set(*from + std::chrono::days(day) + std::chrono::hours(hour) + std::chrono::minutes(minute));
            options.seed = random();
            options.orders.seed = random();
            Session session(options, clock, random);
            session.run();
            if (session.fills == 0 && !session.trouble.isEmpty()) {
                complain(session.trouble.toStdString());
                return exitFailed;
            }
            fills += session.fills;
        }
        std::fprintf(stderr, "day %d of %d: %d fills\n", day + 1, arguments.days, fills);
    }
    return exitSuccess;
}

Runner addPractice(CLI::App& command)
{
    const auto arguments = std::make_shared<PracticeArguments>();
    command.add_option("--journal", arguments->journal, "sqlite:FILE or postgresql://...")->required();
    command.add_option("--store", arguments->store, "record features, decisions and fills there as Parquet");
    command.add_option("--from", arguments->from, "first day (default 2026-10-01T00:00:00Z)");
    command.add_option("--days", arguments->days, "how many days (default 30)")->check(CLI::Range(1, 3650));
    command.add_option("--seed", arguments->seed, "seed of market and trader (default 1)");
    return [arguments](Invocation& invocation) {
        return runPractice(invocation.argc, invocation.argv, *arguments, invocation.settings.values);
    };
}

} // namespace

const Command practiceCommand{"practice",
    "trade the embedded market by itself, four short sessions a day, at speed, into a journal", addPractice};

} // namespace leadline::app
