// SPDX-License-Identifier: MIT
/// What Kraken says of its pairs over REST. The stream of instruments says the same: see kraken_decoder.h.
#pragma once

#include "engine/core/result.h"
#include "engine/venues/instrument_catalogue.h"

#include <string_view>

namespace leadline::venues::kraken
{

/// The answer to AssetPairs, under the names that the streams have. Pairs that were delisted or are being prepared, and
/// those that no stream carries, are left out.
[[nodiscard]] core::Result<InstrumentCatalogue> readAssetPairs(std::string_view json);

} // namespace leadline::venues::kraken
