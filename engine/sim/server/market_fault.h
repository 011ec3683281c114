// SPDX-License-Identifier: MIT
/// What the embedded market does wrong on demand, for tests and for seeing how the window takes it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace leadline::sim
{

enum class FaultKind : std::uint8_t {
    None,
    Gap, ///< one message about the book is lost
    Checksum, ///< one checksum is wrong, where the venue has one
    Stall, ///< silence for ten seconds while connections stay open
    Drop, ///< every connection is closed
    NoSnapshot, ///< snapshot requests are answered with 429
    Jump, ///< for ten seconds the venue trades 2 % away from the others
    Late, ///< for ten seconds everything is sent five seconds late
    NoQuotes, ///< snapshots of every fifth stock hold no quotes
    NotAuthorized, ///< snapshot requests are answered with 403
    Unavailable, ///< snapshot requests are answered with 503
};

struct Fault {
    FaultKind kind = FaultKind::None;
    int everySeconds = 15;
};

/// "gap", "stall:30", ...: the kind and how often. Nothing when it is neither.
[[nodiscard]] std::optional<Fault> parseFault(std::string_view text);

} // namespace leadline::sim
