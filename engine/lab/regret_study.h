// SPDX-License-Identifier: MIT
/// What our own orders would have cost, had they been sent otherwise: at the same moment, on a recording of it.
#pragma once

#include "engine/calibration/execution_quality.h"
#include "engine/desk/desk.h"
#include "engine/desk/order_plan.h"
#include "engine/lab/paper_venue.h"
#include "engine/lab/study_tapes.h"
#include "engine/replay/replay.h"

#include <array>
#include <string>
#include <vector>

namespace leadline::lab
{

/// An order of the journal, and the signal it came with.
struct OwnOrder {
    calibration::ParentOrder parent;
    double signalStrength = calibration::unknownFigure; ///< not known: it came without
};

/// What has become of another way to send it under one model of the queue.
struct AlternativeResult {
    core::Quantity filled; ///< coins
    core::Quantity late; ///< of it, taken at market when the time was over
    double value = 0; ///< quote units
    double fees = 0; ///< quote units
    bool isOver = false; ///< all is filled, or its time was over and what was left was taken
    double costBps = calibration::unknownFigure; ///< fees included, against mid; not known: not over, or not all filled
};

/// Another way to send it.
struct Alternative {
    std::string name; ///< "market", "passive", "microstructure", "signal", "split", "venue kraken"
    bool isSent = true; ///< false: that policy, or a safeguard, would have refused
    std::string reason; ///< of the policy that decided, as docs/reasons.md has it; empty: none did
    core::Quantity size; ///< coins; a policy may make it smaller or larger than the order was
    AlternativeResult pessimistic; ///< behind the whole queue: QueueModel::Whole
    AlternativeResult optimistic; ///< QueueModel::Proportional
};

struct RegretOrder {
    OwnOrder own;
    bool isRecorded = false; ///< the book of its market is known at that moment, and fresh
    double mid = calibration::unknownFigure; ///< of the recording then
    double paidBps = calibration::unknownFigure; ///< what was really paid, fees included, against that mid
    std::vector<Alternative> alternatives;
};

struct RegretSettings {
    core::Duration within = std::chrono::seconds(30); ///< what rests longer is taken at market, at its price then
    core::Duration sliceEvery = std::chrono::seconds(1); ///< at least, between two slices of one order
};

/// Each order is decided anew on what the recording had told by then; paper orders meet the market at that moment and
/// do not see one another. Safeguards that count earlier orders (brake, overrides) begin anew with each. Thread: one.
class RegretStudy final : private desk::MarketListener
{
public:
    RegretStudy(const desk::DeskSettings& settings, const RegretSettings& regret, std::vector<OwnOrder> orders);

    [[nodiscard]] desk::Desk& desk() { return m_desk; }
    /// A defect when a file cannot be opened or is no tape of a known venue.
    [[nodiscard]] core::Result<replay::ReplayReport> run(const StudyTapes& tapes);
    /// By time.
    [[nodiscard]] const std::vector<RegretOrder>& orders() const { return m_orders; }

private:
    static constexpr std::size_t models = 2;
    /// One alternative under one model, while it works.
    struct Live {
        std::size_t order = 0;
        std::size_t alternative = 0;
        std::size_t model = 0;
        core::MarketId market; ///< where the rest is taken, and slices go
        routing::VenueTerms terms; ///< of that market
        core::Timestamp deadline;
        core::Quantity sliceSize; ///< units; zero: it goes out whole
        core::Quantity unsent; ///< units
        core::Timestamp nextSlice;
        routing::Strategy strategy = routing::Strategy::None; ///< of its slices
        std::vector<orders::ClientOrderId> working; ///< paper orders
    };

    void sampled(const desk::Market& /*market*/, const features::FeatureSet& /*features*/) override { }
    void traded(const desk::Market& market, const core::Trade& trade) override;
    void bookMoved(const desk::Market& market, const core::BookUpdate* update) override;

    void before(core::Timestamp eventTime);
    void begin(RegretOrder& order);
    void addTaking(RegretOrder& order, const desk::Desk::Venues& venues);
    void addDecided(
        RegretOrder& order, const desk::Desk::Venues& venues, std::string name, const routing::RouteRequest& request);
    void send(RegretOrder& order, const desk::Desk::Venues& venues, Alternative alternative,
        const desk::OrderPlans& plans, const Live& kind);
    void submit(std::size_t live, const desk::OrderPlan& plan, const routing::VenueTerms& terms);
    void sendSlice(std::size_t live, core::Timestamp now);
    /// False: there is no market to take what is left at.
    bool close(std::size_t live, core::Timestamp now);
    void collect();
    [[nodiscard]] AlternativeResult& resultOf(const Live& live);
    void take(const Live& live, const orders::OrderReport& report);
    /// Of what is not filled yet, at that price.
    [[nodiscard]] core::Quantity unitsLeft(const Live& live, core::Price price);

    RegretSettings m_regret;
    desk::Desk m_desk;
    std::array<PaperVenue, models> m_papers;
    std::vector<RegretOrder> m_orders; ///< by time
    std::size_t m_next = 0; ///< of m_orders: those before have had their moment
    std::vector<Live> m_lives;
    std::vector<std::size_t> m_open; ///< places in m_lives
    std::vector<std::size_t> m_liveOf; ///< of paper orders, by their ids, which begin at 1: places in m_lives
};

} // namespace leadline::lab
