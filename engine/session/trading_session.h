// SPDX-License-Identifier: MIT
/// The QObject face of the engine: lives in its own thread, owns sockets, timers and the desk.
#pragma once

#include "engine/calibration/recent_durations.h"
#include "engine/core/instrument.h"
#include "engine/core/latest.h"
#include "engine/desk/desk.h"
#include "engine/desk/order_plan.h"
#include "engine/execution/execution_engine.h"
#include "engine/orders/order.h"
#include "engine/risk/risk.h"
#include "engine/session/equity_engine.h"
#include "engine/session/market_snapshot.h"
#include "engine/session/own_orders.h"
#include "engine/session/recorder.h"
#include "engine/session/risk_state.h"
#include "engine/session/trade_history.h"
#include "engine/venues/venue.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <array>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <thread>
#include <vector>

class QThread;
class QTimer;

namespace leadline::execution
{
enum class GatePurpose : std::uint8_t;
}
namespace leadline::feeds
{
class VenueFeed;
}
namespace leadline::signals
{
class Model;
class SignalFeed;
struct Signal;
} // namespace leadline::signals
namespace leadline::sim
{
class MarketServer;
}
namespace leadline::replay
{
class TapeMerger;
class TapePlayer;
} // namespace leadline::replay

namespace leadline::session
{

enum class SourceKind : std::uint8_t { Embedded, Live, Tape };

/// A venue to connect to; the embedded market serves those it has under addresses of its own.
struct VenueChoice {
    const venues::Venue* venue = nullptr; ///< must have a protocol
    venues::Endpoints endpoints;
    std::string trading =
        "off"; ///< the environment of the venue to trade in: "live", "demo"; the embedded one is its own
    venues::Credentials credentials;
    bool isShared = false; ///< no connection of its own: hear() brings what another one receives
};

/// Where signals come from, and what they may do.
struct SignalOptions {
    enum class Sends : std::uint8_t {
        Nothing, ///< orders of signals are judged and logged
        Paper, ///< they are sent where no real money is
        Everything,
    };
    QString file; ///< empty: none
    QString socket; ///< empty: none
    std::string model; ///< a model of XGBoost, scored on every sample of the charted market; empty: none
    Sends sends = Sends::Nothing;
    std::chrono::milliseconds maxAge{10'000}; ///< an older signal is not acted upon
};

struct SessionOptions {
    SourceKind source = SourceKind::Embedded;
    core::Pair pair{core::Asset("ETH"), core::Asset("USDT")};
    std::vector<VenueChoice> venues; ///< the first is the one on the charts
    bool depthFrames = false; ///< 20-level frames in place of diffs
    quint64 seed = 1; ///< of the embedded market
    QStringList tapes;
    QString tapeVenue;
    std::vector<core::Symbol> tapeSymbols; ///< empty: all
    double tapeSpeed = 1; ///< event seconds a second; 0: as fast as the window draws
    double framesPerSecond = 30; ///< how often snapshots are published
    desk::DeskSettings desk;
    execution::ExecutionOptions orders;
    RecorderOptions recorder;
    SignalOptions signal;
    bool isViewOnly = false; ///< the market is shown, and orders have no way out of here
    std::chrono::seconds countdown{60}; ///< after so long without us a venue cancels everything; zero: never
};

/// What the user wants: a limit at a price that was on the screen.
struct OrderIntent {
    core::Side side = core::Side::Bid;
    core::Price price;
    core::Quantity size;
    desk::Reach reach = desk::Reach::Rest;
    desk::Style style = desk::Style::Limit; ///< Smart: the router decides at the moment it is sent
    bool bandConfirmed = false;
    core::VenueId venue; ///< the only one wanted; empty: the router chooses
    orders::GuardTerms guard{.maxSpreadBps = -1}; ///< below zero: the settings' threshold
    std::optional<routing::Signal> signal; ///< the signal policy decides how it goes out; price and reach do not count
    std::optional<routing::Strategy> asked; ///< sent that way and in full; price and reach do not count
    core::Duration clicked{}; ///< of the gesture, on the monotonic clock; zero: not known
};

/// Something was not done, and why. Codes of risk checks, reasons of the router, words of the venue.
struct Refusal {
    OrderIntent intent;
    risk::OrderCheck check = risk::OrderCheck::Fine;
    QString text;
};

using SharedReport = std::shared_ptr<const calibration::ReportContent>;

/// One line of the decision log.
struct DecisionRecord {
    quint64 number = 0;
    routing::Decision decision;
    orders::ClientOrderId order = 0; ///< the first order it led to; 0: none
};

/// Every command is answered by a signal. Thread: engine; construct it, move it to its QThread, then invoke start().
class TradingSession final : public QObject
{
    Q_OBJECT

public:
    /// `clock` must outlive the engine.
    TradingSession(const SessionOptions& options, const core::Clock& clock);
    ~TradingSession() override;

