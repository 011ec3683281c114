// SPDX-License-Identifier: MIT
#include "engine/rebalance/anchor.h"

#include "engine/core/stock.h"
#include "tests/support/builders.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

namespace leadline::rebalance
{

using core::Price;
using core::Side;
using tests::price;
using tests::size;

namespace
{

Quote quote(const char* bid, const char* bidSize, const char* ask, const char* askSize)
{
    return {.bid = {price(bid), size(bidSize)}, .ask = {price(ask), size(askSize)}};
}

} // namespace

struct VolumeCase {
    const char* name;
    Quote given;
    const char* shares;
    const char* buy;
    const char* sell;
};

std::ostream& operator<<(std::ostream& out, const VolumeCase& given)
{
    return out << given.name;
}

class VolumeAnchor : public testing::TestWithParam<VolumeCase>
{
};

TEST_P(VolumeAnchor, standsWhereTheSizesAtTheTouchSay)
{
    EXPECT_EQ(anchorFor(GetParam().given, Side::Bid, size(GetParam().shares), {}).price, price(GetParam().buy));
    EXPECT_EQ(anchorFor(GetParam().given, Side::Ask, size(GetParam().shares), {}).price, price(GetParam().sell));
}

INSTANTIATE_TEST_SUITE_P(Sizes, VolumeAnchor,
    testing::Values(VolumeCase{"evenSizes", quote("100", "500", "100.10", "500"), "100", "100.01", "100.09"},
        VolumeCase{"twiceIsEven", quote("100", "1000", "100.10", "500"), "100", "100.01", "100.09"},
        // Bids lean our way as a buy, with 1,001 ahead of 100; against us as a sell.
        VolumeCase{"moreThanTwice", quote("100", "1001", "100.10", "500"), "100", "100.02", "100.10"},
        VolumeCase{"theOtherWay", quote("100", "500", "100.10", "1001"), "100", "100", "100.08"},
        VolumeCase{"aShortQueue", quote("100", "1200", "100.10", "500"), "400", "100.01", "100.10"},
        VolumeCase{"threeTimesIsNotMore", quote("100", "1200", "100.10", "300"), "400", "100.01", "100.10"},
        VolumeCase{"aShareMore", quote("100", "1201", "100.10", "300"), "400", "100.02", "100.10"},
        VolumeCase{"aFractionOfAShare", quote("100", "10", "100.10", "4"), "0.5", "100.02", "100.10"},
        VolumeCase{"aSizeThatIsNotTold", quote("100", "0", "100.10", "500"), "100", "100.01", "100.09"}));

INSTANTIATE_TEST_SUITE_P(Spreads, VolumeAnchor,
    testing::Values(VolumeCase{"threeTicks", quote("100", "900", "100.03", "300"), "100", "100.02", "100.03"},
        VolumeCase{"twoTicksImproveByOne", quote("100", "900", "100.02", "300"), "100", "100.01", "100.02"},
        VolumeCase{"oneTickJoins", quote("100", "900", "100.01", "300"), "100", "100", "100.01"},
        VolumeCase{"aTouchBetweenTheSteps", quote("100.005", "300", "100.095", "900"), "100", "100", "100.08"},
        // Below a dollar the far side is nearer than two cents.
        VolumeCase{"belowADollar", quote("0.5000", "900", "0.5010", "300"), "100", "0.5009", "0.501"}));

TEST(VolumeAnchor, isThePlainAnchorWhenSwitchedOff)
{
    ExecutionSettings settings;
    settings.adjustsToVolume = false;
    const Anchor made = anchorFor(quote("100", "900", "100.10", "300"), Side::Bid, size("100"), settings);
    EXPECT_EQ(made.price, price("100.01"));
    EXPECT_EQ(made.lean, Lean::Even);
    EXPECT_EQ(made.why, "touch 900 × 300 shares, ratio 3.00: not looked at (execution.volume_adjust is off)");
}

TEST(VolumeAnchor, goesByItsSettings)
{
    const Quote given = quote("100", "900", "100.10", "300");
    ExecutionSettings settings;
    settings.maxImprove = 0.05;
    EXPECT_EQ(anchorFor(given, Side::Bid, size("100"), settings).price, price("100.05"));
    settings.maxImprove = 0; // less than the usual offset takes nothing from it
    EXPECT_EQ(anchorFor(given, Side::Bid, size("100"), settings).price, price("100.01"));
    settings.leanRatio = 3;
    settings.maxImprove = 0.02;
    EXPECT_EQ(anchorFor(given, Side::Bid, size("100"), settings).lean, Lean::Even);
    settings.leanRatio = 2.9;
    settings.queueAheadRatio = 9;
    EXPECT_EQ(anchorFor(given, Side::Bid, size("100"), settings).price, price("100.01"));
}

TEST(VolumeAnchor, saysWhatItSaw)
{
    const auto why = [](const char* bidSize, const char* askSize, Side side, const char* shares) {
        return anchorFor(quote("100", bidSize, "100.10", askSize), side, size(shares), {}).why;
    };
    EXPECT_EQ(why("900", "300", Side::Ask, "100"),
        "touch 900 × 300 shares, ratio 3.00: leans against the sell, joins the touch");
    EXPECT_EQ(why("300", "900", Side::Ask, "400"),
        "touch 300 × 900 shares, ratio 0.33: leans the sell's way, 900 shares ahead ≤ 3 × 400, the usual offset");
    EXPECT_EQ(
        why("300", "0", Side::Bid, "400"), "touch 300 × 0 shares, ratio unknown: leans neither way, the usual offset");
    EXPECT_EQ(anchorFor(quote("100", "900", "100.01", "300"), Side::Bid, size("100"), {}).why,
        "touch 900 × 300 shares, ratio 3.00: leans the buy's way, 900 shares ahead > 3 × 100, no room to improve");
}

TEST(VolumeAnchor, neverCrossesWhateverTheSizesAndSettings)
{
    std::mt19937_64 random(21);
    const std::int64_t grains[] = {10'000'000, 100'000, 1, 12'345};
    int improved = 0;
    for (int i = 0; i < 100'000; ++i) {
        const std::int64_t grain = grains[random() % std::size(grains)];
        const auto bid =
            std::max<std::int64_t>(100'000, static_cast<std::int64_t>(random() % 200'000'000'000) / grain * grain);
        const auto spread = static_cast<std::int64_t>(1 + random() % 40) * grain;
        const Quote given{.bid = {Price::fromRaw(bid), size(std::to_string(random() % 1000).c_str())},
            .ask = {Price::fromRaw(bid + spread), size(std::to_string(random() % 1000).c_str())}};
        ExecutionSettings settings;
        settings.maxImprove = static_cast<double>(random() % 100) / 100;
        for (const Side side : {Side::Bid, Side::Ask}) {
            const Anchor made = anchorFor(given, side, size("50"), settings);
            const std::string about = given.bid.price.text() + " × " + given.ask.price.text() + ": " + made.why;
            ASSERT_TRUE(side == Side::Bid ? made.price < given.ask.price : made.price > given.bid.price) << about;
            ASSERT_EQ(made.price.raw() % core::stockTick(made.price).raw(), 0) << about;
            improved += made.why.ends_with("improves") ? 1 : 0;
        }
    }
    EXPECT_GT(improved, 1'000);
}

} // namespace leadline::rebalance
