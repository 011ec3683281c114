// SPDX-License-Identifier: MIT
#include "engine/signals/feature_shift.h"

#include <gtest/gtest.h>

#include <cmath>

namespace leadline::signals
{

TEST(FeatureShiftTest, isZeroForTheSame)
{
    FeatureShift shift({.edges = {0, 1}, .shares = {0.25, 0.5, 0.25}});
    EXPECT_TRUE(std::isnan(shift.psi()));
    for (const double value : {-1.0, 0.0, 0.5, 1.0}) {
        shift.add(value); // an edge belongs to the bin above it
    }
    shift.add(std::nan("")); // does not count
    EXPECT_EQ(shift.count(), 4);
    EXPECT_EQ(shift.psi(), 0);
}

TEST(FeatureShiftTest, isTheSumOverTheBins)
{
    FeatureShift shift({.edges = {0}, .shares = {0.5, 0.5}});
    for (const double value : {-1.0, 1.0, 2.0, 3.0}) {
        shift.add(value);
    }
    EXPECT_NEAR(shift.psi(), (0.25 - 0.5) * std::log(0.5) + (0.75 - 0.5) * std::log(1.5), 1e-12);
}

TEST(FeatureShiftTest, knowsAnEdgeHoweverItWasRounded)
{
    FeatureShift shift({.edges = {0.33333334}, .shares = {0, 1}}); // as Python writes the single-precision number
    shift.add(1.0 / 3);
    EXPECT_EQ(shift.psi(), 0);
}

TEST(FeatureShiftTest, isFiniteWhereABinIsEmpty)
{
    FeatureShift shift({.edges = {0}, .shares = {0, 1}});
    shift.add(-std::numeric_limits<double>::infinity());
    EXPECT_NEAR(shift.psi(), 2 * (1 - 0.0001) * std::log(1 / 0.0001), 1e-9);
}

TEST(FeatureShiftTest, isSaidInWords)
{
    EXPECT_EQ(describeShift(0.0999), "as in training");
    EXPECT_EQ(describeShift(0.1), "shifted");
    EXPECT_EQ(describeShift(0.25), "shifted");
    EXPECT_EQ(describeShift(0.2501), "another distribution");
    EXPECT_EQ(describeShift(std::nan("")), "not known");
}

} // namespace leadline::signals