    /// The newest state of the market. Reader: GUI thread.
    [[nodiscard]] core::Latest<MarketSnapshot>& snapshots() { return m_snapshots; }
    /// Of the whole program. Thread: any.
    [[nodiscard]] const std::shared_ptr<execution::KillSwitch>& killSwitch() const
    {
        return m_options.orders.killSwitch;
    }
    /// Stocks, on the same order path; closed until openStocks(). Lives with the engine, in its thread.
    [[nodiscard]] EquityEngine& stocks() { return *m_stocks; }
    /// Where the embedded market serves that venue to other clients: "127.0.0.1:40123"; empty: it does not.
    [[nodiscard]] QString embeddedAddress(const QString& venue) const;

public Q_SLOTS:
    void start();
    void stop();
    /// From now on stocks are followed and traded, too. Once, after start(); answered by stocksOpened().
    void openStocks(const leadline::session::EquityOptions& options);
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
    /// Trouble at a venue of the embedded market: a sim::Fault::Kind. Others ignore it.
    void setEmbeddedFault(const QString& venue, int kind);
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
    /// `spotFlatten`: an execution::SpotFlatten.
    void setPositionRules(int checkSeconds, int spotFlatten);
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
    void restoreRisk(const leadline::session::RiskState& state) { m_restoredRisk = state; }
    /// What signals may do from now on; where they come from stays until the next start.
    void setSignalRules(int sends, qint64 maxAgeMs);
    void setCalibrationSettings(const leadline::calibration::CalibrationSettings& settings);
    /// What the executions of that time say; answered by reportReady(). While one is being made, nothing.
    void makeReport(const leadline::core::Timestamp& from, const leadline::core::Timestamp& to);
    void setSettings(const leadline::desk::DeskSettings& settings);
    void setTapeSpeed(double speed);
    /// What a connection that is shared received. Direct connections within the engine's thread only: the message is
    /// reused for the next one.
    void hear(const leadline::core::MarketMessage& message);
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
    class Prices;

    /// A venue with what connects us to it.
    struct Line;

    void switchVenue(const core::VenueId& id, bool on);
    void turnKillSwitch(bool on);
    void startEmbedded();
    void startLive();
    void addLine(const VenueChoice& choice, const venues::Endpoints& endpoints);
    void startTape();
    void playTape();
    void playMessage(const core::MarketMessage& message, const venues::Venue& venue);
    void publish();
    void fillSnapshot(MarketSnapshot& snapshot, const desk::Desk::Venues& venues);
    void fillVenues(MarketSnapshot& snapshot, const desk::Desk::Venues& venues);
    void showTrouble(const desk::Market& market, VenueSnapshot& venue);
    void fillConsolidated(MarketSnapshot& snapshot) const;
    void renewCosts(const desk::Desk::Venues& venues);
    void startRecording();
    void tellDecision(const DecisionRecord& record);
    void startTrading();
    void startTrading(
        Line& line, const venues::TradingEnvironment& environment, const venues::Credentials& credentials);
    void showTradable();
    void markTradable();
    void adoptMeasured();
    void orderUpdated(const orders::Order& order);
    void fillTrading(MarketSnapshot& snapshot) const;
    void fillPositions(MarketSnapshot& snapshot) const;
    [[nodiscard]] TradingSnapshot tradingAt(const core::VenueId& venue, bool isOnShow) const;
    void fillLatencies(MarketSnapshot& snapshot);
    void bookMoved(const desk::Market& market);
    [[nodiscard]] orders::SpreadNow spreadOf(const core::MarketId& market) const;
    [[nodiscard]] risk::OrderCheck checkOrder(const orders::NewOrder& order, const desk::Market& market, int openBefore,
        bool bandConfirmed, execution::GatePurpose purpose);
    void startSignals();
    void hearSignal(const signals::Signal& signal);
    void score(const features::FeatureSet& sample);
    [[nodiscard]] bool isOnShow(const core::Symbol& symbol) const;
    [[nodiscard]] std::optional<HeardSignal> heardLately() const;
    [[nodiscard]] RiskState riskState() const;
    void takeOverRisk();
    void tellRisk();
    void fillMonitor(MarketSnapshot& snapshot);
    void fillPreviews(MarketSnapshot& snapshot, const desk::Desk::Venues& venues);
    /// An order that goes out in slices: the next one, once the one before has filled.
    struct SliceRun {
        OrderIntent intent;
        routing::Decision decision;
        core::Quantity remaining;
        orders::ClientOrderId first = 0;
        orders::ClientOrderId current = 0;
        bool isStopped = false;
    };
    void goOnSlicing();
    void stopSlicing();
    /// Why nothing more is sent; empty: it was.
    [[nodiscard]] QString sendSlice(SliceRun& run);
    [[nodiscard]] orders::GuardTerms guardOf(const OrderIntent& intent) const;
    void refuse(const OrderIntent& intent, risk::OrderCheck check, const QString& text);
    void begin(
        const OrderIntent& intent, const routing::Decision& decision, const std::vector<orders::NewOrder>& orders);
    void send(const OrderIntent& intent, const routing::Decision& decision, const desk::OrderPlans& plans);
    [[nodiscard]] QString trustText(const desk::Market& market) const;

