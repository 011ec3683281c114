// SPDX-License-Identifier: MIT
#include "engine/sim/embedded_market.h"

#include <algorithm>

namespace leadline::sim
{

using core::Side;

namespace
{

/// The window of prices: 40 % either way of the opening.
Ticks reachOf(const EmbeddedMarketSettings& settings)
{
    return settings.openingPrice.raw() / settings.tick.raw() * 2 / 5;
}

int decimalsOf(core::Int128 step)
{
    return core::writtenDecimals(core::decimalText(step));
}

} // namespace

EmbeddedMarket::EmbeddedMarket(
    const EmbeddedMarketSettings& settings, core::Timestamp start, Publish publish, OrderEvents orderEvents)
    : m_settings(settings)
    , m_publish(std::move(publish))
    , m_orderEvents(std::move(orderEvents))
    , m_now(start)
    , m_engine(settings.openingPrice.raw() / settings.tick.raw(), reachOf(settings), *this)
    , m_agents(m_engine, settings.crowd, settings.seed, settings.openingPrice.raw() / settings.tick.raw())
    , m_nextDepth(start + settings.depthInterval)
{
    m_agents.open(start);
    m_publishedId = m_frameId = m_updateId;
    m_changedBids.clear();
    m_changedAsks.clear();
}

void EmbeddedMarket::advance(core::Timestamp now)
{
    while (m_now < now) {
        // A millisecond at a time: stamps are milliseconds, and a touch that came and went inside one is published.
        const core::Timestamp next = std::min({now, m_now + std::chrono::milliseconds(1), m_nextDepth});
        m_agents.advance(next);
        m_now = next;
        settle(next);
        if (m_now == m_nextDepth) {
            publishDepth(m_now);
            m_nextDepth += m_settings.depthInterval;
        }
    }
}

void EmbeddedMarket::skipTo(core::Timestamp now)
{
    m_agents.skip(now - m_now);
    m_nextDepth += now - m_now;
    m_now = now;
}

void EmbeddedMarket::settle(core::Timestamp at)
{
    publishTrades(at);
    publishTouch(at);
}

void EmbeddedMarket::levelChanged(Side side, Ticks price, Lots total)
{
    ++m_updateId;
    const auto set = [&](auto& book, auto& changed) {
        total == 0 ? static_cast<void>(book.erase(price)) : static_cast<void>(book[price] = total);
        changed[price] = total;
    };
    side == Side::Bid ? set(m_bids, m_changedBids) : set(m_asks, m_changedAsks);
}

void EmbeddedMarket::matched(
    Side takerSide, OrderHandle /*taker*/, OrderHandle maker, Ticks price, Lots size, Lots makerLeft)
{
    m_fills.push_back({takerSide, price, size});
    if (const auto found = m_working.find(maker); found != m_working.end()) {
        const std::uint64_t clientId = found->second.clientId;
        found->second.left = makerLeft;
        if (makerLeft == 0) {
            m_working.erase(found);
            m_handles.erase(clientId);
        }
        m_orderEvents({.kind = ClientOrderEvent::Kind::Filled,
            .clientId = clientId,
            .time = m_agents.now(),
            .price = priceOf(price),
            .size = sizeOf(size),
            .left = sizeOf(makerLeft),
            .isMaker = true});
    }
    if (m_submitting != 0) {
        m_submittingLeft -= size;
        m_orderEvents({.kind = ClientOrderEvent::Kind::Filled,
            .clientId = m_submitting,
            .time = m_now,
            .price = priceOf(price),
            .size = sizeOf(size),
            .left = sizeOf(m_submittingLeft),
            .isMaker = false});
    }
}

void EmbeddedMarket::submit(const ClientOrder& order)
{
    const auto reject = [&](std::string_view why) {
        m_orderEvents(
            {.kind = ClientOrderEvent::Kind::Rejected, .clientId = order.clientId, .time = m_now, .why = why});
    };
    if (order.clientId == 0 || m_handles.contains(order.clientId)) {
        return reject("client order id is not new");
    }
    if (order.price.raw() <= 0 || order.price.raw() % m_settings.tick.raw() != 0) {
        return reject("price is not on the tick");
    }
    if (order.size.raw() <= 0 || order.size.raw() % m_settings.lot.raw() != 0) {
        return reject("size is not on the lot");
    }
    if (order.price * order.size < m_settings.minimumNotional) {
        return reject("order's notional is too small");
    }
    const Ticks ticks = order.price.raw() / m_settings.tick.raw();
    const auto lots = static_cast<Lots>(order.size.raw() / m_settings.lot.raw());
    const auto best = m_engine.best(core::opposite(order.side));
    const bool crosses = best && (order.side == Side::Bid ? ticks >= *best : ticks <= *best);
    if (crosses && order.timeInForce == TimeInForce::PostOnly) {
        return reject("post-only order would take");
    }
    if (!m_engine.isInBand(ticks)) {
        return reject("price is outside the venue's band");
    }
    m_orderEvents({.kind = ClientOrderEvent::Kind::Accepted,
        .clientId = order.clientId,
        .time = m_now,
        .left = order.size,
        .ahead = sizeOf(crosses ? 0 : m_engine.totalAt(ticks))});
    m_submitting = order.clientId;
    m_submittingLeft = lots;
    const SubmitOutcome outcome = m_engine.submit(order.side, ticks, lots, order.timeInForce);
    m_submitting = 0;
    if (outcome.resting > 0) {
        m_working[outcome.handle] = {order.clientId, outcome.resting};
        m_handles[order.clientId] = outcome.handle;
    } else if (outcome.filled < lots) {
        m_orderEvents({.kind = ClientOrderEvent::Kind::Cancelled,
            .clientId = order.clientId,
            .time = m_now,
            .size = sizeOf(lots - outcome.filled)});
    }
    settle(m_now);
}

void EmbeddedMarket::cancel(std::uint64_t clientId)
{
    const auto found = m_handles.find(clientId);
    if (found == m_handles.end()) {
        m_orderEvents({.kind = ClientOrderEvent::Kind::CancelRejected,
            .clientId = clientId,
            .time = m_now,
            .why = "cancel: no such working order"});
        return;
    }
    const OrderHandle handle = found->second;
    const Lots left = m_engine.cancel(handle).value_or(0);
    m_handles.erase(found);
    m_working.erase(handle);
    m_orderEvents(
        {.kind = ClientOrderEvent::Kind::Cancelled, .clientId = clientId, .time = m_now, .size = sizeOf(left)});
    settle(m_now);
}

std::string EmbeddedMarket::priceText(Ticks ticks) const
{
    return priceOf(ticks).text(decimalsOf(m_settings.tick.raw()));
}

std::string EmbeddedMarket::sizeText(Lots lots) const
{
    return sizeOf(lots).text(decimalsOf(m_settings.lot.raw()));
}

void EmbeddedMarket::publishTouch(core::Timestamp at)
{
    if (m_bids.empty() || m_asks.empty()) {
        return;
    }
    const Touch touch{m_bids.begin()->first, m_asks.begin()->first, m_bids.begin()->second, m_asks.begin()->second};
    if (touch == m_touch) {
        return;
    }
    m_touch = touch;
    m_publish(Stream::BookTicker,
        R"({"e":"bookTicker","u":)" + std::to_string(m_updateId) + R"(,"s":")" + m_settings.symbol + R"(","b":")"
            + priceText(touch.bid) + R"(","B":")" + sizeText(touch.bidSize) + R"(","a":")" + priceText(touch.ask)
            + R"(","A":")" + sizeText(touch.askSize) + R"(","T":)" + stamp(at) + R"(,"E":)" + stamp(at)
            + R"(,"st":1})");
}

