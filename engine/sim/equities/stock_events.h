// SPDX-License-Identifier: MIT
/// What the embedded equities market tells of its stocks, and of its clients' orders.
#pragma once

#include "engine/core/events.h"
#include "engine/core/stock.h"
#include "engine/equities/exchange_calendar.h"
#include "engine/sim/equities/stock_universe.h"

#include <cstdint>
#include <string_view>

namespace leadline::sim
{

/// The best bid and offer of all exchanges.
struct StockQuote {
    core::Level bid; ///< sizes in shares
    core::Level ask;
    char bidExchange = 'Q';
    char askExchange = 'Q';
    core::Timestamp time;
};

struct StockTrade {
    std::uint64_t id = 0;
    core::Price price;
    core::Quantity size;
    core::Side taker = core::Side::Bid;
    char exchange = 'Q';
    core::Timestamp time;
};

/// Why a stock does not trade, or does again.
struct StockNotice {
    core::HaltNotice::What what = core::HaltNotice::What::Resumed;
    std::string_view reason; ///< "T12", "LUDP": as tape C has it
    core::Timestamp time;
};

struct StockBands {
    core::Price lower; ///< zero: none, outside of regular hours
    core::Price upper;
    core::Timestamp time;
};

/// Of one minute, from its trades; the day's figures have the same shape.
struct StockMinute {
    core::Timestamp begins;
    core::Price open;
    core::Price high;
    core::Price low;
    core::Price close;
    core::Quantity volume; ///< zero: no trade
    core::Notional value;
    std::uint64_t trades = 0;

    void add(core::Price price, core::Quantity size);
    [[nodiscard]] double averagePrice() const;
};

/// What happens to an order of a client in the market.
struct StockOrderEvent {
    enum class Kind : std::uint8_t { Filled, Cancelled };

    Kind kind = Kind::Filled;
    std::uint64_t id = 0;
    core::Price price; ///< of the fill
    core::Quantity size; ///< of the fill
    bool isMaker = false;
    bool isDone = false; ///< of the fill: nothing is left to fill
    core::Timestamp time;
};

/// Hears of everything, in order.
class StockEvents
{
public:
    virtual ~StockEvents() = default;
    virtual void quoted(StockIndex stock, const StockQuote& quote) = 0;
    virtual void traded(StockIndex stock, const StockTrade& trade) = 0;
    virtual void noticed(StockIndex stock, const StockNotice& notice) = 0;
    virtual void bandsMoved(StockIndex stock, const StockBands& bands) = 0;
    virtual void minuteEnded(StockIndex stock, const StockMinute& minute) = 0;
    virtual void sessionBegan(const equities::MarketPhase& phase) = 0;
    virtual void orderChanged(const StockOrderEvent& event) = 0;
};

} // namespace leadline::sim