    SessionOptions m_options;
    const core::Clock& m_clock;
    std::unique_ptr<Listener> m_listener;
    std::unique_ptr<Prices> m_prices;
    std::unique_ptr<desk::Desk> m_desk;
    desk::Market* m_market = nullptr; ///< the first venue's; null until a tape brings one
    core::Latest<MarketSnapshot> m_snapshots;
    QTimer* m_publishTimer = nullptr;

    std::unique_ptr<QThread> m_serverThread; ///< where the embedded venues live
    std::vector<std::unique_ptr<Line>> m_lines;

    std::unique_ptr<replay::TapeMerger> m_tapes;
    replay::TapePlayer* m_tape = nullptr; ///< the one of m_tapes with the message at hand
    int m_tapeProblems = 0; ///< since the last one told
    QString m_firstTapeProblem;
    QTimer* m_tapeTimer = nullptr;
    core::Timestamp m_tapeTime; ///< how far the tape may be played
    core::Timestamp m_tapeBeat; ///< clock at the last beat
    bool m_messageWaits = false; ///< the newest of the tapes is not due yet

    std::unique_ptr<Recorder> m_recorder; ///< absent: nothing is recorded
    QTimer* m_recorderTimer = nullptr;
    std::unique_ptr<execution::ExecutionEngine> m_orders; ///< absent in a replay: nothing can be sent
    EquityEngine* m_stocks = nullptr; ///< a child
    OwnOrders m_own;
    std::vector<SliceRun> m_slices;
    RiskState m_restoredRisk;
    RiskState m_toldRisk;
    std::optional<routing::Signal> m_signal; ///< the user's
    std::unique_ptr<signals::SignalFeed> m_signalFeed;
    std::unique_ptr<signals::Model> m_model;
    std::set<features::Feature> m_toldOutOfRange; ///< by the model
    std::optional<HeardSignal> m_heard;
    bool m_isLive = false; ///< real money can be traded
    QTimer* m_orderTimer = nullptr;
    std::jthread m_reporter;
    bool m_isReporting = false;
    std::uint64_t m_adoptedCalibration = 0; ///< the versions of both trackers
    std::set<std::pair<core::VenueId, bool>> m_toldAlarms; ///< venue and whether it is the makers' fee
    quint64 m_decisions = 0;
    std::map<int, PreviewSubject> m_previews; ///< by place

    /// A book that healed stays in doubt on the screen for a while: it was wrong for shorter than a glance.
    struct Trouble {
        std::uint64_t gaps = 0;
        std::uint64_t checksums = 0;
        core::Timestamp since;
        QString what;
    };
    std::map<const desk::Market*, Trouble> m_troubles;

    std::set<core::VenueId> m_switchedOff; ///< in the window, until it closes
    double m_comparedNotional = 10'000;
    std::array<std::shared_ptr<const CostCurve>, 2> m_costs;
    core::Timestamp m_costsShown;
    std::map<core::VenueId, calibration::RecentDurations>
        m_dataDelays; ///< receive time minus event time, less the smallest seen
    std::shared_ptr<const std::vector<LatencyLine>> m_latencies;
    core::Timestamp m_latenciesShown;
    core::Duration m_receivedAt{};
    std::uint64_t m_rateBase = 0;
    core::Timestamp m_rateSince;
    double m_rate = 0;
    TradeHistory m_trades; ///< of all venues that take part, sizes in coins
    std::map<const desk::Market*, TradeHistory> m_venueTrades;
    std::vector<TradedAt> m_profileCopy; ///< five times a second
    core::Timestamp m_profileShown;
    std::deque<ChartSample> m_samples;
    std::uint64_t m_sampleCount = 0;
};

/// Makes the values of the signals known to Qt; call once before connecting across threads.
void registerMetaTypes();

} // namespace leadline::session

Q_DECLARE_METATYPE(leadline::core::Price)
Q_DECLARE_METATYPE(leadline::core::Quantity)
Q_DECLARE_METATYPE(leadline::core::Timestamp)
Q_DECLARE_METATYPE(leadline::calibration::CalibrationSettings)
Q_DECLARE_METATYPE(leadline::session::SharedReport)
Q_DECLARE_METATYPE(leadline::orders::GuardSettings)
Q_DECLARE_METATYPE(leadline::orders::GuardTerms)
Q_DECLARE_METATYPE(leadline::session::RiskState)
Q_DECLARE_METATYPE(leadline::session::EquityOptions)
Q_DECLARE_METATYPE(leadline::routing::RouteRequest)
Q_DECLARE_METATYPE(leadline::session::OrderIntent)
Q_DECLARE_METATYPE(leadline::session::Refusal)
Q_DECLARE_METATYPE(leadline::session::DecisionRecord)
Q_DECLARE_METATYPE(leadline::orders::Order)
Q_DECLARE_METATYPE(leadline::orders::Fill)
Q_DECLARE_METATYPE(leadline::desk::DeskSettings)
