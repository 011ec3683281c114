// SPDX-License-Identifier: MIT
#include "engine/orders/order_states.h"

#include <array>

namespace leadline::orders
{

namespace
{

using S = OrderState;

constexpr int index(S state)
{
    return static_cast<int>(state);
}

/// A cell: where it leads, whether somebody is wrong.
struct Cell {
    signed char next; ///< below zero: nothing changes
    Verdict verdict;
};

constexpr Cell to(S state)
{
    return {static_cast<signed char>(state), Verdict::Allowed};
}
constexpr Cell wrong(S state)
{
    return {static_cast<signed char>(state), Verdict::Defect};
}
constexpr Cell stay{-1, Verdict::Allowed};
constexpr Cell skip{-1, Verdict::Ignored};
constexpr Cell bad{-1, Verdict::Defect};

using Row = std::array<Cell, orderEvents>;

// Columns in the order of OrderEvent:
//  Written, Accepted, PartFill, FullFill, CancelSent, Cancelled, CancelRefused, Rejected, Expired,
//  AmendSent, Amended, AmendRefused, TimedOut, Absent, Vanished
constexpr std::array<Row, orderStates> table{
    // New: nothing has left, so that a cancel ends it here, and a journal that fails rejects it.
    Row{to(S::PendingSubmit), bad, bad, bad, to(S::Cancelled), bad, bad, to(S::Rejected), bad, skip, bad, bad, skip,
        bad, bad},
    // PendingSubmit: a cancel waits for the acknowledgement; a fill is one.
    Row{bad, to(S::Working), to(S::PartiallyFilled), to(S::Filled), skip, to(S::Cancelled), skip, to(S::Rejected),
        to(S::Expired), skip, skip, skip, to(S::Unknown), skip, skip},
    // Working
    Row{bad, skip, to(S::PartiallyFilled), to(S::Filled), to(S::PendingCancel), to(S::Cancelled), skip,
        wrong(S::Unknown), to(S::Expired), stay, stay, stay, to(S::Unknown), to(S::Unknown), to(S::Unknown)},
    // PartiallyFilled
    Row{bad, skip, stay, to(S::Filled), to(S::PendingCancel), to(S::Cancelled), skip, wrong(S::Unknown), to(S::Expired),
        stay, stay, stay, to(S::Unknown), to(S::Unknown), to(S::Unknown)},
    // PendingCancel: a refused cancel mostly means that the order is gone already; the venue is asked.
    Row{bad, skip, stay, to(S::Filled), skip, to(S::Cancelled), to(S::Unknown), wrong(S::Unknown), to(S::Expired), skip,
        stay, skip, to(S::Unknown), to(S::Unknown), to(S::Unknown)},
    // Filled
    Row{bad, skip, bad, bad, skip, skip, skip, bad, skip, skip, skip, skip, skip, skip, skip},
    // Cancelled: fills may overtake, or be overtaken by, the word of the end. Written: withdrawn while being written.
    Row{skip, skip, stay, to(S::Filled), skip, skip, skip, bad, skip, skip, skip, skip, skip, skip, skip},
    // Rejected: a venue that says otherwise later is believed, and told to cancel.
    Row{skip, wrong(S::Working), wrong(S::PartiallyFilled), wrong(S::Filled), skip, skip, skip, skip, skip, skip, skip,
        skip, skip, skip, skip},
    // Expired
    Row{bad, skip, stay, to(S::Filled), skip, skip, skip, bad, skip, skip, skip, skip, skip, skip, skip},
    // Unknown: nothing goes out until the venue has spoken of the whole order; a fill alone tells too little.
    Row{bad, to(S::Working), stay, to(S::Filled), skip, to(S::Cancelled), skip, to(S::Rejected), to(S::Expired), skip,
        stay, skip, skip, to(S::Rejected), to(S::Cancelled)},
};

} // namespace

Transition transitionOf(OrderState state, OrderEvent event)
{
    const Cell cell = table[static_cast<std::size_t>(index(state))][static_cast<std::size_t>(event)];
    return {cell.verdict, cell.next < 0 ? state : static_cast<S>(cell.next)};
}

std::string_view describe(OrderEvent event)
{
    switch (event) {
    case OrderEvent::Written:
        return "written";
    case OrderEvent::Accepted:
        return "accepted";
    case OrderEvent::PartFill:
        return "partial fill";
    case OrderEvent::FullFill:
        return "last fill";
    case OrderEvent::CancelSent:
        return "cancel sent";
    case OrderEvent::Cancelled:
        return "cancelled";
    case OrderEvent::CancelRefused:
        return "cancel refused";
    case OrderEvent::Rejected:
        return "rejected";
    case OrderEvent::Expired:
        return "expired";
    case OrderEvent::AmendSent:
        return "amendment sent";
    case OrderEvent::Amended:
        return "amended";
    case OrderEvent::AmendRefused:
        return "amendment refused";
    case OrderEvent::TimedOut:
        return "no answer";
    case OrderEvent::Absent:
        return "never arrived";
    case OrderEvent::Vanished:
        return "no longer known";
    }
    return "";
}

} // namespace leadline::orders
