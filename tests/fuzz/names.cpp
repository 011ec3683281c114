// SPDX-License-Identifier: MIT
/// Small texts that people and venues write: times, pairs, currencies, symbols.
#include "engine/core/pair.h"
#include "engine/core/text.h"
#include "engine/core/time_text.h"
#include "engine/venues/venue.h"
#include "tests/fuzz/fuzz.h"

using namespace leadline;

namespace
{

void checkTime(std::string_view text)
{
    if (const auto time = core::isoTime(text)) {
        fuzz::require(core::isoTime(core::isoText(*time, 9)) == time, "a time reads back");
    }
    if (const auto time = core::timeIn(text)) {
        const std::string year = core::isoDate(*time).substr(0, 4);
        fuzz::require(year >= "1970" && year < "2200", "a time is of our days");
    }
}

void checkPair(std::string_view text)
{
    const auto pair = core::Pair::parse(text);
    if (pair) {
        fuzz::require(core::Pair::parse(pair->text()) == pair, "a pair reads back");
    }
    const core::Symbol symbol(text);
    for (const venues::Venue& venue : venues::knownVenues()) {
        if (pair) {
            const core::Symbol named = venue.symbolOf(*pair);
            // A pair may be typed in the venue's words, "XBT/USD"; its symbol is read in the common ones.
            const core::Pair common = venue.pairOf(named);
            fuzz::require(named.isEmpty() || venue.pairOf(venue.symbolOf(common)) == common, "a venue knows its names");
        }
        const core::Pair traded = venue.pairOf(symbol);
        if (traded.isKnown()) {
            static_cast<void>(venues::asTradedAt(venue, traded));
        }
        static_cast<void>(venue.instrumentOf({venue.id, symbol}));
    }
}

void checkCurrencies(std::string_view text)
{
    const auto map = core::QuoteMap::parse(text);
    if (!map) {
        return;
    }
    const core::Pair pair = map->canonical({core::Asset("BTC"), core::Asset("USDT")});
    fuzz::require(map->canonical(pair) == pair, "a canonical pair is its own");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text = fuzz::textOf(data, size);
    checkTime(text);
    checkPair(text);
    checkCurrencies(text);
    const std::string valid = core::validUtf8(text);
    fuzz::requireSame(core::validUtf8(valid), valid, "what is valid stays");
    return 0;
}
