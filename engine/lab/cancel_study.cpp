// SPDX-License-Identifier: MIT
#include "engine/lab/cancel_study.h"

#include "engine/lab/series_mean.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace leadline::lab
{

namespace
{

constexpr double unknownWorth = std::numeric_limits<double>::quiet_NaN();

/// As the engine tells its guard.
double bpsBetween(core::Price bid, core::Price ask)
{
    const double mid = (bid.toDoubleLossy() + ask.toDoubleLossy()) / 2;
    return (ask - bid).toDoubleLossy() / mid * 1e4;
}

} // namespace

CancelStudy::CancelStudy(const desk::DeskSettings& settings, const std::vector<orders::GuardSettings>& guards,
    const CancelStudySettings& study)
    : m_study(study)
    , m_desk(settings, static_cast<desk::MarketListener&>(*this))
{
    for (const orders::GuardSettings& guard : guards) {
        m_guards.emplace_back(guard);
    }
}

core::Result<replay::ReplayReport> CancelStudy::run(const StudyTapes& tapes)
{
    replay::Replay replay(m_desk, tapes.venue, tapes.symbols);
    replay.beforeMessage = [this](const desk::Market& market, const core::MarketMessage& message) {
        if (message.eventTime() != core::Timestamp{}) {
            before(market, message.eventTime());
        }
        return true;
    };
    return replay.run(tapes.paths);
}

void CancelStudy::before(const desk::Market& market, core::Timestamp eventTime)
{
    markOut(eventTime);
    m_paper.advance(eventTime);
    collect();
    for (std::size_t i = 0; i < m_guards.size(); ++i) {
        const auto& found = m_guards[i].timePassed(
            eventTime, [&](const core::MarketId& id) { return spreadOf(id, m_guards[i].settings()); });
        cancel(i, found, eventTime);
    }
    const std::int64_t step = core::nanosecondsOf(eventTime) / m_study.every.count();
    auto [due, isNew] = m_next.try_emplace(market.instrument().id, step + 1);
    if (!isNew && step >= due->second) {
        due->second = step + 1;
        place(market, eventTime);
    }
}

void CancelStudy::place(const desk::Market& market, core::Timestamp now)
{
    if (!market.tracker().isUsable() || !spreadOf(market.instrument().id, {}).isKnown) {
        return;
    }
    const core::Instrument& instrument = market.instrument();
    const core::Quantity size = instrument.sizeForNotional(m_study.notional, market.book().mid());
    if (size.isZero()) {
        return;
    }
    const core::Price touch = market.book().best(m_study.side)->price;
    m_orders.push_back({.market = instrument.id,
        .price = touch,
        .sent = now,
        .fills = {},
        .cancels = std::vector<std::optional<GuardCancel>>(m_guards.size())});
    orders::Order order;
    order.request = {.id = m_orders.size(),
        .market = instrument.id,
        .side = m_study.side,
        .price = touch,
        .size = size,
        .type = orders::OrderType::PostOnly};
    order.state = orders::OrderState::Working;
    order.sent = now;
    m_paper.submit(market,
        {.request = order.request,
            .expiresAt = now + m_study.horizon,
            .makerFeeBps = m_desk.expectedTerms(instrument.id.venue).makerFeeBps});
    for (orders::SpreadGuard& guard : m_guards) {
        order.guard.maxSpreadBps = guard.settings().maxSpreadBps;
        guard.follow(order);
    }
    m_followed.push_back(order);
}

void CancelStudy::traded(const desk::Market& market, const core::Trade& trade)
{
    m_paper.traded(market, trade);
    collect();
}

void CancelStudy::bookMoved(const desk::Market& market, const core::BookUpdate* /*update*/)
{
    m_paper.bookMoved(market);
    collect();
    const core::MarketId& id = market.instrument().id;
    for (std::size_t i = 0; i < m_guards.size(); ++i) {
        const orders::SpreadNow spread = spreadOf(id, m_guards[i].settings());
        cancel(i, m_guards[i].bookMoved(id, spread, market.time()), market.time());
    }
}

void CancelStudy::collect()
{
    using Kind = orders::OrderReport::Kind;
    for (const orders::OrderReport& report : m_paper.takeReports()) {
        const std::size_t place = report.id - 1;
        RestingOrder& order = m_orders[place];
        orders::Order& followed = m_followed[place];
        if (report.kind == Kind::Filled) {
            const core::Instrument& instrument = m_desk.find(report.market)->instrument();
            order.fills.push_back({.time = report.time, .worth = {unknownWorth, unknownWorth, unknownWorth}});
            for (std::size_t i = 0; i < markOutTimes.size(); ++i) {
                m_due[i].push_back({.at = report.time + markOutTimes[i],
                    .order = place,
                    .fill = order.fills.size() - 1,
                    .horizon = i,
                    .coins = instrument.baseSize(report.price, report.size).toDoubleLossy(),
                    .price = report.price.toDoubleLossy(),
                    .fee = report.fee.toDoubleLossy()});
            }
        }
        const bool isOver = report.kind != Kind::Filled || report.cumulative == followed.request.size;
        if (isOver) {
            order.isOver = true;
            followed.state = orders::OrderState::Filled; // or expired: nothing is left to guard
            for (orders::SpreadGuard& guard : m_guards) {
                guard.follow(followed);
            }
        }
    }
}

void CancelStudy::markOut(core::Timestamp now)
{
    for (std::deque<DueMarkOut>& due : m_due) {
        for (; !due.empty() && due.front().at <= now; due.pop_front()) {
            const DueMarkOut& one = due.front();
            const desk::Market& market = *m_desk.find(m_orders[one.order].market);
            if (market.tracker().isUsable()) {
                const double sign = m_study.side == core::Side::Bid ? 1 : -1;
                m_orders[one.order].fills[one.fill].worth[one.horizon] =
                    sign * (market.book().mid().toDoubleLossy() - one.price) * one.coins - one.fee;
            }
        }
    }
}

void CancelStudy::cancel(std::size_t guard, const std::vector<orders::SpreadGuard::Finding>& found, core::Timestamp now)
{
    for (const orders::SpreadGuard::Finding& finding : found) {
        if (m_guards[guard].settings().autoCancel) {
            m_orders[finding.id - 1].cancels[guard] = GuardCancel{now, finding.why};
        }
    }
}

orders::SpreadNow CancelStudy::spreadOf(const core::MarketId& id, const orders::GuardSettings& guard)
{
    const desk::Market* const market = m_desk.find(id);
    if (market == nullptr) {
        return {};
    }
    if (guard.isConsolidated && market->group()->isConsolidated()) {
        const book::ConsolidatedBook& all = market->group()->book();
        return all.hasTouch() ? orders::SpreadNow{true, bpsBetween(all.bids()[0].price, all.asks()[0].price)}
                              : orders::SpreadNow{};
    }
    if (m_desk.trust(*market) == desk::Trust::Bad || !market->tracker().isUsable()) {
        return {};
    }
    return {true, bpsBetween(market->book().bids()[0].price, market->book().asks()[0].price)};
}

bool RestingOrder::fillsBehind(const GuardCancel& cancel) const
{
    return std::ranges::any_of(fills, [&](const RestingFill& fill) { return fill.time > cancel.time; });
}

GuardResult CancelStudy::resultOf(std::size_t guard) const
{
    GuardResult result;
    std::array<std::vector<double>, markOutTimes.size()> saved;
    for (const RestingOrder& order : m_orders) {
        const auto& cancel = order.cancels[guard];
        if (!cancel) {
            continue;
        }
        ++result.cancelled;
        const auto isLater = [&](const RestingFill& fill) { return fill.time > cancel->time; };
        result.wouldHaveFilled += order.fillsBehind(*cancel) ? 1 : 0;
        result.unknown += order.isUnknownBehind(*cancel) ? 1 : 0;
        for (std::size_t i = 0; order.isOver && i < markOutTimes.size(); ++i) {
            double worth = 0;
            for (const RestingFill& fill : order.fills) {
                worth += isLater(fill) ? fill.worth[i] : 0;
            }
            if (!std::isnan(worth)) {
                saved[i].push_back(worth == 0 ? 0.0 : -worth);
            }
        }
    }
    for (std::size_t i = 0; i < markOutTimes.size(); ++i) {
        const auto count = static_cast<double>(saved[i].size());
        const calibration::Interval mean = meanOfSeries(saved[i]);
        result.saved[i] = {.cancels = saved[i].size(),
            .sum = {.value = saved[i].empty() ? 0 : mean.value * count,
                .low = mean.low * count,
                .high = mean.high * count}};
    }
    return result;
}

} // namespace leadline::lab
