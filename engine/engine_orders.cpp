// SPDX-License-Identifier: MIT
/// The engine's way from a wish to orders and back: decide, check, send, hear what became of them.
#include "engine/engine.h"

#include "engine/engine_line.h"

namespace leadline::engine
{

void Engine::setPreview(const core::Quantity& size, const QString& venue)
{
    m_previewSize = size;
    m_previewVenue = core::VenueId(venue.toStdString());
}

void Engine::decide(const routing::RouteRequest& request)
{
    if (m_market != nullptr) {
        Q_EMIT decided({++m_decisions, m_desk->decide(*m_market->group(), request), 0});
    }
}

orders::ClientOrderId Engine::nextOrderId()
{
    return m_orderEpoch | ++m_orderCount;
}

void Engine::refuse(const OrderIntent& intent, risk::OrderCheck check, const QString& text)
{
    Q_EMIT refused({intent, check, text});
}

void Engine::submit(const OrderIntent& intent)
{
    if (m_market == nullptr) {
        return refuse(intent, risk::OrderCheck::ReplayOnly, tr("no market is open"));
    }
    const routing::Decision decision = m_desk->decide(*m_market->group(),
        {.side = intent.side,
            .size = intent.size,
            .venue = intent.venue,
            .limit = intent.reach == desk::Reach::Cross ? intent.price : core::Price{},
            .takes = intent.reach == desk::Reach::Cross});
    const desk::OrderPlans plans = desk::planOrders(decision, intent.price, intent.reach);
    if (plans.isEmpty()) {
        Q_EMIT decided({++m_decisions, decision, 0});
        return refuse(intent, risk::OrderCheck::Fine, QString::fromUtf8(routing::infoOf(decision.reason).text));
    }
    send(intent, decision, plans);
}

void Engine::send(const OrderIntent& intent, const routing::Decision& decision, const desk::OrderPlans& plans)
{
    std::vector<orders::NewOrder> orders;
    risk::OrderCheck check = m_orderEntry ? risk::OrderCheck::Fine : risk::OrderCheck::ReplayOnly;
    double total = 0; // of all children: a division is one order
    for (const desk::OrderPlan& plan : plans) {
        const desk::Market& market = *m_desk->find(plan.market);
        const core::Instrument& instrument = market.instrument();
        orders.push_back({.id = nextOrderId(),
            .market = plan.market,
            .side = intent.side,
            .price = instrument.roundPassive(plan.price, intent.side),
            .size = plan.size,
            .type = plan.type});
        total += instrument.value(orders.back().price, plan.size).toDoubleLossy();
        const int before = static_cast<int>(orders.size()) - 1;
        if (check == risk::OrderCheck::Fine) {
            check = risk::checkOrder({.side = intent.side,
                                         .price = orders.back().price,
                                         .size = plan.size,
                                         .mid = market.tracker().isUsable() ? market.book().mid() : core::Price{},
                                         .openOrders = m_blotter.liveCount() + before,
                                         .killSwitch = m_desk->killSwitch(),
                                         .bandConfirmed = intent.bandConfirmed},
                instrument, m_desk->settings().risk);
        }
    }
    if (check == risk::OrderCheck::Fine && total > m_desk->settings().risk.maxOrderNotional) {
        check = risk::OrderCheck::TooLarge;
    }
    // All children or none: half an order is not what was asked for.
    const bool sends = check == risk::OrderCheck::Fine;
    Q_EMIT decided({++m_decisions, decision, sends ? orders.front().id : 0});
    if (!sends) {
        const bool isLive = check == risk::OrderCheck::ReplayOnly && m_options.source == SourceKind::Live;
        return refuse(intent, check,
            isLive ? tr("live trading is not built in yet: nothing is sent")
                   : QString::fromUtf8(risk::describe(check)));
    }
    if (orders.front().type == orders::OrderType::MarketableLimit) {
        m_desk->commit(decision);
    }
    for (const orders::NewOrder& order : orders) {
        const desk::Market& market = *m_desk->find(order.market);
        const core::Price mid = market.tracker().isUsable() ? market.book().mid() : core::Price{};
        Q_EMIT orderChanged(m_blotter.add(order, m_clock.now(), mid));
        m_orderEntry->submit(order);
    }
}

void Engine::cancel(quint64 order)
{
    if (!m_orderEntry || !m_blotter.cancelling(order, m_clock.now())) {
        return;
    }
    Q_EMIT orderChanged(*m_blotter.find(order));
    m_orderEntry->cancel(order);
}

void Engine::cancelAll()
{
    for (const orders::ClientOrderId id : m_blotter.live()) {
        cancel(id);
    }
}

void Engine::venueReported(const sim::ClientOrderEvent& event)
{
    using Kind = sim::ClientOrderEvent::Kind;
    orders::OrderReport out{.id = event.clientId,
        .time = event.time,
        .price = event.price,
        .size = event.size,
        .isMaker = event.isMaker,
        .queueAhead = event.ahead,
        .why = std::string(event.why)};
    switch (event.kind) {
    case Kind::Accepted:
        out.kind = orders::OrderReport::Kind::Accepted;
        break;
    case Kind::Filled:
        out.kind = orders::OrderReport::Kind::Filled;
        break;
    case Kind::Cancelled:
        out.kind = orders::OrderReport::Kind::Cancelled;
        break;
    case Kind::Rejected:
        out.kind = orders::OrderReport::Kind::Rejected;
        break;
    case Kind::CancelRejected:
        out.kind = orders::OrderReport::Kind::CancelRejected;
        break;
    }
    report(out);
}

void Engine::report(const orders::OrderReport& report)
{
    const orders::Order* const order = m_blotter.apply(report);
    if (order == nullptr) {
        return;
    }
    if (report.kind == orders::OrderReport::Kind::Filled) {
        Q_EMIT filled({report.id, order->request.side, report.time, report.price, report.size, report.isMaker});
    }
    Q_EMIT orderChanged(*order);
}

} // namespace leadline::engine
