// SPDX-License-Identifier: MIT
#pragma once

#include "engine/desk/desk.h"

namespace leadline::tests
{

/// A listener that only counts.
class QuietListener final : public desk::MarketListener
{
public:
    void sampled(const desk::Market& /*market*/, const features::FeatureSet& /*features*/) override { ++samples; }
    void traded(const desk::Market& /*market*/, const core::Trade& /*trade*/) override { ++trades; }
    void bookMoved(const desk::Market& /*market*/, const core::BookUpdate* /*update*/) override { }
    int samples = 0;
    int trades = 0;
};

} // namespace leadline::tests
