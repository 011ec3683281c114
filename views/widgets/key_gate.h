// SPDX-License-Identifier: MIT
/// One press of a key, one order, however the system repeats it.
#pragma once

#include "engine/core/time.h"

#include <QObject>

#include <map>

namespace leadline::views
{

/// Knows which keys are down, whatever has the focus. A key that is held comes again as presses that are marked as
/// repeats, as presses that are not, or as pairs of release and press; none of them is a new one before the key has
/// been up for a while. Thread: GUI.
class KeyGate final : public QObject
{
public:
    /// For so long a key must have been up.
    static constexpr std::chrono::milliseconds upTime{150};

    /// `clock` must outlive the gate.
    explicit KeyGate(const core::Clock& clock, QObject* parent = nullptr);

    /// Whether the press that is being handled is a new one; true once a press.
    [[nodiscard]] bool take(int key);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Key {
        bool isDown = false;
        bool isNew = false; ///< the press that made it go down counts, and nobody has taken it
        core::Duration since{}; ///< it went down, or up
    };
    void press(int key, bool isRepeat);
    void release(int key);

    const core::Clock& m_clock;
    std::map<int, Key> m_keys; ///< those that were pressed since the start
};

} // namespace leadline::views
