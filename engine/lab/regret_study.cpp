// SPDX-License-Identifier: MIT
#include "engine/lab/regret_study.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

namespace leadline::lab
{

namespace
{

using PaperKind = orders::OrderReport::Kind;

/// Fees included, against the value at mid; a cost is positive.
double costBpsOf(core::Side side, double coins, double value, double fees, double mid)
{
    const double atMid = coins * mid;
    const double paid = side == core::Side::Bid ? value - atMid : atMid - value;
    return (paid + fees) / atMid * 1e4;
}

const routing::Candidate* candidateAt(const desk::Desk::Venues& venues, const core::MarketId& market)
{
    const auto* const found =
        std::ranges::find_if(venues.list, [&](const auto& venue) { return venue.candidate.market == market; });
    return found == venues.list.end() ? nullptr : &found->candidate;
}

double paidBpsOf(const calibration::ParentOrder& parent, double mid)
{
    return parent.filled.isZero()
        ? calibration::unknownFigure
        : costBpsOf(parent.side, parent.filled.toDoubleLossy(), parent.filledValue, parent.fees, mid);
}

} // namespace

RegretStudy::RegretStudy(const desk::DeskSettings& settings, const RegretSettings& regret, std::vector<OwnOrder> orders)
    : m_regret(regret)
    , m_desk(settings, static_cast<desk::MarketListener&>(*this))
    , m_papers{PaperVenue(QueueModel::Whole), PaperVenue(QueueModel::Proportional)}
{
    std::ranges::stable_sort(orders, {}, [](const OwnOrder& order) { return order.parent.decided; });
    for (OwnOrder& own : orders) {
        m_orders.push_back({.own = std::move(own), .alternatives = {}});
    }
}

core::Result<replay::ReplayReport> RegretStudy::run(const StudyTapes& tapes)
{
    replay::Replay replay(m_desk, tapes.venue, tapes.symbols);
    replay.beforeMessage = [this](const desk::Market& /*market*/, const core::MarketMessage& message) {
        if (message.eventTime() != core::Timestamp{}) {
            before(message.eventTime());
        }
        return true;
    };
    return replay.run(tapes.paths);
}

void RegretStudy::before(core::Timestamp eventTime)
{
    for (; m_next < m_orders.size() && m_orders[m_next].own.parent.decided < eventTime; ++m_next) {
        begin(m_orders[m_next]);
    }
    for (PaperVenue& paper : m_papers) {
        paper.advance(eventTime);
    }
    collect();
    std::erase_if(m_open, [&](std::size_t place) {
        Live& live = m_lives[place];
        if (eventTime >= live.deadline) {
            return close(place, live.deadline);
        }
        if (!live.unsent.isZero() && live.working.empty() && eventTime >= live.nextSlice) {
            sendSlice(place, eventTime);
        }
        return resultOf(live).isOver;
    });
}

void RegretStudy::begin(RegretOrder& order)
{
    const calibration::ParentOrder& parent = order.own.parent;
    const core::MarketId id{parent.venue, parent.symbol};
    const desk::Market* const market = m_desk.find(id);
    const double freshness = m_desk.settings().routing.quoteFreshnessSeconds;
    if (market == nullptr || !market->tracker().isUsable() || parent.size.isZero()
        || std::chrono::duration<double>(parent.decided - market->bookTime()).count() > freshness) {
        return;
    }
    const core::Pair pair = market->instrument().pair;
    const desk::Desk::Venues venues = m_desk.venuesOf(m_desk.groupOf(*market), pair);
    if (!(venues.mid > 0) || candidateAt(venues, id) == nullptr) {
        return;
    }
    order.isRecorded = true;
    order.mid = venues.mid;
    order.paidBps = paidBpsOf(parent, venues.mid);
    addTaking(order, venues);
    routing::RouteRequest request{.pair = pair, .side = parent.side, .size = parent.size, .home = id};
    addDecided(order, venues, "microstructure", request);
    if (!std::isnan(order.own.signalStrength)) {
        request.signal = routing::Signal{.strength = order.own.signalStrength};
        addDecided(order, venues, "signal", request);
        request.signal.reset();
    }
    if (venues.list.size() > 1) {
        request.asked = routing::Strategy::UrgentMarket;
        addDecided(order, venues, "split", request);
    }
    collect();
}

/// At the order's own venue at once and at its touch, and at each of several venues alone.
void RegretStudy::addTaking(RegretOrder& order, const desk::Desk::Venues& venues)
{
    const calibration::ParentOrder& parent = order.own.parent;
    const core::MarketId home{parent.venue, parent.symbol};
    const auto planFor = [&](const routing::Candidate& candidate, orders::OrderType type) {
        const core::Price touch = candidate.book->best(parent.side)->price;
        const core::Instrument& instrument = *candidate.instrument;
        desk::OrderPlans plans;
        plans.push({.market = candidate.market,
            .type = type,
            .price = touch,
            .size = instrument.unitsForBase(candidate.book->mid(), parent.size)});
        return plans;
    };
    const auto add = [&](std::string name, const routing::Candidate& candidate, orders::OrderType type) {
        Alternative alternative{.name = std::move(name), .size = parent.size};
        send(order, venues, std::move(alternative), planFor(candidate, type), {.market = candidate.market});
    };
    add("market", *candidateAt(venues, home), orders::OrderType::Market);
    add("passive", *candidateAt(venues, home), orders::OrderType::PostOnly);
    for (const routing::VenueContext& venue : venues.list) {
        const bool isFit = venue.candidate.exclusion == book::Exclusion::None && venue.candidate.book->isValid();
        if (venues.list.size() > 1 && isFit) {
            add("venue " + venue.candidate.market.venue.text(), venue.candidate, orders::OrderType::Market);
        }
    }
}

void RegretStudy::addDecided(
    RegretOrder& order, const desk::Desk::Venues& venues, std::string name, const routing::RouteRequest& request)
{
    const routing::Decision decision = m_desk.decide(venues, request);
    Alternative alternative{.name = std::move(name),
        .isSent = decision.action != routing::Action::Abort,
        .reason = std::string(routing::infoOf(decision.reason).code)};
    if (!alternative.isSent) {
        order.alternatives.push_back(std::move(alternative));
        return;
    }
    const routing::Candidate& candidate = *candidateAt(venues, decision.market);
    alternative.size = decision.comparison.size;
    send(order, venues, std::move(alternative), desk::planOrders(decision, {}, desk::Reach::Join, desk::Style::Smart),
        {.market = candidate.market,
            .sliceSize = decision.sliceSize,
            .unsent = decision.sliceSize.isZero() ? core::Quantity{} : decision.size - decision.sliceSize,
            .strategy = decision.strategy});
}

void RegretStudy::send(RegretOrder& order, const desk::Desk::Venues& venues, Alternative alternative,
    const desk::OrderPlans& plans, const Live& kind)
{
    order.alternatives.push_back(std::move(alternative));
    for (std::size_t model = 0; model < models; ++model) {
        Live live = kind;
        live.order = static_cast<std::size_t>(&order - m_orders.data());
        live.alternative = order.alternatives.size() - 1;
        live.model = model;
        live.terms = candidateAt(venues, kind.market)->terms;
        live.deadline = order.own.parent.decided + m_regret.within;
        live.nextSlice = order.own.parent.decided + m_regret.sliceEvery;
        const std::size_t place = m_lives.size();
        m_open.push_back(place);
        m_lives.push_back(live);
        for (const desk::OrderPlan& plan : plans) {
            submit(place, plan, candidateAt(venues, plan.market)->terms);
        }
    }
}

void RegretStudy::submit(std::size_t live, const desk::OrderPlan& plan, const routing::VenueTerms& terms)
{
    const desk::Market& market = *m_desk.find(plan.market);
    const core::Side side = m_orders[m_lives[live].order].own.parent.side;
    m_liveOf.push_back(live);
    const orders::ClientOrderId id = m_liveOf.size();
    m_lives[live].working.push_back(id);
    m_papers[m_lives[live].model].submit(market,
        {.request = {.id = id,
             .market = plan.market,
             .side = side,
             .price = market.instrument().roundPassive(plan.price, side),
             .size = plan.size,
             .type = plan.type},
            .makerFeeBps = terms.makerFeeBps,
            .takerFeeBps = terms.takerFeeBps});
}

void RegretStudy::sendSlice(std::size_t place, core::Timestamp now)
{
    Live& live = m_lives[place];
    const desk::Market& market = *m_desk.find(live.market);
    if (!market.tracker().isUsable()) {
        return;
    }
    const routing::Decision decision = m_desk.decide(market,
        {.side = m_orders[live.order].own.parent.side,
            .size = std::min(live.sliceSize, live.unsent),
            .asked = live.strategy});
    for (const desk::OrderPlan& plan : desk::planOrders(decision, decision.limitPrice, desk::Reach::Rest)) {
        live.unsent -= std::min(plan.size, live.unsent);
        live.nextSlice = now + m_regret.sliceEvery;
        submit(place, plan, live.terms);
    }
    collect();
}

bool RegretStudy::close(std::size_t place, core::Timestamp now)
{
    Live& live = m_lives[place];
    PaperVenue& paper = m_papers[live.model];
    for (const orders::ClientOrderId id : std::vector(live.working)) {
        paper.cancel(id, now);
    }
    collect();
    live.unsent = {};
    AlternativeResult& result = resultOf(live);
    if (result.isOver) {
        return true;
    }
    const desk::Market& market = *m_desk.find(live.market);
    if (!market.tracker().isUsable()) {
        return false; // as soon as there is a market again
    }
    const core::Quantity before = result.filled;
    const core::Quantity left = unitsLeft(live, market.book().mid());
    if (!left.isZero()) {
        submit(place, {.market = live.market, .type = orders::OrderType::Market, .size = left}, live.terms);
        collect();
    }
    result.late = result.filled - before;
    result.isOver = true;
    return true;
}

core::Quantity RegretStudy::unitsLeft(const Live& live, core::Price price)
{
    const core::Quantity wanted = m_orders[live.order].alternatives[live.alternative].size;
    const core::Quantity filled = resultOf(live).filled;
    return filled >= wanted ? core::Quantity{}
                            : m_desk.find(live.market)->instrument().unitsForBase(price, wanted - filled);
}

AlternativeResult& RegretStudy::resultOf(const Live& live)
{
    Alternative& alternative = m_orders[live.order].alternatives[live.alternative];
    return live.model == 0 ? alternative.pessimistic : alternative.optimistic;
}

void RegretStudy::collect()
{
    for (PaperVenue& paper : m_papers) {
        for (const orders::OrderReport& report : paper.takeReports()) {
            Live& live = m_lives[m_liveOf[report.id - 1]];
            if (!paper.isWorking(report.id)) {
                std::erase(live.working, report.id);
            }
            if (report.kind == PaperKind::Filled) {
                take(live, report);
            }
        }
    }
}

void RegretStudy::take(const Live& live, const orders::OrderReport& report)
{
    const RegretOrder& order = m_orders[live.order];
    const core::Instrument& instrument = m_desk.find(report.market)->instrument();
    AlternativeResult& result = resultOf(live);
    result.filled += instrument.baseSize(report.price, report.size);
    result.value += instrument.value(report.price, report.size).toDoubleLossy();
    result.fees += report.fee.toDoubleLossy();
    // Less than a lot may be left of an order that is whole.
    if (live.unsent.isZero() && unitsLeft(live, report.price).isZero()) {
        result.isOver = true;
        result.costBps =
            costBpsOf(order.own.parent.side, result.filled.toDoubleLossy(), result.value, result.fees, order.mid);
    }
}

void RegretStudy::traded(const desk::Market& market, const core::Trade& trade)
{
    for (PaperVenue& paper : m_papers) {
        paper.traded(market, trade);
    }
    collect();
}

void RegretStudy::bookMoved(const desk::Market& market, const core::BookUpdate* /*update*/)
{
    for (PaperVenue& paper : m_papers) {
        paper.bookMoved(market);
    }
    collect();
}

} // namespace leadline::lab
