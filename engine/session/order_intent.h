// SPDX-License-Identifier: MIT
/// What a user wants to send, and what became of it before it was an order.
#pragma once

#include "engine/core/pair.h"
#include "engine/desk/order_style.h"
#include "engine/orders/order.h"
#include "engine/risk/order_check.h"
#include "engine/routing/decision.h"
#include "engine/routing/route_request.h"

#include <QMetaType>
#include <QString>

#include <optional>

namespace leadline::session
{

/// What the user wants: a limit at a price that was on the screen.
struct OrderIntent {
    core::Pair pair; ///< what was on the screen; unknown: the first instrument that is watched
    core::Side side = core::Side::Bid;
    core::Price price; ///< zero with Reach::Join: the touch of the venue it goes to
    core::Quantity size;
    desk::Reach reach = desk::Reach::Rest;
    desk::Style style = desk::Style::Limit; ///< Smart: the router decides at the moment it is sent
    bool bandConfirmed = false;
    core::VenueId venue; ///< the only one wanted; empty: the router chooses
    orders::GuardTerms guard{.maxSpreadBps = -1}; ///< below zero: the settings' threshold
    std::optional<routing::Signal> signal; ///< the signal policy decides how it goes out; price and reach do not count
    std::optional<routing::Strategy> asked; ///< sent that way and in full; price and reach do not count
    core::Duration clicked{}; ///< of the gesture, on the monotonic clock; zero: not known
};

/// What the router is asked about it. A strategy has its own price: that of the intent may be an old one.
[[nodiscard]] inline routing::RouteRequest requestOf(const OrderIntent& intent, const core::Pair& pair)
{
    const bool isPlain = !intent.signal && !intent.asked;
    const bool isPriced = isPlain && intent.reach == desk::Reach::Cross;
    return {.pair = pair,
        .side = intent.side,
        .size = intent.size,
        .venue = intent.venue,
        .limit = isPriced ? intent.price : core::Price{},
        .takes = isPriced,
        .rests = isPlain && !isPriced && intent.style == desk::Style::Limit,
        .signal = intent.signal,
        .asked = intent.asked};
}

/// Something was not done, and why. Codes of risk checks, reasons of the router, words of the venue.
struct Refusal {
    OrderIntent intent;
    risk::OrderCheck check = risk::OrderCheck::Fine;
    QString text;
};

/// One line of the decision log.
struct DecisionRecord {
    core::Pair pair; ///< what it was about
    quint64 number = 0;
    routing::Decision decision;
    orders::ClientOrderId order = 0; ///< the first order it led to; 0: none
    orders::ClientOrderId id = 0; ///< under which the journal keeps it; 0: there is none
};

} // namespace leadline::session

Q_DECLARE_METATYPE(leadline::session::OrderIntent)
Q_DECLARE_METATYPE(leadline::session::Refusal)
Q_DECLARE_METATYPE(leadline::session::DecisionRecord)
