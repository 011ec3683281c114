// SPDX-License-Identifier: MIT
/// Orders of the Alpaca-like venue, and what is asked of it.
#pragma once

#include "engine/sim/equities/stock_universe.h"

#include "engine/core/price.h"
#include "engine/core/side.h"
#include "engine/core/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace leadline::sim
{

enum class AlpacaOrderType : std::uint8_t { Market, Limit, Stop, StopLimit };
enum class AlpacaTimeInForce : std::uint8_t { Day, GoodTillCancel, Immediate, FillOrKill, Opening, Closing };

/// How orders belong together.
enum class AlpacaOrderClass : std::uint8_t {
    Simple,
    Bracket, ///< an entry, and when it is filled a target and a stop
    OneCancelsOther, ///< a target and a stop for what is there; the target is the parent
    OneTriggersOther, ///< an entry, and when it is filled one exit
};

enum class AlpacaOrderStatus : std::uint8_t {
    Held, ///< a leg that waits at the venue, not at the exchange
    PendingNew, ///< on its way to the exchange
    Accepted, ///< taken, and waiting for the market to trade
    New,
    PartiallyFilled,
    PendingCancel,
    PendingReplace,
    Filled,
    Canceled,
    Expired,
    Replaced,
    Rejected,
};

[[nodiscard]] std::string_view nameOf(AlpacaOrderType type);
[[nodiscard]] std::string_view nameOf(AlpacaTimeInForce timeInForce);
[[nodiscard]] std::string_view nameOf(AlpacaOrderStatus status);
[[nodiscard]] std::string_view nameOf(AlpacaOrderClass orderClass);
/// Simple for an empty name, too.
[[nodiscard]] std::optional<AlpacaOrderClass> orderClassOf(std::string_view name);
[[nodiscard]] std::optional<AlpacaOrderType> orderTypeOf(std::string_view name);
[[nodiscard]] std::optional<AlpacaTimeInForce> timeInForceOf(std::string_view name);

struct AlpacaOrder {
    std::string id;
    std::string clientId;
    StockIndex stock = 0;
    core::Side side = core::Side::Bid;
    AlpacaOrderType type = AlpacaOrderType::Market;
    AlpacaTimeInForce timeInForce = AlpacaTimeInForce::Day;
    core::Quantity size; ///< zero: by `budget`
    core::Notional budget; ///< dollars in place of a size
    core::Price limit; ///< zero: none
    core::Price stop;
    bool isExtended = false; ///< trades before the open and after the close, too
    AlpacaOrderClass orderClass = AlpacaOrderClass::Simple;
    std::string parent; ///< id of the order whose leg it is
    std::vector<std::string> legs; ///< ids; target before stop
    AlpacaOrderStatus status = AlpacaOrderStatus::PendingNew;
    core::Quantity filled;
    core::Notional value; ///< of what was filled
    std::string replaces; ///< id of the order before
    std::string replacedBy;
    core::Timestamp created;
    core::Timestamp updated;
    core::Timestamp expires;
    std::optional<core::Timestamp> filledAt;
    std::optional<core::Timestamp> ended; ///< canceled, expired, replaced or rejected

    // The venue's own:
    core::Price reserve; ///< dollars held for a share; zero: it closes a position
    std::uint64_t inMarket = 0; ///< its name there; zero: it is not
    bool isTriggered = false; ///< a stop whose price was seen
    bool isArmed = false; ///< a stop that is held, of a position that is there: its price is watched
    bool isReplacing = false; ///< on its way to take the place of another
    core::Quantity cap; ///< most shares of a budget that closes a position; zero: no such thing

    [[nodiscard]] bool isOpen() const { return status <= AlpacaOrderStatus::PendingReplace; }
    [[nodiscard]] bool isStop() const { return type == AlpacaOrderType::Stop || type == AlpacaOrderType::StopLimit; }
    [[nodiscard]] core::Quantity left() const { return size - filled; }
    [[nodiscard]] core::Price averagePrice() const;
};

struct AlpacaFill {
    std::uint64_t number = 0; ///< 1, 2, ...
    std::string executionId;
    std::string orderId;
    StockIndex stock = 0;
    core::Side side = core::Side::Bid;
    core::Price price;
    core::Quantity size;
    core::Quantity orderFilled; ///< with this one
    core::Quantity orderLeft;
    core::Quantity position; ///< after it, signed
    bool isPartial = false;
    core::Timestamp time;
};

/// What a client asks for; texts are checked before.
struct AlpacaOrderRequest {
    std::string symbol;
    core::Side side = core::Side::Bid;
    AlpacaOrderType type = AlpacaOrderType::Market;
    AlpacaTimeInForce timeInForce = AlpacaTimeInForce::Day;
    std::optional<core::Quantity> size;
    std::optional<core::Notional> budget;
    std::optional<core::Price> limit;
    std::optional<core::Price> stop;
    bool isExtended = false;
    std::string clientId; ///< empty: the venue makes one
    AlpacaOrderClass orderClass = AlpacaOrderClass::Simple;
    std::optional<core::Price> takeProfit; ///< limit of the target
    std::optional<core::Price> stopLoss; ///< stop of the other exit ...
    std::optional<core::Price> stopLossLimit; ///< ... and its limit, where it has one
};

struct AlpacaReplaceRequest {
    std::optional<core::Quantity> size;
    std::optional<core::Price> limit;
    std::optional<core::Price> stop;
    std::optional<AlpacaTimeInForce> timeInForce;
    std::string clientId; ///< empty: the venue makes one
};

/// As it goes out: `{"code":…,"message":"…"` and the details behind.
struct AlpacaRefusal {
    int status = 422; ///< of HTTP
    int code = 42210000;
    std::string message;
    std::string details; ///< more fields: `,"symbol":"AAPL"`
};

} // namespace leadline::sim
