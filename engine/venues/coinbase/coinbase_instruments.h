// SPDX-License-Identifier: MIT
/// What Coinbase says of its products.
#pragma once

#include "engine/core/result.h"
#include "engine/venues/instrument_catalogue.h"

#include <string_view>

namespace leadline::venues::coinbase
{

/// The description of one product, whatever its state.
[[nodiscard]] core::Result<core::Instrument> readProduct(std::string_view json, core::Symbol symbol);
/// Spot products that are traded; futures, and what is switched off or only to be looked at, are left out.
[[nodiscard]] core::Result<InstrumentCatalogue> readProducts(std::string_view json);

} // namespace leadline::venues::coinbase
