// SPDX-License-Identifier: MIT
/// Long work that tells how far it has come, and ends early where it is told to.
#pragma once

#include <cstddef>
#include <functional>
#include <stop_token>

namespace leadline::lab
{

/// Of whoever waits for the work. What was stopped gives a result that is of no use.
struct Progress {
    std::stop_token stop; ///< absent: it is never stopped
    std::function<void(double part)> told; ///< 0 to 1, in the thread that works; absent: nobody listens

    /// False: stopped. Asked before each item, it looks and tells every few hundred of them.
    [[nodiscard]] bool goesOn(std::size_t done, std::size_t all) const
    {
        constexpr std::size_t between = 512;
        if (done % between != 0) {
            return true;
        }
        if (told && all > 0) {
            told(static_cast<double>(done) / static_cast<double>(all));
        }
        return !stop.stop_requested();
    }
};

} // namespace leadline::lab
