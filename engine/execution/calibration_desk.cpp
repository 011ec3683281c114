// SPDX-License-Identifier: MIT
#include "engine/execution/calibration_desk.h"

#include "engine/journal/history.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

namespace leadline::execution
{

using calibration::Execution;
using calibration::LatencySample;
using calibration::ParentOrder;

namespace
{

constexpr std::size_t mostRecent = 1000;

} // namespace

void RecentDurations::add(core::Duration took)
{
    m_recent.push_back(took);
    m_moments.add(took);
    if (m_recent.size() > mostRecent) {
        m_moments.remove(m_recent.front());
        m_recent.pop_front();
    }
}

std::string_view nameOf(Leg leg)
{
    constexpr std::string_view names[]{
        "click to decision", "written down", "signed", "in the socket", "acknowledged", "first fill"};
    return names[static_cast<std::size_t>(leg)];
}

CalibrationDesk::CalibrationDesk(const calibration::CalibrationSettings& settings, std::string workstation)
    : m_calibrator(settings)
    , m_workstation(std::move(workstation))
{
}

void CalibrationDesk::setExpected(const routing::VenueTerms& terms)
{
    m_expected[terms.venue] = terms;
    m_calibrator.setExpected(terms.venue,
        {.makerFeeBps = terms.makerFeeBps,
            .takerFeeBps = terms.takerFeeBps,
            .latencyMs = terms.latencyMs,
            .reliability = terms.reliability});
    ++m_version;
}

void CalibrationDesk::learn(const journal::History& history)
{
    for (const Execution& execution : history.executions) {
        m_calibrator.add(execution);
    }
    for (const LatencySample& sample : history.latencies) {
        m_calibrator.add(sample);
    }
    ++m_version;
}

void CalibrationDesk::begin(ParentOrder parent, std::span<const orders::ClientOrderId> children)
{
    parent.id = orders::clientText(children.front());
    for (const orders::ClientOrderId child : children) {
        m_children[child] = parent.id;
    }
    if (keepParent) {
        keepParent(parent);
    }
    const std::string id = parent.id;
    m_open[id] = {.parent = std::move(parent), .liveChildren = children.size()};
}

void CalibrationDesk::hold(orders::ClientOrderId first)
{
    if (Open* const open = openOf(first)) {
        ++open->liveChildren;
        m_held[first] = open->parent.id;
    }
}

void CalibrationDesk::addChild(orders::ClientOrderId first, orders::ClientOrderId child)
{
    const auto held = m_held.find(first);
    assert(held != m_held.end() && "children follow while their wish is held");
    m_children[child] = held->second;
    ++m_open.at(held->second).liveChildren;
}

void CalibrationDesk::letGo(orders::ClientOrderId first)
{
    const auto held = m_held.find(first);
    if (held == m_held.end()) {
        return;
    }
    const std::string id = held->second;
    m_held.erase(held);
    childIsOver(id);
}

void CalibrationDesk::childIsOver(const std::string& id)
{
    Open& open = m_open.at(id);
    if (--open.liveChildren == 0) {
        open.parent.isOver = true;
        if (keepParent) {
            keepParent(open.parent);
        }
        closeIfOver(id);
    }
}

double CalibrationDesk::adverseBps(const core::MarketId& market) const
{
    constexpr std::size_t fewest = 5;
    const auto found = m_adverse.find(market);
    if (found == m_adverse.end() || found->second.size() < fewest) {
        return ParentOrder::unknown;
    }
    const double sum = std::accumulate(found->second.begin(), found->second.end(), 0.0);
    return sum / static_cast<double>(found->second.size());
}

void CalibrationDesk::remember(const ParentOrder& parent)
{
    constexpr std::size_t most = 200;
    constexpr std::size_t mostMarks = 20;
    m_recent.push_back(parent);
    if (m_recent.size() > most) {
        m_recent.pop_front();
    }
    const double gain = parent.markOutBps[1];
    if (parent.makerShare() > 0.5 && !std::isnan(gain)) {
        std::deque<double>& marks = m_adverse[{parent.venue, parent.symbol}];
        marks.push_back(-gain);
        if (marks.size() > mostMarks) {
            marks.pop_front();
        }
    }
}

void CalibrationDesk::appraise(orders::Fill& fill, const core::Instrument& instrument, const core::Pair& pair) const
{
    fill.coins = instrument.baseSize(fill.price, fill.size);
    fill.notional = instrument.value(fill.price, fill.size).toDoubleLossy();
    if (fill.feeAsset == pair.quote || fill.fee == core::Notional{}) {
        fill.feeInQuote = fill.fee.toDoubleLossy();
    } else if (fill.feeAsset == pair.base) {
        fill.feeInQuote = fill.fee.toDoubleLossy() * fill.price.toDoubleLossy();
    }
    if (const auto expected = m_expected.find(fill.market.venue); expected != m_expected.end()) {
        fill.expectedFeeBps = fill.isMaker ? expected->second.makerFeeBps : expected->second.takerFeeBps;
    }
}

CalibrationDesk::Open* CalibrationDesk::openOf(orders::ClientOrderId child)
{
    const auto found = m_children.find(child);
    return found == m_children.end() ? nullptr : &m_open.at(found->second);
}

void CalibrationDesk::filled(const orders::Fill& fill)
{
    m_calibrator.add(Execution{.time = fill.time,
        .market = fill.market,
        .side = fill.side,
        .isMaker = fill.isMaker,
        .price = fill.price,
        .size = fill.coins,
        .notional = fill.notional,
        .fee = fill.feeInQuote.value_or(ParentOrder::unknown),
        .expectedFeeBps = fill.expectedFeeBps,
        .order = orders::clientText(fill.order),
        .execution = fill.execution,
        .workstation = m_workstation});
    ++m_version;
    Open* const open = openOf(fill.order);
    if (open == nullptr) {
        return;
    }
    ParentOrder& parent = open->parent;
    parent.filled += fill.coins;
    parent.filledValue += fill.notional;
    parent.makerValue += fill.isMaker ? fill.notional : 0;
    parent.fees += fill.feeInQuote.value_or(fill.notional * fill.expectedFeeBps * 1e-4);
    if (parent.firstFill == core::Timestamp{}) {
        parent.firstFill = std::max(fill.time, parent.decided); // the venue's clock may be a little behind ours
    }
    const double sign = fill.side == core::Side::Bid ? 1 : -1;
    for (std::size_t i = 0; i < m_markOuts.size(); ++i) {
        const MarkOut due{fill.time + calibration::markOutAfter[i], parent.id, fill.market, fill.price.toDoubleLossy(),
            fill.notional, sign};
        const auto place = std::ranges::upper_bound(m_markOuts[i], due.due, {}, &MarkOut::due);
        m_markOuts[i].insert(place, due);
        ++open->dueMarkOuts;
    }
}

void CalibrationDesk::changed(const orders::Order& order)
{
    Open* const open = openOf(order.request.id);
    if (open == nullptr || order.isLive() || order.lacksFills()) {
        return;
    }
    m_children.erase(order.request.id);
    childIsOver(std::string(open->parent.id));
}

void CalibrationDesk::closeIfOver(const std::string& id)
{
    const auto found = m_open.find(id);
    if (found != m_open.end() && found->second.parent.isOver && found->second.dueMarkOuts == 0) {
        remember(found->second.parent);
        m_open.erase(found);
    }
}

void CalibrationDesk::measured(const orders::Order& order, bool isFill, core::Timestamp now)
{
    const orders::OrderTimes& times = order.times;
    const auto leg = [&](Leg which, core::Duration from, core::Duration to) {
        if (from != core::Duration{} && to >= from) {
            m_legs[static_cast<std::size_t>(which)].add(to - from);
        }
    };
    const bool takes = orders::takesAtOnce(order.request.type);
    if (isFill && !takes) {
        return;
    }
    if (isFill) {
        leg(Leg::Fill, times.written, times.filled);
    } else {
        leg(Leg::Decide, times.clicked, times.decided);
        leg(Leg::Journal, times.decided, times.sent);
        leg(Leg::Sign, times.sent, times.signedAt);
        leg(Leg::Write, times.signedAt, times.written);
        leg(Leg::Acknowledge, times.written, times.acknowledged);
    }
    const LatencySample sample{.time = now,
        .market = order.request.market,
        .kind = isFill ? LatencySample::Kind::Filled : LatencySample::Kind::Acknowledged,
        .took = (isFill ? times.filled : times.acknowledged) - times.sent,
        .order = orders::clientText(order.request.id),
        .workstation = m_workstation};
    if (m_calibrator.add(sample)) {
        ++m_version;
        if (keepSample) {
            keepSample(sample);
        }
    }
}

void CalibrationDesk::tick(core::Timestamp now, const std::function<double(const core::MarketId&)>& midOf)
{
    m_calibrator.advance(now);
    for (std::size_t i = 0; i < m_markOuts.size(); ++i) {
        for (auto& due = m_markOuts[i]; !due.empty() && due.front().due <= now; due.pop_front()) {
            const MarkOut& markOut = due.front();
            Open& open = m_open.at(markOut.parent);
            --open.dueMarkOuts;
            if (const double mid = midOf(markOut.market); std::isfinite(mid) && markOut.price > 0) {
                const double bps = markOut.sign * (mid - markOut.price) / markOut.price * 1e4;
                double& mean = open.parent.markOutBps[i];
                double& weight = open.weights[i];
                mean = ((weight > 0 ? mean * weight : 0) + bps * markOut.value) / (weight + markOut.value);
                weight += markOut.value;
            }
            if (open.dueMarkOuts == 0 && keepParent) {
                keepParent(open.parent);
            }
            closeIfOver(std::string(markOut.parent));
        }
    }
}

routing::VenueTerms CalibrationDesk::termsOf(routing::VenueTerms terms) const
{
    const calibration::VenueCalibration measured = m_calibrator.of(terms.venue);
    if (measured.maker.isMeasured) {
        terms.makerFeeBps = measured.maker.bps;
    }
    if (measured.taker.isMeasured) {
        terms.takerFeeBps = measured.taker.bps;
    }
    if (measured.acknowledged.isMeasured) {
        terms.latencyMs = measured.acknowledged.p95;
        terms.reliability = measured.acknowledged.reliability;
    }
    return terms;
}

} // namespace leadline::execution
