// SPDX-License-Identifier: MIT
/// The session of a trader: markets, orders and stocks in a thread of their own, by signals and slots.
#pragma once

#include "engine/core/instrument_index.h"
#include "engine/core/latest.h"
#include "engine/core/pair.h"
#include "engine/core/price.h"
#include "engine/core/time.h"
#include "engine/session/risk_memory.h"
#include "engine/session/watch_line.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <memory>
#include <optional>
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
class ManualClock;
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
namespace leadline::feeds
{
class RawListener;
}
namespace leadline::orders
{
struct Fill;
struct GuardSettings;
struct GuardTerms;
struct Order;
} // namespace leadline::orders
namespace leadline::replay
{
struct TapeTimeline;
}
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

class MarketSource;
class MarketViews;
class OrderService;
class Recorder;
class ReplayOrders;
class ReportWorker;
class SignalIntake;
class StockMarkets;
class StockService;
class TapeSource;
class TimelineWorker;
class SeekIndexer;
struct DecisionRecord;
struct StockOptions;
struct MarketSnapshot;
struct OrderIntent;
struct Refusal;
struct SessionOptions;
struct RecorderOptions;
struct ReplayCommand;
struct ReplayState;
struct SettingsInForce;
struct SignalOptions;

using SharedSnapshots = std::shared_ptr<core::Latest<MarketSnapshot>>;
using SharedTimeline = std::shared_ptr<const replay::TapeTimeline>;
using SharedReport = std::shared_ptr<const calibration::ReportContent>;

/// Every command is answered by a signal. Thread: engine; construct it, move it to its QThread, then invoke start().
class TradingSession final : public QObject
{
    Q_OBJECT

public:
    /// `clock` must outlive the session.
    TradingSession(const SessionOptions& options, const core::Clock& clock);
    ~TradingSession() override;

    /// Of view 0, which is there from the start and shows the first instrument. Reader: GUI thread.
    [[nodiscard]] core::Latest<MarketSnapshot>& snapshots();
    /// A line for each instrument that is watched. Reader: GUI thread.
    [[nodiscard]] core::Latest<WatchLines>& watchLines();
    /// Of the whole program. Thread: any.
    [[nodiscard]] const std::shared_ptr<execution::KillSwitch>& killSwitch() const;
    /// Stocks, on the same order path; closed until openStocks(). Lives with the session, in its thread.
    [[nodiscard]] StockService& stocks() { return *m_stocks; }
    /// Where the embedded market serves that venue to other clients: "127.0.0.1:40123"; empty: it does not.
    [[nodiscard]] QString embeddedAddress(const QString& venue) const;
    /// As each reader has them; without a journal, or before start(), those of orders are the defaults.
    [[nodiscard]] SettingsInForce settingsInForce() const;

public Q_SLOTS:
    void start();
    void stop();
    /// From now on stocks are followed and traded, too. Once, after start(); answered by stocksOpened().
    void openStocks(const leadline::session::StockOptions& options);
    /// Opens the instrument's markets at every venue that has it; answered by watched(), or by notWatched().
    void watch(const leadline::core::Pair& pair);
    /// Its streams end once no order of ours works there, nothing is held and no view shows it; answered by
    /// unwatched().
    void unwatch(const leadline::core::Pair& pair);
    /// One more view, which publishes its snapshots there.
    void openView(int view, const leadline::session::SharedSnapshots& snapshots);
    void closeView(int view);
    /// The view shows that instrument from now on, watched or not before.
    void show(int view, const leadline::core::Pair& pair);
    /// What the previews in the view's snapshots are about: a size, and the only venue wanted (empty: the best). Place
    /// 0 is the ticket's, which the signal previews follow; ladders have the others, a size of zero gives one back.
    void setPreview(const leadline::core::Quantity& size, const QString& venue = {}, int place = 0, int view = 0);
    /// The strength, 0 to 1, that the signal previews and the monitor are about; below zero: none. `isRaised`: to
    /// market.
    void setSignal(double strength, bool isRaised = false, int view = 0);
    /// The notional, in quote units, for which the snapshots compare the venues.
    void setComparedNotional(double notional, int view = 0);
    /// Keeps a venue out of the consolidated book and of routing, or lets it in again.
    void setVenueOn(const QString& venue, bool on);
    /// At a venue of the embedded market; others ignore it.
    void setEmbeddedFault(const QString& venue, leadline::sim::FaultKind kind);
    /// Hears what the venues send as it comes, until it is another's turn; null: nobody's. Books begin anew for it.
    void listenRaw(leadline::feeds::RawListener* raw);
    /// Every book of every venue begins anew.
    void renewBooks();
    /// Asks the router without sending; answered by decided(). A pair that is not known is the first that is watched.
    void decide(const leadline::routing::RouteRequest& request, const leadline::core::Pair& pair = {});
    /// Routes, checks and sends; answered by decided(), then orderChanged() or refused().
    void submit(const leadline::session::OrderIntent& intent);
    void cancel(quint64 order);
    /// Of that instrument, or of all, coins and stocks; those of a rebalance are its own.
    void cancelAll(const leadline::core::Pair& pair = {});
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
    /// At every venue of that instrument; of all where none is named.
    void resetBreaker(const leadline::core::Pair& pair = {});
    void resetUrgencyBrake();
    void resetOverrides();
    /// What an earlier run left; before start().
    void restoreRisk(const leadline::session::RiskState& state) { m_restored = state; }
    /// Where signals come from and what they may do, from now on.
    void setSignalRules(const leadline::session::SignalOptions& signal);
    /// Where it is recorded from now on, or that it is not; what was recorded is finished first. Replays never are.
    void setRecorder(const leadline::session::RecorderOptions& recorder);
    /// How often snapshots are published, 1/s.
    void setFrameRate(double framesPerSecond);
    void setCalibrationSettings(const leadline::calibration::CalibrationSettings& settings);
    /// What the executions of that time say; answered by reportReady(). While one is being made, nothing.
    void makeReport(const leadline::core::Timestamp& from, const leadline::core::Timestamp& to);
    void setSettings(const leadline::desk::DeskSettings& settings);
    /// Of a replay; answered by replayChanged(). Without one, nothing.
    void drive(const leadline::session::ReplayCommand& command);
    /// The broker of stocks cannot be had, and why: stocks that wait to be watched are answered by notWatched().
    void refuseStocks(const QString& why);

Q_SIGNALS:
    void started(const QString& what);
    void stocksOpened();
    /// A stock is to be watched, and stocks are not open.
    void stocksWanted();
    void watched(const leadline::core::Pair& pair);
    void unwatched(const leadline::core::Pair& pair);
    /// Instruments that a venue has, beside those that came before.
    void listed(const std::vector<leadline::core::ListedInstrument>& instruments);
    /// No venue has it.
    void notWatched(const leadline::core::Pair& pair, const QString& why);
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
    /// What was practised in the replay is gone, orders, fills and positions, and why.
    void practiceEnded(const QString& why);
    /// How the replay stands, at most once a frame.
    void replayChanged(const leadline::session::ReplayState& state);
    /// What the recordings hold, as far as they have been looked through.
    void timelineChanged(const leadline::session::SharedTimeline& timeline);

private:
    class Listener;

