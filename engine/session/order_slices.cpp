// SPDX-License-Identifier: MIT
/// Orders that go out in slices no larger than the touch: each slice once the one before has filled, and the book has
/// had time to show it.
#include "engine/desk/desk.h"
#include "engine/execution/execution_tracker.h"
#include "engine/execution/order_path.h"
#include "engine/execution/pre_trade_risk.h"
#include "engine/orders/order_manager.h"
#include "engine/session/next_slice.h"
#include "engine/session/order_dispatch.h"
#include "engine/session/paper_trader.h"

#include <algorithm>

namespace leadline::session
{

void OrderDispatch::stopSlices()
{
    for (SliceRun& run : m_slices) {
        run.isStopped = true;
    }
}

void OrderDispatch::advance()
{
    if (m_paper) {
        m_paper->advance();
    }
    for (std::size_t i = 0; i < m_slices.size();) {
        SliceRun& run = m_slices[i];
        const orders::Order* const before = m_orders->manager().find(run.current);
        if (before != nullptr && (before->isLive() || before->lacksFills())) {
            ++i;
            continue;
        }
        QString why;
        if (before == nullptr || before->state != orders::OrderState::Filled) {
            why = tr("the slice before did not fill");
        } else if (run.isStopped || before->cancelWanted || m_desk.killSwitch()) {
            why = tr("it was stopped");
        } else if (!run.remaining.isZero()) {
            if (m_clock.now() - before->changed < core::fromSeconds(m_desk.settings().routing.signal.sliceGapSeconds)) {
                ++i;
                continue;
            }
            why = sendSlice(run);
            if (why.isEmpty()) {
                ++i;
                continue;
            }
        }
        const SliceRun over = run;
        m_slices.erase(m_slices.begin() + static_cast<std::ptrdiff_t>(i));
        m_orders->executionTracker().letGo(over.first);
        if (!over.remaining.isZero()) {
            refuse(over.intent, risk::OrderCheck::Fine,
                tr("%1 of the order were not sent: %2").arg(QString::fromStdString(over.remaining.text()), why));
        }
    }
}

QString OrderDispatch::hindrance(const desk::Market& market) const
{
    const auto& members = market.group()->members();
    const auto member =
        std::ranges::find_if(members, [&](const desk::MarketGroup::Member& each) { return each.market == &market; });
    if (m_desk.trust(market) == desk::Trust::Bad || !market.tracker().isUsable() || !market.othersBook().isValid()) {
        return tr("the book cannot be trusted");
    }
    if (member->exclusion != book::Exclusion::None || market.status() != core::TradingStatus::Online) {
        return tr("the venue takes no part any more");
    }
    if (market.breaker().isTripped()) {
        return tr("the circuit breaker is open");
    }
    return {};
}

QString OrderDispatch::sendSlice(SliceRun& run)
{
    const routing::Decision& decision = run.decision;
    const desk::Market& market = *m_desk.find(decision.market);
    if (const QString why = hindrance(market); !why.isEmpty()) {
        return why;
    }
    const NextSlice slice = nextSlice(decision, run.remaining, market);
    if (slice.isBeyondCollar) {
        return tr("the market has left the collar of its arrival");
    }
    const orders::NewOrder next{.id = m_orders->nextId(),
        .market = decision.market,
        .side = decision.side,
        .price = slice.price,
        .size = slice.size,
        .type = slice.type,
        .decision = run.decisionId,
        .isExtendedHours = isForExtendedHours(market.instrument())};
    const risk::OrderCheck check = checked(next, market, 0, run.intent.bandConfirmed, execution::GatePurpose::Slice);
    if (check != risk::OrderCheck::Fine) {
        return QString::fromUtf8(risk::describe(check));
    }
    m_orders->executionTracker().addChild(run.first, next.id);
    run.remaining -= slice.size;
    run.current = next.id;
    m_orders->gate().sent(next, m_clock.now());
    m_orders->submit(next, market.book().mid(), guardOf(run.intent), {.decided = m_clock.steady()});
    return {};
}

} // namespace leadline::session
