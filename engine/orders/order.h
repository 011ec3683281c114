// SPDX-License-Identifier: MIT
/// Orders of ours, as values: what is asked, what the venue says, what became of it.
#pragma once

#include "engine/core/names.h"
#include "engine/core/pair.h"
#include "engine/core/price.h"
#include "engine/core/side.h"
#include "engine/core/time.h"
#include "engine/orders/client_order_id.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace leadline::orders
{

enum class OrderType : std::uint8_t {
    PostOnly, ///< rests or is rejected
    MarketableLimit, ///< takes up to its price, the rest is cancelled
    Limit, ///< takes what crosses, the rest rests
    Market, ///< takes whatever stands there, at any price; it has none of its own
};
/// It fills at once or is gone.
[[nodiscard]] constexpr bool takesAtOnce(OrderType type)
{
    return type == OrderType::MarketableLimit || type == OrderType::Market;
}
inline constexpr int orderTypes = static_cast<int>(OrderType::Market) + 1;

enum class OrderState : std::uint8_t {
    New, ///< being written to the journal; nothing has left yet
    PendingSubmit, ///< sent, not acknowledged
    Working,
    PartiallyFilled,
    PendingCancel, ///< a cancel was sent; the venue has not answered
    Filled,
    Cancelled, ///< the venue said so
    Rejected,
    Expired,
    Unknown, ///< the venue did not answer; it is being asked
};
inline constexpr int orderStates = static_cast<int>(OrderState::Unknown) + 1;

[[nodiscard]] std::string_view describe(OrderState state);
[[nodiscard]] std::string_view describe(OrderType type);
[[nodiscard]] bool isFinal(OrderState state);

struct NewOrder {
    ClientOrderId id = 0;
    core::MarketId market;
    core::Side side = core::Side::Bid;
    core::Price price;
    core::Quantity size;
    OrderType type = OrderType::PostOnly;
    std::uint64_t run = 0; ///< the rebalance it belongs to; zero: none
    std::uint64_t decision = 0; ///< what was decided led to it; zero: nothing that is kept
    bool isReduceOnly = false; ///< never opens a position nor turns one, where the venue can promise that
    core::PositionSide positionSide = core::PositionSide::Net; ///< Long or Short at a venue in hedge mode
    bool isExtendedHours = false; ///< a limit for a stock works before the open and after the close, too

    bool operator==(const NewOrder&) const = default;
};

/// When an order cancels itself.
struct GuardTerms {
    double maxSpreadBps = 10; ///< cancelled when the spread is strictly wider; zero: never for the spread
    core::Timestamp expiresAt{}; ///< the epoch: never
    core::Duration maxAge{}; ///< zero: any

    bool operator==(const GuardTerms&) const = default;
};

/// When an order passed each station, on the monotonic clock; zero: it did not, or nobody saw it.
struct OrderTimes {
    core::Duration clicked{}; ///< the gesture
    core::Duration decided{}; ///< the router had spoken
    core::Duration sent{}; ///< written down, and handed to the line
    core::Duration signedAt{};
    core::Duration written{}; ///< to the socket
    core::Duration acknowledged{}; ///< the venue's first word
    core::Duration filled{}; ///< the first fill

    bool operator==(const OrderTimes&) const = default;
};

struct Order {
    NewOrder request; ///< price and size as they are in force: amendments are in them
    OrderState state = OrderState::New;
    std::string venueOrder; ///< the venue's own id; empty until it told
    std::vector<std::string> earlierVenueOrders; ///< oldest first, where an amendment makes another order of it
    core::Quantity filled;
    core::Notional filledValue;
    core::Notional fees; ///< in the quote currency, others by their worth or as expected; a rebate is negative
    core::Quantity venueFilled; ///< what the venue says is filled; more than `filled` while fills are on their way
    core::Quantity queueAhead; ///< an estimate of the size before it at its price
    core::Timestamp sent;
    core::Timestamp changed;
    core::Price arrivalMid;
    GuardTerms guard;
    bool cancelWanted = false; ///< somebody wants it gone; sent as soon as it can be
    bool isFlagged = false; ///< the guard would have cancelled it, had it been allowed to
    bool isAmending = false;
    bool isHeld = false; ///< the venue has it and does not work it yet: it takes no amendment
    core::Price amendPrice; ///< while amending
    core::Quantity amendSize;
    std::string note; ///< why it was rejected, cancelled or flagged
    OrderTimes times;

    [[nodiscard]] core::Quantity remaining() const { return request.size - filled; }
    [[nodiscard]] bool isLive() const { return !isFinal(state); }
    /// The venue holds it as far as we know.
    [[nodiscard]] bool rests() const
    {
        return state == OrderState::Working || state == OrderState::PartiallyFilled
            || state == OrderState::PendingCancel;
    }
    [[nodiscard]] bool lacksFills() const { return venueFilled > filled; }
};

struct Fill {
    ClientOrderId order = 0;
    std::uint64_t decision = 0; ///< of the order
    core::MarketId market;
    core::Side side = core::Side::Bid;
    core::Timestamp time;
    core::Price price;
    core::Quantity size;
    core::Notional fee; ///< in `feeAsset`; a rebate is negative
    core::Asset feeAsset;
    core::Quantity feeInBase; ///< of the fee, what was paid in the coin that is traded: so much less is held
    bool isMaker = false;
    std::string execution; ///< the venue's id of the fill, unique for its market
    // What it means in money, as far as that is known:
    core::Quantity coins;
    double notional = 0; ///< quote units
    std::optional<double> feeInQuote;
    double expectedFeeBps = 0; ///< published or set
};

/// What a venue says of an order.
struct OrderReport {
    enum class Kind : std::uint8_t {
        Accepted, ///< it is there; price and size in force may be named
        Filled, ///< one fill; `cumulative` may tell that others are missing
        Status, ///< nothing but `cumulative` is new
        Cancelled,
        Rejected,
        Expired,
        CancelRejected,
        Amended,
        AmendRejected,
        Absent, ///< asked for it, and the venue does not know it
    };

    Kind kind = Kind::Accepted;
    ClientOrderId id = 0;
    core::MarketId market;
    core::Timestamp time; ///< the venue's. Absent: when it was asked, by our clock; the epoch: just now
    std::string venueOrder; ///< empty: not told
    core::Price price; ///< Filled: of the fill. Accepted, Amended: in force; zero: not told, it stays. AmendRejected:
                       ///< what was refused; zero: not told
    core::Quantity size; ///< the same
    std::optional<core::Quantity> cumulative; ///< filled in all
    core::Quantity queueAhead; ///< Accepted: as far as it is known
    bool isHeld = false; ///< Accepted: taken, and not worked yet
    core::Notional fee; ///< Filled
    core::Asset feeAsset; ///< Filled
    core::Quantity feeInBase; ///< Filled, at a venue of coins: `fee`, where it was paid in the coin that is traded
    bool isMaker = false; ///< Filled
    std::string execution; ///< Filled
    std::string why; ///< the venue's words where something ended or was refused
};

} // namespace leadline::orders
