// SPDX-License-Identifier: MIT
/// How a scan asks its sources.
#pragma once

namespace leadline::picks
{

struct ScanSettings {
    static constexpr double leastCacheSeconds = 5;
    static constexpr double mostCacheSeconds = 10;

    double cacheSeconds = 5; ///< a quote that arrived less than this ago is not asked for again; 5..10
    int mostSymbols = 150; ///< in one scan
    double answerSeconds = 3; ///< a source that takes longer is passed over
    double scanSeconds = 10; ///< a scan that takes longer ends with what it has
    double patienceSeconds = 1; ///< how long a symbol waits for a source whose requests are used up
    double refusedSeconds = 300; ///< a source that does not authorise is left alone for so long
};

} // namespace leadline::picks
