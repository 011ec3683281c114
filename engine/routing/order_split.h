// SPDX-License-Identifier: MIT
/// The cheapest way to fill one order at several venues at once.
#pragma once

#include "engine/core/bounded_vector.h"
#include "engine/routing/split.h"
#include "engine/routing/venue_choice.h"

namespace leadline::routing
{

/// Divides `size` coins by all-in marginal price over the candidates that take part. What is minimised: the all-in
/// cost, where a coin that stays unfilled counts twice the dearest visible price (a sell: its whole value lost), so
/// that nothing is left out to save a fee. Lots, smallest orders and minimum notionals of each venue hold. Inverse
/// contracts are not split: their lots are a number of coins that changes with the price.
/// Method: branch and bound on the greedy fill that ignores lots and minimums, which is a lower bound and convex in
/// each venue's share.
/// What no combination of lots can hold stays unfilled. Levels beyond `limit` (zero: none) are not taken.
[[nodiscard]] Split splitOrder(
    std::span<const Candidate> candidates, core::Side side, core::Quantity size, core::Price limit = {});

} // namespace leadline::routing
