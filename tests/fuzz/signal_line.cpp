// SPDX-License-Identifier: MIT
/// Signals of other programs, line by line.
#include "engine/signals/signal_line.h"
#include "tests/fuzz/fuzz.h"

#include <algorithm>

using namespace leadline;

namespace
{

void checkSignal(const signals::Signal& signal)
{
    fuzz::require(!signal.symbol.isEmpty(), "a signal has a symbol");
    fuzz::require(signal.strength >= 0 && signal.strength <= 1, "a strength is from 0 to 1");
    fuzz::require(!signal.size.isNegative() && signal.size.raw() <= core::Quantity::maxRaw, "a size is in range");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto lines = fuzz::linesOf(fuzz::textOf(data, size));
    signals::SignalReader reader("s");
    signals::SignalReader skipping("s");
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto read = reader.read(lines[i]);
        if (!read) {
            fuzz::require(read.error().what.starts_with("s:" + std::to_string(i + 1)), "a defect says where");
            fuzz::require(read.error().what.find_first_of("\r\n") == std::string::npos, "a defect is one line");
        } else if (*read) {
            checkSignal(**read);
        }
        // Who skipped what came before still knows the header.
        if (i + 1 < lines.size()) {
            skipping.skip(lines[i]);
            continue;
        }
        const auto last = skipping.read(lines[i]);
        fuzz::require(last.has_value() == read.has_value() && (!read || *last == *read), "a skipped line counts");
        fuzz::require(read || last.error().what == read.error().what, "with the same words");
    }
    return 0;
}
