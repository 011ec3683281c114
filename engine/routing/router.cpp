// SPDX-License-Identifier: MIT
#include "engine/routing/router.h"

#include "engine/routing/verdict.h"

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

/// To the nearest billionth, so that 0.7 of 10 is 7.
core::Quantity scaled(core::Quantity size, double factor)
{
    return core::Quantity::fromRaw(static_cast<core::Int128>(
        std::roundl(static_cast<long double>(size.raw()) * static_cast<long double>(factor))));
}

Reason reasonOf(Strategy strategy, bool wasAskedFor)
{
    if (wasAskedFor) {
        return takes(strategy) ? Reason::AskedTaking : Reason::AskedPassive;
    }
    switch (strategy) {
    case Strategy::PassiveMaker:
        return Reason::SignalPassive;
    case Strategy::BalancedLimit:
        return Reason::SignalBalanced;
    case Strategy::AggressiveLimit:
        return Reason::SignalAggressive;
    case Strategy::UrgentMarket:
        return Reason::SignalUrgent;
    case Strategy::None:
    case Strategy::Skip:
        break;
    }
    return Reason::SignalSkip;
}

/// One decision in the making.
class Judge
{
public:
    Judge(const RouteRequest& request, const RouteContext& context, const RoutingPolicy& policy,
        const risk::RiskLimits& limits)
        : m_request(request)
        , m_context(context)
        , m_policy(policy)
        , m_limits(limits)
        , m_instrument(*context.instrument)
        , m_hasVenue(context.book != nullptr && context.inSync)
        , m_isValid(m_hasVenue && context.book->isValid())
    {
        look();
    }

    Decision byMicrostructure()
    {
        checkSafety();
        checkDepth();
        const bool isBuy = m_request.side == core::Side::Bid;
        const double leaning = isBuy ? m_values[Feature::Obi] : -m_values[Feature::Obi];
        if (m_policy.signal.toxicity != ToxicityRule::Show) {
            // What the order is meant to do counts before what the policy would rather do.
            const bool rests = m_request.rests || (!m_request.takes && !(leaning > m_policy.aggressiveObi));
            judgeToxicity(inputs(), rests, true);
        }
        brake();
        checkMinimum();
        m_verdict.settle(Rule::BookImbalance, m_values[Feature::Obi],
            isBuy ? m_policy.aggressiveObi : -m_policy.aggressiveObi, isBuy, Effect::Aggressive,
            Reason::ImbalanceFavoursTaking);
        m_verdict.settle(Rule::Spread, m_values[Feature::SpreadPct], m_policy.wideSpreadPct, true, Effect::Passive,
            Reason::SpreadWide);
        m_verdict.conclude(Reason::EarnTheSpread);
        if (m_decision.action != Action::Abort) {
            m_decision.size = m_size;
            m_decision.limitPrice = m_decision.action == Action::Passive ? ownTouch() : m_decision.collar;
        }
        return m_decision;
    }

    Decision asAsked(Strategy strategy)
    {
        checkSafety();
        checkMinimum();
        m_decision.strategy = strategy;
        m_verdict.conclude(reasonOf(strategy, true));
        goOut(false);
        return m_decision;
    }

