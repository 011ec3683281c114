// SPDX-License-Identifier: MIT
/// From what a user or a signal wants to orders: route, check, send, and go on with what goes out in slices.
#pragma once

#include "engine/desk/order_plan.h"
#include "engine/routing/router.h"
#include "engine/session/order_intent.h"

#include <QObject>
#include <QString>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace leadline::calibration
{
struct JournalledDecision;
struct ParentOrder;
} // namespace leadline::calibration
namespace leadline::desk
{
class Desk;
class Market;
} // namespace leadline::desk
namespace leadline::execution
{
class OrderPath;
enum class GatePurpose : std::uint8_t;
} // namespace leadline::execution

namespace leadline::session
{

class PaperTrader;

/// Every command is answered by a signal. Thread: engine.
class OrderDispatch final : public QObject
{
    Q_OBJECT

public:
    /// Desk and clock must outlive it.
    OrderDispatch(desk::Desk& desk, const core::Clock& clock, QObject* parent = nullptr);
    ~OrderDispatch() override;

    /// Where orders go out; null: nothing can be sent. It must outlive its use here.
    void setOrders(execution::OrderPath* orders);
    [[nodiscard]] execution::OrderPath* orders() const { return m_orders; }
    /// The market whose group an instrument's orders are routed in; null: it is not watched.
    std::function<desk::Market*(const core::Pair&)> homeOf;
    /// Of orders that name no threshold of their own, bps.
    void setMaxSpread(double bps) { m_maxSpreadBps = bps; }

    /// Asks the router without sending; answered by decided().
    void decide(const core::Pair& pair, const routing::RouteRequest& request);
    /// Answered by decided(), and by refused() where nothing was sent. True: an order was.
    bool submit(const OrderIntent& intent);
    /// Nothing is sent, and `why` is kept with the decision: what would have been is traded on paper. Answered by
    /// decided(). True: it was; false: there was nothing to send, or a limit would have refused it.
    bool pretend(const OrderIntent& intent, const std::string& why);
    /// What was traded on paper; null: nothing can be sent.
    [[nodiscard]] PaperTrader* paper() const { return m_paper.get(); }
    /// To that price and size in all; answered by refused() where that is not possible.
    void amend(orders::ClientOrderId order, core::Price price, core::Quantity size);
    /// Orders of that instrument; where none is named, of all that are on the desk. Those of a rebalance are its own.
    void cancelAll(const core::Pair& pair);
    /// No further slices.
    void stopSlices();
    /// Time passed: slices that are due.
    void advance();

Q_SIGNALS:
    void decided(const leadline::session::DecisionRecord& record);
    void refused(const leadline::session::Refusal& refusal);

private:
    /// An order that goes out in slices: the next one, once the one before has filled.
    struct SliceRun {
        OrderIntent intent;
        routing::Decision decision;
        core::Quantity remaining;
        orders::ClientOrderId decisionId = 0;
        orders::ClientOrderId first = 0;
        orders::ClientOrderId current = 0;
        bool isStopped = false;
    };

    /// Orders that would go out, and whether they may.
    struct Draft {
        std::vector<orders::NewOrder> orders;
        risk::OrderCheck check = risk::OrderCheck::Fine;
    };

    /// What the router says of it, and the orders that would carry it out.
    struct Routed {
        routing::RouteRequest request;
        routing::Decision decision;
        desk::OrderPlans plans; ///< none: nothing is to be sent
    };
    [[nodiscard]] Routed route(const OrderIntent& intent, const desk::Market& home) const;

    bool send(const OrderIntent& intent, const routing::RouteRequest& request, const routing::Decision& decision,
        const desk::OrderPlans& plans);
    [[nodiscard]] Draft draft(const OrderIntent& intent, const routing::Decision& decision,
        const desk::OrderPlans& plans, orders::ClientOrderId decisionId) const;
    [[nodiscard]] bool isForExtendedHours(const core::Instrument& instrument) const;
    [[nodiscard]] calibration::ParentOrder parentOf(const calibration::JournalledDecision& kept,
        const routing::Decision& decision, const std::vector<orders::NewOrder>& orders) const;
    /// Under which a decision is kept; 0: there is no journal.
    [[nodiscard]] orders::ClientOrderId nextDecision() const;
    [[nodiscard]] calibration::JournalledDecision noted(
        orders::ClientOrderId id, const routing::RouteRequest& request, const routing::Decision& decision) const;
    /// Of nothing sent: tells it, and keeps it.
    void conclude(const core::Pair& pair, const routing::Decision& decision, orders::ClientOrderId id,
        const calibration::JournalledDecision& kept);
    /// Coins of all that is meant to go out.
    [[nodiscard]] core::Quantity coinsOf(
        const routing::Decision& decision, const std::vector<orders::NewOrder>& orders) const;
    [[nodiscard]] risk::OrderCheck checked(const orders::NewOrder& order, const desk::Market& market, int openBefore,
        bool bandConfirmed, execution::GatePurpose purpose) const;
    [[nodiscard]] orders::GuardTerms guardOf(const OrderIntent& intent) const;
    void refuse(const OrderIntent& intent, risk::OrderCheck check, const QString& text);
    /// Why nothing more is sent; empty: it was.
    [[nodiscard]] QString sendSlice(SliceRun& run);
    /// The same, before the next slice is chosen.
    [[nodiscard]] QString hindrance(const desk::Market& market) const;

    desk::Desk& m_desk;
    const core::Clock& m_clock;
    execution::OrderPath* m_orders = nullptr;
    double m_maxSpreadBps = 0;
    std::vector<SliceRun> m_slices;
    std::unique_ptr<PaperTrader> m_paper;
    quint64 m_decisions = 0;
};

} // namespace leadline::session
