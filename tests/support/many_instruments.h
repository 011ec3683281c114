// SPDX-License-Identifier: MIT
/// As many instruments as the lists of several large venues together.
#pragma once

#include "engine/core/instrument_index.h"

#include <string>
#include <vector>

namespace leadline::tests
{

/// Four thousand coins of four letters, "ABCD" among them, each against four currencies and as a perpetual.
inline std::vector<core::ListedInstrument> twentyThousandInstruments()
{
    std::vector<core::ListedInstrument> list;
    for (int i = 0; i < 4000; ++i) {
        const std::string base{static_cast<char>('A' + i % 26), static_cast<char>('A' + i / 26 % 26),
            static_cast<char>('A' + i / 676 % 26), static_cast<char>('A' + i * 7 % 26)};
        const auto add = [&](const std::string& quote, const char* kind, const char* ending) {
            list.push_back({.name = base + "/" + quote + ending,
                .base = core::Asset(base),
                .quote = core::Asset(quote),
                .kind = kind,
                .venues = {core::VenueId("kraken")}});
        };
        for (const char* const quote : {"USDT", "USD", "EUR", "BTC"}) {
            add(quote, "spot", "");
        }
        add("USDT", "perpetual", "-PERP");
    }
    return list;
}

} // namespace leadline::tests
