// SPDX-License-Identifier: MIT
/// One policy along the events of a market: an order for each signal, on paper.
#pragma once

#include "engine/calibration/execution_quality.h"
#include "engine/desk/desk.h"
#include "engine/desk/order_plan.h"
#include "engine/lab/paper_venue.h"
#include "engine/lab/study_settings.h"

#include <cstddef>
#include <map>
#include <vector>

namespace leadline::lab
{

/// What became of one signal.
struct StudyOrder {
    enum class Outcome : std::uint8_t {
        Traded,
        Skipped, ///< the policy says that the signal is not worth an order
        Aborted, ///< a safeguard, or the router, refused
        Unfilled, ///< sent, and at its end the book did not hold what was left
    };

    std::size_t signal = 0; ///< its number; the same for every policy
    Outcome outcome = Outcome::Skipped;
    routing::Reason reason = routing::Reason::NoVenue;
    routing::Strategy strategy = routing::Strategy::None;
    double strength = 0;
    std::size_t rejected = 0; ///< of its orders: post-only ones that would have taken at their venue
    calibration::ParentOrder parent; ///< `strategy` names the policy; `late`: what was taken at the horizon
};

/// Has a desk of its own, so that brakes and budgets are those of its own decisions. Orders meet the market at the
/// moment of the decision: no policy pays for latency. Thread: the desk's.
class PolicyRun final : private desk::MarketListener
{
public:
    PolicyRun(StudyPolicy policy, const desk::DeskSettings& settings, const StudySettings& study);

    [[nodiscard]] desk::Desk& desk() { return m_desk; }
    /// A message with that event time comes next: what is due by then happens on the market as it still is.
    void before(const desk::Market& market, core::Timestamp eventTime);
    /// The message was applied.
    void after();
    /// What became of the signals whose horizon the events reached, in order.
    [[nodiscard]] std::vector<StudyOrder> results() const;

private:
    struct Sent {
        StudyOrder order;
        core::MarketId market;
        core::Timestamp deadline;
        core::Quantity sliceSize; ///< units; zero: it goes out whole
        core::Quantity unsent; ///< units
        core::Timestamp nextSlice;
        std::vector<orders::ClientOrderId> working;
        bool isOver = false;
    };

    void sampled(const desk::Market& market, const features::FeatureSet& features) override;
    void traded(const desk::Market& market, const core::Trade& trade) override;
    void bookMoved(const desk::Market& market, const core::BookUpdate* update) override;

    void begin(desk::MarketGroup& group, const StudySignal& signal, core::Timestamp time);
    void sendSlice(Sent& sent, core::Timestamp now);
    void close(Sent& sent, core::Timestamp now);
    void submit(Sent& sent, const desk::OrderPlan& plan);
    void collect();
    [[nodiscard]] routing::RouteRequest requestFor(const StudySignal& signal) const;
    [[nodiscard]] core::Quantity leftOf(const Sent& sent);

    StudyPolicy m_policy;
    StudySettings m_study;
    desk::Desk m_desk;
    PaperVenue m_paper;
    std::map<core::MarketId, std::int64_t>
        m_next; ///< multiple of `every`, by a group's first market: groups may be made anew
    std::vector<Sent> m_sent;
    std::vector<std::size_t> m_live; ///< places in m_sent
    std::map<orders::ClientOrderId, std::size_t> m_orderOf; ///< working paper order to place in m_sent
    orders::ClientOrderId m_lastId = 0;
    std::size_t m_signals = 0;
    core::Timestamp m_newest;
};

} // namespace leadline::lab
