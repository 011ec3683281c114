// SPDX-License-Identifier: MIT
/// One account at the Alpaca-like venue: its orders, their ways through the market, positions and money.
#pragma once

#include "engine/sim/alpaca/alpaca_order.h"
#include "engine/sim/equities/stock_market.h"

#include <deque>
#include <expected>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace leadline::sim
{

struct AlpacaTerms {
    core::Notional cash = core::Notional::fromRaw(static_cast<core::Int128>(1'000'000) * 1'000'000'000'000'000'000);
    std::map<std::string, core::Quantity> positions; ///< at the start, by symbol, bought at the price of then
    int multiplier = 2; ///< 1: a cash account
    bool mayShort = true;
    core::Duration latency = std::chrono::milliseconds(30); ///< between the venue and the exchange
    std::uint64_t seed = 1; ///< of ids
};

struct AlpacaPosition {
    core::Quantity size; ///< negative: short
    core::Notional cost; ///< signed like the size
    [[nodiscard]] core::Price averagePrice() const;
};

/// Something happened to an order; `name` as trade_updates has it.
struct AlpacaEvent {
    std::string_view name;
    const AlpacaOrder& order;
    const AlpacaFill* fill = nullptr;
};

/// Thread: its owner's. Events come from inside the calls and from the market's time.
class AlpacaAccount
{
public:
    template <class Value> using Outcome = std::expected<Value, AlpacaRefusal>;

    AlpacaAccount(StockMarket& market, const AlpacaTerms& terms);

    std::function<void(const AlpacaEvent&)> changed;

    Outcome<const AlpacaOrder*> place(const AlpacaOrderRequest& request);
    /// The new order that takes the other's place; whether it does is told later.
    Outcome<const AlpacaOrder*> replace(const std::string& id, const AlpacaReplaceRequest& request);
    Outcome<void> cancel(const std::string& id);
    /// Somebody takes half of the newest order that rests.
    void fillNewest();

    // From the market:
    void heard(const StockOrderEvent& event);
    void traded(StockIndex stock, const StockTrade& trade);
    void noticed(StockIndex stock, const StockNotice& notice);
    void sessionBegan(const equities::MarketPhase& phase);

    [[nodiscard]] const AlpacaOrder* find(const std::string& id) const;
    [[nodiscard]] const AlpacaOrder* findByClientId(const std::string& clientId) const;
    /// Oldest first.
    [[nodiscard]] const std::deque<AlpacaOrder>& orders() const { return m_orders; }
    [[nodiscard]] const std::deque<AlpacaFill>& fills() const { return m_fills; }
    [[nodiscard]] const std::map<StockIndex, AlpacaPosition>& positions() const { return m_positions; }
    [[nodiscard]] core::Quantity positionOf(StockIndex stock) const;
    /// What orders to close the position leave of it.
    [[nodiscard]] core::Quantity availableOf(StockIndex stock) const;

    [[nodiscard]] core::Notional cash() const { return m_cash; }
    [[nodiscard]] core::Notional equity() const;
    [[nodiscard]] core::Notional lastEquity() const { return m_lastEquity; }
    [[nodiscard]] core::Notional longValue() const;
    [[nodiscard]] core::Notional shortValue() const; ///< not above zero
    /// Held for open orders.
    [[nodiscard]] core::Notional reserved() const;
    [[nodiscard]] core::Notional buyingPower() const;
    [[nodiscard]] core::Notional accruedFees() const { return m_tradingFees + m_auditFees; }
    [[nodiscard]] core::Notional tradingFees() const { return m_tradingFees; }
    [[nodiscard]] const AlpacaTerms& terms() const { return m_terms; }
    [[nodiscard]] StockMarket& market() const { return m_market; }

private:
    // What may be ordered; alpaca_rules.cpp.
    [[nodiscard]] std::optional<AlpacaRefusal> objectionToForm(const AlpacaOrderRequest& request) const;
    [[nodiscard]] std::optional<AlpacaRefusal> objectionToHour(const AlpacaOrderRequest& request) const;
    [[nodiscard]] std::optional<AlpacaRefusal> objectionToWash(const AlpacaOrder& order) const;
    /// Sets the order's reserve; `instead` is the order it replaces.
    [[nodiscard]] std::optional<AlpacaRefusal> objectionToFunds(AlpacaOrder& order, const AlpacaOrder* instead) const;
    [[nodiscard]] std::optional<AlpacaRefusal> objectionToClientId(const std::string& clientId) const;
    [[nodiscard]] core::Quantity closingSize(StockIndex stock, core::Side side, const AlpacaOrder* except) const;
    [[nodiscard]] core::Notional reservedFor(const AlpacaOrder& order) const;
    [[nodiscard]] core::Price reserveFor(const AlpacaOrder& order) const;

    // Orders that belong together; alpaca_groups.cpp.
    [[nodiscard]] std::optional<AlpacaRefusal> objectionToGroup(const AlpacaOrderRequest& request) const;
    void addLegs(std::size_t place, const AlpacaOrderRequest& request);
    /// The entry is filled.
    void beginLegs(const AlpacaOrder& entry);
    /// The target and the stop of one position; null where there is no such order any more.
    [[nodiscard]] AlpacaOrder* siblingOf(const AlpacaOrder& order);
    /// One of them is over: the others go, too.
    void endGroup(const AlpacaOrder& order);
    void relink(const AlpacaOrder& old, AlpacaOrder& replacement);
    /// An exit was filled: the other one shrinks by as much, or goes.
    void shrinkSibling(const AlpacaOrder& order, core::Quantity by);
    /// The price of a stop that is held was seen.
    void fire(AlpacaOrder& stop);

    [[nodiscard]] AlpacaOrder* findOrder(const std::string& id);
    [[nodiscard]] AlpacaOrder& keep(AlpacaOrder order);
    [[nodiscard]] bool mayTrade(const AlpacaOrder& order) const;
    [[nodiscard]] core::Timestamp expiryOf(const AlpacaOrder& order) const;
    [[nodiscard]] const AlpacaOrder* replacementOf(const AlpacaOrder& order) const;
    void later(const std::string& id, void (AlpacaAccount::*step)(AlpacaOrder&));
    void arrive(AlpacaOrder& order);
    void work(AlpacaOrder& order);
    void enterMarket(AlpacaOrder& order);
    void leaveMarket(AlpacaOrder& order);
    void finishCancel(AlpacaOrder& order);
    void finishReplace(AlpacaOrder& replacement);
    void expire(AlpacaOrder& order);
    void end(AlpacaOrder& order, AlpacaOrderStatus status, std::string_view event);
    void release(std::optional<StockIndex> only);
    void apply(AlpacaOrder& order, const StockOrderEvent& event);
    void movePosition(StockIndex stock, core::Side side, core::Price price, core::Quantity size);
    void say(std::string_view name, AlpacaOrder& order, const AlpacaFill* fill = nullptr);
    [[nodiscard]] core::Price worthOf(StockIndex stock) const { return m_market.state(stock).last.price; }

    StockMarket& m_market;
    AlpacaTerms m_terms;
    std::deque<AlpacaOrder> m_orders;
    std::unordered_map<std::string, std::size_t> m_byId;
    std::unordered_map<std::string, std::size_t> m_byClientId; ///< for ever
    std::set<std::size_t> m_open;
    std::unordered_map<std::uint64_t, std::size_t> m_inMarket;
    std::deque<AlpacaFill> m_fills;
    std::map<StockIndex, AlpacaPosition> m_positions;
    core::Notional m_cash;
    core::Notional m_lastEquity;
    core::Notional m_tradingFees;
    core::Notional m_auditFees;
    std::uint64_t m_lastName = 0;
    std::uint64_t m_ids = 0;
};

} // namespace leadline::sim