    void connectParts();
    void follow(TapeSource& tape, TimelineWorker& timeline, SeekIndexer& index);
    void tellReplay();
    void practise();
    void endPractice();
    void bring(desk::Market& market);
    void begin(const core::Pair& pair, const std::vector<desk::Market*>& markets);
    /// Instruments in which an earlier run left orders that work, whatever the list says.
    void watchRecovered();
    void showFirst(const core::Pair& pair);
    [[nodiscard]] QString whyNotWatched(const core::Pair& pair) const;
    /// Of an instrument that is watched; of the first one where it is not known. Null: none is.
    [[nodiscard]] desk::Market* homeOf(const core::Pair& pair) const;
    void endUnwatched();
    [[nodiscard]] bool isInUse(const core::Pair& pair) const;
    void switchVenue(const core::VenueId& id, bool on);
    void turnKillSwitch(bool on);
    void publish();
    void startRecording();
    /// By its name, or by that of one of its venues.
    [[nodiscard]] std::optional<core::Pair> watchedAs(const core::Symbol& symbol) const;
    void act(const signals::Signal& signal, const core::Pair& pair);
    void reportRisk();

    std::unique_ptr<const SessionOptions> m_options; ///< as it was started
    const core::Clock& m_clock;
    std::unique_ptr<core::ManualClock> m_eventTime; ///< of recordings
    std::unique_ptr<Listener> m_listener;
    std::unique_ptr<desk::Desk> m_desk;
    std::unique_ptr<MarketViews> m_views;
    std::set<core::Pair> m_ending; ///< not watched any more, and still in use
    SharedSnapshots m_snapshots; ///< of view 0
    core::Latest<WatchLines> m_lines;
    core::Timestamp m_linesShown;
    std::unique_ptr<ReplayState> m_replayTold; ///< the newest
    core::Timestamp m_tapeEnd; ///< as far as it is known
    std::set<core::Pair> m_unwanted; ///< of recordings: nobody watches them any more
    QTimer* m_publishTimer = nullptr;
    std::unique_ptr<RecorderOptions> m_recording;
    std::unique_ptr<Recorder> m_recorder; ///< absent: nothing is recorded
    MarketSource* m_source; ///< a child, as the next ones
    OrderService* m_orders;
    ReplayOrders* m_practice = nullptr; ///< a child, of recordings; null: orders are real
    StockService* m_stocks;
    StockMarkets* m_stockMarkets;
    SignalIntake* m_signals;
    ReportWorker* m_reports;
    RiskState m_restored;
    RiskMemory m_risk;
    std::set<core::VenueId> m_switchedOff; ///< in the window, until it closes
};

/// Makes the values of the signals known to Qt; call once before connecting across threads.
void registerMetaTypes();

} // namespace leadline::session
