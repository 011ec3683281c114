// SPDX-License-Identifier: MIT
#include "engine/signals/signal_source.h"

namespace leadline::signals
{

core::Result<void> SignalSource::admit(Signal& signal, core::Timestamp now)
{
    std::string id = signal.id;
    // A user's id may look like one of ours.
    while (id.empty() || (signal.id.empty() && m_ids.contains(id))) {
        id = "signal-" + std::to_string(++m_unnamed);
    }
    if (!m_ids.insert(id).second) {
        return core::defect("id \"" + id + "\" was there before; each may stand once in a session");
    }
    signal.id = std::move(id);
    signal.source = m_name;
    if (signal.time == core::Timestamp()) {
        signal.time = now;
    }
    return {};
}

} // namespace leadline::signals
