// SPDX-License-Identifier: MIT
/// Where practice orders of a replay rest and fill: the recorded markets, which do not see them.
#pragma once

#include "engine/lab/paper_venue.h"
#include "engine/orders/order_gateway.h"
#include "engine/session/queue_snapshot.h"

#include <cstdint>
#include <vector>

namespace leadline::core
{
class Clock;
}
namespace leadline::desk
{
class Desk;
} // namespace leadline::desk

namespace leadline::session
{

/// All venues of a recording at once. An order is there in the moment it is sent, and what becomes of it is told by
/// lab::PaperVenue: it takes what stands there within its limit at once, else it waits behind the whole queue it met,
/// which trades alone make shorter. Thread: engine.
class PracticeMarket final : public orders::OrderGateway
{
public:
    /// Both must outlive it. `clock` is event time.
    PracticeMarket(desk::Desk& desk, const core::Clock& clock);

    void submit(const orders::Order& order) override;
    void amend(const orders::Order& order) override;
    void cancel(const orders::Order& order) override;
    void query(const orders::Order& order) override;
    void queryFills(const orders::Order& /*order*/) override { } // each was told
    [[nodiscard]] bool isUp() const override { return true; }

    void bookMoved(const desk::Market& market);
    void traded(const desk::Market& market, const core::Trade& trade);

    /// For the order manager, in order, since the last call.
    [[nodiscard]] std::vector<orders::OrderReport> takeReports();
    /// What stands before it; size zero where it does not rest.
    [[nodiscard]] QueueSnapshot queueOf(orders::ClientOrderId order) const;

private:
    /// Null: there is no book to trade on now.
    [[nodiscard]] const desk::Market* usable(const core::MarketId& id) const;
    void say(const orders::Order& order, orders::OrderReport::Kind kind, const char* why = "");
    /// By the clock: a paper venue goes by the market's time.
    void add(const std::vector<orders::OrderReport>& said);

    desk::Desk& m_desk;
    const core::Clock& m_clock;
    lab::PaperVenue m_venue{lab::QueueModel::Whole};
    std::uint64_t m_fills = 0;
    std::vector<orders::OrderReport> m_reports;
};

} // namespace leadline::session
