// SPDX-License-Identifier: MIT
/// What the router answers about an order before it is sent.
#pragma once

#include "engine/desk/order_style.h"
#include "engine/routing/decision.h"
#include "engine/routing/route_request.h"

#include <array>

namespace leadline::session
{

/// What a preview is about.
struct PreviewSubject {
    core::Quantity size;
    core::VenueId venue; ///< the only one wanted; empty: any

    bool operator==(const PreviewSubject&) const = default;
};

/// The router's word on orders of one size; of a buy and of a sell each.
struct OrderPreview {
    PreviewSubject about;
    std::array<routing::Decision, 2> smart; ///< that wait or take as the router decides
    std::array<routing::Decision, 2> resting; ///< that are meant to wait
    std::array<routing::Decision, 2> taking; ///< that are meant to take

    /// The router's word on each; `decide` takes a routing::RouteRequest.
    template <class Decide> void ask(const core::Pair& pair, Decide decide)
    {
        for (const core::Side side : {core::Side::Bid, core::Side::Ask}) {
            const std::size_t at = side == core::Side::Bid ? 0 : 1;
            routing::RouteRequest request{.pair = pair, .side = side, .size = about.size, .venue = about.venue};
            smart[at] = decide(request);
            request.rests = true;
            resting[at] = decide(request);
            request.rests = false;
            request.takes = true;
            taking[at] = decide(request);
        }
    }

    [[nodiscard]] const routing::Decision& of(core::Side side, desk::Reach reach, desk::Style style) const
    {
        const auto& each = reach == desk::Reach::Cross ? taking : style == desk::Style::Smart ? smart : resting;
        return each[side == core::Side::Bid ? 0 : 1];
    }
};

} // namespace leadline::session
