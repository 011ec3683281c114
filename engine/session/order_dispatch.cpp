// SPDX-License-Identifier: MIT
#include "engine/session/order_dispatch.h"

#include "engine/desk/desk.h"
#include "engine/execution/execution_tracker.h"
#include "engine/execution/order_path.h"
#include "engine/execution/pre_trade_risk.h"
#include "engine/orders/order_manager.h"
#include "engine/session/journalled_decision.h"
#include "engine/session/paper_trader.h"

#include <algorithm>

namespace leadline::session
{

namespace
{

/// As reports name it: the signal policy's strategy, what was asked for, or which way the other policy went.
std::string strategyOf(const OrderIntent& intent, const routing::Decision& decision, bool takes)
{
    if (decision.strategy == routing::Strategy::None) {
        return takes ? "aggressive" : "passive";
    }
    const std::string name(routing::nameOf(decision.strategy));
    return intent.asked ? "asked_" + name : name;
}

} // namespace

OrderDispatch::OrderDispatch(desk::Desk& desk, const core::Clock& clock, QObject* parent)
    : QObject(parent)
    , m_desk(desk)
    , m_clock(clock)
{
}

OrderDispatch::~OrderDispatch() = default;

void OrderDispatch::setOrders(execution::OrderPath* orders)
{
    if (m_paper) {
        m_paper->end(); // while there is a journal
        m_paper.reset();
    }
    m_slices.clear(); // of orders that went the other way
    m_orders = orders;
    if (m_orders != nullptr) {
        m_paper = std::make_unique<PaperTrader>(m_desk, m_clock);
        m_paper->keepWith([orders](const calibration::ParentOrder& parent) { orders->keep(parent); });
        m_paper->nextId = [orders] { return orders->nextId(); };
    }
}

void OrderDispatch::decide(const core::Pair& pair, const routing::RouteRequest& request)
{
    if (desk::Market* const home = homeOf(pair)) {
        routing::RouteRequest named = request;
        named.pair = home->instrument().pair;
        named.home = home->instrument().id;
        const routing::Decision decision = m_desk.decide(*home->group(), named);
        const orders::ClientOrderId id = nextDecision();
        calibration::JournalledDecision kept = noted(id, named, decision);
        kept.notSent = "only asked";
        conclude(named.pair, decision, id, kept);
    }
}

orders::ClientOrderId OrderDispatch::nextDecision() const
{
    return m_orders ? m_orders->nextId() : 0;
}

calibration::JournalledDecision OrderDispatch::noted(
    orders::ClientOrderId id, const routing::RouteRequest& request, const routing::Decision& decision) const
{
    calibration::JournalledDecision made = journalled(request, decision, m_desk.find(decision.market)->sample());
    made.id = orders::clientText(id);
    made.decided = m_clock.now();
    return made;
}

void OrderDispatch::conclude(const core::Pair& pair, const routing::Decision& decision, orders::ClientOrderId id,
    const calibration::JournalledDecision& kept)
{
    Q_EMIT decided({pair, ++m_decisions, decision, 0, id});
    if (m_orders) {
        m_orders->keep(kept);
    }
}

void OrderDispatch::refuse(const OrderIntent& intent, risk::OrderCheck check, const QString& text)
{
    Q_EMIT refused({intent, check, text});
}

OrderDispatch::Routed OrderDispatch::route(const OrderIntent& intent, const desk::Market& home) const
{
    Routed made{.request = requestOf(intent, home.instrument().pair), .decision = {}, .plans = {}};
    made.request.home = home.instrument().id;
    made.decision = m_desk.decide(*home.group(), made.request);
    made.plans = desk::planOrders(made.decision, intent.price, intent.reach, intent.style);
    return made;
}

bool OrderDispatch::submit(const OrderIntent& intent)
{
    desk::Market* const home = homeOf(intent.pair);
    if (home == nullptr) {
        refuse(intent, risk::OrderCheck::ReplayOnly,
            intent.pair.isKnown() ? tr("%1 is not watched").arg(QString::fromStdString(intent.pair.text()))
                                  : tr("no market is open"));
        return false;
    }
    const Routed routed = route(intent, *home);
    if (!routed.plans.isEmpty()) {
        return send(intent, routed.request, routed.decision, routed.plans);
    }
    const orders::ClientOrderId id = nextDecision();
    calibration::JournalledDecision kept = noted(id, routed.request, routed.decision);
    kept.notSent = routing::infoOf(routed.decision.reason).text;
    conclude(routed.request.pair, routed.decision, id, kept);
    refuse(intent, risk::OrderCheck::Fine, QString::fromUtf8(routing::infoOf(routed.decision.reason).text));
    return false;
}

bool OrderDispatch::pretend(const OrderIntent& intent, const std::string& why)
{
    desk::Market* const home = homeOf(intent.pair);
    if (home == nullptr) {
        return false;
    }
    const Routed routed = route(intent, *home);
    const orders::ClientOrderId id = nextDecision();
    calibration::JournalledDecision kept = noted(id, routed.request, routed.decision);
    kept.notSent = why;
    bool isTraded = false;
    if (!routed.plans.isEmpty() && m_paper) {
        const auto [orders, check] = draft(intent, routed.decision, routed.plans, id);
        if (check == risk::OrderCheck::Fine) {
            kept.style = strategyOf(intent, routed.decision, routed.plans[0].takes);
            kept.order = orders::clientText(orders.front().id);
            kept.orders = static_cast<int>(orders.size());
            kept.price = orders.front().price;
            kept.size = coinsOf(routed.decision, orders);
            kept.notSent += ", traded on paper";
            isTraded = true;
            m_paper->begin(parentOf(kept, routed.decision, orders), routed.decision, orders);
        }
    }
    conclude(routed.request.pair, routed.decision, id, kept);
    return isTraded;
}

risk::OrderCheck OrderDispatch::checked(const orders::NewOrder& order, const desk::Market& market, int openBefore,
    bool bandConfirmed, execution::GatePurpose purpose) const
{
    if (!m_orders) {
        return risk::OrderCheck::ReplayOnly;
    }
    return m_orders->gate().check({.order = order,
                                      .instrument = market.instrument(),
                                      .mid = market.tracker().isUsable() ? market.book().mid() : core::Price{},
                                      .resilience = market.resilience(),
                                      .concentration = market.concentration(),
                                      .before = openBefore,
                                      .bandConfirmed = bandConfirmed,
                                      .purpose = purpose},
        m_clock.now());
}

OrderDispatch::Draft OrderDispatch::draft(const OrderIntent& intent, const routing::Decision& decision,
    const desk::OrderPlans& plans, orders::ClientOrderId decisionId) const
{
    Draft made{.check = m_orders ? risk::OrderCheck::Fine : risk::OrderCheck::ReplayOnly};
    double total = 0; // of all children: a division is one order
    for (const desk::OrderPlan& plan : plans) {
        const desk::Market& market = *m_desk.find(plan.market);
        const core::Instrument& instrument = market.instrument();
        made.orders.push_back({.id = m_orders ? m_orders->nextId() : 0,
            .market = plan.market,
            .side = intent.side,
            .price = instrument.roundPassive(plan.price, intent.side),
            .size = plan.size,
            .type = plan.type,
            .decision = decisionId,
            .isExtendedHours = isForExtendedHours(instrument)});
        const orders::NewOrder& order = made.orders.back();
        total += instrument.value(order.price, plan.size).toDoubleLossy();
        if (made.check == risk::OrderCheck::Fine) {
            const int before = static_cast<int>(made.orders.size()) - 1;
            made.check = checked(order, market, before, intent.bandConfirmed, execution::GatePurpose::New);
        }
    }
    if (!decision.sliceSize.isZero()) {
        const core::Instrument& instrument = m_desk.find(decision.market)->instrument();
        total = instrument.value(made.orders.front().price, decision.size).toDoubleLossy(); // of all slices
    }
    if (made.check == risk::OrderCheck::Fine && total > m_desk.settings().risk.maxOrderNotional) {
        made.check = risk::OrderCheck::TooLarge;
    }
    return made;
}

bool OrderDispatch::send(const OrderIntent& intent, const routing::RouteRequest& request,
    const routing::Decision& decision, const desk::OrderPlans& plans)
{
    const core::Duration decidedAt = m_clock.steady();
    const orders::ClientOrderId id = nextDecision();
    const core::Pair& pair = m_desk.find(decision.market)->instrument().pair;
    const auto [orders, check] = draft(intent, decision, plans, id);
    const bool takes = plans[0].takes;
    calibration::JournalledDecision kept = noted(id, request, decision);
    kept.style = strategyOf(intent, decision, takes);
    if (!takes && decision.strategy == routing::Strategy::None && !decision.children.isEmpty()) {
        kept.allInPrice = calibration::JournalledDecision::unknown; // it waits, and the router compared venues to take
    }
    // All children or none: half an order is not what was asked for.
    if (check != risk::OrderCheck::Fine) {
        kept.notSent = risk::describe(check);
        conclude(pair, decision, id, kept);
        refuse(intent, check, QString::fromUtf8(risk::describe(check)));
        return false;
    }
    kept.order = orders::clientText(orders.front().id);
    kept.orders = static_cast<int>(orders.size());
    kept.price = orders.front().price;
    kept.size = coinsOf(decision, orders);
    Q_EMIT decided({pair, ++m_decisions, decision, orders.front().id, id});
    if (decision.strategy != routing::Strategy::None || takes) {
        m_desk.commit(decision);
    }
    std::vector<orders::ClientOrderId> children;
    children.reserve(orders.size());
    for (const orders::NewOrder& order : orders) {
        children.push_back(order.id);
    }
    calibration::ParentOrder parent = parentOf(kept, decision, orders);
    const bool isOfASignal = intent.signal && !intent.signal->id.empty();
    parent.origin = isOfASignal ? calibration::Origin::Signal : calibration::Origin::User;
    m_orders->executionTracker().begin(std::move(parent), children);
    if (!decision.sliceSize.isZero()) {
        m_orders->executionTracker().hold(orders.front().id);
        m_slices.push_back(
            {intent, decision, decision.size - orders.front().size, id, orders.front().id, orders.front().id});
    }
    const orders::OrderTimes times{.clicked = intent.clicked, .decided = decidedAt};
    const orders::GuardTerms guard = guardOf(intent);
    for (const orders::NewOrder& order : orders) {
        const desk::Market& market = *m_desk.find(order.market);
        const core::Price mid = market.tracker().isUsable() ? market.book().mid() : core::Price{};
        m_orders->gate().sent(order, m_clock.now());
        m_orders->submit(order, mid, guard, times);
    }
    m_orders->keep(kept); // after the orders, which wait for their own words to be on the disk and for nothing else
    return true;
}

core::Quantity OrderDispatch::coinsOf(
    const routing::Decision& decision, const std::vector<orders::NewOrder>& orders) const
{
    if (!decision.sliceSize.isZero()) {
        return m_desk.find(decision.market)->instrument().baseSize(orders.front().price, decision.size);
    }
    core::Quantity coins;
    for (const orders::NewOrder& order : orders) {
        coins += m_desk.find(order.market)->instrument().baseSize(order.price, order.size);
    }
    return coins;
}

bool OrderDispatch::isForExtendedHours(const core::Instrument& instrument) const
{
    return instrument.pair.kind == core::Kind::Stock && m_desk.settings().hasExtendedHours;
}

calibration::ParentOrder OrderDispatch::parentOf(const calibration::JournalledDecision& kept,
    const routing::Decision& decision, const std::vector<orders::NewOrder>& orders) const
{
    calibration::ParentOrder parent{.venue = orders.front().market.venue,
        .symbol = orders.front().market.symbol,
        .side = decision.side,
        .strategy = kept.style,
        .decided = kept.decided,
        .size = kept.size};
    const desk::Desk::Venues venues =
        m_desk.venuesOf(*m_desk.find(decision.market)->group(), m_desk.find(decision.market)->instrument().pair);
    parent.arrivalMid = venues.mid;
    for (const routing::VenueContext& venue : venues.list) {
        if (venue.candidate.market == decision.market) {
            const double value = parent.size.toDoubleLossy() * venues.mid;
            const routing::VenueQuote quote = routing::quoteTaking(venue.candidate, decision.side, value, venues.mid);
            parent.baselineBps = quote.fills ? quote.impactBps + quote.feeBps : calibration::ParentOrder::unknown;
        }
    }
    return parent;
}

orders::GuardTerms OrderDispatch::guardOf(const OrderIntent& intent) const
{
    orders::GuardTerms guard = intent.guard;
    guard.maxSpreadBps = guard.maxSpreadBps < 0 ? m_maxSpreadBps : guard.maxSpreadBps;
    return guard;
}

void OrderDispatch::cancelAll(const core::Pair& pair)
{
    desk::Market* const home = pair.isKnown() ? homeOf(pair) : nullptr;
    if (pair.isKnown() && home == nullptr) {
        return; // nothing of ours is there, and others are not meant
    }
    const desk::MarketGroup* const group = home != nullptr ? home->group() : nullptr;
    for (SliceRun& run : m_slices) {
        const bool isMeant = group == nullptr || m_desk.find(run.decision.market)->group() == group;
        run.isStopped = run.isStopped || isMeant;
    }
    if (!m_orders) {
        return;
    }
    const auto live = m_orders->manager().live();
    for (const orders::ClientOrderId id : live) {
        const orders::NewOrder& request = m_orders->manager().find(id)->request;
        const desk::Market* const market = m_desk.find(request.market);
        if (market != nullptr && request.run == 0 && (group == nullptr || market->group() == group)) {
            m_orders->cancel(id, "by the user, with all others");
        }
    }
}

void OrderDispatch::amend(orders::ClientOrderId order, core::Price price, core::Quantity size)
{
    const orders::Order* const known = m_orders ? m_orders->manager().find(order) : nullptr;
    if (known == nullptr) {
        return;
    }
    const desk::Market* const found = m_desk.find(known->request.market);
    if (found == nullptr || known->request.run != 0) {
        return refuse({.side = known->request.side, .price = price, .size = size}, risk::OrderCheck::Fine,
            tr("the order belongs to a rebalance, which moves it itself"));
    }
    const desk::Market& market = *found;
    orders::NewOrder wanted = known->request;
    wanted.price = market.instrument().roundPassive(price, wanted.side);
    wanted.size = size;
    const OrderIntent intent{.pair = market.instrument().pair,
        .side = wanted.side,
        .price = wanted.price,
        .size = size,
        .venue = wanted.market.venue};
    const risk::OrderCheck check = checked(wanted, market, 0, false, execution::GatePurpose::Amendment);
    if (check != risk::OrderCheck::Fine) {
        return refuse(intent, check == risk::OrderCheck::OutsideBand ? risk::OrderCheck::OffGrid : check,
            QString::fromUtf8(risk::describe(check)));
    }
    if (!m_orders->amend(order, wanted.price, size)) {
        refuse(intent, risk::OrderCheck::Fine, tr("the order cannot be changed now"));
    }
}

} // namespace leadline::session
