// SPDX-License-Identifier: MIT
/// How a failure of the outside world is said.
#pragma once

#include <expected>
#include <string>

namespace leadline::core
{

/// What went wrong outside our own code, in words a user can act on: what, and where.
struct Defect {
    std::string what;
};

template <class T> using Result = std::expected<T, Defect>;

[[nodiscard]] inline std::unexpected<Defect> defect(std::string what)
{
    return std::unexpected(Defect{std::move(what)});
}

} // namespace leadline::core
