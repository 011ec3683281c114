// SPDX-License-Identifier: MIT
/// The QObject face of the equities side: US stocks at Alpaca, screened and rebalanced. Lives in its own thread.
#pragma once

#include "engine/picks/scanner.h"
#include "engine/rebalance_desk.h"
#include "engine/risk/risk.h"

#include <QObject>
#include <QString>

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

class QThread;
class QTimer;

namespace leadline::feeds
{
class RestClient;
class StockFeed;
} // namespace leadline::feeds
namespace leadline::sim
{
class MarketServer;
} // namespace leadline::sim

namespace leadline::engine
{

class QuoteSources;

/// Where the data of stocks comes from, and where orders go.
struct EquityOptions {
    bool isEmbedded = true; ///< the embedded equities market; else the venue's own addresses
    std::string environment = "paper"; ///< of Alpaca, where it is not embedded: "paper" or "live"
    venues::Credentials credentials; ///< Alpaca's
    venues::Endpoints data; ///< of market data, where it is not embedded
    venues::Endpoints trading; ///< of an embedded market served elsewhere; empty: one of its own
    bool isIexFeed = false; ///< the free plan: IEX alone, 30 symbols in the stream
    venues::Endpoints polygon; ///< its REST alone is used
    venues::Credentials polygonKey; ///< empty: that source is left out
    bool polygonCountsLots = false; ///< its sizes are round lots
    rebalance::ExecutionSettings execution;
    picks::PickSettings picks;
    picks::ScanSettings scan;
    picks::ScoreModel scores;
    execution::ExecutionOptions orders;
    risk::RiskLimits limits; ///< dollars
    quint64 seed = 1; ///< of the embedded market
};

struct ScanRequest {
    picks::Mode mode = picks::Mode::Safe;
    std::vector<picks::ListedSymbol> symbols;
};

/// Every command is answered by a signal. Thread: its own; construct it, move it there, then invoke start().
class EquityEngine final : public QObject
{
    Q_OBJECT

public:
    /// `clock` must outlive the engine. The embedded market lives by it, too: where it stands, the market opens.
    EquityEngine(EquityOptions options, const core::Clock& clock);
    ~EquityEngine() override;

public Q_SLOTS:
    void start();
    void stop();
    /// Screens the symbols; answered by scanned() or scanRefused(). While one runs, the newest asked for waits for its
    /// end.
    void scan(const leadline::engine::ScanRequest& request);
    /// Halts and moves of these are heard from now on, so that a scan later knows of them.
    void listenTo(const leadline::engine::ScanRequest& request);
    /// Answered by previewed(), once account and quotes are known, or by refused().
    void previewPlan(const leadline::engine::SharedPlan& plan);
    /// Answered by progressed(), or by refused().
    void runPlan(const leadline::engine::SharedPlan& plan, int urgency);
    void pause();
    void resume();
    void stopRun(const QString& why);
    /// On: nothing new goes out any more, what works is cancelled.
    void setKillSwitch(bool on);
    /// The same, and what is held in stocks is sold, or bought back.
    void flatten();
    /// Its stream goes on to whoever hears heard(), until told otherwise as often; before others, where the plan limits
    /// how many there are. streamChanged() tells at once whether it is up.
    void share(const QString& symbol, bool isWanted);
    void setSettings(
        const leadline::rebalance::ExecutionSettings& execution, const leadline::picks::PickSettings& picks);
    void setLimits(const leadline::risk::RiskLimits& limits);
    /// Trouble at the embedded venue: a sim::TradeFault striking one request in `oneIn`.
    void setEmbeddedFault(int fault, int oneIn, quint64 seed);

Q_SIGNALS:
    void started(const QString& what);
    /// Account, assets and calendar are known; comes after resumed().
    void ready();
    /// A rebalance of an earlier run of the program goes on.
    void resumed();
    /// Of every stock that is followed. Direct connections within the engine's thread only: the message is reused for
    /// the next one.
    void heard(const leadline::core::MarketMessage& message);
    /// The stream of quotes.
    void streamChanged(bool up, const QString& why);
    void scanned(const leadline::picks::SharedScan& report);
    void previewed(const leadline::engine::SharedPreview& preview);
    void progressed(const leadline::engine::SharedRun& progress);
    void refused(const QString& why); ///< a plan
    void scanRefused(const QString& why);
    void troubled(const QString& what);
    void connectionChanged(const QString& what, bool up, const QString& why);
    void killSwitchChanged(bool on);
    /// The kill switch went a step further.
    void receiptChanged(const leadline::execution::KillReceipt& receipt);
    void orderChanged(const leadline::orders::Order& order);

private:
    void startEmbedded();
    void connectVenue();
    void connectData();
    void fetchAssets();
    void fetchCalendar();
    void fetchQuotes(const std::set<core::Symbol>& symbols);
    void seedMoves(const ScanRequest& request);
    void beginScan(const ScanRequest& request);
    void scanEnded(const picks::SharedScan& report);
    void followWanted();
    void tick();
    void showProgress(bool isForced);
    void tryPreview();
    void tellReady();
    void turnKillSwitch(bool on);

    EquityOptions m_options;
    const core::Clock& m_clock;
    std::unique_ptr<QThread> m_serverThread;
    sim::MarketServer* m_server = nullptr; ///< lives in its thread
    std::unique_ptr<execution::ExecutionEngine> m_orders;
    std::unique_ptr<RebalanceDesk> m_desk;
    std::unique_ptr<feeds::RestClient> m_trading;
    std::unique_ptr<feeds::RestClient> m_data;
    std::unique_ptr<feeds::StockFeed> m_feed;
    picks::MarketWatch m_watch;
    std::unique_ptr<QuoteSources> m_sources;
    std::unique_ptr<picks::Scanner> m_scanner;
    std::optional<ScanRequest> m_waitingScan;
    std::set<core::Symbol> m_seeded; ///< whose minutes of before were asked for
    QTimer* m_timer = nullptr;
    SharedPlan m_previewing; ///< waits for quotes
    core::Timestamp m_previewUntil{};
    std::set<core::Symbol> m_scanSymbols;
    std::multiset<core::Symbol> m_shared; ///< with heard()
    std::size_t m_leftOut = 0; ///< symbols that the plan does not stream
    std::uint64_t m_shownVersion = 0;
    core::Timestamp m_shownAt{};
    bool m_isReady = false;
};

} // namespace leadline::engine

Q_DECLARE_METATYPE(leadline::engine::SharedPlan)
Q_DECLARE_METATYPE(leadline::engine::SharedPreview)
Q_DECLARE_METATYPE(leadline::engine::SharedRun)
Q_DECLARE_METATYPE(leadline::engine::ScanRequest)
Q_DECLARE_METATYPE(leadline::picks::SharedScan)
