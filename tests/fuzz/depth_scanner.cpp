// SPDX-License-Identifier: MIT
/// Two readers of Binance's depth updates: what the short way takes, the general one reads the same.
#include "engine/venues/binance/depth_scanner.h"
#include "engine/venues/binance/binance_decoder.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/message_text.h"

using namespace leadline;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static venues::binance::BinanceDecoder decoder(venues::binance::futuresVenue);
    static core::MarketMessage fast;
    static core::MarketMessage slow;
    const fuzz::Padded json(fuzz::textOf(data, size), '"');
    if (!venues::binance::scanDepth(json.text(), fast)) {
        fuzz::require(fast.kind == core::MarketMessage::Kind::Other, "what is not taken leaves nothing to be applied");
        return 0;
    }
    fuzz::checkMessage(fast);
    const auto decoded = decoder.decodeBySimdjson(json.text(), slow);
    fuzz::require(decoded.has_value(), "what the scanner takes, the general decoder takes");
    fuzz::requireSame(fuzz::textOf(fast), fuzz::textOf(slow), "both read the same");
    return 0;
}
