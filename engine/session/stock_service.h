// SPDX-License-Identifier: MIT
/// The equities side of a session: US stocks at Alpaca, screened and rebalanced.
#pragma once

#include "engine/feeds/trading_timing.h"
#include "engine/picks/scanner.h"
#include "engine/risk/risk.h"
#include "engine/session/rebalance_desk.h"

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
enum class TradeFault : std::uint8_t;
} // namespace leadline::sim

namespace leadline::session
{

class QuoteSources;

/// Where the data of stocks comes from, and where orders go.
struct StockOptions {
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
    quint64 seed = 1; ///< of the embedded market
    bool isLimited = true; ///< an embedded market served elsewhere counts requests
    feeds::TradingTiming timing;
};

struct ScanRequest {
    picks::Mode mode = picks::Mode::Safe;
    std::vector<picks::ListedSymbol> symbols;
};

/// Part of an engine, on its order path; opened once stocks are wanted. Every command is answered by a signal. Thread:
/// engine.
class StockService final : public QObject
{
    Q_OBJECT

public:
    /// `clock` must outlive it. The embedded market lives by it, too: where it stands, the market opens.
    explicit StockService(const core::Clock& clock, QObject* parent = nullptr);
    ~StockService() override;

    /// Connects orders and account; data is connected once it is wanted. Orders go by `orders`, which must outlive
    /// close(). Once.
    void open(const StockOptions& options, execution::ExecutionEngine& orders, const risk::RiskLimits& limits);
    void close();
    [[nodiscard]] bool isOpen() const { return m_desk != nullptr; }
    /// The kill switch was turned on: nothing new is sent. `flattens`: what is held is about to be closed.
    void halt(bool flattens);
    void setLimits(const risk::RiskLimits& limits);

public Q_SLOTS:
    /// Screens the symbols; answered by scanned() or scanRefused(). While one runs, the newest asked for waits for its
    /// end.
    void scan(const leadline::session::ScanRequest& request);
    /// Halts and moves of these are heard from now on, so that a scan later knows of them.
    void listenTo(const leadline::session::ScanRequest& request);
    /// Answered by previewed(), once account and quotes are known, or by refused().
    void previewPlan(const leadline::session::SharedPlan& plan);
    /// Answered by progressed(), or by refused().
    void runPlan(const leadline::session::SharedPlan& plan, leadline::rebalance::Urgency urgency);
    void pause();
    void resume();
    void stopRun(const QString& why);
    /// Its stream goes on to whoever hears heard(), until told otherwise as often; before others, where the plan limits
    /// how many there are. streamChanged() tells at once whether it is up.
    void share(const QString& symbol, bool isWanted);
    void setSettings(
        const leadline::rebalance::ExecutionSettings& execution, const leadline::picks::PickSettings& picks);
    /// At the embedded venue, striking one request in `oneIn`.
    void setEmbeddedFault(leadline::sim::TradeFault fault, int oneIn, quint64 seed);

Q_SIGNALS:
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
    void previewed(const leadline::session::SharedPreview& preview);
    void progressed(const leadline::session::SharedRun& progress);
    void refused(const QString& why); ///< a plan
    void scanRefused(const QString& why);
    void troubled(const QString& what);
    void connectionChanged(const QString& what, bool up, const QString& why);

private:
    void startEmbedded();
    void connectVenue(const risk::RiskLimits& limits);
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
    void followHeld();
    void orderUpdated(const orders::Order& order);

    StockOptions m_options;
    const core::Clock& m_clock;
    std::unique_ptr<QThread> m_serverThread;
    sim::MarketServer* m_server = nullptr; ///< lives in its thread
    execution::ExecutionEngine* m_orders = nullptr; ///< null: not open
    std::unique_ptr<RebalanceDesk> m_desk;
    std::unique_ptr<feeds::RestClient> m_trading;
    std::unique_ptr<feeds::RestClient> m_data;
    std::unique_ptr<feeds::StockFeed> m_feed;
    std::unique_ptr<picks::MarketWatch> m_watch;
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

} // namespace leadline::session

Q_DECLARE_METATYPE(leadline::session::StockOptions)
Q_DECLARE_METATYPE(leadline::session::SharedPlan)
Q_DECLARE_METATYPE(leadline::session::SharedPreview)
Q_DECLARE_METATYPE(leadline::session::SharedRun)
Q_DECLARE_METATYPE(leadline::session::ScanRequest)
Q_DECLARE_METATYPE(leadline::picks::SharedScan)
