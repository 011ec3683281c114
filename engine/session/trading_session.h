// SPDX-License-Identifier: MIT
/// The session of a trader: markets, orders and stocks in a thread of their own, by signals and slots.
#pragma once

#include "engine/core/latest.h"
#include "engine/core/price.h"
#include "engine/core/time.h"
#include "engine/session/risk_memory.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <memory>
#include <set>

class QTimer;

namespace leadline::calibration
{
struct CalibrationSettings;
struct ReportContent;
} // namespace leadline::calibration
namespace leadline::core
{
class Clock;
struct MarketMessage;
} // namespace leadline::core
namespace leadline::desk
{
class Desk;
class Market;
struct DeskSettings;
} // namespace leadline::desk
namespace leadline::execution
{
class KillSwitch;
struct KillReceipt;
struct PositionSettings;
} // namespace leadline::execution
namespace leadline::orders
{
struct Fill;
struct GuardSettings;
struct GuardTerms;
struct Order;
} // namespace leadline::orders
namespace leadline::routing
{
struct RouteRequest;
}
namespace leadline::signals
{
struct Signal;
}
namespace leadline::sim
{
enum class FaultKind : std::uint8_t;
}

namespace leadline::session
{

class StockService;
class MarketSource;
class OrderService;
class Recorder;
class ReportWorker;
class SignalIntake;
class SnapshotBuilder;
struct DecisionRecord;
struct StockOptions;
struct MarketSnapshot;
struct OrderIntent;
struct Refusal;
struct SessionOptions;
struct SignalOptions;

using SharedReport = std::shared_ptr<const calibration::ReportContent>;

/// Every command is answered by a signal. Thread: engine; construct it, move it to its QThread, then invoke start().
class TradingSession final : public QObject
{
    Q_OBJECT

public:
    /// `clock` must outlive the session.
    TradingSession(const SessionOptions& options, const core::Clock& clock);
    ~TradingSession() override;

