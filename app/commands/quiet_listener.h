// SPDX-License-Identifier: MIT
/// What commands build on that want only some of what a desk reports.
#pragma once

#include "engine/desk/market_listener.h"

namespace leadline::app
{

/// Passes everything over; commands override what they need.
class QuietListener : public desk::MarketListener
{
public:
    void sampled(const desk::Market& /*market*/, const features::FeatureSet& /*features*/) override { }
    void traded(const desk::Market& /*market*/, const core::Trade& /*trade*/) override { }
    void bookMoved(const desk::Market& /*market*/, const core::BookUpdate* /*update*/) override { }
};

} // namespace leadline::app
