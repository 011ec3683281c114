// SPDX-License-Identifier: MIT
#include "engine/session/paper_trader.h"

#include "engine/desk/desk.h"
#include "engine/session/next_slice.h"
#include "engine/session/paper_order.h"

#include <algorithm>

namespace leadline::session
{

namespace
{

using Kind = orders::OrderReport::Kind;
using orders::OrderState;

OrderState stateAfter(Kind kind)
{
    return kind == Kind::Rejected ? OrderState::Rejected
        : kind == Kind::Expired   ? OrderState::Expired
                                  : OrderState::Cancelled;
}

} // namespace

PaperTrader::PaperTrader(desk::Desk& desk, const core::Clock& clock)
    : m_desk(desk)
    , m_clock(clock)
    , m_tracker({}, {})
{
}

void PaperTrader::keepWith(std::function<void(const calibration::ParentOrder&)> keep)
{
    m_tracker.keepParent = std::move(keep);
}

void PaperTrader::begin(
    calibration::ParentOrder parent, const routing::Decision& decision, const std::vector<orders::NewOrder>& orders)
{
    std::vector<orders::ClientOrderId> children;
    children.reserve(orders.size());
    for (const orders::NewOrder& order : orders) {
        children.push_back(order.id);
    }
    parent.origin = calibration::Origin::Paper;
    m_tracker.begin(std::move(parent), children);
    if (!decision.sliceSize.isZero()) {
        const orders::NewOrder& first = orders.front();
        m_tracker.hold(first.id);
        m_slices.push_back({.decision = decision,
            .remaining = decision.size - first.size,
            .decisionId = first.decision,
            .first = first.id,
            .current = first.id,
            .filled = {}});
    }
    for (const orders::NewOrder& order : orders) {
        submit(order);
    }
    collect();
}

void PaperTrader::submit(const orders::NewOrder& request)
{
    const desk::Market* const market = m_desk.find(request.market);
    const core::Duration life = m_maxAge > core::Duration() ? m_maxAge : longestLife;
    m_orders.emplace(request.id, orders::Order{.request = request, .state = OrderState::Working});
    if (market == nullptr || !market->tracker().isUsable()) {
        take({.kind = Kind::Rejected, .id = request.id, .market = request.market, .time = m_clock.now()});
        return;
    }
    m_venue.submit(*market, paperOrder(request, *market, m_clock.now() + life));
}

void PaperTrader::bookMoved(const desk::Market& market)
{
    if (isWorking()) {
        m_venue.bookMoved(market);
        collect();
    }
}

void PaperTrader::traded(const desk::Market& market, const core::Trade& trade)
{
    if (isWorking()) {
        m_venue.traded(market, trade);
        collect();
    }
}

void PaperTrader::collect()
{
    for (const orders::OrderReport& report : m_venue.takeReports()) {
        take(report);
    }
}

void PaperTrader::take(const orders::OrderReport& report)
{
    const auto found = m_orders.find(report.id);
    if (found == m_orders.end()) {
        return;
    }
    orders::Order& order = found->second;
    order.changed = m_clock.now();
    if (report.kind != Kind::Filled) {
        order.state = stateAfter(report.kind);
        return isOver(order);
    }
    order.filled = order.venueFilled = report.cumulative.value_or(order.filled + report.size);
    if (const desk::Market* const market = m_desk.find(report.market)) {
        orders::Fill fill{.order = report.id,
            .decision = order.request.decision,
            .market = report.market,
            .side = order.request.side,
            .time = m_clock.now(),
            .price = report.price,
            .size = report.size,
            .fee = report.fee,
            .feeAsset = market->instrument().pair.quote,
            .isMaker = report.isMaker};
        m_tracker.appraise(fill, market->instrument(), market->instrument().pair);
        fill.feeInQuote = report.fee.toDoubleLossy(); // the paper venue takes no other
        m_tracker.filled(fill);
    }
    if (order.filled == order.request.size) {
        order.state = OrderState::Filled;
        isOver(order);
    }
}

void PaperTrader::isOver(const orders::Order& order)
{
    m_tracker.changed(order);
    const auto slices = std::ranges::find(m_slices, order.request.id, &Slices::current);
    if (slices != m_slices.end()) {
        slices->current = 0;
        slices->filled = m_clock.now();
        if (order.state != OrderState::Filled || slices->remaining.isZero()) {
            m_tracker.letGo(slices->first);
            m_slices.erase(slices);
        }
    }
    m_orders.erase(order.request.id);
}

void PaperTrader::advance()
{
    const core::Timestamp now = m_clock.now();
    if (isWorking()) {
        m_venue.advance(now);
        collect();
        const core::Duration gap = core::fromSeconds(m_desk.settings().routing.signal.sliceGapSeconds);
        for (std::size_t i = 0; i < m_slices.size();) {
            const orders::ClientOrderId first = m_slices[i].first;
            const bool isDue = m_slices[i].current == 0 && now - m_slices[i].filled >= gap;
            if (isDue && !sendSlice(m_slices[i])) {
                m_tracker.letGo(first);
                m_slices.erase(m_slices.begin() + static_cast<std::ptrdiff_t>(i));
                continue;
            }
            ++i;
        }
        // What slices took at once is told after all of them were sent: it may end one of them.
        collect();
    }
    m_tracker.advance(now, [this](const core::MarketId& id) {
        const desk::Market* const market = m_desk.find(id);
        return market != nullptr && market->tracker().isUsable() ? market->book().mid().toDoubleLossy()
                                                                 : calibration::ParentOrder::unknown;
    });
}

bool PaperTrader::sendSlice(Slices& slices)
{
    const desk::Market* const market = m_desk.find(slices.decision.market);
    if (market == nullptr || !market->tracker().isUsable() || !market->othersBook().isValid()) {
        return false;
    }
    const NextSlice slice = nextSlice(slices.decision, slices.remaining, *market);
    if (slice.isBeyondCollar) {
        return false;
    }
    const orders::NewOrder next{.id = nextId(),
        .market = slices.decision.market,
        .side = slices.decision.side,
        .price = slice.price,
        .size = slice.size,
        .type = slice.type,
        .decision = slices.decisionId};
    m_tracker.addChild(slices.first, next.id);
    slices.remaining -= slice.size;
    slices.current = next.id;
    submit(next);
    return true;
}

void PaperTrader::end()
{
    for (const Slices& slices : std::exchange(m_slices, {})) {
        m_tracker.letGo(slices.first);
    }
    std::vector<orders::ClientOrderId> working;
    working.reserve(m_orders.size());
    for (const auto& [id, order] : m_orders) {
        working.push_back(id);
    }
    for (const orders::ClientOrderId id : working) {
        m_venue.cancel(id, m_clock.now());
    }
    collect();
}

} // namespace leadline::session