void EmbeddedMarket::publishTrades(core::Timestamp at)
{
    for (std::size_t i = 0; i < m_fills.size(); ++i) {
        const Fill& fill = m_fills[i];
        const char* const maker = fill.takerSide == Side::Ask ? "true" : "false";
        m_publish(Stream::Trade,
            R"({"e":"trade","E":)" + stamp(at) + R"(,"T":)" + stamp(at) + R"(,"s":")" + m_settings.symbol + R"(","t":)"
                + std::to_string(m_tradeId + i) + R"(,"p":")" + priceText(fill.price) + R"(","q":")"
                + sizeText(fill.size) + R"(","X":"MARKET","m":)" + maker + R"(,"st":1})");
    }
    // Fills of one taker at one price are one aggregate.
    for (std::size_t begin = 0; begin < m_fills.size();) {
        std::size_t end = begin;
        Lots total = 0;
        while (end < m_fills.size() && m_fills[end].price == m_fills[begin].price
            && m_fills[end].takerSide == m_fills[begin].takerSide) {
            total += m_fills[end++].size;
        }
        m_publish(Stream::AggTrade,
            R"({"e":"aggTrade","E":)" + stamp(at) + R"(,"a":)" + std::to_string(m_aggregateId++) + R"(,"s":")"
                + m_settings.symbol + R"(","p":")" + priceText(m_fills[begin].price) + R"(","q":")" + sizeText(total)
                + R"(","nq":")" + sizeText(total) + R"(","f":)" + std::to_string(m_tradeId + begin) + R"(,"l":)"
                + std::to_string(m_tradeId + end - 1) + R"(,"T":)" + stamp(at) + R"(,"m":)"
                + (m_fills[begin].takerSide == Side::Ask ? "true" : "false") + R"(,"st":1})");
        begin = end;
    }
    m_tradeId += m_fills.size();
    m_fills.clear();
}

