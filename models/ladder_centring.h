// SPDX-License-Identifier: MIT
/// When the rows of a ladder follow the market, and how fast.
#pragma once

#include "engine/core/time.h"

#include <cstdint>

namespace leadline::models
{

enum class Centring : std::uint8_t {
    Static, ///< rows stand still until the touch comes near an edge, then they glide until it is in the middle
    Centred, ///< the touch stays in the middle
    Manual, ///< rows move by the user alone
};

struct CentringRules {
    Centring mode = Centring::Static;
    int edgeRows = 3; ///< Static: the touch has come near an edge when fewer rows are left there
    core::Duration pointerWait =
        std::chrono::seconds(5); ///< rows below a pointer stand still until it has rested so long
};

/// A ladder at one moment.
struct CentringMoment {
    core::Duration now{}; ///< by the steady clock
    int rows = 0; ///< on show
    std::int64_t offset = 0; ///< rows from the middle of the ladder up to the middle of the market; below: negative
    std::int64_t spreadRows = 0; ///< from the best bid to the best ask
    bool isHeld = false; ///< a button is down: what is below the pointer stays
    bool isPointerInside = false;
    core::Duration lastClick = core::Duration::min() / 2; ///< by the steady clock
    core::Duration lastMove = core::Duration::min() / 2; ///< of the pointer, the wheel or the keyboard's selection
    core::Duration reaction{}; ///< after a click rows stand still for so long
};

/// Asked once a frame. Thread: GUI.
class LadderCentring
{
public:
    /// So many rows the prices move down now, so that the market comes nearer to the middle; negative: up; zero: they
    /// stand still.
    [[nodiscard]] std::int64_t advance(const CentringRules& rules, const CentringMoment& moment);
    /// Placed by hand, or for another market: a glide ends.
    void stop() { m_isGliding = false; }

private:
    bool m_isGliding = false;
};

} // namespace leadline::models
