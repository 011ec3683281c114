// SPDX-License-Identifier: MIT
/// The features that are a function of one state of the book.
#pragma once

#include "engine/book/order_book.h"
#include "engine/core/instrument.h"
#include "engine/features/feature_set.h"
#include "engine/features/feature_settings.h"

namespace leadline::features
{

/// Writes every feature of the book alone; the book must be valid. O(levels looked at).
void writeBookFeatures(const book::OrderBook& book, const core::Instrument& instrument,
    const BookFeatureSettings& settings, FeatureSet& features);

/// Only what the routing policy looks at: touch, mid, spread_pct, obi, liquidity_ratio, and the impact of the order's
/// side. The book must be valid.
void writeRoutingFeatures(const book::OrderBook& book, const core::Instrument& instrument,
    const BookFeatureSettings& settings, core::Side side, FeatureSet& features);

/// Cost of an order that takes `notional` quote units from one side, as a fraction of mid, positive; the whole kept
/// book counts. `FeatureSet::insufficient` when the side holds less. `side` is the order's: a buy takes asks.
/// The book must be valid.
[[nodiscard]] double impactCost(
    const book::OrderBook& book, const core::Instrument& instrument, core::Side side, double notional);

} // namespace leadline::features
