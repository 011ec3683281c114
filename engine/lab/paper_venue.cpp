// SPDX-License-Identifier: MIT
#include "engine/lab/paper_venue.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace leadline::lab
{

using core::Quantity;
using core::Side;
using Kind = orders::OrderReport::Kind;
using orders::OrderType;

namespace
{

/// True when an order of that side and price would trade at `price`.
bool reaches(const orders::NewOrder& order, core::Price price)
{
    if (order.type == OrderType::Market) {
        return true;
    }
    return order.side == Side::Bid ? order.price >= price : order.price <= price;
}

Quantity sizeAt(const std::vector<core::Level>& levels, core::Price price)
{
    const auto found = std::ranges::find(levels, price, &core::Level::price);
    return found == levels.end() ? Quantity{} : found->size;
}

void addAt(std::vector<core::Level>& levels, core::Price price, Quantity size)
{
    const auto found = std::ranges::find(levels, price, &core::Level::price);
    if (found == levels.end()) {
        levels.push_back({price, size});
    } else {
        found->size += size;
    }
}

core::Notional feeOf(core::Notional value, double bps)
{
    return core::Notional::fromRaw(static_cast<core::Int128>(static_cast<double>(value.raw()) * bps * 1e-4));
}

} // namespace

void PaperVenue::submit(const desk::Market& market, const PaperOrder& order)
{
    assert(market.tracker().isUsable() && "an order is sent to a market with a book");
    const book::OrderBook& book = market.book();
    const orders::NewOrder& request = order.request;
    Working working{.order = order,
        .instrument = market.instrument(),
        .left = request.size,
        .queue = orders::QueueEstimate(book.side(request.side).sizeAt(request.price))};
    const bool takes = reaches(request, book.best(core::opposite(request.side))->price);
    if (request.type == OrderType::PostOnly && takes) {
        return end(working, Kind::Rejected, market.time(), "post-only, and it would take");
    }
    if (takes) {
        takeWhatIsThere(working, book, market.time(), Role::Taker);
    }
    if (working.left.isZero()) {
        return;
    }
    if (orders::takesAtOnce(request.type)) {
        return end(working, Kind::Cancelled, market.time(), "nothing more stands inside its limit");
    }
    m_working.push_back(std::move(working));
}

void PaperVenue::cancel(orders::ClientOrderId id, core::Timestamp now)
{
    const auto found =
        std::ranges::find_if(m_working, [id](const Working& working) { return working.order.request.id == id; });
    if (found != m_working.end()) {
        end(*found, Kind::Cancelled, now, "as was asked");
        m_working.erase(found);
    }
}

bool PaperVenue::amend(const desk::Market& market, orders::ClientOrderId id, core::Price price, Quantity size)
{
    assert(market.tracker().isUsable() && "an order is changed in a market with a book");
    const auto found =
        std::ranges::find_if(m_working, [id](const Working& working) { return working.order.request.id == id; });
    if (found == m_working.end() || size <= found->order.request.size - found->left) {
        return false;
    }
    const book::OrderBook& book = market.book();
    orders::NewOrder wanted = found->order.request;
    wanted.price = price;
    wanted.size = size;
    const bool takes = reaches(wanted, book.best(core::opposite(wanted.side))->price);
    if (wanted.type == OrderType::PostOnly && takes) {
        end(*found, Kind::AmendRejected, market.time(), "post-only, and it would take");
        return true;
    }
    const orders::NewOrder before = std::exchange(found->order.request, wanted);
    found->left = size - (before.size - found->left);
    if (price != before.price || size > before.size) {
        found->queue = orders::QueueEstimate(book.side(wanted.side).sizeAt(price));
    }
    m_reports.push_back({.kind = Kind::Amended,
        .id = id,
        .market = wanted.market,
        .time = market.time(),
        .price = price,
        .size = size,
        .cumulative = size - found->left});
    takeWhatIsThere(*found, book, market.time(), Role::Taker);
    forgetFilled();
    return true;
}

void PaperVenue::bookMoved(const desk::Market& market)
{
    advance(market.time());
    if (!market.tracker().isUsable()) {
        return;
    }
    for (Working& working : m_working) {
        const orders::NewOrder& request = working.order.request;
        if (request.market == market.instrument().id) {
            if (m_model == QueueModel::Proportional) {
                working.queue.levelIs(market.book().side(request.side).sizeAt(request.price));
            }
            takeWhatIsThere(working, market.book(), market.time(), Role::Maker);
        }
    }
    forgetFilled();
}

void PaperVenue::traded(const desk::Market& market, const core::Trade& trade)
{
    advance(market.time());
    for (Working& working : m_working) {
        const orders::NewOrder& request = working.order.request;
        if (request.market != market.instrument().id || trade.aggressor == request.side
            || !reaches(request, trade.price)) {
            continue;
        }
        Quantity forUs = trade.size;
        if (trade.price == request.price) {
            forUs -= std::min(working.queue.ahead(), trade.size);
            working.queue.traded(trade.size);
        } else {
            working.queue = {}; // whoever stood before it at its price was met before a worse one
        }
        fill(working, request.price, std::min(forUs, working.left), market.time(), Role::Maker);
    }
    forgetFilled();
}

void PaperVenue::advance(core::Timestamp now)
{
    std::erase_if(m_working, [&](const Working& working) {
        const bool isOver = working.order.expiresAt != core::Timestamp{} && now >= working.order.expiresAt;
        if (isOver) {
            end(working, Kind::Expired, working.order.expiresAt, "expired");
        }
        return isOver;
    });
}

bool PaperVenue::isWorking(orders::ClientOrderId id) const
{
    return std::ranges::any_of(m_working, [id](const Working& working) { return working.order.request.id == id; });
}

std::optional<orders::QueueEstimate> PaperVenue::queueOf(orders::ClientOrderId id) const
{
    const auto found =
        std::ranges::find_if(m_working, [id](const Working& working) { return working.order.request.id == id; });
    return found == m_working.end() ? std::nullopt : std::optional(found->queue);
}

std::vector<orders::OrderReport> PaperVenue::takeReports()
{
    return std::exchange(m_reports, {});
}

void PaperVenue::takeWhatIsThere(Working& working, const book::OrderBook& book, core::Timestamp time, Role role)
{
    const book::BookSide& other = book.side(core::opposite(working.order.request.side));
    for (core::Level& taken : working.taken) {
        taken.size = std::min(taken.size, other.sizeAt(taken.price));
    }
    std::erase_if(working.taken, [](const core::Level& taken) { return taken.size.isZero(); });
    for (std::size_t i = 0; i < other.size() && reaches(working.order.request, other[i].price); ++i) {
        const core::Level& level = other[i];
        const Quantity size = std::min(level.size - sizeAt(working.taken, level.price), working.left);
        if (!size.isZero()) {
            addAt(working.taken, level.price, size);
            fill(working, role == Role::Taker ? level.price : working.order.request.price, size, time, role);
        }
    }
}

void PaperVenue::fill(Working& working, core::Price price, Quantity size, core::Timestamp time, Role role)
{
    if (size.isZero()) {
        return;
    }
    working.left -= size;
    const PaperOrder& order = working.order;
    const bool isMaker = role == Role::Maker;
    m_reports.push_back({.kind = Kind::Filled,
        .id = order.request.id,
        .market = order.request.market,
        .time = time,
        .price = price,
        .size = size,
        .cumulative = order.request.size - working.left,
        .fee = feeOf(working.instrument.value(price, size), isMaker ? order.makerFeeBps : order.takerFeeBps),
        .isMaker = isMaker});
}

void PaperVenue::end(const Working& working, Kind kind, core::Timestamp time, const char* why)
{
    const orders::NewOrder& request = working.order.request;
    m_reports.push_back({.kind = kind,
        .id = request.id,
        .market = request.market,
        .time = time,
        .cumulative = request.size - working.left,
        .why = why});
}

void PaperVenue::forgetFilled()
{
    std::erase_if(m_working, [](const Working& working) { return working.left.isZero(); });
}

} // namespace leadline::lab
