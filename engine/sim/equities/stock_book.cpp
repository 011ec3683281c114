// SPDX-License-Identifier: MIT
#include "engine/sim/equities/stock_book.h"

#include <algorithm>

namespace leadline::sim
{

using core::Price;
using core::Quantity;
using core::Side;

namespace
{

constexpr Quantity oneShare = Quantity::fromRaw(core::decimalScale);
/// A market order goes that far from the touch it met; what is left waits for the next quote.
constexpr std::int64_t reachPercent = 5;

Quantity wholeShares(Quantity size)
{
    return Quantity::fromRaw(size.raw() / core::decimalScale * core::decimalScale);
}

bool isBetter(Side side, Price a, Price b)
{
    return side == Side::Bid ? a > b : a < b;
}

/// A step further from the other side, on the tick there: it grows at a dollar.
Price behind(Side side, Price price, Price step)
{
    const std::int64_t moved = side == Side::Bid ? price.raw() - step.raw() : price.raw() + step.raw();
    const std::int64_t tick = core::stockTick(Price::fromRaw(moved)).raw();
    return Price::fromRaw(side == Side::Bid ? moved / tick * tick : (moved + tick - 1) / tick * tick);
}

} // namespace

Quantity StockBook::wanted(const StockOrder& order, Price price)
{
    if (order.budget.raw() == 0) {
        return order.size;
    }
    const Quantity affordable = Quantity::fromRaw(order.budget.raw() / price.raw());
    return order.size.isZero() ? affordable : std::min(affordable, order.size);
}

void StockBook::setBands(Price lower, Price upper)
{
    m_lower = lower;
    m_upper = upper;
}

bool StockBook::accepts(const StockOrder& order, Price price) const
{
    const bool isWithin = price >= m_lower && (m_upper.raw() == 0 || price <= m_upper);
    return isWithin && (order.limit.raw() == 0 || !isBetter(order.side, price, order.limit));
}

void StockBook::fill(StockOrder& order, Price price, Quantity size, bool isMaker, StockBookEvents& events)
{
    const bool isSized = !order.size.isZero();
    order.size -= isSized ? size : Quantity{};
    order.budget = order.budget.raw() > 0 ? order.budget - price * size : order.budget;
    const bool isDone =
        (isSized && order.size.isZero()) || wanted(order, order.limit.raw() > 0 ? order.limit : price).isZero();
    if (isDone) {
        order.size = {};
        order.budget = {};
    }
    const StockOrderEvent event{.id = order.id, .price = price, .size = size, .isMaker = isMaker, .isDone = isDone};
    events.bookTraded(price, size, isMaker ? core::opposite(order.side) : order.side);
    events.bookOrderChanged(event);
}

void StockBook::retreat(Side side, Touch& touch) const
{
    touch.price = std::max(behind(side, touch.price, m_step), m_tick);
    touch.size = touch.next;
    touch.next = Quantity::fromRaw(touch.next.raw() / core::decimalScale * 3 / 2 * core::decimalScale);
}

void StockBook::requote(const StockQuote& quote, Price tick, StockBookEvents& events)
{
    m_tick = tick;
    // Half the spread, in whole ticks and at least one.
    m_step = std::max(tick, Price::fromRaw((quote.ask.price - quote.bid.price).raw() / 2 / tick.raw() * tick.raw()));
    const auto levelOf = [](const core::Level& level, char exchange) {
        const Quantity next = std::max(oneShare, wholeShares(Quantity::fromRaw(level.size.raw() * 3 / 2)));
        return Touch{level.price, level.size, exchange, next};
    };
    touch(Side::Bid) = levelOf(quote.bid, quote.bidExchange);
    touch(Side::Ask) = levelOf(quote.ask, quote.askExchange);
    for (const Side side : {Side::Bid, Side::Ask}) {
        const Touch& shown = touch(side);
        for (Resting& waiting : resting(side)) {
            // Of the crowd ahead of it, those may have left; behind the touch nobody is seen leaving.
            if (waiting.order.limit == shown.price) {
                waiting.ahead = std::min(waiting.ahead, shown.size);
            } else if (isBetter(side, waiting.order.limit, shown.price)) {
                waiting.ahead = {};
            }
        }
    }
    if (m_isMatching) {
        meetCrowd(Side::Bid, events);
        meetCrowd(Side::Ask, events);
    }
}

void StockBook::meetCrowd(Side side, StockBookEvents& events)
{
    Touch& across = touch(core::opposite(side));
    for (Resting& waiting : resting(side)) {
        StockOrder& order = waiting.order;
        if (across.size.isZero() || !accepts(order, across.price)) {
            break;
        }
        const bool isMaker = order.limit.raw() > 0;
        const Price price = isMaker ? order.limit : across.price;
        const Quantity size = std::min(wanted(order, price), across.size);
        across.size -= size;
        if (!size.isZero()) {
            fill(order, price, size, isMaker, events);
        }
    }
    dropDone(side);
    if (across.size.isZero() && across.price.raw() > 0) {
        retreat(core::opposite(side), across);
    }
    // What is left of a client's order is the best price now: the crowd stands behind it.
    const auto best =
        std::ranges::find_if(resting(side), [](const Resting& waiting) { return waiting.order.limit.raw() > 0; });
    if (best != resting(side).end() && !isBetter(side, across.price, best->order.limit)) {
        across.price = behind(core::opposite(side), best->order.limit, m_tick);
    }
}

void StockBook::dropDone(Side side)
{
    std::erase_if(resting(side),
        [](const Resting& waiting) { return waiting.order.size.isZero() && waiting.order.budget.raw() == 0; });
}

void StockBook::take(Side taker, Quantity size, StockBookEvents& events)
{
    const Side side = core::opposite(taker);
    Touch& shown = touch(side);
    std::vector<Resting>& queue = resting(side);
    Quantity fromCrowd;
    for (Resting& waiting : queue) {
        StockOrder& order = waiting.order;
        if (size.isZero() || order.limit.raw() == 0 || isBetter(side, shown.price, order.limit)
            || !accepts(order, order.limit)) {
            continue;
        }
        // The crowd's shares ahead of it go first; those that were taken already are ahead of nobody.
        if (order.limit == shown.price) {
            const Quantity first = std::min({size, std::max(waiting.ahead - fromCrowd, Quantity{}), shown.size});
            fromCrowd += first;
            shown.size -= first;
            size -= first;
        }
        const Quantity taken = std::min(size, wanted(order, order.limit));
        size -= taken;
        if (!taken.isZero()) {
            fill(order, order.limit, taken, true, events);
        }
    }
    const Price price = shown.price;
    for (Resting& waiting : queue) {
        if (waiting.order.limit == price) {
            waiting.ahead = std::max(waiting.ahead - fromCrowd, Quantity{});
        }
    }
    dropDone(side);
    // Every client at that price or a better one is served, or nothing is left to take.
    const Quantity rest = std::min(size, shown.size);
    shown.size -= rest;
    fromCrowd += rest;
    if (shown.size.isZero()) {
        retreat(side, shown);
    }
    const bool isWithin = price >= m_lower && (m_upper.raw() == 0 || price <= m_upper);
    if (!fromCrowd.isZero() && isWithin) {
        events.bookTraded(price, fromCrowd, taker);
    }
}

Price StockBook::reachOf(const StockOrder& order) const
{
    const Price shown = touch(core::opposite(order.side)).price;
    return order.limit.raw() > 0
        ? order.limit
        : behind(core::opposite(order.side), shown, Price::fromRaw(shown.raw() * reachPercent / 100));
}

bool StockBook::fillsWhole(const StockOrder& order) const
{
    Touch level = touch(core::opposite(order.side));
    const Price reach = reachOf(order);
    Quantity left = wanted(order, level.price);
    while (!left.isZero() && accepts(order, level.price) && !isBetter(core::opposite(order.side), reach, level.price)) {
        left -= std::min(left, level.size);
        retreat(core::opposite(order.side), level);
    }
    return left.isZero();
}

int StockBook::submit(const StockOrder& order, StockBookEvents& events)
{
    StockOrder taking = order;
    int levels = 0;
    const bool mayTake = m_isMatching && touch(core::opposite(order.side)).price.raw() > 0;
    if (mayTake && (order.life != StockOrderLife::AllOrNone || fillsWhole(order))) {
        const Side across = core::opposite(order.side);
        Touch& level = touch(across);
        const Price reach = reachOf(order);
        while (accepts(taking, level.price) && !isBetter(across, reach, level.price)) {
            const Quantity size = std::min(wanted(taking, level.price), level.size);
            if (size.isZero()) {
                break;
            }
            level.size -= size;
            ++levels;
            fill(taking, level.price, size, false, events);
            if (level.size.isZero()) {
                retreat(across, level);
            }
        }
    }
    if (taking.size.isZero() && taking.budget.raw() == 0) {
        return levels;
    }
    if (order.life == StockOrderLife::Rests) {
        rest(taking);
    } else {
        events.bookOrderChanged({.kind = StockOrderEvent::Kind::Cancelled, .id = order.id});
    }
    return levels;
}

void StockBook::rest(const StockOrder& order)
{
    const Touch& shown = touch(order.side);
    // Behind the touch a level holds about what the next one does.
    const Quantity ahead = order.limit.raw() == 0 || isBetter(order.side, order.limit, shown.price) ? Quantity{}
        : order.limit == shown.price                                                                ? shown.size
                                                                                                    : shown.next;
    std::vector<Resting>& queue = resting(order.side);
    const auto place = std::ranges::find_if(queue, [&](const Resting& other) {
        const Price theirs = other.order.limit;
        return theirs.raw() != 0 && (order.limit.raw() == 0 || isBetter(order.side, order.limit, theirs));
    });
    queue.insert(place, {order, ahead});
}

bool StockBook::cancel(std::uint64_t id)
{
    for (std::vector<Resting>& queue : m_resting) {
        if (std::erase_if(queue, [id](const Resting& waiting) { return waiting.order.id == id; }) > 0) {
            return true;
        }
    }
    return false;
}

bool StockBook::holds(std::uint64_t id) const
{
    return std::ranges::any_of(m_resting, [id](const std::vector<Resting>& queue) {
        return std::ranges::any_of(queue, [id](const Resting& waiting) { return waiting.order.id == id; });
    });
}

bool StockBook::fillPart(std::uint64_t id, StockBookEvents& events)
{
    for (const Side side : {Side::Bid, Side::Ask}) {
        for (Resting& waiting : resting(side)) {
            StockOrder& order = waiting.order;
            if (order.id != id || order.limit.raw() == 0 || !m_isMatching || !accepts(order, order.limit)) {
                continue;
            }
            const Quantity whole = wanted(order, order.limit);
            const Quantity half = Quantity::fromRaw(whole.raw() / 2);
            const Quantity part = half >= oneShare ? wholeShares(half) : half;
            if (part.isZero()) {
                return false;
            }
            fill(order, order.limit, part, true, events);
            dropDone(side);
            return true;
        }
    }
    return false;
}

StockQuote StockBook::best() const
{
    StockQuote quote;
    for (const Side side : {Side::Bid, Side::Ask}) {
        const Touch& shown = touch(side);
        core::Level& level = side == Side::Bid ? quote.bid : quote.ask;
        char& exchange = side == Side::Bid ? quote.bidExchange : quote.askExchange;
        level = {shown.price, shown.size};
        exchange = shown.exchange;
        if (!m_isMatching) {
            continue;
        }
        for (const Resting& waiting : resting(side)) {
            const Price limit = waiting.order.limit;
            const Quantity size = limit.raw() > 0 ? wholeShares(wanted(waiting.order, limit)) : Quantity{};
            if (size.isZero() || (shown.price.raw() > 0 && isBetter(side, shown.price, limit))) {
                continue;
            }
            if (level.price.raw() == 0 || isBetter(side, limit, level.price)) {
                level = {limit, size};
            } else if (limit == level.price) {
                level.size += size;
            }
        }
    }
    return quote;
}

} // namespace leadline::sim
