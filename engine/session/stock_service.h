// SPDX-License-Identifier: MIT
/// The stocks of a session, at Alpaca: one stream of data for all who need it, and the services that work on it.
#pragma once

#include "engine/core/names.h"
#include "engine/core/stock.h"

#include <QObject>
#include <QString>

#include <cstdint>
#include <memory>
#include <set>
#include <vector>

class QTimer;

namespace leadline::core
{
class Clock;
struct MarketMessage;
} // namespace leadline::core
namespace leadline::execution
{
class ExecutionEngine;
}
namespace leadline::feeds
{
class RawListener;
class StockFeed;
} // namespace leadline::feeds
namespace leadline::rebalance
{
struct ExecutionSettings;
}
namespace leadline::risk
{
struct RiskLimits;
}
namespace leadline::sim
{
enum class TradeFault : std::uint8_t;
}
namespace leadline::venues
{
struct TradingEnvironment;
}

namespace leadline::session
{

class EmbeddedHost;
class RebalanceService;
class ReferenceData;
class ScanService;
struct SettingsInForce;
struct ScanRules;
struct StockOptions;

/// On the session's order path; opened once stocks are wanted. Every command is answered by a signal. Thread: engine.
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
    /// Hears the stream as it comes. Null: nobody.
    void listenRaw(feeds::RawListener* listener);
    [[nodiscard]] bool isOpen() const;
    /// They live as long as this does, and refuse everything while it is not open.
    [[nodiscard]] ScanService& scans() const { return *m_scans; }
    [[nodiscard]] RebalanceService& rebalances() const { return *m_rebalances; }
    void setLimits(const risk::RiskLimits& limits);
    /// What plans and scans go by; where it is not open, nothing.
    void tellSettings(SettingsInForce& to) const;

public Q_SLOTS:
    /// Its messages come by received() until it was unshared as often; before others, where the plan limits how many
    /// symbols are streamed. Answered at once by streamChanged().
    void share(const QString& symbol);
    void unshare(const QString& symbol);
    /// What a plan or a scan that begins from now on goes by.
    void setSettings(
        const leadline::rebalance::ExecutionSettings& execution, const leadline::session::ScanRules& rules);
    /// At the embedded venue, striking one request in `oneIn`.
    void setEmbeddedFault(leadline::sim::TradeFault fault, int oneIn, quint64 seed);

Q_SIGNALS:
    /// What the broker lets its clients trade.
    void assetsKnown(const std::vector<leadline::core::StockAsset>& assets);
    /// Account, assets and calendar are known; comes after a run of before was taken up.
    void ready();
    /// Of every stock that is followed. Direct connections within the engine's thread only: the message is reused for
    /// the next one.
    void received(const leadline::core::MarketMessage& message);
    /// The stream of quotes.
    void streamChanged(bool up, const QString& why);
    void connectionChanged(const QString& what, bool up, const QString& why);
    void problem(const QString& what);

private:
    void connectServices();
    void startEmbedded();
    [[nodiscard]] venues::TradingEnvironment environment() const;
    void connectData();
    void follow();
    void shareChanged();
    void receive(const core::MarketMessage& message);
    void streamTurned(bool up, const QString& why);
    void tick();

    const core::Clock& m_clock;
    std::unique_ptr<StockOptions> m_options; ///< with the addresses of the embedded market; null: never opened
    ReferenceData* m_reference; ///< a child, as the next two
    ScanService* m_scans;
    RebalanceService* m_rebalances;
    std::unique_ptr<EmbeddedHost> m_host; ///< absent: the market is real, or served elsewhere
    execution::ExecutionEngine* m_orders = nullptr; ///< null: not open
    std::unique_ptr<feeds::StockFeed> m_feed; ///< absent: data is not wanted yet
    feeds::RawListener* m_raw = nullptr; ///< null: nobody hears the stream
    QTimer* m_timer = nullptr;
    std::multiset<core::Symbol> m_shared;
    std::size_t m_leftOut = 0; ///< symbols that the plan does not stream
    bool m_isReady = false;
};

} // namespace leadline::session
