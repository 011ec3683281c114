// SPDX-License-Identifier: MIT
/// Practice: orders of the user while a recording plays, which fill on the recorded books and go nowhere else.
#pragma once

#include "engine/execution/currency_rates.h"
#include "engine/execution/kill_receipt.h"
#include "engine/execution/order_path.h"
#include "engine/orders/null_journal.h"
#include "engine/orders/spread_guard.h"
#include "engine/session/account_snapshot.h"

#include <QObject>
#include <QString>

#include <functional>
#include <memory>
#include <vector>

namespace leadline::core
{
struct Trade;
}
namespace leadline::desk
{
class Desk;
class Market;
} // namespace leadline::desk
namespace leadline::execution
{
class KillSwitch;
struct ExecutionOptions;
} // namespace leadline::execution
namespace leadline::orders
{
struct Position;
}
namespace leadline::risk
{
struct RiskLimits;
}

namespace leadline::session
{

class PracticeMarket;

/// Gate, order states, guard and positions are those of real orders, on event time; there is no journal, and nothing is
/// kept. The same messages and the same commands at the same event times give the same fills. Thread: engine.
class ReplayOrders final : public QObject, public execution::OrderPath, private orders::OrderListener
{
    Q_OBJECT

public:
    /// What its trading environment is called.
    static constexpr const char* environment = "replay";

    /// Desk and clock, event time, must outlive it. Of the options it takes the kill switch, which must be the replay's
    /// own, the guard and the currency.
    ReplayOrders(const execution::ExecutionOptions& options, desk::Desk& desk, const core::Clock& eventTime,
        QObject* parent = nullptr);
    ~ReplayOrders() override;

    /// As the guard sees them; set both before the first order.
    std::function<orders::SpreadNow(const core::MarketId&)> spreadOf;
    execution::CurrencyRates::MidOf midOfPair;

    void setGuardSettings(const orders::GuardSettings& settings) { m_guard.setSettings(settings); }
    void setCurrency(const core::Asset& currency) { m_currency = currency; }
    void setLimits(const risk::RiskLimits& limits);

    [[nodiscard]] orders::ClientOrderId nextId() override { return ++m_count; }
    [[nodiscard]] execution::PreTradeRisk& gate() override { return *m_gate; }
    [[nodiscard]] const orders::OrderManager& manager() const override { return *m_manager; }
    [[nodiscard]] execution::ExecutionTracker& executionTracker() override { return *m_tracker; }
    /// `times` are of another clock, and do not count.
    void submit(const orders::NewOrder& order, core::Price arrivalMid, const orders::GuardTerms& guard,
        const orders::OrderTimes& times) override;
    bool cancel(orders::ClientOrderId id, const char* why) override;
    bool amend(orders::ClientOrderId id, core::Price price, core::Quantity size) override;
    bool setGuard(orders::ClientOrderId id, const orders::GuardTerms& terms) override;
    /// Positions are closed by what stands within the collar now; the receipt says what is left.
    void stopEverything(bool flattens) override;
    void keep(const calibration::JournalledDecision& /*decision*/) override { }
    void keep(const calibration::ParentOrder& /*parent*/) override { }

    void bookMoved(const desk::Market& market);
    void traded(const desk::Market& market, const core::Trade& trade);
    /// A second of event time is over.
    void advance();
    /// Orders, fills and positions are forgotten, and the desk's brakes with them. The number of orders there were.
    int forget();
    /// Any were sent since the account began: what they are filled with hangs on every message.
    [[nodiscard]] bool hasOrders() const { return m_sent > 0; }
    /// Something works or is held in that instrument.
    [[nodiscard]] bool isInUse(const core::Pair& pair) const;
    [[nodiscard]] AccountSnapshot account();

Q_SIGNALS:
    void orderUpdated(const leadline::orders::Order& order);
    void orderFilled(const leadline::orders::Fill& fill);
    void problem(const QString& what);
    void receiptChanged(const leadline::execution::KillReceipt& receipt);

private:
    void orderChanged(const orders::Order& order) override;
    void filled(const orders::Fill& fill) override;
    void troubled(const std::string& what) override;
    void begin();
    void meet(const core::MarketId& market);
    void deliver();
    /// A step of the receipt: what became of it.
    [[nodiscard]] execution::ReceiptStep close(const orders::Position& position);
    [[nodiscard]] std::vector<PositionSnapshot> positions();
    [[nodiscard]] core::Price midOf(const core::MarketId& market) const;

    desk::Desk& m_desk;
    const core::Clock& m_clock;
    std::shared_ptr<const execution::KillSwitch> m_killSwitch;
    core::Asset m_currency;
    orders::NullJournal m_journal;
    orders::SpreadGuard m_guard;
    std::unique_ptr<PracticeMarket> m_market;
    std::unique_ptr<orders::OrderManager> m_manager;
    std::unique_ptr<execution::ExecutionTracker> m_tracker;
    std::unique_ptr<execution::PreTradeRisk> m_gate;
    orders::ClientOrderId m_count = 0;
    int m_sent = 0; ///< orders, since the account began
};

} // namespace leadline::session
