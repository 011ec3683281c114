// SPDX-License-Identifier: MIT
#include "engine/session/practice_market.h"

#include "engine/desk/desk.h"
#include "engine/session/paper_order.h"

#include <algorithm>
#include <string>
#include <utility>

namespace leadline::session
{

using Kind = orders::OrderReport::Kind;

PracticeMarket::PracticeMarket(desk::Desk& desk, const core::Clock& clock)
    : m_desk(desk)
    , m_clock(clock)
{
}

const desk::Market* PracticeMarket::usable(const core::MarketId& id) const
{
    const desk::Market* const market = m_desk.find(id);
    return market != nullptr && market->tracker().isUsable() ? market : nullptr;
}

void PracticeMarket::say(const orders::Order& order, Kind kind, const char* why)
{
    m_reports.push_back({.kind = kind,
        .id = order.request.id,
        .market = order.request.market,
        .time = m_clock.now(),
        .cumulative = order.filled,
        .why = why});
}

void PracticeMarket::submit(const orders::Order& order)
{
    const desk::Market* const market = usable(order.request.market);
    if (market == nullptr) {
        return say(order, Kind::Rejected, "the recorded book is lost here");
    }
    m_venue.submit(*market, paperOrder(order.request, *market));
    const std::vector<orders::OrderReport> said = m_venue.takeReports();
    if (said.empty() || said.front().kind != Kind::Rejected) {
        say(order, Kind::Accepted);
        m_reports.back().queueAhead = queueOf(order.request.id).ahead;
    }
    add(said);
}

void PracticeMarket::amend(const orders::Order& order)
{
    const desk::Market* const market = usable(order.request.market);
    if (market == nullptr) {
        return say(order, Kind::AmendRejected, "the recorded book is lost here");
    }
    if (!m_venue.amend(*market, order.request.id, order.amendPrice, order.amendSize)) {
        return say(order, Kind::AmendRejected, "it does not rest any more");
    }
    add(m_venue.takeReports());
}

void PracticeMarket::cancel(const orders::Order& order)
{
    m_venue.cancel(order.request.id, m_clock.now());
    add(m_venue.takeReports());
}

void PracticeMarket::query(const orders::Order& order)
{
    say(order, m_venue.isWorking(order.request.id) ? Kind::Accepted : Kind::Absent);
}

void PracticeMarket::bookMoved(const desk::Market& market)
{
    m_venue.bookMoved(market);
    add(m_venue.takeReports());
}

void PracticeMarket::traded(const desk::Market& market, const core::Trade& trade)
{
    m_venue.traded(market, trade);
    add(m_venue.takeReports());
}

void PracticeMarket::add(const std::vector<orders::OrderReport>& said)
{
    m_reports.reserve(m_reports.size() + said.size());
    for (const orders::OrderReport& report : said) {
        m_reports.push_back(report);
        m_reports.back().time = m_clock.now();
    }
}

std::vector<orders::OrderReport> PracticeMarket::takeReports()
{
    for (orders::OrderReport& report : m_reports) {
        if (report.kind != Kind::Filled || !report.execution.empty()) {
            continue;
        }
        report.execution = "replay-" + std::to_string(++m_fills);
        if (const desk::Market* const market = m_desk.find(report.market)) {
            report.feeAsset = market->instrument().pair.quote; // a paper venue takes no other
        }
    }
    return std::exchange(m_reports, {});
}

QueueSnapshot PracticeMarket::queueOf(orders::ClientOrderId order) const
{
    const auto queue = m_venue.queueOf(order);
    return queue ? QueueSnapshot{order, queue->ahead(), queue->confidence()} : QueueSnapshot{};
}

} // namespace leadline::session
