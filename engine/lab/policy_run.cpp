// SPDX-License-Identifier: MIT
#include "engine/lab/policy_run.h"

#include <algorithm>
#include <cassert>

namespace leadline::lab
{

namespace
{

using orders::OrderType;
using Kind = orders::OrderReport::Kind;
using Outcome = StudyOrder::Outcome;

Outcome outcomeOf(const routing::Decision& decision)
{
    if (decision.action != routing::Action::Abort) {
        return Outcome::Unfilled; // so far
    }
    return decision.reason == routing::Reason::SignalSkip ? Outcome::Skipped : Outcome::Aborted;
}

const routing::Candidate& candidateOf(const desk::Desk::Venues& venues, const core::MarketId& market)
{
    const auto* const found =
        std::ranges::find_if(venues.list, [&](const auto& venue) { return venue.candidate.market == market; });
    assert(found != venues.list.end() && "a decision is about one of its venues");
    return found->candidate;
}

} // namespace

PolicyRun::PolicyRun(StudyPolicy policy, const desk::DeskSettings& settings, const StudySettings& study)
    : m_policy(policy)
    , m_study(study)
    , m_desk(settings, *this)
{
}

void PolicyRun::before(const desk::Market& market, core::Timestamp eventTime)
{
    m_newest = std::max(m_newest, eventTime);
    for (const std::size_t place : m_live) {
        Sent& sent = m_sent[place];
        if (eventTime >= sent.deadline) {
            close(sent, sent.deadline);
        } else if (!sent.unsent.isZero() && sent.working.empty() && eventTime >= sent.nextSlice) {
            sendSlice(sent, eventTime);
        }
    }
    std::erase_if(m_live, [this](std::size_t place) { return m_sent[place].isOver; });

    desk::MarketGroup& group = m_desk.groupOf(market);
    const std::int64_t step = core::nanosecondsOf(eventTime) / m_study.every.count();
    auto [due, isNew] = m_next.try_emplace(group.members().front().market->instrument().id, step + 1);
    if (isNew || step < due->second) {
        return;
    }
    due->second = step + 1;
    const core::Timestamp now = core::fromNanoseconds(step * m_study.every.count());
    const desk::Market& first = *group.members().front().market;
    // Nothing came for a while: there is no book to decide on.
    const double freshness = m_desk.settings().routing.quoteFreshnessSeconds;
    if (std::chrono::duration<double>(now - first.bookTime()).count() > freshness) {
        return;
    }
    if (const auto signal = m_study.signal(first)) {
        begin(group, *signal, now);
    }
}

void PolicyRun::after()
{
    collect();
}

std::vector<StudyOrder> PolicyRun::results() const
{
    std::vector<StudyOrder> orders;
    for (const Sent& sent : m_sent) {
        if (sent.deadline <= m_newest && sent.isOver) {
            orders.push_back(sent.order);
        }
    }
    return orders;
}

routing::RouteRequest PolicyRun::requestFor(const StudySignal& signal) const
{
    routing::RouteRequest request{.side = signal.side, .notional = m_study.notional};
    switch (m_policy) {
    case StudyPolicy::Signal:
        request.signal = routing::Signal{.strength = signal.strength};
        break;
    case StudyPolicy::Microstructure:
        break;
    case StudyPolicy::AlwaysMarket:
        request.asked = routing::Strategy::UrgentMarket;
        break;
    case StudyPolicy::AlwaysPassive:
        request.asked = routing::Strategy::PassiveMaker;
        break;
    }
    return request;
}

void PolicyRun::begin(desk::MarketGroup& group, const StudySignal& signal, core::Timestamp time)
{
    const desk::Desk::Venues venues = m_desk.venuesOf(group);
    const routing::Decision decision = m_desk.decide(venues, requestFor(signal));
    Sent sent{.order = {.signal = m_signals++,
                  .outcome = outcomeOf(decision),
                  .reason = decision.reason,
                  .strategy = decision.strategy,
                  .strength = signal.strength},
        .market = decision.market,
        .deadline = time + m_study.horizon,
        .sliceSize = decision.sliceSize,
        .isOver = decision.action == routing::Action::Abort};
    calibration::ParentOrder& parent = sent.order.parent;
    parent.venue = decision.market.venue;
    parent.symbol = decision.market.symbol;
    parent.side = signal.side;
    parent.strategy = nameOf(m_policy);
    parent.decided = time;
    parent.arrivalMid = venues.mid;
    if (sent.isOver) {
        m_sent.push_back(std::move(sent));
        return;
    }
    m_desk.commit(decision);
    // Where it waits it joins its own venue's touch: that of all venues may be within the spread there, where it would
    // wait in front, or take.
    const desk::OrderPlans plans = desk::planOrders(decision, {}, desk::Reach::Join, desk::Style::Smart);
    const routing::Candidate& candidate = candidateOf(venues, decision.market);
    parent.size = candidate.instrument->baseSize(candidate.book->mid(), decision.size);
    const routing::VenueQuote taking =
        routing::quoteTaking(candidate, signal.side, parent.size.toDoubleLossy() * venues.mid, venues.mid);
    parent.baselineBps = taking.impactBps + taking.feeBps;
    if (!sent.sliceSize.isZero()) {
        sent.unsent = decision.size - sent.sliceSize;
        sent.nextSlice = time + m_study.sliceEvery;
    }
    m_live.push_back(m_sent.size());
    m_sent.push_back(std::move(sent));
    for (const desk::OrderPlan& plan : plans) {
        submit(m_sent.back(), plan);
    }
    collect();
}

void PolicyRun::sendSlice(Sent& sent, core::Timestamp now)
{
    const core::Quantity size = std::min(sent.sliceSize, sent.unsent);
    // The next slice goes the same way, at the prices of now.
    const desk::Market& market = *m_desk.find(sent.market);
    const routing::Decision decision =
        m_desk.decide(market, {.side = sent.order.parent.side, .size = size, .asked = sent.order.strategy});
    for (const desk::OrderPlan& plan : desk::planOrders(decision, decision.limitPrice, desk::Reach::Rest)) {
        submit(sent, plan);
        sent.unsent -= plan.size;
        sent.nextSlice = now + m_study.sliceEvery;
    }
    collect();
}

void PolicyRun::close(Sent& sent, core::Timestamp now)
{
    const desk::Market& market = *m_desk.find(sent.market);
    for (const orders::ClientOrderId id : std::vector(sent.working)) {
        m_paper.cancel(id, now);
    }
    collect();
    sent.unsent = {};
    const core::Quantity left = leftOf(sent);
    if (!left.isZero()) {
        if (!market.tracker().isUsable()) {
            return; // as soon as there is a market again
        }
        const core::Quantity before = sent.order.parent.filled;
        submit(sent, {.market = sent.market, .type = OrderType::Market, .size = left});
        collect();
        sent.order.parent.late = sent.order.parent.filled - before;
    }
    sent.isOver = true;
    sent.order.outcome = leftOf(sent).isZero() ? Outcome::Traded : Outcome::Unfilled;
}

core::Quantity PolicyRun::leftOf(const Sent& sent)
{
    const desk::Market& market = *m_desk.find(sent.market);
    const calibration::ParentOrder& parent = sent.order.parent;
    if (parent.filled >= parent.size) {
        return {};
    }
    return market.instrument().unitsForBase(market.book().mid(), parent.size - parent.filled);
}

void PolicyRun::submit(Sent& sent, const desk::OrderPlan& plan)
{
    const desk::Market& market = *m_desk.find(plan.market);
    const desk::Desk::Venues venues = m_desk.venuesOf(m_desk.groupOf(market));
    const routing::VenueTerms& terms = candidateOf(venues, plan.market).terms;
    const core::Side side = sent.order.parent.side;
    sent.working.push_back(++m_lastId);
    m_orderOf[m_lastId] = static_cast<std::size_t>(&sent - m_sent.data());
    m_paper.submit(market,
        {.request = {.id = m_lastId,
             .market = plan.market,
             .side = side,
             .price = market.instrument().roundPassive(plan.price, side),
             .size = plan.size,
             .type = plan.type},
            .makerFeeBps = terms.makerFeeBps,
            .takerFeeBps = terms.takerFeeBps});
}

void PolicyRun::collect()
{
    for (const orders::OrderReport& report : m_paper.takeReports()) {
        Sent& sent = m_sent[m_orderOf.at(report.id)];
        calibration::ParentOrder& parent = sent.order.parent;
        sent.order.rejected += report.kind == Kind::Rejected ? 1 : 0;
        if (report.kind == Kind::Filled) {
            const core::Instrument& instrument = m_desk.find(report.market)->instrument();
            const double value = instrument.value(report.price, report.size).toDoubleLossy();
            parent.filled += instrument.baseSize(report.price, report.size);
            parent.filledValue += value;
            parent.makerValue += report.isMaker ? value : 0;
            parent.fees += report.fee.toDoubleLossy();
            // Of the same moment: the market's newest event is a little older than the signal.
            parent.firstFill =
                parent.firstFill == core::Timestamp{} ? std::max(report.time, parent.decided) : parent.firstFill;
        }
        if (!m_paper.isWorking(report.id)) {
            std::erase(sent.working, report.id);
        }
    }
}

void PolicyRun::sampled(const desk::Market& /*market*/, const features::FeatureSet& /*features*/) { }

void PolicyRun::traded(const desk::Market& market, const core::Trade& trade)
{
    m_paper.traded(market, trade);
}

void PolicyRun::bookMoved(const desk::Market& market, const core::BookUpdate* /*update*/)
{
    m_paper.bookMoved(market);
}

} // namespace leadline::lab
