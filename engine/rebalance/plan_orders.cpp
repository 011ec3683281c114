// SPDX-License-Identifier: MIT
#include "engine/rebalance/plan_orders.h"

#include "engine/rebalance/anchor.h"
#include "engine/rebalance/dollars.h"
#include "engine/rebalance/plan_warnings.h"

#include <algorithm>
#include <cmath>

namespace leadline::rebalance
{

namespace
{

using core::Notional;
using core::Price;
using core::Quantity;
using core::Side;
using core::Symbol;

/// A spread wider than this part of its middle names no price: stub quotes, mostly of hours without trade.
constexpr std::int64_t widestPart = 10;

/// What a quote is good for before its size and age are looked at; empty: it names a price.
std::string priceDefect(const Quote& quote)
{
    if (!quote.isTwoSided()) {
        return "no quote on both sides";
    }
    const core::Int128 spread = (quote.ask.price - quote.bid.price).raw();
    if (spread * widestPart > quote.mid().raw()) {
        return "its quote, " + quote.bid.price.text(2) + " × " + quote.ask.price.text(2) + ", names no price";
    }
    return {};
}

/// "order of 2000000 dollars > limit 1000000"
std::string beyond(const char* what, double value, double limit)
{
    return std::string(what) + " of " + std::to_string(std::llround(value)) + " dollars > limit "
        + std::to_string(std::llround(limit));
}

/// Rounded down by less than a billionth of a dollar and of a weight.
Notional partOf(Notional equity, double weight)
{
    // What is written with nine decimals is met exactly, for the product is rounded to it.
    const auto billionths =
        static_cast<std::int64_t>(std::floor(weight * static_cast<double>(core::decimalScale) + 1e-6));
    return Notional::fromRaw(equity.raw() / core::decimalScale * billionths);
}

/// Makes one preview, step by step.
class Planner
{
public:
    Planner(const Plan& plan, const Holdings& holdings, const MarketView& market, const ExecutionSettings& settings)
        : m_plan(plan)
        , m_holdings(holdings)
        , m_market(market)
        , m_settings(settings)
        , m_isWeights(plan.kind == Plan::Kind::Weights)
    {
    }

    PlanPreview plan()
    {
        m_preview.placement = equities::placementAt(
            m_market.calendar, m_market.now, std::chrono::minutes(m_settings.marketOpenDelayMinutes));
        valueHoldings();
        if (m_isWeights && m_equity.raw() <= 0) {
            refuse({}, "the equity is not above zero, and weights are parts of it");
        } else {
            std::ranges::for_each(m_plan.rows, [this](const PlanRow& row) { addRow(row); });
            sellOthers();
        }
        std::ranges::stable_sort(
            m_preview.orders, {}, [](const PlannedOrder& order) { return order.side == Side::Ask ? 0 : 1; });
        fitBuys();
        checkPurse();
        sumUp();
        warn(m_plan, m_holdings, m_market, m_settings, m_notes, m_preview);
        return std::move(m_preview);
    }

private:
    /// A row's order before its size is rounded.
    struct Wish {
        Symbol symbol;
        Side side = Side::Bid;
        Quantity size;
        bool isExact = false; ///< so many shares were named, or everything is sold
    };

    [[nodiscard]] Quote quoteOf(const Symbol& symbol) const
    {
        const auto found = m_market.quotes.find(symbol);
        return found == m_market.quotes.end() ? Quote{} : found->second;
    }
    [[nodiscard]] std::string priceDefectOf(const Symbol& symbol) const
    {
        const auto silent = m_market.silent.find(symbol);
        return silent == m_market.silent.end() ? priceDefect(quoteOf(symbol)) : silent->second;
    }
    [[nodiscard]] Quantity heldOf(const Symbol& symbol) const
    {
        const auto found = m_holdings.positions.find(symbol);
        return found == m_holdings.positions.end() ? Quantity{} : found->second;
    }
    [[nodiscard]] bool isNamed(const Symbol& symbol) const
    {
        return std::ranges::find(m_plan.rows, symbol, &PlanRow::symbol) != m_plan.rows.end();
    }

    void leaveOut(const Symbol& symbol, std::string why) { m_preview.leftOut.push_back({symbol, std::move(why)}); }
    void refuse(const Symbol& symbol, std::string why) { m_preview.leftOut.push_back({symbol, std::move(why), true}); }
    void valueHoldings()
    {
        m_equity = m_holdings.cash;
        for (const auto& [symbol, held] : m_holdings.positions) {
            const std::string defect = priceDefectOf(symbol);
            const bool isLeftAlone = !m_plan.sellsOthers && !isNamed(symbol);
            if (held.isZero()) {
                continue;
            }
            if (defect.empty()) {
                const Notional value = quoteOf(symbol).mid() * held;
                m_equity += value;
                m_targets += isLeftAlone ? value : Notional{};
            } else if (isLeftAlone && m_isWeights) { // the others are refused by their rows
                refuse(symbol, defect + ": the equity is not known");
            } else if (isLeftAlone) {
                m_notes.unvalued.push_back(symbol.text());
            }
        }
        m_preview.equity = m_equity.toDoubleLossy();
    }

