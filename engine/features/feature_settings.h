// SPDX-License-Identifier: MIT
/// What features of a market are computed with.
#pragma once

namespace leadline::features
{

struct BookFeatureSettings {
    double impactNotional = 10'000; ///< quote units swept for the impact cost
    int depthLevels = 20; ///< levels a side in the liquidity ratio
};

struct VpinSettings {
    int buckets = 50; ///< buckets in the average, and the divisor of the rolling day's volume
    double bucketVolume = 0; ///< fixed bucket size in units; 0: 1/buckets of the rolling day's volume
    int warmUpTrades = 200; ///< trades seen before the first bucket opens, when its size follows the volume
};

struct FeatureSettings {
    BookFeatureSettings book;
    VpinSettings vpin;
    int sampleIntervalMs = 100; ///< the event-time grid on which a diff feed is sampled

    bool operator==(const FeatureSettings&) const;
};

} // namespace leadline::features
