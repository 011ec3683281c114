// SPDX-License-Identifier: MIT
/// Whether what decisions let rest is filled: on paper, along the recording that they were made on.
#pragma once

#include "engine/desk/desk.h"
#include "engine/lab/fill_outcome.h"
#include "engine/lab/paper_venue.h"
#include "engine/lab/study_tapes.h"
#include "engine/lab/threshold.h"
#include "engine/replay/replay.h"

#include <array>
#include <utility>
#include <vector>

namespace leadline::lab
{

/// First all decisions are noted, then the recordings are played once, then it tells. Orders join the touch of their
/// venue at the moment of the decision; of one that goes in slices it is the first. Thread: one.
class RestingFills final : private desk::MarketListener
{
public:
    /// `moments`: of the decision tape. `within`: how long an order rests at most.
    RestingFills(const desk::DeskSettings& settings, std::size_t moments, core::Duration within);

    /// A decision of that moment; those that do not rest are passed over.
    void note(std::size_t moment, const routing::Decision& decision);
    /// Every decision of a tape.
    void noteAll(Redecision& redecision);
    /// The same at every value of a threshold.
    void noteAll(Redecision& redecision, const Threshold& threshold, const ThresholdRange& range);

    [[nodiscard]] desk::Desk& desk() { return m_desk; }
    /// `every`: of the decision tape, which must be of the same recordings. A defect as of a replay.
    [[nodiscard]] core::Result<replay::ReplayReport> run(const StudyTapes& tapes, core::Duration every);

    [[nodiscard]] FillOutcome outcomeOf(std::size_t moment, const routing::Decision& decision) const;

private:
    struct Wish {
        core::MarketId market;
        core::Side side = core::Side::Bid;
        core::Price price;
        core::Quantity size; ///< units
        orders::OrderType type = orders::OrderType::PostOnly;
        FillOutcome outcome;
        std::array<bool, 2> isOver{}; ///< one a model
    };

    void sampled(const desk::Market& /*market*/, const features::FeatureSet& /*features*/) override { }
    void traded(const desk::Market& market, const core::Trade& trade) override;
    void bookMoved(const desk::Market& market, const core::BookUpdate* update) override;

    void place(std::size_t moment, core::Timestamp now);
    void collect();
    [[nodiscard]] const Wish* find(std::size_t moment, const routing::Decision& decision) const;

    desk::Desk m_desk;
    core::Duration m_within;
    std::array<PaperVenue, 2> m_papers;
    std::vector<std::vector<Wish>> m_wishes; ///< of each moment, each once
    std::vector<std::pair<std::size_t, std::size_t>> m_sent; ///< by paper ids, which begin at 1: moment and place there
};

} // namespace leadline::lab