    Decision bySignal(const Signal& signal)
    {
        checkSafety();
        checkDepth();
        SignalInputs in = inputs();
        in.strength = signal.strength;
        auto [strategy, trace] = chooseStrategy(in, m_request.side, signal.isRaised, m_policy.signal);
        const bool isOverBudget = trace.isOverride && m_context.overridesLeft <= 0;
        if (isOverBudget) {
            strategy = Strategy::AggressiveLimit;
            trace.isOverride = false;
            trace.isOverrideRefused = true;
        }
        m_decision.strategy = strategy;
        writeSignalRules(trace, takes(strategy));
        m_size = trace.row == SignalRow::VeryWeak ? smallest() : scaled(m_size, trace.multiplier);
        trace.isToxic = judgeToxicity(in, !takes(strategy), strategy != Strategy::Skip);
        brake();
        checkBudget(isOverBudget);
        if (strategy == Strategy::Skip) {
            m_verdict.conclude(trace.row == SignalRow::NotKnown ? Reason::SignalUnknown : Reason::SignalSkip);
        }
        checkMinimum();
        trace.multiplier = m_isSmallest ? m_size.toDoubleLossy() / m_decision.requestedSize.toDoubleLossy()
                                        : trace.multiplier * m_halvings;
        m_decision.signal = trace;
        m_verdict.conclude(isOverBudget ? Reason::OverridesSpent : reasonOf(strategy, false));
        if (trace.splits && m_decision.action != Action::Abort) {
            slice();
        }
        goOut(trace.atTouch);
        return m_decision;
    }

private:
    /// The book and what the order would cost, before any rule.
    void look()
    {
        m_decision = {.time = m_context.time,
            .market = m_context.market,
            .side = m_request.side,
            .impact = FeatureSet::undefined,
            .onlyLimits = m_instrument.pair.kind == core::Kind::Stock};
        if (m_isValid) {
            features::writeRoutingFeatures(*m_context.book, m_instrument, m_policy.book, m_request.side, m_values);
            m_decision.bestBid = m_values.bestBid;
            m_decision.bestAsk = m_values.bestAsk;
            m_decision.marketBid = m_values.bestBid;
            m_decision.marketAsk = m_values.bestAsk;
            m_decision.collar = risk::collarPrice(m_values.mid, m_request.side, m_instrument, m_limits);
        }
        m_decision.requestedSize = !m_request.size.isZero() || !m_isValid
            ? m_request.size
            : m_instrument.sizeForNotional(m_request.notional, m_values.mid);
        m_size = m_decision.requestedSize;
        if (m_isValid) {
            const double notional = m_instrument.value(m_values.mid, m_size).toDoubleLossy();
            m_decision.impact = m_context.impact ? *m_context.impact
                : notional > m_policy.book.impactNotional
                ? features::impactCost(*m_context.book, m_instrument, m_request.side, notional)
                : m_values[m_request.side == core::Side::Bid ? Feature::ImpactCostBuy : Feature::ImpactCostSell];
            lookAtTouch();
        }
    }

    /// Where nothing but the touch is told, it is all that an impact can be of: exact within it, and beyond it the
    /// least that the order costs.
    void lookAtTouch()
    {
        m_leastImpact = m_decision.impact;
        if (m_context.impact || !isTouchOnly(m_instrument, *m_context.book)) {
            return;
        }
        const core::Level touch = *m_context.book->best(core::opposite(m_request.side));
        const double mid = m_values.mid.toDoubleLossy();
        m_leastImpact = std::abs(touch.price.toDoubleLossy() - mid) / mid;
        m_isBeyondTouch = m_size > touch.size;
        m_decision.impact = m_isBeyondTouch ? FeatureSet::undefined : m_leastImpact;
    }

    /// Rule 0 of every policy.
    void checkSafety()
    {
        constexpr double unknown = FeatureSet::undefined;
        const auto settle = [this](Rule rule, double observed, double limit, Reason reason) {
            m_verdict.settle(rule, observed, limit, true, Effect::Abort, reason);
        };
        settle(Rule::KillSwitch, m_context.killSwitch ? 1 : 0, 0, Reason::KillSwitch);
        settle(Rule::CircuitBreaker, m_context.breakerOpen ? 1 : 0, 0, Reason::CircuitBreaker);
        settle(Rule::Venue, m_hasVenue ? 0 : 1, 0, Reason::NoVenue);
        settle(Rule::BookValid, !m_hasVenue ? unknown : (m_isValid ? 0 : 1), 0, Reason::InvalidBook);
        settle(Rule::BookFresh, m_hasVenue ? std::chrono::duration<double>(m_context.bookAge).count() : unknown,
            m_policy.quoteFreshnessSeconds, Reason::StaleBook);
        settle(Rule::VenueTakesPart, m_context.exclusion == book::Exclusion::None ? 0 : 1, 0, Reason::VenueExcluded);
    }

