// SPDX-License-Identifier: MIT
/// What an order would cost at each venue, everything counted, and where it costs least.
#pragma once

#include "engine/book/order_book.h"
#include "engine/book/participation.h"
#include "engine/core/instrument.h"
#include "engine/routing/venue_quote.h"
#include "engine/routing/venue_terms.h"

#include <limits>
#include <optional>
#include <span>

namespace leadline::routing
{

/// A venue that might get an order.
struct Candidate {
    core::MarketId market;
    const core::Instrument* instrument = nullptr; ///< must be there
    const book::OrderBook* book = nullptr; ///< must be there
    VenueTerms terms;
    double volatilityBps = 0; ///< per √s; zero while it is not known
    double weight = 1; ///< of its sizes in a ranking, see book::latencyWeight
    book::Exclusion exclusion = book::Exclusion::None;
    core::TradingStatus status = core::TradingStatus::Online; ///< post-only: fit to rest, not to take
};

/// Of stocks the tape tells the touch alone: what stands beyond it is not known, which does not say that nothing does.
[[nodiscard]] bool isTouchOnly(const core::Instrument& instrument, const book::OrderBook& book);

/// Why an order cannot take there: as excluded, and not trading while the venue lets orders only rest.
[[nodiscard]] book::Exclusion takingExclusion(const Candidate& candidate);

/// Taking `notional` quote units at once, up to `limit` where there is one (zero: none). `side` is the order's: a buy
/// takes asks. A venue that is excluded still tells its price, so that the user sees what is missed. An order below the
/// venue's smallest does not fill; one beyond a touch behind which nothing is known does, at the touch. With nothing to
/// take (notional zero), the touch.
[[nodiscard]] VenueQuote quoteTaking(
    const Candidate& candidate, core::Side side, double notional, double referenceMid, core::Price limit = {});
/// Joining the touch with that notional.
[[nodiscard]] VenueQuote quoteResting(
    const Candidate& candidate, core::Side side, double notional, double referenceMid);
/// True when a level at `price` is beyond the limit of an order; no limit (zero) is never beyond.
[[nodiscard]] bool isBeyond(core::Price price, core::Side side, core::Price limit);

/// The index of the best all-in price among those offered; venues that cannot fill the order rank behind those that
/// can, and equal prices by the weighted size of their touch. Nothing when none is offered; of equals, the first.
[[nodiscard]] std::optional<std::size_t> bestOf(std::span<const VenueQuote> quotes, core::Side side);

/// The two cost the same up to rounding, so that the weighted size decides between them.
[[nodiscard]] bool isTie(const VenueQuote& one, const VenueQuote& other);

/// Price with the venue's fee and latency term, worse for the order's owner by that many basis points.
[[nodiscard]] double allIn(double price, core::Side side, double costBps);
[[nodiscard]] double latencyTermBps(const Candidate& candidate);

} // namespace leadline::routing
