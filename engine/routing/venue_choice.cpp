// SPDX-License-Identifier: MIT
#include "engine/routing/venue_choice.h"

#include <cmath>

namespace leadline::routing
{

namespace
{

VenueQuote quoteAt(const Candidate& candidate, core::Side side, double price, double feeBps, double referenceMid)
{
    const double sign = side == core::Side::Bid ? 1 : -1;
    VenueQuote quote{.market = candidate.market,
        .exclusion = candidate.exclusion,
        .price = price,
        .impactBps = sign * (price - referenceMid) / referenceMid * 1e4,
        .feeBps = feeBps,
        .latencyBps = latencyTermBps(candidate)};
    quote.allInPrice = allIn(price, side, quote.feeBps + quote.latencyBps);
    return quote;
}

/// At least the venue's smallest order; half a lot of rounding is forgiven.
bool isLargeEnough(const Candidate& candidate, core::Price price, double coins)
{
    const core::Instrument& instrument = *candidate.instrument;
    const core::Quantity least = instrument.baseSize(price, instrument.smallestOrder(price));
    const core::Quantity lot = instrument.baseSize(price, instrument.lot);
    return coins > least.toDoubleLossy() - lot.toDoubleLossy() / 2 - 1e-12;
}

/// What ranks a venue among equals.
double weightedTouch(const Candidate& candidate, const core::Level& touch)
{
    return candidate.instrument->baseSize(touch.price, touch.size).toDoubleLossy() * candidate.weight;
}

} // namespace

bool isTouchOnly(const core::Instrument& instrument, const book::OrderBook& book)
{
    return instrument.pair.kind == core::Kind::Stock && book.bids().size() <= 1 && book.asks().size() <= 1;
}

bool isTie(const VenueQuote& one, const VenueQuote& other)
{
    return one.fills == other.fills && std::abs(one.allInPrice - other.allInPrice) <= std::abs(one.allInPrice) * 1e-12;
}

double allIn(double price, core::Side side, double costBps)
{
    return price * (side == core::Side::Bid ? 1 + costBps * 1e-4 : 1 - costBps * 1e-4);
}

double latencyTermBps(const Candidate& candidate)
{
    return std::isnan(candidate.volatilityBps) ? 0 : candidate.terms.latencyMs / 1000 * candidate.volatilityBps;
}

bool isBeyond(core::Price price, core::Side side, core::Price limit)
{
    return limit.raw() != 0 && (side == core::Side::Bid ? price > limit : price < limit);
}

book::Exclusion takingExclusion(const Candidate& candidate)
{
    const bool onlyRests = candidate.status == core::TradingStatus::PostOnly;
    return candidate.exclusion == book::Exclusion::None && onlyRests ? book::Exclusion::NotTrading
                                                                     : candidate.exclusion;
}

VenueQuote quoteTaking(
    const Candidate& candidate, core::Side side, double notional, double referenceMid, core::Price limit)
{
    const book::BookSide& levels = candidate.book->side(core::opposite(side));
    if (notional <= 0 && !levels.isEmpty()) {
        // Nothing to sweep: the touch is what the first coin would cost.
        VenueQuote touch =
            quoteAt(candidate, side, levels[0].price.toDoubleLossy(), candidate.terms.takerFeeBps, referenceMid);
        touch.exclusion = takingExclusion(candidate);
        touch.fills = true;
        touch.worst = levels[0].price;
        touch.weightedSize = weightedTouch(candidate, levels[0]);
        return touch;
    }
    double left = notional;
    double coins = 0;
    core::Price worst;
    for (std::size_t i = 0; i < levels.size() && left > 0 && !isBeyond(levels[i].price, side, limit); ++i) {
        const double price = levels[i].price.toDoubleLossy();
        const double held = candidate.instrument->baseSize(levels[i].price, levels[i].size).toDoubleLossy();
        const double taken = std::min(held, left / price);
        worst = levels[i].price;
        coins += taken;
        left -= taken * price;
    }
    const double vwap = coins > 0 ? (notional - std::max(left, 0.0)) / coins : VenueQuote::unknown;
    if (coins > 0 && left > 0 && isTouchOnly(*candidate.instrument, *candidate.book)) {
        coins = notional / vwap; // what is missing may stand behind the touch
        left = 0;
    }
    // What is left after an exact fill is the rounding of one division.
    const bool fills = left <= notional * 1e-12;
    VenueQuote quote = quoteAt(candidate, side, vwap, candidate.terms.takerFeeBps, referenceMid);
    quote.exclusion = takingExclusion(candidate);
    quote.fills = coins > 0 && fills && isLargeEnough(candidate, levels[0].price, coins);
    quote.worst = worst;
    quote.weightedSize = levels.isEmpty() ? 0 : weightedTouch(candidate, levels[0]);
    return quote;
}

VenueQuote quoteResting(const Candidate& candidate, core::Side side, double notional, double referenceMid)
{
    const auto touch = candidate.book->best(side);
    const double price = touch ? touch->price.toDoubleLossy() : VenueQuote::unknown;
    VenueQuote quote = quoteAt(candidate, side, price, candidate.terms.makerFeeBps, referenceMid);
    quote.fills = touch && (notional <= 0 || isLargeEnough(candidate, touch->price, notional / price));
    quote.weightedSize = touch ? weightedTouch(candidate, *touch) : 0;
    return quote;
}

std::optional<std::size_t> bestOf(std::span<const VenueQuote> quotes, core::Side side)
{
    std::optional<std::size_t> best;
    const auto isBetter = [side](const VenueQuote& one, const VenueQuote& other) {
        if (one.fills != other.fills) {
            return one.fills;
        }
        if (isTie(one, other)) {
            return one.weightedSize > other.weightedSize;
        }
        return side == core::Side::Bid ? one.allInPrice < other.allInPrice : one.allInPrice > other.allInPrice;
    };
    for (std::size_t i = 0; i < quotes.size(); ++i) {
        if (quotes[i].isOffered() && (!best || isBetter(quotes[i], quotes[*best]))) {
            best = i;
        }
    }
    return best;
}

} // namespace leadline::routing