    /// Rules 1 and 2 of every policy: what the book would charge for the order, and what it holds.
    void checkDepth()
    {
        RuleLine& line = m_verdict.settle(Rule::ImpactCost, m_leastImpact, m_policy.maxImpactCost, true, Effect::Abort,
            std::isinf(m_leastImpact) ? Reason::InsufficientDepth : Reason::ImpactTooHigh);
        if (m_isBeyondTouch && line.outcome == RuleLine::Outcome::Quiet) {
            line.outcome = RuleLine::Outcome::TouchOnly;
        }
        if (m_verdict.apply(Rule::LiquidityRatio, m_values[Feature::LiquidityRatio], m_policy.minLiquidityRatio, false,
                Effect::HalveSize)) {
            m_halvings *= m_policy.lowLiquidityFactor;
        }
    }

    /// What the newest sample says; the strength is the signal's.
    [[nodiscard]] SignalInputs inputs() const
    {
        SignalInputs in = m_context.sample != nullptr ? inputsOf(*m_context.sample) : SignalInputs{};
        in.adverseBps = m_context.adverseBps;
        return in;
    }

    void brake()
    {
        if (m_verdict.apply(Rule::UrgencyBrake, m_context.urgencyBrake ? 1 : 0, 0, true, Effect::HalveSize)) {
            m_halvings *= m_limits.urgentFactor;
        }
    }

    /// The hour's raises to market: once they are spent, what the tables said is not how it goes out.
    void checkBudget(bool isOver)
    {
        const bool decides = isOver && !m_verdict.isSettled();
        if (decides) {
            m_verdict.overrule([](Effect effect) { return effect == Effect::Strategy; });
        }
        RuleLine& line = m_verdict.write(Rule::OverrideBudget, m_context.overridesLeft, 1, false, Effect::Strategy);
        line.outcome = decides ? RuleLine::Outcome::Decided
            : isOver           ? RuleLine::Outcome::Overruled
                               : RuleLine::Outcome::Quiet;
    }

    /// Halves, rounds to the lot, and sends nothing below the venue's smallest order; what could be sent before it was
    /// halved is sent as the smallest at least.
    void checkMinimum()
    {
        const core::Quantity whole = m_instrument.roundDownToLot(m_size);
        m_size = m_instrument.roundDownToLot(scaled(m_size, m_halvings));
        m_isSmallest = m_halvings < 1 && m_size < smallest() && whole >= smallest();
        m_size = m_isSmallest ? smallest() : m_size;
        // Nothing at all is below every minimum.
        const double leastUnits = std::max(smallest().toDoubleLossy(), 1e-9);
        m_verdict.settle(Rule::MinimumSize, m_isValid ? m_size.toDoubleLossy() : FeatureSet::undefined, leastUnits,
            false, Effect::Abort, Reason::BelowMinimum);
    }

    [[nodiscard]] core::Quantity smallest() const
    {
        if (!m_isValid) {
            return {};
        }
        return m_instrument.smallestOrder(
            m_request.side == core::Side::Bid ? m_decision.bestBid : std::min(m_decision.bestAsk, m_decision.collar));
    }
    [[nodiscard]] core::Price ownTouch() const
    {
        return m_request.side == core::Side::Bid ? m_decision.bestBid : m_decision.bestAsk;
    }

    /// A line an input: where it stands, and how far it is from another outcome.
    void writeSignalRules(const SignalTrace& trace, bool isTaking)
    {
        constexpr std::array rules{Rule::SignalStrength, Rule::SpreadStability, Rule::OrderFlow, Rule::BookPressure};
        for (std::size_t i = 0; i < rules.size(); ++i) {
            const SignalFlip& flip = trace.flips[i];
            RuleLine& line = m_verdict.write(
                rules[i], valueOf(trace.in, flip.input), flip.threshold, flip.isAbove, Effect::Strategy);
            const bool moved = rules[i] == Rule::BookPressure ? trace.isPressed : isUsed(flip.input, trace);
            if (line.outcome == RuleLine::Outcome::Quiet && moved) {
                line.outcome = m_verdict.isSettled() ? RuleLine::Outcome::Overruled
                    : rules[i] == Rule::BookPressure ? RuleLine::Outcome::Applied
                                                     : RuleLine::Outcome::Decided;
            }
        }
        const SignalPolicy& policy = m_policy.signal;
        m_verdict.apply(Rule::BookResilience, trace.in.resilience, policy.thinResilience, false, Effect::Slices);
        RuleLine& line = m_verdict.write(
            Rule::VolumeConcentration, trace.in.concentration, policy.highConcentration, true, Effect::AtTouch);
        if (trace.atTouch && isTaking) {
            line.outcome = m_verdict.isSettled() ? RuleLine::Outcome::Overruled : RuleLine::Outcome::Applied;
        }
    }

