// SPDX-License-Identifier: MIT
#include "engine/session/journalled_decision.h"

#include "engine/features/feature_json.h"
#include "engine/json/writer.h"

namespace leadline::session
{

namespace
{

std::string policyOf(const routing::RouteRequest& request)
{
    if (request.asked) {
        return "asked";
    }
    return request.signal ? "signal" : "microstructure";
}

std::string rulesOf(const routing::Decision& decision)
{
    json::ObjectWriter rules;
    for (const routing::RuleLine& line : decision.trace) {
        rules.number(nameOf(line.rule), line.observed);
    }
    return rules.str();
}

} // namespace

calibration::JournalledDecision journalled(
    const routing::RouteRequest& request, const routing::Decision& decision, const features::FeatureSet& sample)
{
    calibration::JournalledDecision made{.market = decision.market,
        .side = decision.side,
        .asked = request.size.isZero() ? decision.requestedSize : request.size,
        .policy = policyOf(request),
        .action = std::string(nameOf(decision.action)),
        .reason = std::string(routing::infoOf(decision.reason).code),
        .impact = decision.impact,
        .allInPrice = decision.comparison.chosen,
        .bestSinglePrice = decision.comparison.bestPrice,
        .bestSingle = decision.comparison.best.venue.text(),
        .homePrice = decision.comparison.homePrice,
        .home = decision.comparison.home.venue.text(),
        .bookTime = decision.time,
        .features = sample.time == core::Timestamp{} ? std::string() : features::toJson(sample),
        .rules = rulesOf(decision)};
    if (request.signal) {
        made.signalStrength = request.signal->strength;
        made.signalSource = request.signal->source;
        made.signalId = request.signal->id;
    }
    return made;
}

} // namespace leadline::session
