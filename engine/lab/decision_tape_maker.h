// SPDX-License-Identifier: MIT
/// Makes the decision tape of recordings.
#pragma once

#include "engine/desk/desk.h"
#include "engine/lab/decision_moments.h"
#include "engine/lab/decision_tape.h"
#include "engine/lab/study_tapes.h"
#include "engine/replay/replay.h"

#include <functional>
#include <map>

namespace leadline::lab
{

/// Replays recordings through a desk of its own and keeps what each decision is made of. Thread: one.
class DecisionTapeMaker final : private desk::MarketListener
{
public:
    /// `basis`: what the tape says of itself; its interval and reach are those of the tape.
    DecisionTapeMaker(const desk::DeskSettings& settings, TapeBasis basis);

    [[nodiscard]] desk::Desk& desk() { return m_desk; }
    /// A defect when a file cannot be opened or is no tape of a known venue.
    /// `progressed`: as replay::Replay has it.
    [[nodiscard]] core::Result<replay::ReplayReport> run(
        const StudyTapes& tapes, const std::function<bool(std::uint64_t bytes)>& progressed = {});
    /// What was kept; afterwards there is nothing left to take.
    [[nodiscard]] DecisionTape take() { return std::move(m_tape); }

private:
    void sampled(const desk::Market& market, const features::FeatureSet& features) override;
    void traded(const desk::Market& /*market*/, const core::Trade& /*trade*/) override { }
    void bookMoved(const desk::Market& /*market*/, const core::BookUpdate* /*update*/) override { }

    void keep(desk::MarketGroup& group);
    [[nodiscard]] VenueRow rowOf(const desk::MarketGroup::Member& member);
    void keepSide(const desk::Market& market, core::Side side);
    [[nodiscard]] std::size_t samplesOf(const core::MarketId& market);
    [[nodiscard]] std::uint16_t instrumentOf(const core::Instrument& instrument);

    desk::Desk m_desk;
    DecisionTape m_tape;
    std::map<core::MarketId, std::size_t> m_samples; ///< places in the tape's
    std::map<core::MarketId, std::uint16_t> m_newest; ///< the instrument's newest state
    std::vector<core::Level> m_side; ///< kept for its memory
};

} // namespace leadline::lab