    /// The row that decided looked at it.
    [[nodiscard]] static bool isUsed(SignalInput input, const SignalTrace& trace)
    {
        switch (trace.row) {
        case SignalRow::VeryWeak:
            return input == SignalInput::Strength;
        case SignalRow::StrongCalm:
            return input != SignalInput::Flow;
        case SignalRow::NotKnown:
        case SignalRow::StrongUrgent:
        case SignalRow::MediumBalanced:
        case SignalRow::WeakPatient:
        case SignalRow::Bands:
        case SignalRow::WeakOtherwise:
            break;
        }
        return true;
    }

    /// Whether flow is beyond a limit, and what the rule makes of it: an order that rests may be skipped, any halved,
    /// once for both limits. `counts`: the order would go out otherwise.
    bool judgeToxicity(const SignalInputs& in, bool rests, bool counts)
    {
        const SignalPolicy& policy = m_policy.signal;
        const bool skips = counts && policy.toxicity == ToxicityRule::Skip && rests;
        const bool halves = counts && policy.toxicity == ToxicityRule::Halve;
        bool isHalved = false;
        const auto judge = [&](Rule rule, double observed, double limit) {
            if (skips) {
                m_verdict.settle(rule, observed, limit, true, Effect::Abort, Reason::SignalToxic);
            } else if (halves) {
                isHalved = m_verdict.apply(rule, observed, limit, true, Effect::HalveSize) || isHalved;
            } else {
                m_verdict.write(rule, observed, limit, true, Effect::HalveSize);
            }
        };
        judge(Rule::Vpin, in.vpin, policy.maxVpin);
        judge(Rule::AdverseSelection, in.adverseBps, policy.maxAdverseBps);
        m_halvings *= isHalved ? policy.toxicFactor : 1;
        return in.vpin > policy.maxVpin || in.adverseBps > policy.maxAdverseBps;
    }

    /// No larger than the touch, unless what is left of it could not be sent any more.
    void slice()
    {
        const core::Quantity slice =
            sliceOf(m_decision.strategy, m_request.side, m_size, *m_context.book, m_instrument);
        m_decision.sliceSize = m_size - slice < smallest() ? core::Quantity{} : slice;
    }

    void goOut(bool atTouch)
    {
        if (m_decision.action == Action::Abort) {
            return;
        }
        m_decision.size = m_size;
        const core::Quantity atOnce = m_decision.sliceSize.isZero() ? m_size : m_decision.sliceSize;
        m_decision.limitPrice = priceOf(
            m_decision.strategy, m_request.side, atOnce, atTouch, m_decision.collar, *m_context.book, m_instrument);
    }

    const RouteRequest& m_request;
    const RouteContext& m_context;
    const RoutingPolicy& m_policy;
    const risk::RiskLimits& m_limits;
    const core::Instrument& m_instrument;
    bool m_hasVenue;
    bool m_isValid;
    double m_leastImpact = FeatureSet::undefined; ///< what the rule looks at
    bool m_isBeyondTouch = false; ///< the order is larger than all that is told of the book
    FeatureSet m_values;
    Decision m_decision;
    Verdict m_verdict{m_decision};
    core::Quantity m_size; ///< before anything halves it; what is sent once the minimum was checked
    double m_halvings = 1; ///< of all rules that halve
    bool m_isSmallest = false; ///< halved below the venue's smallest order, which is sent in its place
};

} // namespace

Decision decide(const RouteRequest& request, const RouteContext& context, const RoutingPolicy& policy,
    const risk::RiskLimits& limits)
{
    assert(context.instrument != nullptr);
    Judge judge(request, context, policy, limits);
    if (request.asked) {
        return judge.asAsked(*request.asked);
    }
    return request.signal ? judge.bySignal(*request.signal) : judge.byMicrostructure();
}

} // namespace leadline::routing
