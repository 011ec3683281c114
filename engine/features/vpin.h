// SPDX-License-Identifier: MIT
/// Volume-synchronised probability of informed trading.
#pragma once

#include "engine/core/events.h"
#include "engine/core/ring.h"
#include "engine/features/feature_settings.h"

#include <array>
#include <optional>

namespace leadline::features
{

/// After Easley, López de Prado & O'Hara, "Flow toxicity and liquidity in a high-frequency world" (2012), with the
/// known aggressor in place of their bulk classification: Σ|buys - sells| / Σ volume over the last n buckets. A
/// bucket's size is set when it opens: the volume of the last 24 hours, as far as seen, over n. A trade larger than
/// what is left of a bucket fills the next ones too.
class Vpin
{
public:
    explicit Vpin(const VpinSettings& settings);

    void add(const core::Trade& trade);
    /// Undefined until n buckets are full.
    [[nodiscard]] std::optional<double> value() const;

private:
    using Wide = core::Int128;
    struct Bucket {
        Wide volume = 0;
        Wide imbalance = 0;
    };

    void countDayVolume(core::Timestamp time, Wide volume);
    void open();
    void close();

    VpinSettings m_settings;
    core::Ring<Bucket> m_buckets;
    Wide m_volumeSum = 0;
    Wide m_imbalanceSum = 0;

    Wide m_bucketSize = 0; ///< of the open bucket; 0: none is open
    Wide m_buys = 0;
    Wide m_sells = 0;

    // The rolling day in minutes: bounded memory, and a bucket size that is at most a minute out of date.
    static constexpr std::size_t minutesADay = 24 * 60;
    std::array<Wide, minutesADay> m_minutes{};
    Wide m_dayVolume = 0;
    std::int64_t m_minute = 0;
    int m_trades = 0;
};

} // namespace leadline::features
