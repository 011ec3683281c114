// SPDX-License-Identifier: MIT
#include "engine/desk/desk.h"

#include <algorithm>
#include <cassert>

namespace leadline::desk
{

Desk::Desk(const DeskSettings& settings, MarketListener& listener, const core::Clock* clock)
    : m_listener(listener)
    , m_clock(clock)
{
    adopt(settings);
}

void Desk::adopt(const DeskSettings& settings)
{
    m_settings = settings;
    m_settings.routing.book = m_settings.features.book;
    m_settings.participation.freshnessSeconds = m_settings.routing.quoteFreshnessSeconds;
    ++m_rulesVersion;
}

Market& Desk::open(const core::Instrument& instrument, const book::BookRules& rules)
{
    if (Market* const known = find(instrument.id)) {
        return *known;
    }
    m_markets.push_back(std::make_unique<Market>(
        asKnown(instrument), rules, m_settings.features, m_settings.risk, static_cast<MarketListener&>(*this)));
    m_byId[instrument.id] = m_markets.back().get();
    group(*m_markets.back());
    return *m_markets.back();
}

core::Instrument Desk::asKnown(core::Instrument instrument) const
{
    if (const auto listed = m_listed.find(instrument.id); listed != m_listed.end()) {
        if (listed->second.pair.isKnown()) {
            instrument.pair = listed->second.pair;
            instrument.isPairGuessed = false;
        }
        if (listed->second.countsContracts) {
            instrument.countsContracts = true;
            instrument.contractSize = listed->second.contractSize;
            instrument.kind = listed->second.kind;
        }
    }
    if (const auto told = m_contractValues.find(instrument.id.symbol); told != m_contractValues.end()) {
        instrument.countsContracts = true;
        instrument.contractSize = told->second;
    }
    return instrument;
}

void Desk::list(const core::Instrument& instrument)
{
    m_listed.insert_or_assign(instrument.id, instrument);
    Market* const market = find(instrument.id);
    if (market == nullptr) {
        return;
    }
    const core::Instrument before = market->instrument();
    const core::Instrument known = asKnown(before);
    if (known.countsContracts != before.countsContracts || known.contractSize != before.contractSize
        || known.kind != before.kind) {
        market->setInstrument(known);
    }
    if (known.pair != before.pair) {
        market->setPair(known.pair);
        groupAnew();
    }
}

void Desk::group(Market& market)
{
    const core::Pair& pair = market.instrument().pair;
    core::Pair canonical = m_settings.equalQuotes.canonical(pair);
    if (m_settings.equalKinds && pair.kind != core::Kind::Stock) {
        canonical.kind = core::Kind::Spot;
        canonical.delivery = 0;
    }
    const auto home = std::ranges::find_if(
        m_groups, [&](const auto& group) { return pair.isKnown() && group->pair() == canonical && !group->isFull(); });
    MarketGroup& group =
        home != m_groups.end() ? **home : *m_groups.emplace_back(std::make_unique<MarketGroup>(canonical));
    group.add(market, termsOf(market.instrument().id.venue));
    market.setGroup(group);
    refresh(group);
}

Market* Desk::find(const core::MarketId& id)
{
    const auto found = m_byId.find(id);
    return found == m_byId.end() ? nullptr : found->second;
}

MarketGroup& Desk::groupOf(const Market& market)
{
    assert(market.group() != nullptr && "every market of the desk is in a group");
    return *market.group();
}

void Desk::refresh(MarketGroup& group)
{
    group.refresh(m_settings.participation, [this](const Market& market) { return bookAge(market); });
}

void Desk::loseMessages(const core::VenueId& venue)
{
    for (const auto& market : m_markets) {
        if (market->instrument().id.venue == venue) {
            market->loseMessages();
        }
    }
}

void Desk::setVenueStatus(const core::VenueId& venue, core::TradingStatus status)
{
    for (const auto& market : m_markets) {
        if (market->instrument().id.venue == venue) {
            market->setVenueStatus(status);
        }
    }
}

core::Duration Desk::bookAge(const Market& market) const
{
    // Live, the venues' clocks may differ by more than their books' ages: only the receipt counts across venues.
    if (m_clock != nullptr) {
        const bool hasCome = market.lastReceived() != core::Timestamp{};
        const core::Duration silence = hasCome ? m_clock->now() - market.lastReceived() : core::Duration{};
        return std::max({market.time() - market.bookTime(), silence, core::Duration{}});
    }
    return std::max(m_time, market.time()) - market.bookTime();
}

Trust Desk::trust(const Market& market) const
{
    return market.trust(bookAge(market), m_settings.routing.quoteFreshnessSeconds, m_settings.trust);
}

void Desk::setMeasured(const routing::VenueTerms& terms)
{
    const auto found = std::ranges::find(m_measured, terms.venue, &routing::VenueTerms::venue);
    if (found != m_measured.end() && *found == terms) {
        return;
    }
    if (found == m_measured.end()) {
        m_measured.push_back(terms);
    } else {
        *found = terms;
    }
    ++m_rulesVersion;
    for (const auto& market : m_markets) {
        if (market->instrument().id.venue == terms.venue) {
            groupOf(*market).setTerms(*market, termsOf(terms.venue));
        }
    }
}

routing::VenueTerms Desk::termsOf(const core::VenueId& venue) const
{
    const routing::VenueTerms expected = expectedTerms(venue);
    const auto found = std::ranges::find(m_measured, venue, &routing::VenueTerms::venue);
    routing::VenueTerms terms = found == m_measured.end() ? expected : *found;
    terms.isOn = expected.isOn;
    return terms;
}

routing::VenueTerms Desk::expectedTerms(const core::VenueId& venue) const
{
    const auto found = std::ranges::find(m_settings.venues, venue, &routing::VenueTerms::venue);
    routing::VenueTerms terms = found == m_settings.venues.end() ? routing::VenueTerms{} : *found;
    terms.venue = venue;
    return terms;
}

routing::RouteContext Desk::contextOf(const Market& market) const
{
    return {
        .market = market.instrument().id,
        .instrument = &market.instrument(),
        .book = &market.othersBook(),
        .inSync = market.tracker().isInSync(),
        .time = market.time(),
        .bookAge = bookAge(market),
        .killSwitch = m_killSwitch,
        .breakerOpen = market.breaker().isTripped(),
        .urgencyBrake = m_urgency.isOn(market.time()),
        .sample = market.sample().time == core::Timestamp{} ? nullptr : &market.sample(),
        .adverseBps = adverseSelection(market.instrument().id),
        .overridesLeft = m_overrides.left(market.time(), m_settings.risk),
    };
}

routing::Decision Desk::decide(const Market& market, const routing::RouteRequest& request) const
{
    return routing::decide(request, contextOf(market), m_settings.routing, m_settings.risk);
}

Desk::Venues Desk::venuesOf(MarketGroup& group, const core::Pair& pair)
{
    refresh(group);
    Venues venues;
    for (std::size_t i = 0; i < group.members().size(); ++i) {
        const MarketGroup::Member& member = group.members()[i];
        const routing::RouteContext context = contextOf(*member.market);
        const bool isShownOnly = member.exclusion == book::Exclusion::None && !member.market->isTradable();
        venues.list.push({context,
            {.market = context.market,
                .instrument = context.instrument,
                .book = context.book,
                .terms = member.terms,
                .volatilityBps = member.market->volatilityBps(),
                .weight = group.weightOf(i, m_settings.participation),
                .exclusion = isShownOnly ? book::Exclusion::CannotTrade : member.exclusion,
                .status = member.market->status()}});
    }
    venues.mid = group.mid(pair).value_or(routing::VenueQuote::unknown);
    return venues;
}

routing::Decision Desk::decide(const Venues& venues, const routing::RouteRequest& request) const
{
    return routing::decideAcross(
        request, {venues.list.begin(), venues.list.end()}, venues.mid, m_settings.routing, m_settings.risk);
}

routing::Decision Desk::decide(MarketGroup& group, const routing::RouteRequest& request)
{
    const auto asked = std::ranges::find(group.members(), request.venue,
        [](const MarketGroup::Member& member) { return member.market->instrument().id.venue; });
    const core::Pair& about = asked == group.members().end() ? request.pair : asked->market->instrument().pair;
    return decide(venuesOf(group, about), request);
}

void Desk::commit(const routing::Decision& decision)
{
    const bool isUrgent = decision.strategy == routing::Strategy::None
        ? decision.action == routing::Action::Aggressive
        : decision.signal && decision.strategy == routing::Strategy::UrgentMarket; // what was asked for is not judged
    if (isUrgent) {
        m_urgency.decidedUrgently(decision.time, m_settings.risk);
    }
    if (decision.signal && decision.signal->isOverride) {
        m_overrides.take(decision.time, m_settings.risk);
    }
}

double Desk::adverseSelection(const core::MarketId& market) const
{
    const auto found = m_adverse.find(market);
    return found == m_adverse.end() ? routing::SignalInputs::unknown : found->second;
}

void Desk::groupAnew()
{
    m_groups.clear();
    for (const auto& market : m_markets) {
        group(*market);
    }
}

void Desk::forgetMarkets()
{
    m_groups.clear();
    m_byId.clear();
    m_markets.clear();
    m_listed.clear();
    m_time = {};
    m_urgency = {};
    m_overrides = {};
}

void Desk::become(const Desk& other)
{
    forgetMarkets();
    m_time = other.m_time;
    m_listed = other.m_listed;
    m_urgency = other.m_urgency;
    m_overrides = other.m_overrides;
    std::map<const Market*, Market*> copies;
    for (const auto& market : other.m_markets) {
        m_markets.push_back(std::make_unique<Market>(*market, static_cast<MarketListener&>(*this)));
        copies[market.get()] = m_markets.back().get();
    }
    for (const auto& [id, market] : other.m_byId) {
        m_byId[id] = copies.at(market);
    }
    for (const auto& group : other.m_groups) {
        MarketGroup& copy = *m_groups.emplace_back(std::make_unique<MarketGroup>(*group));
        copy.moveTo([&copies](const Market& market) -> Market& { return *copies.at(&market); });
        for (const MarketGroup::Member& member : group->members()) {
            copy.setTerms(*copies.at(member.market), termsOf(member.market->instrument().id.venue));
        }
    }
}

void Desk::goBy(const Desk& other)
{
    adopt(other.m_settings);
    m_measured = other.m_measured;
    m_contractValues = other.m_contractValues;
}

void Desk::setSettings(const DeskSettings& settings)
{
    const bool featuresChanged = !(settings.features == m_settings.features);
    const bool groupsChanged =
        !(settings.equalQuotes == m_settings.equalQuotes) || settings.equalKinds != m_settings.equalKinds;
    adopt(settings);
    for (const auto& market : m_markets) {
        market->setRiskLimits(settings.risk);
        if (featuresChanged) {
            market->setFeatureSettings(settings.features);
        }
        if (!groupsChanged) {
            groupOf(*market).setTerms(*market, termsOf(market->instrument().id.venue));
        }
    }
    if (groupsChanged) {
        groupAnew();
    }
    for (const auto& group : m_groups) {
        refresh(*group);
    }
}

void Desk::sampled(const Market& market, const features::FeatureSet& features)
{
    m_listener.sampled(market, features);
}

void Desk::traded(const Market& market, const core::Trade& trade)
{
    m_listener.traded(market, trade);
}

void Desk::bookMoved(const Market& market, const core::BookUpdate* update)
{
    m_time = std::max(m_time, market.time());
    MarketGroup& group = groupOf(market);
    if (group.isConsolidated()) {
        group.bookMoved(market, update);
        refresh(group);
    }
    m_listener.bookMoved(market, update);
}

} // namespace leadline::desk
