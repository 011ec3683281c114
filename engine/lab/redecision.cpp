// SPDX-License-Identifier: MIT
#include "engine/lab/redecision.h"

#include "engine/desk/member_judgement.h"
#include "engine/risk/risk.h"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <cmath>
#include <tuple>

namespace leadline::lab
{

namespace
{

constexpr double billionths = 1e9;

core::Timestamp timeOf(std::int64_t nanoseconds)
{
    return core::Timestamp(core::Duration(nanoseconds));
}

double secondsOf(std::int64_t nanoseconds)
{
    return std::chrono::duration<double>(core::Duration(nanoseconds)).count();
}

routing::VenueTerms termsOf(const core::VenueId& venue, const desk::DeskSettings& settings)
{
    const auto found = std::ranges::find(settings.venues, venue, &routing::VenueTerms::venue);
    routing::VenueTerms terms = found == settings.venues.end() ? routing::VenueTerms{} : *found;
    terms.venue = venue;
    return terms;
}

/// The breaker after each sample, from the first one on.
std::vector<bool> breakerOver(const SampleColumns& samples, const risk::RiskLimits& limits)
{
    risk::StabilityBreaker breaker;
    std::vector<bool> tripped(samples.times.size());
    for (std::size_t i = 0; i < tripped.size(); ++i) {
        breaker.update(timeOf(samples.times[i]), samples.stability[i], limits);
        tripped[i] = breaker.isTripped();
    }
    return tripped;
}

/// Of orders up to largestNotional far from what the type holds.
core::Int128 inBillionths(double quoteUnits)
{
    return static_cast<core::Int128>(std::round(quoteUnits * billionths));
}

} // namespace

Redecision::Redecision(
    const DecisionTape& tape, const desk::DeskSettings& settings, const routing::RouteRequest& request)
    : m_tape(tape)
    , m_settings(settings)
    , m_request(request)
{
    m_settings.routing.book = m_settings.features.book; // as the desk has it
    for (const core::Instrument& instrument : tape.instruments) {
        m_terms.push_back(termsOf(instrument.id.venue, settings));
    }
    for (const SampleColumns& samples : tape.samples) {
        m_tripped.push_back(breakerOver(samples, settings.risk));
    }
}

void Redecision::load(std::size_t moment)
{
    const MomentRow& row = m_tape.moments[moment];
    assert(row.venues <= book::mostVenues && "a group has no more venues");
    m_recordedMid = row.mid;
    m_count = 0;
    for (const VenueRow& venue : m_tape.venuesOf(row)) {
        loadVenue(m_count++, venue);
    }
}

void Redecision::loadVenue(std::size_t place, const VenueRow& row)
{
    using features::Feature;
    Slot& slot = m_slots[place];
    const core::Instrument& instrument = m_tape.instruments[row.instrument];
    const routing::VenueTerms& terms = m_terms[row.instrument];
    const std::size_t market = m_tape.marketOf[row.instrument];
    const std::uint8_t* const asks = unpackLevels(m_tape.levels.data() + row.levels, instrument, m_bids);
    unpackLevels(asks, instrument, m_asks);
    slot.book.assign(m_bids, m_asks);
    slot.before = static_cast<book::Exclusion>(row.exclusion);
    const bool hasSample = row.samples > 0;
    if (hasSample) {
        const std::size_t newest = row.samples - 1;
        slot.sample.time = timeOf(m_tape.samples[market].times[newest]);
        slot.sample[Feature::SpreadStabilityNorm100] = m_tape.samples[market].stability[newest];
        slot.sample[Feature::OfiNormalized1m] = row.flow;
        slot.sample[Feature::PressureImbalanceWeighted] = row.pressure;
        slot.sample[Feature::BookResilience] = row.resilience;
        slot.sample[Feature::VolumeConcentration] = row.concentration;
        slot.sample[Feature::Vpin] = row.vpin;
    }
    const bool isInSync = row.isInSync != 0;
    const bool isValid = slot.book.isValid();
    const auto status = static_cast<core::TradingStatus>(row.status);
    const core::Timestamp now = timeOf(row.time);
    m_venues[place] = {.context = {.market = instrument.id,
                           .instrument = &instrument,
                           .book = &slot.book,
                           .inSync = isInSync,
                           .time = now,
                           .bookAge = core::Duration(row.bookAge),
                           .breakerOpen = hasSample && m_tripped[market][row.samples - 1],
                           .sample = hasSample ? &slot.sample : nullptr,
                           .overridesLeft = risk::OverrideBudget().left(now, m_settings.risk)},
        .candidate = {.market = instrument.id,
            .instrument = &instrument,
            .book = &slot.book,
            .terms = terms,
            .volatilityBps = row.volatilityBps,
            .status = status}};
    m_facts[place] = {.isInSync = isInSync,
        .isValid = isValid,
        .isSizeKnown = instrument.isSizeKnown(),
        .isSwitchedOn = terms.isOn,
        .status = status,
        .ageSeconds = secondsOf(row.bookAge),
        .delaySeconds = secondsOf(row.delay),
        .reliability = terms.reliability,
        .promptShare = terms.prompt.share,
        .latencyMs = terms.latencyMs,
        .takerFeeBps = terms.takerFeeBps,
        .mid = isValid ? slot.book.mid() : core::Price{}};
}

void Redecision::judge(const routing::RoutingPolicy& policy)
{
    book::ParticipationRules rules = m_settings.participation;
    rules.freshnessSeconds = policy.quoteFreshnessSeconds;
    std::array<book::VenueFacts, book::mostVenues> facts = m_facts;
    std::array<book::Exclusion, book::mostVenues> verdicts{};
    desk::judgeMembers({facts.data(), m_count}, rules, verdicts);
    bool isAsBefore = true;
    for (std::size_t i = 0; i < m_count; ++i) {
        m_venues[i].candidate.exclusion = verdicts[i];
        m_venues[i].candidate.weight =
            desk::rankingWeight({facts.data(), m_count}, {verdicts.data(), m_count}, i, rules);
        isAsBefore = isAsBefore && verdicts[i] == m_slots[i].before;
    }
    // The mid of one venue alone is that of its book, whatever is made of it.
    m_mid = m_count == 1 || isAsBefore ? m_recordedMid : midOfParticipants();
}

double Redecision::midOfParticipants() const
{
    // The coin comes before its contracts, where a group has both.
    const core::Pair* kind = nullptr;
    for (const routing::VenueContext& venue : venues()) {
        const core::Pair& pair = venue.candidate.instrument->pair;
        const bool isFirst =
            kind == nullptr || std::tie(pair.kind, pair.delivery) < std::tie(kind->kind, kind->delivery);
        kind = isFirst ? &pair : kind;
    }
    core::Price bid;
    core::Price ask;
    for (const routing::VenueContext& venue : venues()) {
        const bool takesPart = venue.candidate.exclusion == book::Exclusion::None;
        if (!takesPart || !venue.candidate.instrument->pair.isOfKindOf(*kind)) {
            continue;
        }
        const auto ownBid = venue.candidate.book->best(core::Side::Bid);
        const auto ownAsk = venue.candidate.book->best(core::Side::Ask);
        bid = ownBid ? std::max(bid, ownBid->price) : bid;
        ask = ownAsk && (ask.raw() == 0 || ownAsk->price < ask) ? ownAsk->price : ask;
    }
    return bid.raw() > 0 && ask.raw() > 0 ? (bid.toDoubleLossy() + ask.toDoubleLossy()) / 2
                                          : routing::VenueQuote::unknown;
}

routing::Decision Redecision::decide(const routing::RoutingPolicy& policy)
{
    judge(policy);
    return routing::decideAcross(m_request, venues(), m_mid, policy, m_settings.risk);
}

double Redecision::feeBpsOf(const routing::Decision& decision, const core::MarketId& market) const
{
    const auto quote = std::ranges::find(decision.venues, market, &routing::VenueQuote::market);
    return quote == decision.venues.end() ? 0 : quote->feeBps;
}

ExpectedCost Redecision::costOf(const routing::Decision& decision) const
{
    if (decision.action == routing::Action::Abort) {
        return {};
    }
    const double coins = decision.comparison.size.toDoubleLossy();
    const double allIn = std::isnan(decision.comparison.chosen) ? decision.allInPrice : decision.comparison.chosen;
    double fees = 0;
    if (decision.children.isEmpty()) {
        const auto quote = std::ranges::find(decision.venues, decision.market, &routing::VenueQuote::market);
        fees = quote == decision.venues.end() ? 0 : coins * quote->price * quote->feeBps * 1e-4;
    }
    for (const routing::ChildOrder& child : decision.children) {
        const auto venue = std::ranges::find_if(
            venues(), [&](const routing::VenueContext& other) { return other.candidate.market == child.market; });
        const double held = venue->candidate.instrument->baseSize(child.worstPrice, child.size).toDoubleLossy();
        fees += held * child.averagePrice * feeBpsOf(decision, child.market) * 1e-4;
    }
    const double sign = decision.side == core::Side::Bid ? 1 : -1;
    const double cost = sign * (allIn - m_mid) * coins;
    if (!std::isfinite(cost) || !std::isfinite(fees)) {
        return {.isKnown = false};
    }
    return {.cost = inBillionths(cost), .fees = inBillionths(fees)};
}

} // namespace leadline::lab
