// SPDX-License-Identifier: MIT
#include "models/order_planner.h"

#include "engine/desk/order_plan.h"
#include "engine/session/market_snapshot.h"
#include "engine/session/order_intent.h"
#include "models/format.h"
#include "models/planned_order.h"

#include <QStringList>

#include <algorithm>
#include <cmath>

namespace leadline::models
{

using core::Side;
using desk::Reach;
using orders::OrderType;

namespace
{

QString exactText(core::Quantity size)
{
    return QString::fromStdString(size.text());
}

QString verbOf(Side side)
{
    return side == Side::Bid ? OrderPlanner::tr("BUY") : OrderPlanner::tr("SELL");
}

bool takesNow(const desk::OrderPlan& plan, const routing::Decision& decision)
{
    return plan.takes || orders::takesAtOnce(plan.type)
        || (plan.type == OrderType::Limit
            && desk::reachOf(decision.side, plan.price, decision.bestBid, decision.bestAsk) == Reach::Cross);
}

/// The worse of two prices for the owner of the order.
core::Price further(Side side, core::Price one, core::Price other)
{
    return side == Side::Bid ? std::max(one, other) : std::min(one, other);
}

/// The decision was taken without a limit: whether one at that price may lead elsewhere. It may not where no venue
/// reaches beyond it, nor where the chosen one fills the order within it.
bool mayGoElsewhere(const routing::Decision& decision, core::Price bound)
{
    const auto isWithin = [&](core::Price price) { return further(decision.side, price, bound) == bound; };
    bool fills = decision.venues.isEmpty();
    bool isOutOfReach = true;
    for (const routing::VenueQuote& quote : decision.venues) {
        fills = fills || (quote.market == decision.market && quote.fills && isWithin(quote.worst));
        isOutOfReach = isOutOfReach && (!quote.isOffered() || (quote.worst.raw() > 0 && isWithin(quote.worst)));
    }
    const bool isFilledWithin =
        fills && std::ranges::all_of(decision.children, isWithin, &routing::ChildOrder::worstPrice);
    return !isOutOfReach && !isFilledWithin;
}

} // namespace

OrderPlanner::OrderPlanner() = default;
OrderPlanner::~OrderPlanner() = default;

void OrderPlanner::show(const session::MarketSnapshot& snapshot)
{
    m_venues.clear();
    for (const session::VenueSnapshot& venue : snapshot.venues) {
        m_venues.push_back({venue.market.venue, venue.tick});
    }
    m_trading = snapshot.trading;
    m_previews = snapshot.previews;
    m_signal = snapshot.signal;
    m_signalPreviews = snapshot.signalPreviews;
    m_bestBid = snapshot.bids.empty() ? core::Price{} : snapshot.bids.front().price;
    m_bestAsk = snapshot.asks.empty() ? core::Price{} : snapshot.asks.front().price;
    m_pair = QString::fromStdString(snapshot.pair.text());
    m_kind = snapshot.pair.kind;
    m_hasExtendedHours = snapshot.hasExtendedHours;
    m_decimals = snapshot.priceDecimals;
}

void OrderPlanner::clear()
{
    m_venues.clear();
    m_previews.clear();
    m_signal.reset();
    m_bestBid = m_bestAsk = core::Price{};
    m_pair.clear();
}

const routing::Decision* OrderPlanner::decisionFor(const session::OrderIntent& intent) const
{
    const session::PreviewSubject subject{intent.size, intent.venue};
    if (intent.signal) {
        const bool isTheirs = m_signal && m_signal->isRaised == intent.signal->isRaised
            && std::abs(m_signal->strength - intent.signal->strength) < 1e-9 && !m_previews.empty()
            && m_previews.front().about == subject;
        return isTheirs ? &m_signalPreviews[intent.side == Side::Bid ? 0 : 1] : nullptr;
    }
    const auto preview = std::ranges::find(m_previews, subject, &session::OrderPreview::about);
    return preview == m_previews.end() ? nullptr : &preview->of(intent.side, intent.reach, intent.style);
}

core::Price OrderPlanner::onTick(core::Price price, const core::MarketId& market, Side side) const
{
    const auto venue = std::ranges::find(m_venues, market.venue, &Venue::id);
    return venue == m_venues.end()
        ? price
        : core::Instrument{.pair = {.kind = m_kind}, .tick = venue->tick}.roundPassive(price, side);
}

PlannedOrder OrderPlanner::plan(const session::OrderIntent& intent) const
{
    PlannedOrder planned{.intent = intent, .marketBid = m_bestBid, .marketAsk = m_bestAsk};
    planned.settled = intent;
    const routing::Decision* decision = decisionFor(intent);
    if (decision == nullptr) {
        return planned;
    }
    planned.isKnown = true;
    session::OrderIntent free = intent;
    free.reach = Reach::Join;
    free.style = desk::Style::Smart;
    planned.wish = decisionFor(free)->action;
    // What is said is read from the decision that the settled order meets, not from the one that led to it.
    planned.settled = settled(intent, *decision);
    decision = decisionFor(planned.settled);
    planned.reason = decision->action == routing::Action::Abort ? decision->reason : decisionFor(free)->reason;
    const session::OrderIntent& sent = planned.settled;
    planned.plans = desk::planOrders(*decision, sent.price, sent.reach, sent.style);
    core::Quantity sum;
    for (desk::OrderPlan& plan : planned.plans) {
        plan.price = onTick(plan.price, plan.market, intent.side);
        planned.takes = planned.takes || takesNow(plan, *decision);
        planned.bound = planned.bound.raw() == 0 ? plan.price : further(intent.side, planned.bound, plan.price);
        sum += plan.size;
    }
    planned.isPlaceOpen = planned.takes && mayGoElsewhere(*decision, planned.bound);
    // A venue that is not known yet may halve it or not: no more than was asked for.
    planned.size = planned.isPlaceOpen ? intent.size : decision->sliceSize.isZero() ? sum : decision->size;
    return planned;
}

session::OrderIntent OrderPlanner::settled(const session::OrderIntent& intent, const routing::Decision& decision) const
{
    session::OrderIntent sent = intent;
    const desk::OrderPlans plans = desk::planOrders(decision, intent.price, intent.reach, intent.style);
    if (intent.signal || plans.isEmpty()) {
        return sent;
    }
    sent.style = desk::Style::Limit;
    if (takesNow(plans[0], decision)) {
        // The collar that was said holds where it goes, too: another venue's own may lie further.
        sent.reach = Reach::Cross;
        sent.price = onTick(plans[0].price, plans[0].market, intent.side);
    }
    return sent;
}

QString OrderPlanner::text(core::Price price) const
{
    return priceText(price, m_decimals);
}

QString OrderPlanner::placesOf(const PlannedOrder& planned) const
{
    if (planned.isPlaceOpen) {
        return tr("%1 where that is offered").arg(exactText(planned.size));
    }
    QStringList parts;
    for (const desk::OrderPlan& plan : planned.plans) {
        parts << tr("%1 on %2").arg(exactText(plan.size), QString::fromStdString(plan.market.venue.text()));
    }
    return parts.join(tr(" and "));
}

QString OrderPlanner::restingWord(OrderType type)
{
    return type == OrderType::PostOnly ? tr("post-only") : tr("limit");
}

QString OrderPlanner::lifeText() const
{
    return m_kind != core::Kind::Stock ? QString()
        : m_hasExtendedHours           ? tr(", for the day, extended hours too")
                                       : tr(", for the day");
}

QString OrderPlanner::describe(const PlannedOrder& planned) const
{
    if (planned.plans.isEmpty()) {
        return tr("nothing is sent");
    }
    const desk::OrderPlan& first = planned.plans[0];
    const QString price = text(planned.bound);
    switch (first.type) {
    case OrderType::MarketableLimit:
    case OrderType::Market:
        return tr("takes %1 up to %2").arg(placesOf(planned), price);
    case OrderType::Limit:
    case OrderType::PostOnly:
        break;
    }
    if (planned.takes) {
        return tr("takes %1 up to %2, and rests there with what is left").arg(placesOf(planned), price);
    }
    return tr("rests %1 %2 at %3").arg(placesOf(planned), restingWord(first.type), price);
}

QString OrderPlanner::wishText(const PlannedOrder& planned)
{
    QString word = QString::fromUtf8(routing::nameOf(planned.wish));
    if (planned.plans.isEmpty()) {
        return word + QStringLiteral(": ") + QString::fromUtf8(routing::infoOf(planned.reason).text);
    }
    if (planned.wish == routing::Action::Aggressive && !planned.takes) {
        return tr("%1, would rather take").arg(word);
    }
    if (planned.wish == routing::Action::Passive && planned.takes) {
        return tr("%1, would rather rest").arg(word);
    }
    return word;
}

QString OrderPlanner::reasonOf(const PlannedOrder& planned)
{
    const routing::ReasonInfo& info = routing::infoOf(planned.reason);
    const QString why = QString::fromUtf8(info.text);
    const QString code = QString::fromUtf8(info.code);
    if (planned.isRefused()) {
        return tr("%1 (%2)").arg(why, code);
    }
    // A reason calls for what the router would do; of an order that does otherwise it names the rule alone.
    const bool doesSo = planned.takes == (planned.wish == routing::Action::Aggressive);
    return doesSo       ? tr("router: %1: %2 (%3)").arg(wishText(planned), why, code)
        : planned.takes ? tr("router: %1 (%2); your price takes").arg(wishText(planned), code)
                        : tr("router: %1 (%2); your price waits").arg(wishText(planned), code);
}

OrderWords OrderPlanner::words(const PlannedOrder& planned) const
{
    OrderWords words{.button = brief(planned)};
    if (!planned.isKnown) {
        words.tooltip = tr("decides when it is sent");
        return words;
    }
    words.headline = planned.isRefused() ? QString::fromUtf8(routing::nameOf(routing::Action::Abort))
        : planned.takes                  ? tr("TAKES")
                                         : tr("RESTS");
    words.reason = reasonOf(planned);
    words.sentence = planned.isRefused() ? tr("Nothing would be sent.") : sentence(planned);
    words.tooltip = wishText(planned) + (planned.isRefused() ? QString() : QStringLiteral("; ") + describe(planned));
    return words;
}

QString OrderPlanner::sentence(const PlannedOrder& planned) const
{
    const session::OrderIntent& intent = planned.intent;
    const QString head = tr("%1: %2 ").arg(worldOf(planned), verbOf(intent.side));
    if (planned.plans.isEmpty()) {
        return head
            + tr("%1 %2 at %3 on %4")
                  .arg(exactText(intent.size), m_pair, text(intent.price),
                      intent.venue.isEmpty() ? tr("the venue the router chooses")
                                             : QString::fromStdString(intent.venue.text()));
    }
    QStringList parts;
    if (planned.isPlaceOpen) {
        parts << tr("%1 %2 at the venue that offers it").arg(exactText(planned.size), m_pair);
    }
    for (const desk::OrderPlan& plan : planned.isPlaceOpen ? desk::OrderPlans{} : planned.plans) {
        parts << tr("%1 %2 on %3")
                     .arg(exactText(plan.size), QString::fromStdString(plan.market.symbol.text()),
                         QString::fromStdString(plan.market.venue.text()));
    }
    const desk::OrderPlan& first = planned.plans[0];
    const QString type = orders::takesAtOnce(first.type)
        ? tr("a marketable limit up to %1; what does not fill is cancelled")
        : planned.takes || (first.type == OrderType::Limit && m_kind != core::Kind::Stock)
        ? tr("a limit at %1; what does not fill at once rests there")
        : restingWord(first.type) + tr(" at %1");
    QString all = head + parts.join(tr(" and ")) + QStringLiteral(", ") + type.arg(text(planned.bound)) + lifeText();
    if (first.size < planned.size && planned.plans.size() == 1) {
        all += tr("; the first slice of %1").arg(exactText(planned.size));
    }
    return all;
}

QString OrderPlanner::brief(const PlannedOrder& planned) const
{
    const QString verb = verbOf(planned.intent.side);
    if (!planned.isKnown) {
        return tr("%1: asking the router").arg(verb);
    }
    if (planned.plans.isEmpty()) {
        return tr("%1: the router says no").arg(verb);
    }
    const desk::OrderPlan& first = planned.plans[0];
    const QString size = exactText(planned.size);
    return planned.takes ? tr("%1 %2 now up to %3").arg(verb, size, text(planned.bound))
                         : tr("%1 %2 %3 at %4").arg(verb, size, restingWord(first.type), text(planned.bound));
}

QString OrderPlanner::worldOf(const PlannedOrder& planned) const
{
    if (m_trading.empty()) {
        return tr("NOT TRADING");
    }
    if (m_trading.front().environment == "replay") {
        return tr("REPLAY");
    }
    const auto isLive = [&](const session::TradingSnapshot& trading) {
        const bool isMeant = planned.plans.isEmpty()
            ? planned.intent.venue.isEmpty() || planned.intent.venue == trading.venue
            : std::ranges::any_of(
                planned.plans, [&](const desk::OrderPlan& plan) { return plan.market.venue == trading.venue; });
        return trading.isLive && isMeant;
    };
    return std::ranges::any_of(m_trading, isLive) ? tr("LIVE") : tr("PAPER");
}

} // namespace leadline::models
