// SPDX-License-Identifier: MIT
/// The orders of a session: the way to each venue of the pair, what is sent there, and what executions teach.
#pragma once

#include "engine/core/names.h"
#include "engine/orders/spread_guard.h"
#include "engine/session/own_orders.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <chrono>
#include <memory>
#include <set>
#include <utility>
#include <vector>

class QTimer;

namespace leadline::calibration
{
struct CalibrationSettings;
}
namespace leadline::core
{
class Clock;
}
namespace leadline::desk
{
class Desk;
class Market;
} // namespace leadline::desk
namespace leadline::execution
{
class ExecutionEngine;
struct ExecutionOptions;
struct JournalReportRequest;
struct KillReceipt;
struct PositionSettings;
} // namespace leadline::execution
namespace leadline::feeds
{
class RawListener;
}
namespace leadline::venues
{
struct Credentials;
struct TradingEnvironment;
} // namespace leadline::venues

namespace leadline::session
{

class MarketSource;
struct RolloutSnapshot;
class OrderDispatch;
class VenueConnection;
struct SessionOptions;

/// Thread: engine.
class OrderService final : public QObject
{
    Q_OBJECT

public:
    /// All three must outlive it; `options` name a kill switch.
    OrderService(const SessionOptions& options, desk::Desk& desk, const core::Clock& clock, QObject* parent = nullptr);
    ~OrderService() override;

    /// Opens the journal and the way to each venue of `source`, which must outlive close(). Without a journal nothing
    /// is opened, and problem() says why.
    void open(const MarketSource& source);
    void close();
    /// Hears the private stream of every venue as it comes, without secrets. Null: nobody.
    void listenRaw(feeds::RawListener* listener);
    /// Null: nothing can be sent.
    [[nodiscard]] execution::ExecutionEngine* engine() const { return m_engine.get(); }
    /// Routing and sending; without a way out it refuses.
    [[nodiscard]] OrderDispatch& dispatch() const { return *m_dispatch; }
    [[nodiscard]] const OwnOrders& own() const { return m_own; }
    /// Real money can be traded.
    [[nodiscard]] bool isLive() const { return m_isLive; }
    /// One more instrument is watched: its markets can be traded.
    void follow(const std::vector<desk::Market*>& markets);
    /// "embedded", "demo", "live"; empty: nothing is traded there.
    [[nodiscard]] std::string environmentOf(const core::VenueId& venue) const;

    void setGuardSettings(const orders::GuardSettings& settings);
    void setPositionSettings(const execution::PositionSettings& settings);
    void setCalibrationSettings(const calibration::CalibrationSettings& settings);
    /// The desk's settings were changed: limits and expected terms go by them.
    void adoptSettings();
    void setTrading(const core::VenueId& venue, const std::string& environment, const venues::Credentials& credentials);
    /// What a report of this session is about; its period is the caller's.
    [[nodiscard]] execution::JournalReportRequest reportRequest() const;

    void traded(const desk::Market& market, const core::Trade& trade);
    void bookMoved(const desk::Market& market);
    /// The newest orders of signals, sent and on paper; what was sent today and its limit are the caller's.
    [[nodiscard]] RolloutSnapshot rollout() const;
    /// Of that size at the mid, in the currency of positions; NaN: nobody knows.
    [[nodiscard]] double valueOf(const core::Pair& pair, core::Quantity units) const;
    [[nodiscard]] orders::SpreadNow spreadOf(const core::MarketId& market) const;
    /// Zero: the pair is not watched, or has no usable book.
    [[nodiscard]] double midOf(const core::Pair& pair) const;

Q_SIGNALS:
    void orderChanged(const leadline::orders::Order& order);
    void filled(const leadline::orders::Fill& fill);
    void problem(const QString& what);
    /// The way to trade at a venue of the pair was lost; `why` names the venue.
    void lost(const QString& why);
    void keyCanWithdraw(const QString& venue);
    void tookOver(const QString& venue, const QString& text);
    void receiptChanged(const leadline::execution::KillReceipt& receipt);
    void liveVenuesChanged(const QStringList& venues);

private:
    class Prices;

    void connectEngine();
    void openVenues();
    void openVenue(VenueConnection& connection);
    void trade(VenueConnection& connection, const venues::TradingEnvironment& environment,
        const venues::Credentials& credentials);
    void showTradable();
    void markTradable();
    void adoptMeasured();
    void tellPaper();
    void reportFees(const core::VenueId& venue);
    void orderUpdated(const orders::Order& order);

    const SessionOptions& m_session;
    std::unique_ptr<execution::ExecutionOptions> m_options; ///< as they are changed while it runs
    desk::Desk& m_desk;
    const core::Clock& m_clock;
    std::unique_ptr<Prices> m_prices;
    const MarketSource* m_source = nullptr; ///< null: not open
    feeds::RawListener* m_raw; ///< null: nobody hears private streams
    std::unique_ptr<execution::ExecutionEngine> m_engine;
    OrderDispatch* m_dispatch; ///< a child
    QTimer* m_timer = nullptr;
    OwnOrders m_own;
    bool m_isLive = false;
    std::uint64_t m_adoptedCalibration = 0; ///< the versions of both trackers
    std::set<std::pair<core::VenueId, bool>> m_feeAlarms; ///< reported: venue, and whether it is the makers' fee
};

} // namespace leadline::session
