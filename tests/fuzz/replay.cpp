// SPDX-License-Identifier: MIT
/// A recording of lines through a whole desk: books, checksums, features, and a decision at its end.
#include "engine/replay/replay.h"
#include "engine/desk/desk.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/quiet_listener.h"

using namespace leadline;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    tests::QuietListener listener;
    desk::Desk desk({}, listener);
    replay::Replay replay(desk, "");
    const auto report = replay.run({fuzz::asFile(fuzz::textOf(data, size))});
    if (!report) {
        return 0;
    }
    for (const auto& market : desk.markets()) {
        const book::OrderBook& book = market->book();
        if (market->tracker().isUsable()) {
            fuzz::require(!book.best(core::Side::Bid) || !book.best(core::Side::Ask)
                    || book.best(core::Side::Bid)->price < book.best(core::Side::Ask)->price,
                "a book that is used is not crossed");
        }
        for (const core::Side side : {core::Side::Bid, core::Side::Ask}) {
            static_cast<void>(desk.decide(*market, {.side = side, .notional = 10'000}));
        }
    }
    return 0;
}
