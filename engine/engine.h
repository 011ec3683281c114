// SPDX-License-Identifier: MIT
/// The QObject face of the engine: lives in its own thread, owns sockets, timers and the desk.
#pragma once

#include "engine/core/instrument.h"
#include "engine/desk/desk.h"
#include "engine/desk/order_plan.h"
#include "engine/latest.h"
#include "engine/market_snapshot.h"
#include "engine/orders/order.h"
#include "engine/risk/risk.h"

#include <QObject>
#include <QString>
#include <QStringList>
#include <QUrl>

#include <deque>
#include <map>
#include <memory>

class QThread;
class QTimer;

namespace leadline::feeds
{
class BinanceFuturesFeed;
}
namespace leadline::simserver
{
class MarketServer;
}
namespace leadline::sim
{
struct ClientOrder;
struct ClientOrderEvent;
} // namespace leadline::sim
namespace leadline::replay
{
class TapePlayer;
}

namespace leadline::engine
{

enum class SourceKind : std::uint8_t { Embedded, Live, Tape };

struct EngineOptions {
    SourceKind source = SourceKind::Embedded;
    core::Symbol symbol{"ETHUSDT"};
    QUrl streams{QStringLiteral("wss://fstream.binance.com")};
    QUrl rest{QStringLiteral("https://fapi.binance.com")};
    bool depthFrames = false; ///< 20-level frames in place of diffs
    quint64 seed = 1; ///< of the embedded market
    QStringList tapes;
    QString tapeVenue;
    double tapeSpeed = 1; ///< event seconds a second; 0: as fast as the window draws
    double framesPerSecond = 30; ///< how often snapshots are published
    desk::DeskSettings desk;
};

/// What the user wants: a limit at a price that was on the screen.
struct OrderIntent {
    core::Side side = core::Side::Bid;
    core::Price price;
    core::Quantity size;
    desk::Reach reach = desk::Reach::Rest;
    bool bandConfirmed = false;
};

/// Something was not done, and why. Codes of risk checks, reasons of the router, words of the venue.
struct Refusal {
    OrderIntent intent;
    risk::OrderCheck check = risk::OrderCheck::Fine;
    QString text;
};

/// One line of the decision log.
struct DecisionRecord {
    quint64 number = 0;
    routing::Decision decision;
    orders::ClientOrderId order = 0; ///< the order it led to; 0: none
};

/// Every command is answered by a signal. Thread: engine; construct it, move it to its QThread, then invoke start().
class Engine final : public QObject
{
    Q_OBJECT

public:
    /// `clock` must outlive the engine.
    Engine(const EngineOptions& options, const core::Clock& clock);
    ~Engine() override;

    /// The newest state of the market. Reader: GUI thread.
    [[nodiscard]] Latest<MarketSnapshot>& snapshots() { return m_snapshots; }

public Q_SLOTS:
    void start();
    void stop();
    /// The size that the previews in the snapshots are about.
    void setPreview(const leadline::core::Quantity& size);
    /// Asks the router without sending; answered by decided().
    void decide(const leadline::routing::RouteRequest& request);
    /// Routes, checks and sends; answered by decided(), then orderChanged() or refused().
    void submit(const leadline::engine::OrderIntent& intent);
    void cancel(quint64 order);
    void cancelAll();
    void setKillSwitch(bool on);
    void resetBreaker();
    void setSettings(const leadline::desk::DeskSettings& settings);
    void setTapeSpeed(double speed);

Q_SIGNALS:
    void started(const QString& what);
    void decided(const leadline::engine::DecisionRecord& record);
    void orderChanged(const leadline::orders::Order& order);
    void filled(const leadline::orders::Fill& fill);
    void refused(const leadline::engine::Refusal& refusal);
    void troubled(const QString& what);
    /// The stream was lost or found again: ladders disarm.
    void connectionChanged(bool up, const QString& why);
    void killSwitchChanged(bool on);
    void settingsApplied();
    void tapeEnded();

private:
    class Listener;

    void startEmbedded();
    void startLive(const QUrl& streams, const QUrl& rest);
    void startTape();
    void openNextTape();
    void playTape();
    void receive(const core::MarketMessage& message);
    void publish();
    void fillSnapshot(MarketSnapshot& snapshot);
    void countTrade(const core::Trade& trade);
    void report(const orders::OrderReport& report);
    void venueReported(const sim::ClientOrderEvent& event);
    void refuse(const OrderIntent& intent, risk::OrderCheck check, const QString& text);
    [[nodiscard]] core::Duration silence() const;
    [[nodiscard]] QString trustText(const desk::Market& market) const;
    [[nodiscard]] orders::ClientOrderId nextOrderId();

    EngineOptions m_options;
    const core::Clock& m_clock;
    std::unique_ptr<Listener> m_listener;
    std::unique_ptr<desk::Desk> m_desk;
    desk::Market* m_market = nullptr;
    Latest<MarketSnapshot> m_snapshots;
    QTimer* m_publishTimer = nullptr;

    std::unique_ptr<QThread> m_serverThread;
    simserver::MarketServer* m_server = nullptr; ///< lives in m_serverThread
    std::unique_ptr<feeds::BinanceFuturesFeed> m_feed;
    bool m_isUp = false;

    std::unique_ptr<replay::TapePlayer> m_player;
    QTimer* m_tapeTimer = nullptr;
    core::Timestamp m_tapeTime; ///< how far the tape may be played
    core::Timestamp m_tapeBeat; ///< clock at the last beat
    bool m_messageWaits = false;

    std::unique_ptr<orders::OrderEntry> m_orderEntry; ///< absent: nothing can be sent
    orders::OrderBlotter m_blotter;
    quint64 m_orderCount = 0;
    quint64 m_orderEpoch = 0;
    quint64 m_decisions = 0;
    core::Quantity m_previewSize;

    core::Timestamp m_lastReceived;
    core::Duration m_smallestLatency = core::Duration::max();
    core::Duration m_latency{};
    std::uint64_t m_rateBase = 0;
    core::Timestamp m_rateSince;
    double m_rate = 0;
    core::Trade m_lastTrade;
    std::deque<core::Trade> m_recentTrades;
    std::map<core::Price, TradedAt> m_recent;
    std::map<core::Price, TradedAt> m_profile;
    std::vector<TradedAt> m_profileCopy; ///< of m_profile, five times a second
    core::Timestamp m_profileShown;
    std::deque<ChartSample> m_samples;
    std::uint64_t m_sampleCount = 0;
};

/// Makes the values of the signals known to Qt; call once before connecting across threads.
void registerMetaTypes();

} // namespace leadline::engine

Q_DECLARE_METATYPE(leadline::core::Quantity)
Q_DECLARE_METATYPE(leadline::routing::RouteRequest)
Q_DECLARE_METATYPE(leadline::engine::OrderIntent)
Q_DECLARE_METATYPE(leadline::engine::Refusal)
Q_DECLARE_METATYPE(leadline::engine::DecisionRecord)
Q_DECLARE_METATYPE(leadline::orders::Order)
Q_DECLARE_METATYPE(leadline::orders::Fill)
Q_DECLARE_METATYPE(leadline::desk::DeskSettings)
