// SPDX-License-Identifier: MIT
#include "engine/session/volume_profile.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <utility>
#include <vector>

namespace leadline::session
{

namespace
{

using Volumes = std::pair<core::Int128, core::Int128>; ///< bought, sold

struct Walk {
    const char* name;
    std::int64_t from; ///< units of a price
    std::int64_t tick;
    double stride; ///< standard deviation of a step, in ticks
};

void PrintTo(const Walk& walk, std::ostream* out)
{
    *out << walk.name;
}

Volumes sumOf(std::span<const TradedAt> prices)
{
    Volumes sum{0, 0};
    for (const TradedAt& at : prices) {
        sum.first += at.bought.raw();
        sum.second += at.sold.raw();
    }
    return sum;
}

class VolumeProfileWalk : public testing::TestWithParam<Walk>
{
};

} // namespace

TEST_P(VolumeProfileWalk, losesNoVolumeAndKeepsThePricesNearTheMarketAsTheyWere)
{
    const auto& [name, from, tick, stride] = GetParam();
    std::mt19937_64 random(7);
    std::normal_distribution<double> step(0, stride);
    std::vector<std::int64_t> latest;
    VolumeProfile profile;
    std::int64_t at = from;
    Volumes total{0, 0};
    for (int i = 0; i < 60'000; ++i) {
        at = std::max(at + static_cast<std::int64_t>(std::llround(step(random))) * tick, tick);
        const bool isBought = random() % 2 == 0;
        const core::Quantity size = core::Quantity::fromRaw(static_cast<core::Int128>(random() % 1'000'000 + 1));
        profile.add({.price = core::Price::fromRaw(at),
            .size = size,
            .aggressor = isBought ? core::Side::Bid : core::Side::Ask});
        if (i >= 60'000 - 30) {
            latest.push_back(at);
        }
        (isBought ? total.first : total.second) += size.raw();
        if (i % 997 != 0) {
            continue;
        }
        const auto prices = profile.prices();
        ASSERT_LE(prices.size(), VolumeProfile::mostPrices);
        ASSERT_TRUE(std::ranges::adjacent_find(prices, std::ranges::greater_equal(), &TradedAt::price) == prices.end());
        ASSERT_EQ(sumOf(prices), total) << "after trade " << i;
    }
    for (const std::int64_t price : latest) {
        const auto found =
            std::ranges::lower_bound(profile.prices(), core::Price::fromRaw(price), {}, &TradedAt::price);
        ASSERT_TRUE(found != profile.prices().end() && found->price.raw() == price) << price;
    }
}

INSTANTIATE_TEST_SUITE_P(VolumeProfile, VolumeProfileWalk,
    testing::Values(Walk{"a quiet stock", 200'000'000'000, 10'000'000, 0.6},
        Walk{"a coin of ten-millionths", 12'340, 10, 3}, Walk{"bitcoin", 60'000'000'000'000, 10'000'000, 40},
        Walk{"the largest price", 3'500'000'000'000'000'000, 1'000'000'000, 1e6}),
    [](const auto& walk) { return "walk" + std::to_string(walk.index); });

TEST(VolumeProfile, putsWhatIsFarFromTheMarketAtTheEndOfItsStretchThatIsFarther)
{
    VolumeProfile profile;
    const auto trade = [&](std::int64_t price) {
        profile.add(
            {.price = core::Price::fromRaw(price), .size = core::Quantity::fromRaw(1), .aggressor = core::Side::Bid});
    };
    for (std::int64_t price = 1'001; price <= 3'001; ++price) {
        trade(price); // the last one, the 2,001st, is the market
    }
    const auto prices = profile.prices();
    ASSERT_EQ(prices.size(), 1'000 + 101);
    EXPECT_EQ(prices.front().price.raw(), 1'000);
    EXPECT_EQ(prices.front().bought.raw(), 9) << "1,001 to 1,009";
    EXPECT_EQ(prices[1].price.raw(), 1'010);
    EXPECT_EQ(prices[1].bought.raw(), 10);
    EXPECT_EQ(prices.back().price.raw(), 3'001);
    EXPECT_EQ(prices.back().bought.raw(), 1);
}

} // namespace leadline::session
