// SPDX-License-Identifier: MIT
#include "models/ladder_desk.h"

#include <algorithm>

namespace leadline::models
{

LadderDesk::LadderDesk(const core::Clock& clock, const LadderRules& rules, QObject* parent)
    : QObject(parent)
    , m_clock(clock)
    , m_rules(rules)
    , m_lastInput(clock.now())
{
}

void LadderDesk::setArming(Arming arming)
{
    touched();
    if (arming != m_arming) {
        m_arming = arming;
        Q_EMIT armingChanged(arming);
    }
}

void LadderDesk::disarm()
{
    if (m_arming != Arming::View) {
        m_arming = Arming::View;
        Q_EMIT armingChanged(m_arming);
    }
}

void LadderDesk::setSize(core::Quantity size)
{
    if (size != m_size) {
        m_size = size;
        Q_EMIT sizeChanged(size);
    }
}

void LadderDesk::touched()
{
    m_lastInput = m_clock.now();
}

void LadderDesk::tick()
{
    if (m_arming != Arming::View && m_clock.now() - m_lastInput >= std::chrono::minutes(m_rules.idleMinutes)) {
        disarm();
        Q_EMIT held(tr("disarmed after %1 idle minutes").arg(m_rules.idleMinutes));
    }
}

QString LadderDesk::question(const LadderClick& click, bool isRepeat, std::int64_t throughTicks) const
{
    const QString order = tr("%1 %2 at %3")
                              .arg(click.side == core::Side::Bid ? tr("Buy") : tr("Sell"),
                                  QString::fromStdString(m_size.text()), QString::fromStdString(click.price.text()));
    if (throughTicks > m_rules.crossConfirmTicks) {
        return tr("%1: %2 ticks through the market. Send it?").arg(order).arg(throughTicks);
    }
    return isRepeat
        ? tr("%1: the same order went out less than %2 s ago. Send another?").arg(order).arg(m_rules.repeatSeconds)
        : tr("%1?").arg(order);
}

void LadderDesk::click(const LadderClick& click)
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
    const engine::OrderIntent intent{.side = click.side,
        .price = click.price,
        .size = m_size,
        .reach = click.joins ? desk::Reach::Rest : desk::reachOf(click.side, click.price, click.bestBid, click.bestAsk),
        .venue = click.venue};
    if (m_arming == Arming::View) {
        Q_EMIT ticketWanted(intent);
        return;
    }
    const core::Price against = click.side == core::Side::Bid ? click.bestAsk : click.bestBid;
    const std::int64_t through = against.raw() == 0 || m_instrument.tick.raw() == 0
        ? 0
        : (click.side == core::Side::Bid ? click.price - against : against - click.price).raw()
            / m_instrument.tick.raw();
    const bool isRepeat = wasSent(intent);
    // Where venues cross, a price that looks like resting takes.
    const bool takesInACross =
        intent.reach == desk::Reach::Cross && click.bestBid.raw() > 0 && click.bestBid >= click.bestAsk;
    if (m_arming == Arming::Confirm || through > m_rules.crossConfirmTicks || isRepeat || takesInACross) {
        Q_EMIT confirmationWanted(intent, question(click, isRepeat, through));
        return;
    }
    confirm(intent);
}

bool LadderDesk::wasSent(const engine::OrderIntent& intent)
{
    while (!m_sent.empty() && m_clock.now() - m_sent.front().time >= std::chrono::seconds(m_rules.repeatSeconds)) {
        m_sent.pop_front();
    }
    return std::any_of(m_sent.begin(), m_sent.end(), [&](const Sent& sent) {
        return sent.side == intent.side && sent.price == intent.price && sent.size == intent.size;
    });
}

void LadderDesk::sendFromTicket(const engine::OrderIntent& intent)
{
    touched();
    if (wasSent(intent)) {
        Q_EMIT confirmationWanted(intent, question({.side = intent.side, .price = intent.price}, true, 0));
        return;
    }
    confirm(intent);
}

void LadderDesk::confirm(const engine::OrderIntent& intent)
{
    touched();
    m_sent.push_back({m_clock.now(), intent.side, intent.price, intent.size});
    engine::OrderIntent timed = intent;
    timed.clicked = m_clock.steady();
    Q_EMIT orderReady(timed);
}

} // namespace leadline::models
