// SPDX-License-Identifier: MIT
#include "engine/lab/pick_past.h"
#include "engine/lab/pick_study.h"

#include "engine/core/instrument.h"
#include "engine/equities/exchange_calendar.h"
#include "engine/risk/risk.h"
#include "engine/sim/equities/stock_market.h"

#include <cmath>

namespace leadline::lab
{

namespace
{

using core::Side;

/// Hears of every stock, and of the fills of the orders.
class PickMarket final : private sim::StockEvents
{
public:
    PickMarket(
        std::uint64_t seed, core::Timestamp start, const risk::RiskLimits& limits, const PickStudySettings& study)
        : m_study(study)
        , m_limits(limits)
        , m_market({.seed = seed}, start)
        , m_pasts(sim::stockUniverse().size(), PickPast(study.rules))
    {
        m_context.settings = study.rules.halts;
        m_context.noticesFrom = start;
        const auto today = std::chrono::floor<std::chrono::days>(start);
        m_context.calendar = equities::TradingCalendar(
            equities::tradingDays(today - std::chrono::days(1), today + std::chrono::days(7)));
        for (sim::StockIndex stock = 0; stock < m_pasts.size(); ++stock) {
            for (const sim::StockMinute& minute : m_market.state(stock).minutes) {
                m_pasts[stock].told(core::StockBar{.begins = minute.begins,
                                        .open = minute.open,
                                        .high = minute.high,
                                        .low = minute.low,
                                        .close = minute.close,
                                        .volume = minute.volume},
                    start);
            }
        }
        m_market.publishTo(*this);
    }

    std::vector<PickOrder> run(core::Timestamp start, core::Duration length)
    {
        std::size_t scans = 0;
        for (core::Timestamp now = start + m_study.every; now + m_study.after <= start + length; now += m_study.every) {
            m_market.advance(now);
            const std::size_t first = m_orders.size();
            const std::vector<sim::StockIndex> stocks = scan(now, ++scans);
            m_market.advance(now + m_study.after);
            for (std::size_t i = 0; i < stocks.size(); ++i) {
                send(stocks[i], m_orders[first + i]);
            }
        }
        return std::move(m_orders);
    }

private:
    // What is due is heard as its feed would tell it.
    void quoted(sim::StockIndex stock, const sim::StockQuote& quote) override
    {
        m_pasts[stock].quoted(quote.time, quote.bid.price, quote.ask.price);
    }
    void traded(sim::StockIndex stock, const sim::StockTrade& trade) override
    {
        m_pasts[stock].traded(trade.time, trade.price, m_context);
    }
    void noticed(sim::StockIndex stock, const sim::StockNotice& notice) override
    {
        m_pasts[stock].told(core::HaltNotice{.eventTime = notice.time, .what = notice.what});
    }
    void bandsMoved(sim::StockIndex stock, const sim::StockBands& bands) override
    {
        m_pasts[stock].told(core::PriceBands{bands.time, bands.lower, bands.upper});
    }
    void minuteEnded(sim::StockIndex /*stock*/, const sim::StockMinute& /*minute*/) override { }
    void sessionBegan(const equities::MarketPhase& /*phase*/) override { }
    void orderChanged(const sim::StockOrderEvent& event) override
    {
        if (event.kind == sim::StockOrderEvent::Kind::Filled && event.id == m_sent) {
            m_filled += event.size;
            m_value += event.price * event.size;
        }
    }

    std::vector<sim::StockIndex> scan(core::Timestamp now, std::size_t number)
    {
        std::vector<sim::StockIndex> stocks;
        for (sim::StockIndex stock = 0; stock < m_pasts.size(); ++stock) {
            const sim::StockListing& listing = sim::stockUniverse()[stock];
            if (!listing.isActive || !listing.isTradable) {
                continue; // no broker takes an order for it
            }
            const sim::StockQuote& quote = m_market.state(stock).quote;
            const core::Symbol symbol(listing.symbol);
            const picks::SymbolQuote seen{
                .snapshot = {.symbol = symbol, .bid = quote.bid, .ask = quote.ask, .quoteTime = quote.time}};
            stocks.push_back(stock);
            m_orders.push_back({.market = {core::VenueId("embedded"), symbol},
                .scanned = now,
                .sent = now + m_study.after,
                .side = pickSide(number, stock),
                .words = m_pasts[stock].judge(seen, now, m_context, m_study.rules)});
        }
        return stocks;
    }

    void send(sim::StockIndex stock, PickOrder& order)
    {
        const sim::StockQuote touch = m_market.touch(stock);
        if (touch.bid.price.raw() <= 0 || touch.ask.price <= touch.bid.price) {
            return; // nothing to measure by, and nothing to take
        }
        const core::Price mid = core::Price::fromRaw((touch.bid.price.raw() + touch.ask.price.raw()) / 2);
        // From a dollar on stocks trade in cents.
        const core::Instrument instrument{
            .tick = core::Price::fromRaw(mid.raw() >= 1'000'000'000 ? 10'000'000 : 100'000)};
        const auto shares =
            static_cast<std::int64_t>(std::max(1.0, std::floor(m_study.notional / mid.toDoubleLossy())));
        const core::Quantity size = core::Quantity::fromRaw(core::Int128{shares} * 1'000'000'000);
        m_filled = {};
        m_value = {};
        m_market.submit(stock,
            {.id = ++m_sent,
                .side = order.side,
                .limit = risk::collarPrice(mid, order.side, instrument, m_limits),
                .size = size,
                .life = sim::StockOrderLife::Immediate});
        if (!m_filled.isZero()) {
            order.filledShare = m_filled >= size ? 1 : m_filled.toDoubleLossy() / size.toDoubleLossy();
            const double gone = m_value.toDoubleLossy() / m_filled.toDoubleLossy()
                    / ((touch.bid.price.toDoubleLossy() + touch.ask.price.toDoubleLossy()) / 2)
                - 1;
            order.costBps = (order.side == Side::Bid ? gone : -gone) * 1e4;
        }
    }

    PickStudySettings m_study;
    risk::RiskLimits m_limits;
    sim::StockMarket m_market;
    std::vector<PickPast> m_pasts; ///< by stock
    picks::HaltContext m_context;
    std::vector<PickOrder> m_orders;
    std::uint64_t m_sent = 0; ///< the newest order
    core::Quantity m_filled; ///< of it
    core::Notional m_value;
};

} // namespace

PickStudyResult runEmbeddedPickStudy(std::uint64_t seed, core::Timestamp start, core::Duration length,
    const risk::RiskLimits& limits, const PickStudySettings& study)
{
    return comparePicks(PickMarket(seed, start, limits, study).run(start, length), study);
}

} // namespace leadline::lab
