// SPDX-License-Identifier: MIT
#include "engine/lab/threshold.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

namespace leadline::lab
{

namespace
{

using routing::RoutingPolicy;
using P = RoutingPolicy;
using enum Compared;
using features::Feature;

constexpr std::array knownThresholds{
    Threshold{"routing.max_impact_cost", +[](P& p) -> double& { return p.maxImpactCost; }, Impact, JudgedOrders::All},
    Threshold{"routing.min_liquidity_ratio", +[](P& p) -> double& { return p.minLiquidityRatio; }, Liquidity,
        JudgedOrders::All},
    Threshold{"routing.aggressive_obi", +[](P& p) -> double& { return p.aggressiveObi; }, Imbalance,
        JudgedOrders::WithoutSignal},
    Threshold{"routing.wide_spread_pct", +[](P& p) -> double& { return p.wideSpreadPct; }, Spread,
        JudgedOrders::WithoutSignal},
    Threshold{"routing.quote_freshness_seconds", +[](P& p) -> double& { return p.quoteFreshnessSeconds; }, BookAge,
        JudgedOrders::All},
    Threshold{"signal.strong", +[](P& p) -> double& { return p.signal.strong; }, Strength, JudgedOrders::WithSignal},
    Threshold{"signal.medium", +[](P& p) -> double& { return p.signal.medium; }, Strength, JudgedOrders::WithSignal},
    Threshold{"signal.weak", +[](P& p) -> double& { return p.signal.weak; }, Strength, JudgedOrders::WithSignal},
    Threshold{"signal.calm_stability", +[](P& p) -> double& { return p.signal.calmStability; }, Stability,
        JudgedOrders::WithSignal},
    Threshold{"signal.balanced_stability", +[](P& p) -> double& { return p.signal.balancedStability; }, Stability,
        JudgedOrders::WithSignal},
    Threshold{"signal.urgent_stability", +[](P& p) -> double& { return p.signal.urgentStability; }, Stability,
        JudgedOrders::WithSignal},
    Threshold{
        "signal.patient_flow", +[](P& p) -> double& { return p.signal.patientFlow; }, Flow, JudgedOrders::WithSignal},
    Threshold{
        "signal.urgent_flow", +[](P& p) -> double& { return p.signal.urgentFlow; }, Flow, JudgedOrders::WithSignal},
    Threshold{"signal.immediate_flow", +[](P& p) -> double& { return p.signal.immediateFlow; }, Flow,
        JudgedOrders::WithSignal},
    Threshold{
        "signal.pressure", +[](P& p) -> double& { return p.signal.pressure; }, Pressure, JudgedOrders::WithSignal},
    Threshold{"signal.thin_resilience", +[](P& p) -> double& { return p.signal.thinResilience; }, Resilience,
        JudgedOrders::WithSignal},
    Threshold{"signal.high_concentration", +[](P& p) -> double& { return p.signal.highConcentration; }, Concentration,
        JudgedOrders::WithSignal},
    Threshold{"signal.max_vpin", +[](P& p) -> double& { return p.signal.maxVpin; }, Vpin, JudgedOrders::All},
    Threshold{
        "signal.max_adverse_bps", +[](P& p) -> double& { return p.signal.maxAdverseBps; }, Adverse, JudgedOrders::All},
};

/// What a rule of a trace looked at.
double observedOf(const routing::Decision& decision, routing::Rule rule)
{
    const auto line = std::ranges::find(decision.trace, rule, &routing::RuleLine::rule);
    return line == decision.trace.end() ? features::FeatureSet::undefined : line->observed;
}

/// Both ways round: an order's direction gives the sign, and of flow the other way may count as none.
void addBothWays(double value, std::vector<double>& to)
{
    to.insert(to.end(), {value, -value, 0.0});
}

/// Of one venue. More than what is compared does no harm, less would.
void addOf(const routing::VenueContext& venue, const Redecision& moment, Compared compared, std::vector<double>& to)
{
    const routing::RouteContext& context = venue.context;
    const auto ofBook = [&](Feature feature) {
        features::FeatureSet values;
        if (context.book->isValid()) {
            features::writeRoutingFeatures(
                *context.book, *context.instrument, moment.policy().book, moment.request().side, values);
        }
        return values[feature];
    };
    const auto ofSample = [&](Feature feature) {
        return context.sample != nullptr ? (*context.sample)[feature] : features::FeatureSet::undefined;
    };
    switch (compared) {
    case Impact:
        to.push_back(observedOf(
            routing::decide(moment.request(), context, moment.policy(), moment.limits()), routing::Rule::ImpactCost));
        break;
    case Liquidity:
        to.push_back(ofBook(Feature::LiquidityRatio));
        break;
    case Imbalance:
        addBothWays(ofBook(Feature::Obi), to);
        break;
    case Spread:
        to.push_back(ofBook(Feature::SpreadPct));
        break;
    case BookAge:
        to.push_back(std::chrono::duration<double>(context.bookAge).count());
        break;
    case Strength:
        to.push_back(moment.request().signal ? moment.request().signal->strength : features::FeatureSet::undefined);
        break;
    case Stability:
        to.push_back(ofSample(Feature::SpreadStabilityNorm100));
        break;
    case Flow:
        addBothWays(ofSample(Feature::OfiNormalized1m), to);
        break;
    case Pressure:
        addBothWays(ofSample(Feature::PressureImbalanceWeighted), to);
        break;
    case Resilience:
        to.push_back(ofSample(Feature::BookResilience));
        break;
    case Concentration:
        to.push_back(ofSample(Feature::VolumeConcentration));
        break;
    case Vpin:
        to.push_back(ofSample(Feature::Vpin));
        break;
    case Adverse:
        to.push_back(context.adverseBps);
        break;
    }
}

/// Among several venues the impact is that of the cheapest one, and of a division where that is too dear: what the two
/// ends see.
void addImpactsOfAll(Redecision& moment, RoutingPolicy policy, const Threshold& threshold, const ThresholdRange& range,
    std::vector<double>& to)
{
    for (const double end : {range.least, range.most}) {
        threshold.place(policy) = end;
        to.push_back(observedOf(moment.decide(policy), routing::Rule::ImpactCost));
    }
}

} // namespace

std::span<const Threshold> thresholds()
{
    return knownThresholds;
}

const Threshold* findThreshold(std::string_view key)
{
    const auto found = std::ranges::find(knownThresholds, key, &Threshold::key);
    return found == knownThresholds.end() ? nullptr : &*found;
}

ThresholdRange rangeBeside(const Threshold& threshold, const ThresholdRange& range, const RoutingPolicy& policy)
{
    constexpr std::array bands{std::array{"signal.weak", "signal.medium", "signal.strong"},
        std::array{"signal.calm_stability", "signal.balanced_stability", "signal.urgent_stability"},
        std::array{"signal.patient_flow", "signal.urgent_flow", "signal.immediate_flow"}};
    const auto valueOf = [&](const char* other) {
        RoutingPolicy place = policy;
        return findThreshold(other)->place(place);
    };
    ThresholdRange left = range;
    for (const auto& band : bands) {
        for (std::size_t i = 0; i < band.size(); ++i) {
            if (threshold.key == band[i]) {
                left.least = i > 0 ? std::max(left.least, valueOf(band[i - 1])) : left.least;
                left.most = i + 1 < band.size() ? std::min(left.most, valueOf(band[i + 1])) : left.most;
            }
        }
    }
    return left;
}

bool boundEachOther(const Threshold& one, const Threshold& other)
{
    return one.orders == JudgedOrders::WithSignal && one.compared == other.compared;
}

std::vector<Probe> probesOf(
    Redecision& moment, const RoutingPolicy& policy, const Threshold& threshold, const ThresholdRange& range)
{
    std::vector<double> values;
    for (const routing::VenueContext& venue : moment.venues()) {
        addOf(venue, moment, threshold.compared, values);
    }
    if (threshold.compared == Impact && moment.venues().size() > 1) {
        addImpactsOfAll(moment, policy, threshold, range, values);
    }
    std::erase_if(values, [&](double value) { return !(value >= range.least && value <= range.most); });
    std::ranges::sort(values);
    const auto repeated = std::ranges::unique(values);
    values.erase(repeated.begin(), repeated.end());
    std::vector<Probe> probes{{{range.least, false}, range.least}};
    for (const double value : values) {
        if (value > range.least) {
            probes.push_back({{value, false}, value});
        }
        if (value < range.most) {
            probes.push_back({{value, true}, std::nextafter(value, range.most)});
        }
    }
    return probes;
}

} // namespace leadline::lab