    /// Why nothing can be bought or sold; empty: it can.
    [[nodiscard]] std::string tradingDefect(const Symbol& symbol) const
    {
        const auto asset = m_market.assets.find(symbol);
        if (asset == m_market.assets.end()) {
            return "not known to the venue";
        }
        if (!asset->second.isActive) {
            return "inactive at the venue";
        }
        if (!asset->second.isTradable) {
            return "not tradable at the venue";
        }
        if (heldOf(symbol).isNegative()) {
            return "a short position of " + (Quantity{} - heldOf(symbol)).text()
                + ": short positions are not planned for";
        }
        return priceDefectOf(symbol);
    }

    void addRow(const PlanRow& row)
    {
        const bool isNothing = m_isWeights && row.weight == 0 && heldOf(row.symbol).isZero();
        if (isNothing && m_market.assets.contains(row.symbol)) {
            return leaveOut(row.symbol, "nothing to do: none is held");
        }
        if (std::string defect = tradingDefect(row.symbol); !defect.empty()) {
            return refuse(row.symbol, std::move(defect));
        }
        add(m_isWeights ? weightWish(row) : tradeWish(row));
    }

    void sellOthers()
    {
        if (!m_isWeights || !m_plan.sellsOthers) {
            return;
        }
        for (const auto& [symbol, held] : m_holdings.positions) {
            if (held.isZero() || isNamed(symbol)) {
                continue;
            }
            if (std::string defect = tradingDefect(symbol); !defect.empty()) {
                refuse(symbol, std::move(defect));
            } else {
                add({symbol, Side::Ask, held, true});
            }
        }
    }

    Wish weightWish(const PlanRow& row)
    {
        const Quote quote = quoteOf(row.symbol);
        const Quantity held = heldOf(row.symbol);
        const Notional target = partOf(m_equity, row.weight);
        m_targets += target;
        const Notional value = quote.mid() * held;
        if (target > value) {
            // For the far side's price: the order may have to pay it.
            return {row.symbol, Side::Bid, sharesFor(target - value, quote.far(Side::Bid).price, true)};
        }
        return {row.symbol, Side::Ask, sharesFor(value - target, quote.mid(), true), target.raw() == 0};
    }

    Wish tradeWish(const PlanRow& row)
    {
        const Quote quote = quoteOf(row.symbol);
        const Price price = row.side == Side::Bid ? quote.far(Side::Bid).price : quote.mid();
        return row.shares.isZero() ? Wish{row.symbol, row.side, sharesFor(row.dollars, price, true)}
                                   : Wish{row.symbol, row.side, row.shares, true};
    }

    [[nodiscard]] bool isFractional(const Symbol& symbol) const { return m_market.assets.at(symbol).isFractionable; }

    void add(const Wish& wish)
    {
        const Quantity held = heldOf(wish.symbol);
        const Quantity size = roundShares(wish.size, isFractional(wish.symbol));
        if (wish.side == Side::Ask && wish.size > held) {
            return refuse(wish.symbol,
                "sells " + wish.size.text() + " of " + held.text() + " held: short sales are not planned for");
        }
        if (size.isZero()) {
            return leaveOut(wish.symbol,
                wish.size.isZero() ? "nothing to do" : "less than one share, and fractions of it are not traded");
        }
        const Notional worth = quoteOf(wish.symbol).mid() * size;
        if (worth < smallest()) {
            return leaveOut(wish.symbol, "worth " + centsDown(worth) + " dollars, less than " + centsUp(smallest()));
        }
        if (m_holdings.withOpenOrders.contains(wish.symbol)) {
            return refuse(wish.symbol, "has open orders: they must end first");
        }
        if (size != wish.size && wish.isExact) {
            (wish.side == Side::Ask && wish.size == held ? m_notes.remaining : m_notes.cutOff)
                .push_back(wish.symbol.text() + " " + (wish.size - size).text());
        }
        PlannedOrder& order = m_preview.orders.emplace_back();
        order.symbol = wish.symbol;
        order.side = wish.side;
        order.isFractional = isFractional(wish.symbol);
        order.held = held;
        setSize(order, size);
    }

    [[nodiscard]] Notional smallest() const { return dollarsOf(m_settings.minimumNotional); }