std::string EmbeddedMarket::levelsJson(Side side, std::size_t limit) const
{
    std::string json = "[";
    const auto write = [&](const auto& book) {
        for (const auto& [price, total] : book) {
            if (limit-- == 0) {
                break;
            }
            json += (json.size() > 1 ? ",[\"" : "[\"") + priceText(price) + "\",\"" + sizeText(total) + "\"]";
        }
    };
    side == Side::Bid ? write(m_bids) : write(m_asks);
    return json + "]";
}

void EmbeddedMarket::publishDepth(core::Timestamp at)
{
    if (m_updateId == m_publishedId) {
        return;
    }
    const auto changes = [&](const auto& changed) {
        std::string json = "[";
        for (const auto& [price, total] : changed) {
            json += (json.size() > 1 ? ",[\"" : "[\"") + priceText(price) + "\",\"" + sizeText(total) + "\"]";
        }
        return json + "]";
    };
    const std::string head = R"({"e":"depthUpdate","E":)" + stamp(at) + R"(,"T":)" + stamp(at) + R"(,"s":")"
        + m_settings.symbol + R"(","ps":")" + m_settings.symbol + R"(","st":1,"U":)" + std::to_string(m_publishedId + 1)
        + R"(,"u":)" + std::to_string(m_updateId) + R"(,"pu":)" + std::to_string(m_publishedId);
    m_publish(
        Stream::DepthDiff, head + R"(,"b":)" + changes(m_changedBids) + R"(,"a":)" + changes(m_changedAsks) + "}");
    m_publish(Stream::DepthFrame,
        head + R"(,"b":)" + levelsJson(Side::Bid, 20) + R"(,"a":)" + levelsJson(Side::Ask, 20) + "}");
    m_changedBids.clear();
    m_changedAsks.clear();
    m_publishedId = m_updateId;
}

std::string EmbeddedMarket::depthJson(std::size_t limit) const
{
    return R"({"lastUpdateId":)" + std::to_string(m_updateId) + R"(,"E":)" + stamp(m_now) + R"(,"T":)" + stamp(m_now)
        + R"(,"bids":)" + levelsJson(Side::Bid, limit) + R"(,"asks":)" + levelsJson(Side::Ask, limit) + "}";
}

std::string EmbeddedMarket::exchangeInfoJson() const
{
    const std::string tick = m_settings.tick.text();
    const std::string lot = m_settings.lot.text();
    const std::string low = priceText(m_settings.openingPrice.raw() / m_settings.tick.raw() * 3 / 5);
    const std::string high = priceText(m_settings.openingPrice.raw() / m_settings.tick.raw() * 7 / 5);
    return R"({"timezone":"UTC","serverTime":)" + stamp(m_now)
        + R"(,"rateLimits":[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":2400},)"
          R"({"rateLimitType":"ORDERS","interval":"MINUTE","intervalNum":1,"limit":1200}],"exchangeFilters":[],)"
          R"("symbols":[{"symbol":")"
        + m_settings.symbol + R"(","pair":")" + m_settings.symbol
        + R"(","contractType":"PERPETUAL","status":"TRADING","quoteAsset":"USDT","marginAsset":"USDT","pricePrecision":)"
        + std::to_string(decimalsOf(m_settings.tick.raw())) + R"(,"quantityPrecision":)"
        + std::to_string(decimalsOf(m_settings.lot.raw())) + R"(,"filters":[{"filterType":"PRICE_FILTER","minPrice":")"
        + low + R"(","maxPrice":")" + high + R"(","tickSize":")" + tick + R"("},{"filterType":"LOT_SIZE","minQty":")"
        + lot + R"(","maxQty":"10000","stepSize":")" + lot + R"("},{"filterType":"MIN_NOTIONAL","notional":")"
        + core::decimalText(m_settings.minimumNotional.raw() / core::decimalScale)
        + R"("}],"orderTypes":["LIMIT","MARKET"],"timeInForce":["GTC","IOC","FOK","GTX"]}]})";
}

} // namespace leadline::sim
