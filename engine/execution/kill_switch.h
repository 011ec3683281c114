// SPDX-License-Identifier: MIT
/// The program's one kill switch: a state that every way to a venue reads before an order.
#pragma once

#include "engine/core/result.h"

#include <atomic>
#include <filesystem>

namespace leadline::execution
{

/// Kept over restarts by a marker: a file that exists while the switch is on. Other programs of the same user read it,
/// too: a command that trades stops when a window's switch is turned on. Thread: any.
class KillSwitch
{
public:
    /// An empty path: the state goes with the program.
    explicit KillSwitch(std::filesystem::path marker = {});
    KillSwitch(const KillSwitch&) = delete;
    KillSwitch& operator=(const KillSwitch&) = delete;

    /// On in this program, or marked by any.
    [[nodiscard]] bool isOn() const;
    /// A defect says that the marker could not be written or removed. The switch is turned on all the same; it is not
    /// turned off while the marker stands.
    core::Result<void> turn(bool on);

private:
    std::filesystem::path m_marker;
    std::atomic<bool> m_isOn = false; ///< sequentially consistent: what is sent after it was turned on has seen it
};

} // namespace leadline::execution
