// SPDX-License-Identifier: MIT
/// What a scan needs to know of one symbol beside its book, and what it says.
#pragma once

#include "engine/core/events.h"
#include "engine/lab/pick_study.h"
#include "engine/picks/gap_window.h"
#include "engine/picks/halt_state.h"

namespace leadline::lab
{

/// Moves and halts of one symbol, by event time.
class PickPast
{
public:
    explicit PickPast(const picks::PickSettings& rules);

    void traded(core::Timestamp time, core::Price price, picks::HaltContext& context);
    void quoted(core::Timestamp time, core::Price bid, core::Price ask) { m_halt.quoted(time, bid, ask); }
    void told(const core::HaltNotice& notice) { m_halt.told(notice); }
    void told(const core::PriceBands& bands) { m_halt.told(bands); }
    void told(const core::StockBar& bar, core::Timestamp at) { m_gap.addBar(bar, at); }

    [[nodiscard]] bool isHalted(core::Timestamp now, const picks::HaltContext& context) const;
    /// What both modes say of the quote. `now` does not go back.
    [[nodiscard]] std::array<PickWord, pickModes.size()> judge(const picks::SymbolQuote& quote, core::Timestamp now,
        const picks::HaltContext& context, const picks::PickSettings& rules);

private:
    picks::GapWindow m_gap;
    picks::HaltState m_halt;
};

/// Of the nth symbol in the nth scan: each symbol is bought and sold in turns, and each scan does about as much of
/// both.
[[nodiscard]] core::Side pickSide(std::size_t scan, std::size_t symbol);

} // namespace leadline::lab
