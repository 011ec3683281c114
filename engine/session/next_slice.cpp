// SPDX-License-Identifier: MIT
#include "engine/session/next_slice.h"

#include "engine/desk/market.h"
#include "engine/desk/order_plan.h"
#include "engine/routing/router.h"

namespace leadline::session
{

NextSlice nextSlice(const routing::Decision& decision, core::Quantity remaining, const desk::Market& market)
{
    const core::Instrument& instrument = market.instrument();
    const core::Quantity size =
        routing::sliceOf(decision.strategy, decision.side, remaining, market.othersBook(), instrument);
    const core::Price price = instrument.roundPassive(
        routing::priceOf(decision.strategy, decision.side, size, decision.signal && decision.signal->atTouch,
            decision.collar, market.othersBook(), instrument),
        decision.side);
    const bool isBuy = decision.side == core::Side::Bid;
    return {.price = price,
        .size = remaining - size < instrument.smallestOrder(price) ? remaining : size,
        .type = desk::planOrders(decision, {}, desk::Reach::Rest)[0].type,
        .isBeyondCollar = isBuy ? price > decision.collar : price < decision.collar};
}

} // namespace leadline::session
