// SPDX-License-Identifier: MIT
#include "engine/drill/practice.h"

#include "engine/orders/order.h"
#include "engine/session/market_snapshot.h"
#include "engine/session/order_intent.h"
#include "engine/session/session_options.h"
#include "engine/session/trading_session.h"

#include <QCoreApplication>
#include <QThread>

#include <array>
#include <atomic>
#include <random>

namespace leadline::drill
{

namespace
{

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

class PracticeSession
{
public:
    PracticeSession(const session::SessionOptions& options, DrivenClock& clock, std::mt19937_64& random)
        : m_clock(clock)
        , m_random(random)
        , m_engine(options, clock)
    {
        QObject::connect(&m_engine, &session::TradingSession::filled, [this](const orders::Fill&) { ++fills; });
        QObject::connect(
            &m_engine, &session::TradingSession::troubled, [this](const QString& what) { trouble = what; });
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
        const session::MarketSnapshot* const snapshot = m_engine.snapshots().take();
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
    session::TradingSession m_engine;
    const session::MarketSnapshot* m_snapshot = nullptr;
};

} // namespace

Practice::Practice(session::SessionOptions options, const PracticeSettings& settings)
    : m_options(std::move(options))
    , m_settings(settings)
{
    m_options.source = session::SourceKind::Embedded;
    m_options.framesPerSecond = 200; // the market runs ten times as fast as we do
}

core::Result<int> Practice::run(const std::function<void(int day, int fills)>& dayDone)
{
    std::mt19937_64 random(m_settings.seed);
    DrivenClock clock(m_settings.from);
    int fills = 0;
    for (int day = 0; day < m_settings.days; ++day) {
        for (const int hour : hours) {
            const auto minute = static_cast<int>(random() % 55);
            clock.set(
                m_settings.from + std::chrono::days(day) + std::chrono::hours(hour) + std::chrono::minutes(minute));
            m_options.seed = random();
            m_options.orders.seed = random();
            PracticeSession session(m_options, clock, random);
            session.run();
            if (session.fills == 0 && !session.trouble.isEmpty()) {
                return core::defect(session.trouble.toStdString());
            }
            fills += session.fills;
        }
        dayDone(day + 1, fills);
    }
    return fills;
}

} // namespace leadline::drill