    /// The newest state of the market. Reader: GUI thread.
    [[nodiscard]] core::Latest<MarketSnapshot>& snapshots();
    /// Of the whole program. Thread: any.
    [[nodiscard]] const std::shared_ptr<execution::KillSwitch>& killSwitch() const;
    /// Stocks, on the same order path; closed until openStocks(). Lives with the session, in its thread.
    [[nodiscard]] StockService& stocks() { return *m_stocks; }
    /// Where the embedded market serves that venue to other clients: "127.0.0.1:40123"; empty: it does not.
    [[nodiscard]] QString embeddedAddress(const QString& venue) const;

public Q_SLOTS:
    void start();
    void stop();
    /// From now on stocks are followed and traded, too. Once, after start(); answered by stocksOpened().
    void openStocks(const leadline::session::StockOptions& options);
    /// What the previews in the snapshots are about: a size, and the only venue wanted (empty: the best). Place 0 is
    /// the ticket's, which the signal previews follow; ladders have the others, a size of zero gives one back.
    void setPreview(const leadline::core::Quantity& size, const QString& venue = {}, int place = 0);
    /// The strength, 0 to 1, that the signal previews and the monitor are about; below zero: none. `isRaised`: to
    /// market.
    void setSignal(double strength, bool isRaised = false);
    /// The notional, in quote units, for which the snapshots compare the venues.
    void setComparedNotional(double notional);
    /// Keeps a venue out of the consolidated book and of routing, or lets it in again.
    void setVenueOn(const QString& venue, bool on);
    /// At a venue of the embedded market; others ignore it.
    void setEmbeddedFault(const QString& venue, leadline::sim::FaultKind kind);
    /// Asks the router without sending; answered by decided().
    void decide(const leadline::routing::RouteRequest& request);
    /// Routes, checks and sends; answered by decided(), then orderChanged() or refused().
    void submit(const leadline::session::OrderIntent& intent);
    void cancel(quint64 order);
    /// Of the pair on show; those of a rebalance are its own.
    void cancelAll();
    /// To that price and size in all; answered by orderChanged() or refused().
    void amend(quint64 order, const leadline::core::Price& price, const leadline::core::Quantity& size);
    void setGuard(quint64 order, const leadline::orders::GuardTerms& terms);
    void setGuardSettings(const leadline::orders::GuardSettings& settings);
    void setPositionSettings(const leadline::execution::PositionSettings& settings);
    /// Turns trading at a live venue on, with that key; "off" cannot be undone while orders are there.
    void setTrading(const QString& venue, const QString& environment, const QString& key, const QString& secret);
    /// Cancels everything, waits until every venue has confirmed it, and closes the positions; the kill switch is on
    /// from then.
    void flatten();
    void setKillSwitch(bool on);
    void resetBreaker();
    void resetUrgencyBrake();
    void resetOverrides();
    /// What an earlier run left; before start().
    void restoreRisk(const leadline::session::RiskState& state) { m_restored = state; }
    /// What signals may do from now on; where they come from stays until the next start.
    void setSignalRules(const leadline::session::SignalOptions& signal);
    void setCalibrationSettings(const leadline::calibration::CalibrationSettings& settings);
    /// What the executions of that time say; answered by reportReady(). While one is being made, nothing.
    void makeReport(const leadline::core::Timestamp& from, const leadline::core::Timestamp& to);
    void setSettings(const leadline::desk::DeskSettings& settings);
    void setTapeSpeed(double speed);
    /// What a connection that is shared received. Direct connections within the engine's thread only: the message is
    /// reused for the next one.
    void receive(const leadline::core::MarketMessage& message);
    /// Whether that connection is up.
    void setSharedUp(bool up, const QString& why);

Q_SIGNALS:
    void started(const QString& what);
    void stocksOpened();
    void decided(const leadline::session::DecisionRecord& record);
    void orderChanged(const leadline::orders::Order& order);
    void filled(const leadline::orders::Fill& fill);
    void refused(const leadline::session::Refusal& refusal);
    void troubled(const QString& what);
    /// A venue's stream was lost or found again: ladders disarm. `why` names the venue.
    void connectionChanged(bool up, const QString& why);
    void killSwitchChanged(bool on);
    /// A breaker counted, tripped or was reset.
    void riskChanged(const leadline::session::RiskState& state);
    /// The kill switch, or flattening, went a step further.
    void receiptChanged(const leadline::execution::KillReceipt& receipt);
    /// Real money can be traded, at those venues; empty: none.
    void liveVenuesChanged(const QStringList& venues);
    /// A key may move money away.
    void keyCanWithdraw(const QString& venue);
    /// What an earlier run of the program left at that venue, and what became of it.
    void tookOver(const QString& venue, const QString& text);
    void settingsApplied();
    void reportReady(const leadline::session::SharedReport& report);
    void tapeEnded();

private:
    class Listener;

    void connectParts();
    void show(desk::Market& market);
    void switchVenue(const core::VenueId& id, bool on);
    void turnKillSwitch(bool on);
    void publish();
    void startRecording();
    [[nodiscard]] bool isOnShow(const core::Symbol& symbol) const;
    void act(const signals::Signal& signal);
    void reportRisk();

    std::unique_ptr<const SessionOptions> m_options; ///< as it was started
    const core::Clock& m_clock;
    std::unique_ptr<Listener> m_listener;
    std::unique_ptr<desk::Desk> m_desk;
    desk::Market* m_market = nullptr; ///< on show: the first venue's; null until a tape brings one
    std::unique_ptr<SnapshotBuilder> m_builder;
    std::unique_ptr<core::Latest<MarketSnapshot>> m_snapshots;
    QTimer* m_publishTimer = nullptr;
    std::unique_ptr<Recorder> m_recorder; ///< absent: nothing is recorded
    MarketSource* m_source; ///< a child, as the next four
    OrderService* m_orders;
    StockService* m_stocks;
    SignalIntake* m_signals;
    ReportWorker* m_reports;
    RiskState m_restored;
    RiskMemory m_risk;
    std::set<core::VenueId> m_switchedOff; ///< in the window, until it closes
};

/// Makes the values of the signals known to Qt; call once before connecting across threads.
void registerMetaTypes();

} // namespace leadline::session