    void setSize(PlannedOrder& order, Quantity size) const
    {
        const Quote quote = quoteOf(order.symbol);
        const bool isBuy = order.side == Side::Bid;
        const Price mid = quote.mid();
        const auto cost = [&](Price price) { return ((isBuy ? price - mid : mid - price) * size).toDoubleLossy(); };
        order.size = size;
        order.target = isBuy ? order.held + size : order.held - size;
        order.reference = mid;
        order.notional = (mid * size).toDoubleLossy();
        order.validation = validate(quote, order.side, m_market.now, m_settings);
        const bool isCrossed = quote.bid.price >= quote.ask.price; // and its costs are not known
        order.limitCost = isCrossed ? 0 : cost(anchorFor(quote, order.side, order.size, m_settings).price);
        order.marketCost = isCrossed ? 0 : cost(quote.far(order.side).price);
    }

    /// What all orders of a side bring or cost at the far side.
    [[nodiscard]] Notional farValue(Side side) const
    {
        Notional sum;
        for (const PlannedOrder& order : m_preview.orders) {
            sum += order.side == side ? quoteOf(order.symbol).far(side).price * order.size : Notional{};
        }
        return sum;
    }

    /// Weights that can be had at mid are carried out although sells bring less than that: the largest buy gives way.
    void fitBuys()
    {
        const Notional tolerance =
            Notional::fromRaw(m_equity.raw() / core::decimalScale * 2); // as the weights' sum has
        if (!m_isWeights || m_targets > m_equity + tolerance) {
            return;
        }
        const Notional purse = m_holdings.cash + farValue(Side::Ask);
        while (farValue(Side::Bid) > purse) {
            const auto buys = std::ranges::find(m_preview.orders, Side::Bid, &PlannedOrder::side);
            const auto largest = std::max_element(buys, m_preview.orders.end(),
                [](const PlannedOrder& a, const PlannedOrder& b) { return a.notional < b.notional; });
            const Price price = quoteOf(largest->symbol).far(Side::Bid).price;
            const Notional shortage = farValue(Side::Bid) - purse;
            const Quantity step = Quantity::fromRaw(largest->isFractional ? 1 : core::decimalScale);
            const Quantity less =
                roundShares(Quantity::fromRaw(shortage.raw() / price.raw()), largest->isFractional) + step;
            const Quantity left = less < largest->size ? largest->size - less : Quantity{};
            m_notes.gaveWay.push_back(largest->symbol.text());
            if (quoteOf(largest->symbol).mid() * left < smallest()) {
                leaveOut(largest->symbol, "no cash is left for it");
                m_preview.orders.erase(largest);
                continue;
            }
            setSize(*largest, left);
        }
    }

    void checkPurse()
    {
        const Notional buys = farValue(Side::Bid);
        const Notional sells = farValue(Side::Ask);
        if (buys.raw() == 0) {
            return;
        }
        if (buys > m_holdings.cash + sells) {
            refuse({},
                "buys of " + centsUp(buys) + " dollars, and cash and sells bring "
                    + centsDown(m_holdings.cash + sells));
        } else if (buys > m_holdings.buyingPower + sells) {
            refuse({},
                "buys of " + centsUp(buys) + " dollars, and buying power and sells bring "
                    + centsDown(m_holdings.buyingPower + sells));
        }
    }

    void sumUp()
    {
        Notional cash = m_holdings.cash;
        for (const PlannedOrder& order : m_preview.orders) {
            const bool isBuy = order.side == Side::Bid;
            const Notional value = order.reference * order.size;
            cash = isBuy ? cash - value : cash + value;
            (isBuy ? m_preview.buys : m_preview.sells) += order.notional;
            m_preview.limitCost += order.limitCost;
            m_preview.marketCost += order.marketCost;
        }
        m_preview.cashAfter = cash.toDoubleLossy();
    }

    const Plan& m_plan;
    const Holdings& m_holdings;
    const MarketView& m_market;
    const ExecutionSettings& m_settings;
    bool m_isWeights;
    PlanPreview m_preview;
    Notional m_equity;
    Notional m_targets; ///< what the weights ask for, and what is left alone
    PlanNotes m_notes;
};

} // namespace

bool PlanPreview::isRefused() const
{
    return std::ranges::any_of(leftOut, &LeftOut::isRefusal);
}

void refuseBeyond(const OrderLimits& limits, PlanPreview& preview)
{
    for (const PlannedOrder& order : preview.orders) {
        const double after = std::abs(order.target.toDoubleLossy()) * order.reference.toDoubleLossy();
        if (order.notional > limits.orderNotional) {
            preview.leftOut.push_back({order.symbol, beyond("order", order.notional, limits.orderNotional), true});
        } else if (order.side == Side::Bid && after > limits.position) {
            preview.leftOut.push_back({order.symbol, beyond("position", after, limits.position), true});
        }
    }
}

PlanPreview planOrders(
    const Plan& plan, const Holdings& holdings, const MarketView& market, const ExecutionSettings& settings)
{
    return Planner(plan, holdings, market, settings).plan();
}

} // namespace leadline::rebalance
