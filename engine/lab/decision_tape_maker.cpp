// SPDX-License-Identifier: MIT
#include "engine/lab/decision_tape_maker.h"

#include <algorithm>
#include <utility>

namespace leadline::lab
{

namespace
{

/// Features of the book look at no more of the best levels than these, besides the liquidity ratio.
constexpr std::size_t levelsOfFeatures = 5;
/// Venues of one group differ in their mids, lots round, and an order may be the smallest one in place of its own.
constexpr double reachMargin = 1.25;

bool isSame(const core::Instrument& one, const core::Instrument& other)
{
    return one.id == other.id && one.pair == other.pair && one.tick == other.tick && one.lot == other.lot
        && one.minimumSize == other.minimumSize && one.minimumNotional.raw() == other.minimumNotional.raw()
        && one.contractSize == other.contractSize && one.kind == other.kind && one.isShortable == other.isShortable
        && one.countsContracts == other.countsContracts && one.isPairGuessed == other.isPairGuessed;
}

/// How many of the best levels hold what an order of that many quote units may take; all, where they hold less.
std::size_t levelsWithin(const book::BookSide& side, const core::Instrument& instrument, double reach)
{
    if (side.isEmpty()) {
        return 0;
    }
    const core::Price touch = side[0].price;
    const double least = instrument.baseSize(touch, instrument.smallestOrder(touch)).toDoubleLossy();
    const double wanted = reach * reachMargin + 2 * least * touch.toDoubleLossy();
    double held = 0;
    std::size_t count = 0;
    for (; count < side.size() && held < wanted; ++count) {
        const core::Level& level = side[count];
        held +=
            instrument.baseSize(level.price, level.size).toDoubleLossy() * std::min(level.price, touch).toDoubleLossy();
    }
    return count;
}

} // namespace

DecisionTapeMaker::DecisionTapeMaker(const desk::DeskSettings& settings, TapeBasis basis)
    : m_desk(settings, static_cast<desk::MarketListener&>(*this))
{
    m_tape.basis = std::move(basis);
}

core::Result<replay::ReplayReport> DecisionTapeMaker::run(
    const StudyTapes& tapes, const std::function<bool(std::uint64_t bytes)>& progressed)
{
    DecisionMoments moments(m_desk, m_tape.basis.every);
    replay::Replay replay(m_desk, tapes.venue, tapes.symbols);
    replay.progressed = progressed;
    replay.beforeMessage = [&](const desk::Market& market, const core::MarketMessage& message) {
        if (desk::MarketGroup* const group = moments.dueBefore(market, message)) {
            keep(*group);
        }
        return true;
    };
    return replay.run(tapes.paths);
}

void DecisionTapeMaker::sampled(const desk::Market& market, const features::FeatureSet& features)
{
    SampleColumns& columns = m_tape.samples[samplesOf(market.instrument().id)];
    columns.times.push_back(core::nanosecondsOf(features.time));
    columns.stability.push_back(features[features::Feature::SpreadStabilityNorm100]);
}

void DecisionTapeMaker::keep(desk::MarketGroup& group)
{
    const desk::Desk::Venues venues = m_desk.venuesOf(group); // judges anew who takes part
    MomentRow moment{.firstVenue = m_tape.rows.size(), .mid = venues.mid};
    for (const desk::MarketGroup::Member& member : group.members()) {
        m_tape.rows.push_back(rowOf(member));
        ++moment.venues;
    }
    m_tape.moments.push_back(moment);
}

VenueRow DecisionTapeMaker::rowOf(const desk::MarketGroup::Member& member)
{
    using features::Feature;
    const desk::Market& market = *member.market;
    const features::FeatureSet& sample = market.sample();
    const VenueRow row{.time = core::nanosecondsOf(market.time()),
        .bookAge = m_desk.bookAge(market).count(),
        .delay = market.delay().count(),
        .volatilityBps = market.volatilityBps(),
        .flow = sample[Feature::OfiNormalized1m],
        .pressure = sample[Feature::PressureImbalanceWeighted],
        .resilience = sample[Feature::BookResilience],
        .concentration = sample[Feature::VolumeConcentration],
        .vpin = sample[Feature::Vpin],
        .levels = m_tape.levels.size(),
        .samples = static_cast<std::uint32_t>(m_tape.samples[samplesOf(market.instrument().id)].times.size()),
        .instrument = instrumentOf(market.instrument()),
        .status = static_cast<std::uint8_t>(market.status()),
        .isInSync = market.tracker().isInSync() ? std::uint8_t{1} : std::uint8_t{0},
        .exclusion = static_cast<std::uint8_t>(member.exclusion)};
    keepSide(market, core::Side::Bid);
    keepSide(market, core::Side::Ask);
    return row;
}

void DecisionTapeMaker::keepSide(const desk::Market& market, core::Side which)
{
    const book::BookSide& side = market.othersBook().side(which);
    const std::size_t within = levelsWithin(side, market.instrument(), m_tape.basis.reach);
    const std::size_t whole = std::min(side.size(), std::max(within, levelsOfFeatures));
    const std::size_t counted =
        std::min(side.size(), static_cast<std::size_t>(m_desk.settings().features.book.depthLevels));
    m_side.clear();
    for (std::size_t i = 0; i < whole; ++i) {
        m_side.push_back(side[i]);
    }
    if (counted > whole) {
        core::Level rest = side[whole];
        for (std::size_t i = whole + 1; i < counted; ++i) {
            rest.size += side[i].size;
        }
        m_side.push_back(rest);
    }
    packLevels(m_side, market.instrument(), m_tape.levels);
}

std::size_t DecisionTapeMaker::samplesOf(const core::MarketId& market)
{
    const auto [place, isNew] = m_samples.try_emplace(market, m_tape.samples.size());
    if (isNew) {
        m_tape.samples.push_back({.market = market, .times = {}, .stability = {}});
    }
    return place->second;
}

std::uint16_t DecisionTapeMaker::instrumentOf(const core::Instrument& instrument)
{
    const auto newest = m_newest.find(instrument.id);
    if (newest != m_newest.end() && isSame(m_tape.instruments[newest->second], instrument)) {
        return newest->second;
    }
    const auto place = static_cast<std::uint16_t>(m_tape.instruments.size());
    m_tape.instruments.push_back(instrument);
    m_tape.marketOf.push_back(static_cast<std::uint32_t>(samplesOf(instrument.id)));
    m_newest[instrument.id] = place;
    return place;
}

} // namespace leadline::lab
