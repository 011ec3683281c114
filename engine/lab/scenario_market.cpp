// SPDX-License-Identifier: MIT
#include "engine/lab/scenario_market.h"

#include <algorithm>
#include <array>
#include <utility>

namespace leadline::lab
{

using core::Side;
using sim::Lots;
using sim::Ticks;

namespace
{

constexpr std::int64_t tickRaw = core::decimalScale / 100;
constexpr std::int64_t lotRaw = core::decimalScale / 1000;
constexpr Ticks centre = 100'000;
constexpr Ticks reach = 50'000;
constexpr std::size_t levelsTold = 20;
constexpr Ticks ticksTold = 100; ///< from the touch; beyond it nothing is quoted
constexpr auto sampleEvery = std::chrono::milliseconds(100);
/// A book that no rule has anything against: book_resilience 0.42, volume_concentration 0.37.
constexpr std::array<Lots, 10> usual{10'000, 6'000, 6'000, 6'000, 6'000, 5'000, 5'000, 5'000, 5'000, 5'000};

core::Instrument instrument()
{
    return {.id = {core::VenueId("scenario"), core::Symbol("ETH/USDT")},
        .pair = {core::Asset("ETH"), core::Asset("USDT")},
        .tick = core::Price::fromRaw(tickRaw),
        .lot = core::Quantity::fromRaw(lotRaw)};
}

core::Quantity quantityOf(Lots lots)
{
    return core::Quantity::fromRaw(static_cast<core::Int128>(lots) * lotRaw);
}

sim::TimeInForce timeInForceOf(orders::OrderType type)
{
    switch (type) {
    case orders::OrderType::PostOnly:
        return sim::TimeInForce::PostOnly;
    case orders::OrderType::MarketableLimit:
    case orders::OrderType::Market:
        return sim::TimeInForce::ImmediateOrCancel;
    case orders::OrderType::Limit:
        break;
    }
    return sim::TimeInForce::GoodTillCancel;
}

} // namespace

double ScenarioOrder::averagePrice() const
{
    return value / (static_cast<double>(filled) * lotRaw / core::decimalScale);
}

ScenarioMarket::ScenarioMarket(const desk::DeskSettings& settings)
    : m_engine(centre, reach, *this)
    , m_desk(settings, *this)
    , m_market(m_desk.open(instrument(), {}))
    , m_bid(centre)
    , m_ask(centre + 2)
    , m_now(core::fromMilliseconds(1'763'683'200'000))
{
    setShape(usual, usual);
}

void ScenarioMarket::setShape(std::span<const Lots> bids, std::span<const Lots> asks)
{
    m_bidSizes.assign(bids.begin(), bids.end());
    m_askSizes.assign(asks.begin(), asks.end());
}

core::Price ScenarioMarket::priceOf(Ticks ticks) const
{
    return core::Price::fromRaw(ticks * tickRaw);
}

void ScenarioMarket::run(const QuoteScript& script, int samples)
{
    for (int i = 0; i < samples; ++i) {
        m_isWide = !m_isWide;
        const Ticks spread = m_isWide ? script.wide : script.narrow;
        if (script.walk == QuoteScript::Walk::None) {
            m_ask = m_bid + spread;
        } else if (m_isWide) {
            m_ask = std::max(m_ask, m_bid + spread);
        } else {
            m_bid = std::max(m_bid, m_ask - spread);
        }
        quote();
        publish(sampleEvery);
    }
}

void ScenarioMarket::wait(std::chrono::seconds time)
{
    for (auto second = std::chrono::seconds(0); second < time; ++second) {
        publish(std::chrono::seconds(1));
    }
}

void ScenarioMarket::sell(Lots lots)
{
    m_engine.submit(Side::Ask, centre - reach + 1, lots, sim::TimeInForce::ImmediateOrCancel);
    publish(sampleEvery);
}

routing::Decision ScenarioMarket::decide(const routing::RouteRequest& request)
{
    return m_desk.decide(m_desk.groupOf(m_market), request);
}

std::vector<const ScenarioOrder*> ScenarioMarket::send(const routing::Decision& decision)
{
    std::vector<const ScenarioOrder*> sent;
    const core::Price touch = decision.side == Side::Bid ? decision.bestBid : decision.bestAsk;
    for (const desk::OrderPlan& plan : desk::planOrders(decision, touch, desk::Reach::Rest, desk::Style::Smart)) {
        sent.push_back(send(plan, decision.side));
    }
    m_desk.commit(decision);
    return sent;
}

const ScenarioOrder* ScenarioMarket::send(const desk::OrderPlan& plan, Side side)
{
    m_own.push_back(std::make_unique<ScenarioOrder>());
    ScenarioOrder& order = *m_own.back();
    order.plan = plan;
    order.side = side;
    order.size = static_cast<Lots>(plan.size.raw() / lotRaw);
    m_taking = &order;
    const Ticks price = m_market.instrument().roundPassive(plan.price, side).raw() / tickRaw;
    const sim::SubmitOutcome outcome = m_engine.submit(side, price, order.size, timeInForceOf(plan.type));
    m_taking = nullptr;
    order.handle = outcome.handle;
    order.wasRejected = outcome.result != sim::SubmitResult::Accepted;
    order.ahead = m_engine.aheadOf(outcome.handle).value_or(0);
    publish(sampleEvery);
    return &order;
}

void ScenarioMarket::levelChanged(Side /*side*/, Ticks /*price*/, Lots /*total*/) { }

void ScenarioMarket::matched(
    Side takerSide, sim::OrderHandle /*taker*/, sim::OrderHandle maker, Ticks price, Lots size, Lots makerLeft)
{
    const auto fill = [&](ScenarioOrder& order) {
        order.filled += size;
        order.value += priceOf(price).toDoubleLossy() * quantityOf(size).toDoubleLossy();
        order.worst = priceOf(price);
    };
    if (m_taking != nullptr) {
        fill(*m_taking);
    }
    const auto own = std::ranges::find_if(m_own, [maker](const auto& order) { return order->handle == maker; });
    if (own != m_own.end()) {
        fill(**own);
        (*own)->filledAsMaker += size;
    }
    if (const auto quote = m_quotes.find({core::opposite(takerSide), price});
        quote != m_quotes.end() && quote->second.handle == maker) {
        quote->second.left = makerLeft;
    }
    m_trades.push_back({.id = ++m_ids, .price = priceOf(price), .size = quantityOf(size), .aggressor = takerSide});
}

void ScenarioMarket::quote()
{
    std::map<Place, Lots> wanted;
    for (std::size_t i = 0; i < m_bidSizes.size(); ++i) {
        wanted[{Side::Bid, m_bid - static_cast<Ticks>(i)}] = m_bidSizes[i];
        wanted[{Side::Ask, m_ask + static_cast<Ticks>(i)}] = m_askSizes[i];
    }
    // What is not wanted any more goes first, so that no quote meets another one.
    std::erase_if(m_quotes, [&](const auto& entry) {
        const auto& [place, quote] = entry;
        const auto still = wanted.find(place);
        const bool stays = still != wanted.end() && still->second == quote.left;
        if (!stays) {
            m_engine.cancel(quote.handle);
        }
        return !stays;
    });
    for (const auto& [place, lots] : wanted) {
        if (!m_quotes.contains(place)) {
            const auto outcome = m_engine.submit(place.first, place.second, lots, sim::TimeInForce::GoodTillCancel);
            m_quotes[place] = {outcome.handle, outcome.resting};
        }
    }
}

std::vector<core::Level> ScenarioMarket::levelsOf(Side side) const
{
    std::vector<core::Level> levels;
    const auto best = m_engine.best(side);
    const Ticks away = side == Side::Bid ? -1 : 1;
    for (Ticks i = 0; best && i < ticksTold && levels.size() < levelsTold; ++i) {
        const Ticks price = *best + i * away;
        if (const Lots lots = m_engine.totalAt(price); lots > 0) {
            levels.push_back({priceOf(price), quantityOf(lots)});
        }
    }
    return levels;
}

void ScenarioMarket::publish(core::Duration after)
{
    m_now += after;
    core::MarketMessage message;
    message.kind = core::MarketMessage::Kind::Trade;
    for (const core::Trade& trade : std::exchange(m_trades, {})) {
        message.trade = trade;
        message.trade.eventTime = m_now;
        m_market.apply(message);
    }
    tellOwnOrders();
    message.kind = core::MarketMessage::Kind::Book;
    message.bids = levelsOf(Side::Bid);
    message.asks = levelsOf(Side::Ask);
    message.book = {.kind = core::BookUpdateKind::Frame,
        .finalId = ++m_ids,
        .eventTime = m_now,
        .bids = message.bids,
        .asks = message.asks};
    m_market.apply(message);
}

void ScenarioMarket::tellOwnOrders()
{
    std::vector<core::Level> bids;
    std::vector<core::Level> asks;
    for (const auto& order : m_own) {
        if (const auto place = m_engine.placeOf(order->handle)) {
            (order->side == Side::Bid ? bids : asks)
                .push_back({priceOf(place->second), quantityOf(order->size - order->filled)});
        }
    }
    m_market.setOwnOrders(std::move(bids), std::move(asks));
}

void ScenarioMarket::sampled(const desk::Market& /*market*/, const features::FeatureSet& features)
{
    m_sample = features;
    ++m_samples;
}

void ScenarioMarket::traded(const desk::Market& /*market*/, const core::Trade& /*trade*/) { }

void ScenarioMarket::bookMoved(const desk::Market& /*market*/, const core::BookUpdate* /*update*/) { }

} // namespace leadline::lab
