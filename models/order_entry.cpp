// SPDX-License-Identifier: MIT
#include "models/order_entry.h"

#include "engine/desk/order_plan.h"
#include "engine/session/market_snapshot.h"
#include "engine/session/order_intent.h"
#include "models/planned_order.h"

#include <algorithm>

namespace leadline::models
{

OrderEntry::OrderEntry(const core::Clock& clock, const LadderRules& rules, QObject* parent)
    : QObject(parent)
    , m_clock(clock)
    , m_rules(rules)
    , m_lastInput(clock.now())
{
}

void OrderEntry::setArming(Arming arming)
{
    touched();
    if (arming != m_arming) {
        m_arming = arming;
        Q_EMIT armingChanged(arming);
    }
}

void OrderEntry::disarm()
{
    if (m_arming != Arming::View) {
        m_arming = Arming::View;
        Q_EMIT armingChanged(m_arming);
    }
}

void OrderEntry::setStyle(desk::Style style)
{
    touched();
    if (style != m_style) {
        m_style = style;
        Q_EMIT styleChanged(style);
    }
}

void OrderEntry::show(const session::MarketSnapshot& snapshot)
{
    m_planner.show(snapshot);
}

void OrderEntry::forgetMarket()
{
    m_instrument = {};
    m_planner.clear();
}

void OrderEntry::setSize(core::Quantity size)
{
    if (size != m_size) {
        m_size = size;
        Q_EMIT sizeChanged(size);
    }
}

void OrderEntry::touched()
{
    m_lastInput = m_clock.now();
}

void OrderEntry::tick()
{
    if (m_arming != Arming::View && m_clock.now() - m_lastInput >= std::chrono::minutes(m_rules.idleMinutes)) {
        disarm();
        Q_EMIT held(tr("disarmed after %1 idle minutes").arg(m_rules.idleMinutes));
    }
}

session::OrderIntent OrderEntry::intentOf(const LadderClick& click) const
{
    const bool buys = click.side == core::Side::Bid;
    const core::Price own = buys ? click.bestBid : click.bestAsk;
    const bool isBehind = own.raw() > 0 && (buys ? click.price < own : click.price > own);
    const bool isAtTouch = own.raw() > 0 && click.price == own;
    session::OrderIntent intent{
        .pair = m_instrument.pair, .side = click.side, .price = click.price, .size = m_size, .venue = click.venue};
    if (click.joins || click.takes) {
        intent.reach = click.joins ? desk::Reach::Join : desk::Reach::Cross;
    } else if (!isBehind && !isAtTouch) {
        // At or behind its own touch a click waits, even where another venue crosses it.
        intent.reach = desk::reachOf(click.side, click.price, click.bestBid, click.bestAsk);
    }
    const bool isTheRouters = intent.reach != desk::Reach::Cross && !isBehind;
    intent.style = isTheRouters ? m_style : desk::Style::Limit;
    return intent;
}

PlannedOrder OrderEntry::planOf(const LadderClick& click) const
{
    return m_planner.plan(intentOf(click));
}

void OrderEntry::click(const LadderClick& click)
{
    touched();
    const core::Timestamp now = m_clock.now();
    if (m_size.raw() <= 0) {
        Q_EMIT held(tr("no size chosen: press 1 to 5"));
        return;
    }
    if (now - click.rowSince < std::chrono::milliseconds(m_rules.reactionMs)) {
        Q_EMIT held(
            tr("held: this row showed another price %1 ms ago").arg((now - click.rowSince).count() / 1'000'000));
        return;
    }
    const PlannedOrder planned = planOf(click);
    if (m_arming == Arming::View) {
        Q_EMIT ticketWanted(planned.intent);
        return;
    }
    if (const QString why = obstacleTo(planned); !why.isEmpty()) {
        Q_EMIT held(why);
        return;
    }
    offer(planned, {click.bestBid, click.bestAsk});
}

void OrderEntry::sendFromTicket(const session::OrderIntent& intent)
{
    touched();
    const PlannedOrder planned = m_planner.plan(intent);
    if (m_arming == Arming::View && !m_isReplay) {
        Q_EMIT held(tr("View: nothing was sent. Choose Confirm or Armed"));
    } else if (const QString why = obstacleTo(planned); !why.isEmpty()) {
        Q_EMIT held(why);
    } else {
        offer(planned, {planned.marketBid, planned.marketAsk});
    }
}

QString OrderEntry::obstacleTo(const PlannedOrder& planned) const
{
    if (planned.intent.style == desk::Style::Limit) {
        return {}; // the engine has the last word, with its reason
    }
    return !planned.isKnown   ? tr("held: the router has not spoken of this order yet")
        : planned.isRefused() ? tr("held: %1").arg(QString::fromUtf8(routing::infoOf(planned.reason).text))
                              : QString();
}

std::int64_t OrderEntry::ticksThrough(const session::OrderIntent& intent, const Seen& seen) const
{
    const bool buys = intent.side == core::Side::Bid;
    const core::Price against = buys ? seen.ask : seen.bid;
    if (intent.reach != desk::Reach::Cross || against.raw() == 0 || m_instrument.tick.raw() == 0) {
        return 0;
    }
    return (buys ? intent.price - against : against - intent.price).raw() / m_instrument.tick.raw();
}

void OrderEntry::offer(const PlannedOrder& planned, const Seen& seen)
{
    // How far the router takes is bounded by the collar, and was shown; how far a price reaches is the user's own.
    const std::int64_t through = ticksThrough(planned.intent, seen);
    const session::OrderIntent& settled = planned.settled;
    const bool isRepeat = wasSent(settled);
    // Where venues cross, what takes here may look like waiting there.
    const bool takesInACross = planned.intent.reach == desk::Reach::Cross && seen.bid.raw() > 0 && seen.bid >= seen.ask;
    if (m_isReplay) {
        confirm(settled); // a question would sound as if it were real
        return;
    }
    if (m_arming == Arming::Confirm || through > m_rules.crossConfirmTicks || isRepeat || takesInACross) {
        ask(planned, isRepeat, through);
        return;
    }
    confirm(settled);
}

void OrderEntry::ask(const PlannedOrder& planned, bool isRepeat, std::int64_t throughTicks)
{
    // What is asked is what is sent, however long the answer takes.
    session::OrderIntent intent = planned.settled;
    if (planned.plans.size() == 1 && !planned.isPlaceOpen && !intent.signal) {
        intent.venue = planned.plans[0].market.venue;
        intent.price = planned.plans[0].price;
        intent.reach = planned.takes ? desk::Reach::Cross : desk::Reach::Rest;
    }
    QString question = m_planner.sentence(planned);
    if (throughTicks > m_rules.crossConfirmTicks) {
        question += tr("\n%1 ticks through the market.").arg(throughTicks);
    }
    if (isRepeat) {
        question += tr("\nThe same order went out less than %1 s ago.").arg(m_rules.repeatSeconds);
    }
    Q_EMIT confirmationWanted(intent, question + tr("\nSend it?"));
}

bool OrderEntry::wasSent(const session::OrderIntent& intent)
{
    while (!m_sent.empty() && m_clock.now() - m_sent.front().time >= std::chrono::seconds(m_rules.repeatSeconds)) {
        m_sent.pop_front();
    }
    return std::any_of(m_sent.begin(), m_sent.end(), [&](const Sent& sent) {
        return sent.pair == intent.pair && sent.side == intent.side && sent.price == intent.price
            && sent.size == intent.size;
    });
}

void OrderEntry::confirm(const session::OrderIntent& intent)
{
    touched();
    if (m_arming == Arming::View && !m_isReplay) {
        Q_EMIT held(tr("Not sent: disarmed since it was asked"));
        return;
    }
    m_sent.push_back({m_clock.now(), intent.pair, intent.side, intent.price, intent.size});
    session::OrderIntent timed = intent;
    timed.clicked = m_clock.steady();
    Q_EMIT orderReady(timed);
}

} // namespace leadline::models
