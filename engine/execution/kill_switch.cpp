// SPDX-License-Identifier: MIT
#include "engine/execution/kill_switch.h"

#include <fstream>
#include <system_error>
#include <utility>

namespace leadline::execution
{

KillSwitch::KillSwitch(std::filesystem::path marker)
    : m_marker(std::move(marker))
{
}

bool KillSwitch::isOn() const
{
    if (m_isOn) {
        return true;
    }
    std::error_code error;
    // A marker that cannot be looked at may be there.
    return !m_marker.empty() && (std::filesystem::exists(m_marker, error) || error);
}

core::Result<void> KillSwitch::turn(bool on)
{
    if (on) {
        m_isOn = true; // first: writing takes time
    }
    if (!m_marker.empty()) {
        std::error_code error;
        if (on) {
            std::filesystem::create_directories(m_marker.parent_path(), error);
            if (!(std::ofstream(m_marker) << "on\n")) {
                return core::defect(
                    m_marker.string() + ": cannot be written: the kill switch would not survive a restart");
            }
        } else if (std::filesystem::remove(m_marker, error); error) {
            return core::defect(m_marker.string() + ": cannot be removed: the kill switch stays on");
        }
    }
    m_isOn = on;
    return {};
}

} // namespace leadline::execution
