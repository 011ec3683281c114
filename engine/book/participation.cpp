// SPDX-License-Identifier: MIT
#include "engine/book/participation.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

namespace leadline::book
{

namespace
{

/// A venue that holds one end of a cross and was not updated for this long is suspected first.
constexpr double quietSeconds = 1.5;
/// Data that is older than this on arrival shows a market that was.
constexpr double clockSeconds = 0.25;

Exclusion ownVerdict(const VenueFacts& venue, const ParticipationRules& rules)
{
    if (!venue.isConnected) {
        return Exclusion::Disconnected;
    }
    if (venue.status == core::TradingStatus::CancelOnly || venue.status == core::TradingStatus::Closed) {
        return Exclusion::NotTrading;
    }
    if (!venue.isInSync) {
        return Exclusion::OutOfSync;
    }
    if (!venue.isValid) {
        return Exclusion::InvalidBook;
    }
    if (!venue.isSizeKnown) {
        return Exclusion::UnknownContract;
    }
    if (venue.ageSeconds > rules.freshnessSeconds) {
        return Exclusion::Stale;
    }
    if (venue.delaySeconds > rules.maxDelaySeconds) {
        return Exclusion::Late;
    }
    if ((venue.promptShare >= 0 ? venue.promptShare : venue.reliability) < rules.minReliability) {
        return Exclusion::Unreliable;
    }
    return venue.isSwitchedOn ? Exclusion::None : Exclusion::SwitchedOff;
}

/// Keeps the first `count` values in ascending order while one more is added.
void insertSorted(std::array<double, mostVenues>& values, std::size_t count, double value)
{
    std::size_t at = count;
    for (; at > 0 && values[at - 1] > value; --at) {
        values[at] = values[at - 1];
    }
    values[at] = value;
}

} // namespace

std::string_view nameOf(Exclusion exclusion)
{
    constexpr std::array<std::string_view, 15> names{"none", "disconnected", "not_trading", "out_of_sync",
        "invalid_book", "unknown_contract", "stale", "late", "unreliable", "outlier", "switched_off", "not_asked",
        "other_kind", "cannot_trade", "breaker_open"};
    return names[static_cast<std::size_t>(exclusion)];
}

std::string_view describe(Exclusion exclusion)
{
    constexpr std::array<std::string_view, 15> texts{"takes part", "disconnected", "the venue does not trade now",
        "out of sequence, resyncing", "book empty or crossed",
        "its sizes are contracts, and what one is worth is not known", "stale: no update for too long",
        "late: its data is too old on arrival", "its answers to orders are too slow",
        "its mid is too far from the others'", "switched off", "not asked: the order is for another venue",
        "another kind of instrument: shown beside it", "shown only: orders cannot be sent there",
        "its circuit breaker is open"};
    return texts[static_cast<std::size_t>(exclusion)];
}

void judge(std::span<const VenueFacts> venues, const ParticipationRules& rules, std::span<Exclusion> verdicts)
{
    assert(venues.size() <= mostVenues && verdicts.size() >= venues.size() && "one verdict a venue");
    std::array<double, mostVenues> mids{};
    std::array<VenueIndex, mostVenues> candidates{};
    std::size_t count = 0;
    for (VenueIndex i = 0; i < std::min(venues.size(), mostVenues); ++i) {
        verdicts[i] = ownVerdict(venues[i], rules);
        if (verdicts[i] == Exclusion::None) {
            candidates[count] = i;
            insertSorted(mids, count++, venues[i].mid.toDoubleLossy());
        }
    }
    if (count < 2) {
        return;
    }
    const double median = count % 2 == 1 ? mids[count / 2] : (mids[count / 2 - 1] + mids[count / 2]) / 2;
    const auto isFar = [&](double distance) { return distance > rules.maxPriceDiffPct * median; };
    if (count == 2) {
        // Both stand equally far from their own middle, so that the distance between them counts.
        if (isFar(mids[1] - mids[0])) {
            const bool secondStays = venues[candidates[1]].reliability > venues[candidates[0]].reliability;
            verdicts[candidates[secondStays ? 0 : 1]] = Exclusion::Outlier;
        }
        return;
    }
    for (std::size_t i = 0; i < count; ++i) {
        if (isFar(std::abs(venues[candidates[i]].mid.toDoubleLossy() - median))) {
            verdicts[candidates[i]] = Exclusion::Outlier;
        }
    }
}

double latencyWeight(const VenueFacts& venue, double quickestMs, const ParticipationRules& rules)
{
    const double ratio = (1 + quickestMs) / (1 + venue.latencyMs);
    return venue.reliability * (1 - rules.latencyWeight * (1 - ratio));
}

std::string_view describe(Cross cross)
{
    switch (cross) {
    case Cross::None:
        return "";
    case Cross::RealAfterFees:
        return "real after fees";
    case Cross::InsideFees:
        return "inside the fees";
    case Cross::StaleVenue:
        return "stale venue";
    case Cross::Clock:
        return "clock";
    }
    return "";
}

Cross classifyCross(const ConsolidatedBook& book, std::span<const VenueFacts> venues)
{
    if (!book.isCrossed()) {
        return Cross::None;
    }
    const ConsolidatedLevel bid = book.bids()[0];
    const ConsolidatedLevel ask = book.asks()[0];
    bool isQuiet = false;
    bool isDelayed = false;
    double bidFee = HUGE_VAL;
    double askFee = HUGE_VAL;
    for (VenueIndex i = 0; i < venues.size(); ++i) {
        const bool holdsBid = !bid.parts[i].isZero();
        const bool holdsAsk = !ask.parts[i].isZero();
        if (!holdsBid && !holdsAsk) {
            continue;
        }
        isQuiet = isQuiet || venues[i].ageSeconds > quietSeconds;
        isDelayed = isDelayed || venues[i].delaySeconds > clockSeconds;
        bidFee = holdsBid ? std::min(bidFee, venues[i].takerFeeBps) : bidFee;
        askFee = holdsAsk ? std::min(askFee, venues[i].takerFeeBps) : askFee;
    }
    if (isDelayed) {
        return Cross::Clock;
    }
    if (isQuiet) {
        return Cross::StaleVenue;
    }
    const double paid = bid.price.toDoubleLossy() * (1 - bidFee * 1e-4);
    const double cost = ask.price.toDoubleLossy() * (1 + askFee * 1e-4);
    return paid > cost ? Cross::RealAfterFees : Cross::InsideFees;
}

} // namespace leadline::book
