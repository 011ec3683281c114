// SPDX-License-Identifier: MIT
#include "engine/routing/router.h"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <cmath>
#include <optional>

namespace leadline::routing
{

namespace
{

using features::Feature;
using features::FeatureSet;

/// Gathers the trace and lets the first rule that settles the action win.
class Verdict
{
public:
    explicit Verdict(Decision& decision)
        : m_decision(decision)
    {
    }

    /// A rule that settles the action when it holds.
    void settle(Rule rule, double observed, double limit, bool firesAbove, Effect effect, Reason reason)
    {
        RuleLine& line = write(rule, observed, limit, firesAbove, effect);
        if (!line.holds()) {
            return;
        }
        if (m_settled) {
            line.outcome = RuleLine::Outcome::Overruled;
            return;
        }
        line.outcome = RuleLine::Outcome::Decided;
        m_settled = true;
        m_decision.reason = reason;
        m_decision.action = infoOf(reason).action;
    }

    /// A rule that halves the size when it holds. True when it did.
    bool halve(Rule rule, double observed, double limit, bool firesAbove)
    {
        RuleLine& line = write(rule, observed, limit, firesAbove, Effect::HalveSize);
        if (line.holds()) {
            line.outcome = m_settled ? RuleLine::Outcome::Overruled : RuleLine::Outcome::Applied;
        }
        return line.outcome == RuleLine::Outcome::Applied;
    }

    [[nodiscard]] bool isSettled() const { return m_settled; }

private:
    RuleLine& write(Rule rule, double observed, double limit, bool firesAbove, Effect effect)
    {
        RuleLine& line = m_decision.trace[static_cast<std::size_t>(rule)];
        line = {rule, observed, firesAbove, limit, effect,
            std::isnan(observed) ? RuleLine::Outcome::Unknown : RuleLine::Outcome::Quiet};
        return line;
    }

    Decision& m_decision;
    bool m_settled = false;
};

core::Quantity half(core::Quantity size)
{
    return core::Quantity::fromRaw(size.raw() / 2);
}

} // namespace

Decision decide(const RouteRequest& request, const RouteContext& context, const RoutingPolicy& policy,
    const risk::RiskLimits& limits)
{
    assert(context.instrument != nullptr);
    const core::Instrument& instrument = *context.instrument;
    const bool hasVenue = context.book != nullptr && context.inSync;
    const bool isValid = hasVenue && context.book->isValid();
    constexpr double unknown = FeatureSet::undefined;

    Decision decision{.time = context.time, .market = context.market, .side = request.side, .impact = unknown};
    FeatureSet values;
    if (isValid) {
        features::writeRoutingFeatures(*context.book, instrument, policy.book, request.side, values);
        decision.bestBid = values.bestBid;
        decision.bestAsk = values.bestAsk;
        decision.marketBid = values.bestBid;
        decision.marketAsk = values.bestAsk;
        decision.collar = risk::collarPrice(values.mid, request.side, instrument, limits);
    }
    decision.requestedSize =
        !request.size.isZero() || !isValid ? request.size : instrument.sizeForNotional(request.notional, values.mid);

    Verdict verdict(decision);
    verdict.settle(Rule::KillSwitch, context.killSwitch ? 1 : 0, 0, true, Effect::Abort, Reason::KillSwitch);
    verdict.settle(Rule::CircuitBreaker, context.breakerOpen ? 1 : 0, 0, true, Effect::Abort, Reason::CircuitBreaker);
    verdict.settle(Rule::Venue, hasVenue ? 0 : 1, 0, true, Effect::Abort, Reason::NoVenue);
    verdict.settle(
        Rule::BookValid, !hasVenue ? unknown : (isValid ? 0 : 1), 0, true, Effect::Abort, Reason::InvalidBook);
    verdict.settle(Rule::BookFresh, hasVenue ? std::chrono::duration<double>(context.bookAge).count() : unknown,
        policy.quoteFreshnessSeconds, true, Effect::Abort, Reason::StaleBook);
    verdict.settle(Rule::VenueTakesPart, context.exclusion == book::Exclusion::None ? 0 : 1, 0, true, Effect::Abort,
        Reason::VenueExcluded);

    if (isValid) {
        const double notional = instrument.value(values.mid, decision.requestedSize).toDoubleLossy();
        decision.impact = context.impact ? *context.impact
            : notional > policy.book.impactNotional
            ? features::impactCost(*context.book, instrument, request.side, notional)
            : values[request.side == core::Side::Bid ? Feature::ImpactCostBuy : Feature::ImpactCostSell];
    }
    verdict.settle(Rule::ImpactCost, decision.impact, policy.maxImpactCost, true, Effect::Abort,
        std::isinf(decision.impact) ? Reason::InsufficientDepth : Reason::ImpactTooHigh);

    core::Quantity size = decision.requestedSize;
    if (verdict.halve(Rule::LiquidityRatio, values[Feature::LiquidityRatio], policy.minLiquidityRatio, false)) {
        size = half(size);
    }
    if (verdict.halve(Rule::UrgencyBrake, context.urgencyBrake ? 1 : 0, 0, true)) {
        size = half(size);
    }
    size = instrument.roundDownToLot(size);

    const core::Price touch = request.side == core::Side::Bid ? decision.bestBid : decision.bestAsk;
    const core::Quantity least = isValid
        ? instrument.smallestOrder(request.side == core::Side::Bid ? touch : std::min(touch, decision.collar))
        : core::Quantity{};
    // Nothing at all is below every minimum.
    const double leastUnits = std::max(least.toDoubleLossy(), 1e-9);
    verdict.settle(Rule::MinimumSize, isValid ? size.toDoubleLossy() : unknown, leastUnits, false, Effect::Abort,
        Reason::BelowMinimum);

    const bool isBuy = request.side == core::Side::Bid;
    verdict.settle(Rule::BookImbalance, values[Feature::Obi], isBuy ? policy.aggressiveObi : -policy.aggressiveObi,
        isBuy, Effect::Aggressive, Reason::ImbalanceFavoursTaking);
    verdict.settle(
        Rule::Spread, values[Feature::SpreadPct], policy.wideSpreadPct, true, Effect::Passive, Reason::SpreadWide);
    if (!verdict.isSettled()) {
        decision.reason = Reason::EarnTheSpread;
        decision.action = Action::Passive;
    }

    if (decision.action != Action::Abort) {
        decision.size = size;
        decision.limitPrice = decision.action == Action::Passive ? touch : decision.collar;
    }
    return decision;
}

} // namespace leadline::routing
