// SPDX-License-Identifier: MIT
#include "engine/execution/execution_tracker.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

namespace leadline::execution
{

using calibration::Execution;
using calibration::ParentOrder;

ExecutionTracker::ExecutionTracker(const calibration::CalibrationSettings& settings, std::string workstation)
    : m_calibrator(settings)
    , m_workstation(std::move(workstation))
{
}

void ExecutionTracker::setExpected(const routing::VenueTerms& terms)
{
    m_expected[terms.venue] = terms;
    m_calibrator.setExpected(terms.venue, {.makerFeeBps = terms.makerFeeBps, .takerFeeBps = terms.takerFeeBps});
    ++m_version;
}

void ExecutionTracker::learn(std::span<const Execution> executions)
{
    for (const Execution& execution : executions) {
        m_calibrator.add(execution);
    }
    ++m_version;
}

void ExecutionTracker::begin(ParentOrder parent, std::span<const orders::ClientOrderId> children)
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

void ExecutionTracker::hold(orders::ClientOrderId first)
{
    if (Open* const open = openOf(first)) {
        ++open->liveChildren;
        m_held[first] = open->parent.id;
    }
}

void ExecutionTracker::addChild(orders::ClientOrderId first, orders::ClientOrderId child)
{
    const auto held = m_held.find(first);
    assert(held != m_held.end() && "children follow while their parent is held");
    m_children[child] = held->second;
    ++m_open.at(held->second).liveChildren;
}

void ExecutionTracker::letGo(orders::ClientOrderId first)
{
    const auto held = m_held.find(first);
    if (held == m_held.end()) {
        return;
    }
    const std::string id = held->second;
    m_held.erase(held);
    childIsOver(id);
}

void ExecutionTracker::childIsOver(const std::string& id)
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

double ExecutionTracker::adverseBps(const core::MarketId& market) const
{
    constexpr std::size_t fewest = 5;
    const auto found = m_adverse.find(market);
    if (found == m_adverse.end() || found->second.size() < fewest) {
        return ParentOrder::unknown;
    }
    const double sum = std::accumulate(found->second.begin(), found->second.end(), 0.0);
    return sum / static_cast<double>(found->second.size());
}

void ExecutionTracker::remember(const ParentOrder& parent)
{
    constexpr std::size_t most = 200;
    m_recent.push_back(parent);
    if (m_recent.size() > most) {
        m_recent.pop_front();
    }
    rememberLoss(parent);
}

void ExecutionTracker::setSettings(const calibration::CalibrationSettings& settings)
{
    const bool isOfOtherMarkOut = settings.adverseMarkOut != m_calibrator.settings().adverseMarkOut;
    m_calibrator.setSettings(settings);
    if (isOfOtherMarkOut) {
        m_adverse.clear();
        for (const ParentOrder& parent : m_recent) {
            rememberLoss(parent);
        }
    }
}

void ExecutionTracker::rememberLoss(const ParentOrder& parent)
{
    constexpr std::size_t mostMarks = 20;
    const double gain = parent.markOutBps.at(static_cast<std::size_t>(m_calibrator.settings().adverseMarkOut));
    if (parent.makerShare() > 0.5 && !std::isnan(gain)) {
        std::deque<double>& marks = m_adverse[{parent.venue, parent.symbol}];
        marks.push_back(-gain);
        if (marks.size() > mostMarks) {
            marks.pop_front();
        }
    }
}

void ExecutionTracker::appraise(orders::Fill& fill, const core::Instrument& instrument, const core::Pair& pair) const
{
    fill.coins = instrument.baseSize(fill.price, fill.size);
    fill.notional = instrument.value(fill.price, fill.size).toDoubleLossy();
    if (fill.fee == core::Notional{} || (pair.isKnown() && fill.feeAsset == pair.quote)) {
        fill.feeInQuote = fill.fee.toDoubleLossy();
    } else if (!fill.feeInBase.isZero() || (pair.isKnown() && fill.feeAsset == pair.base)) {
        fill.feeInQuote = fill.fee.toDoubleLossy() * fill.price.toDoubleLossy();
    }
    if (const auto expected = m_expected.find(fill.market.venue); expected != m_expected.end()) {
        fill.expectedFeeBps = fill.isMaker ? expected->second.makerFeeBps : expected->second.takerFeeBps;
    }
}

ExecutionTracker::Open* ExecutionTracker::openOf(orders::ClientOrderId child)
{
    const auto found = m_children.find(child);
    return found == m_children.end() ? nullptr : &m_open.at(found->second);
}

void ExecutionTracker::filled(const orders::Fill& fill)
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
        .decision = orders::clientTextOrNone(fill.decision),
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
    expectMarkOuts(*open, fill);
}

void ExecutionTracker::expectMarkOuts(Open& open, const orders::Fill& fill)
{
    const double sign = fill.side == core::Side::Bid ? 1 : -1;
    for (std::size_t i = 0; i < m_markOuts.size(); ++i) {
        const MarkOut due{fill.time + calibration::markOutAfter[i], open.parent.id, fill.market,
            fill.price.toDoubleLossy(), fill.notional, sign};
        const auto place = std::ranges::upper_bound(m_markOuts[i], due.due, {}, &MarkOut::due);
        m_markOuts[i].insert(place, due);
        ++open.dueMarkOuts;
    }
}

void ExecutionTracker::changed(const orders::Order& order)
{
    Open* const open = openOf(order.request.id);
    if (open == nullptr || order.isLive() || order.lacksFills()) {
        return;
    }
    m_children.erase(order.request.id);
    childIsOver(std::string(open->parent.id));
}

void ExecutionTracker::closeIfOver(const std::string& id)
{
    const auto found = m_open.find(id);
    if (found != m_open.end() && found->second.parent.isOver && found->second.dueMarkOuts == 0) {
        remember(found->second.parent);
        m_open.erase(found);
    }
}

void ExecutionTracker::advance(core::Timestamp now, const std::function<double(const core::MarketId&)>& midOf)
{
    m_calibrator.advance(now);
    for (std::size_t i = 0; i < m_markOuts.size(); ++i) {
        for (auto& due = m_markOuts[i]; !due.empty() && due.front().due <= now; due.pop_front()) {
            const MarkOut& markOut = due.front();
            Open& open = m_open.at(markOut.parent);
            --open.dueMarkOuts;
            measure(open, i, markOut, midOf(markOut.market));
            if (open.dueMarkOuts == 0 && keepParent) {
                keepParent(open.parent);
            }
            closeIfOver(std::string(markOut.parent));
        }
    }
}

void ExecutionTracker::measure(Open& open, std::size_t horizon, const MarkOut& markOut, double mid)
{
    if (!std::isfinite(mid) || markOut.price <= 0) {
        return;
    }
    const double bps = markOut.sign * (mid - markOut.price) / markOut.price * 1e4;
    double& mean = open.parent.markOutBps[horizon];
    double& weight = open.weights[horizon];
    mean = ((weight > 0 ? mean * weight : 0) + bps * markOut.value) / (weight + markOut.value);
    weight += markOut.value;
}

routing::VenueTerms ExecutionTracker::termsOf(routing::VenueTerms terms) const
{
    const calibration::VenueCalibration measured = m_calibrator.of(terms.venue);
    if (measured.maker.isMeasured) {
        terms.makerFeeBps = measured.maker.bps;
    }
    if (measured.taker.isMeasured) {
        terms.takerFeeBps = measured.taker.bps;
    }
    return terms;
}

} // namespace leadline::execution
