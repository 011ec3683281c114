// SPDX-License-Identifier: MIT
/// What cancelling resting orders by their guard saved or cost, under several guards at once.
#pragma once

#include "engine/calibration/bootstrap.h"
#include "engine/desk/desk.h"
#include "engine/lab/paper_venue.h"
#include "engine/lab/study_tapes.h"
#include "engine/orders/spread_guard.h"
#include "engine/replay/replay.h"

#include <array>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace leadline::lab
{

struct CancelStudySettings {
    core::Side side = core::Side::Bid;
    double notional = 10'000; ///< quote units of each order
    core::Duration every = std::chrono::seconds(5); ///< event time between orders, of each market
    core::Duration horizon = std::chrono::seconds(60); ///< an order that nothing ended ends then
};

/// Times after a fill at which the mid says what it was worth.
inline constexpr std::array markOutTimes{std::chrono::seconds(1), std::chrono::seconds(5), std::chrono::seconds(30)};

/// A fill of an order that no guard touched. Quote units; NaN: the recording ended before.
struct RestingFill {
    core::Timestamp time;
    std::array<double, markOutTimes.size()>
        worth{}; ///< at the mid then, less the price and the fee; a loss is negative
};

struct GuardCancel {
    core::Timestamp time;
    std::string why; ///< as the guard says it
};

/// One order that rested at the touch, as if nothing had cancelled it, and when each guard would have.
struct RestingOrder {
    core::MarketId market;
    core::Price price;
    core::Timestamp sent;
    std::vector<RestingFill> fills;
    std::vector<std::optional<GuardCancel>> cancels; ///< one a guard; nothing: filled or over before
    bool isOver = false; ///< filled, or its horizon was over; else it rests at the recording's end: who knows

    [[nodiscard]] bool fillsBehind(const GuardCancel& cancel) const;
    /// Whether it would have filled behind the cancel is not known.
    [[nodiscard]] bool isUnknownBehind(const GuardCancel& cancel) const { return !isOver && !fillsBehind(cancel); }
};

/// The sum over cancels of what each saved (a loss that did not happen), with its bounds.
struct SavedByCancels {
    std::size_t cancels = 0; ///< whose mark-outs are known
    calibration::Interval sum; ///< quote units
};

/// What one guard did.
struct GuardResult {
    std::size_t cancelled = 0;
    std::size_t wouldHaveFilled = 0; ///< of them: later, wholly or in part
    std::size_t unknown = 0; ///< of them: the recording ends while the order rests, and no fill came by then
    std::array<SavedByCancels, markOutTimes.size()> saved; ///< an order that would not have filled saved nothing;
                                                           ///< one that still rests at the end is in no sum
};

/// Orders join the touch behind the whole queue there; guards see each book, and the time each message brings. A cancel
/// holds at once. Thread: one.
class CancelStudy final : private desk::MarketListener
{
public:
    CancelStudy(const desk::DeskSettings& settings, const std::vector<orders::GuardSettings>& guards,
        const CancelStudySettings& study);

    [[nodiscard]] desk::Desk& desk() { return m_desk; }
    /// A defect when a file cannot be opened or is no tape of a known venue.
    [[nodiscard]] core::Result<replay::ReplayReport> run(const StudyTapes& tapes);
    [[nodiscard]] const std::vector<RestingOrder>& orders() const { return m_orders; }
    [[nodiscard]] GuardResult resultOf(std::size_t guard) const;

private:
    /// A fill whose worth is asked for when the time has come.
    struct DueMarkOut {
        core::Timestamp at;
        std::size_t order = 0;
        std::size_t fill = 0;
        std::size_t horizon = 0; ///< place in markOutTimes
        double coins = 0;
        double price = 0;
        double fee = 0;
    };

    void sampled(const desk::Market& /*market*/, const features::FeatureSet& /*features*/) override { }
    void traded(const desk::Market& market, const core::Trade& trade) override;
    void bookMoved(const desk::Market& market, const core::BookUpdate* update) override;

    void before(const desk::Market& market, core::Timestamp eventTime);
    void place(const desk::Market& market, core::Timestamp now);
    void collect();
    void markOut(core::Timestamp now);
    void cancel(std::size_t guard, const std::vector<orders::SpreadGuard::Finding>& found, core::Timestamp now);
    [[nodiscard]] orders::SpreadNow spreadOf(const core::MarketId& id, const orders::GuardSettings& guard);

    CancelStudySettings m_study;
    desk::Desk m_desk;
    PaperVenue m_paper;
    std::vector<orders::SpreadGuard> m_guards;
    std::vector<RestingOrder> m_orders; ///< by their ids, which begin at 1
    std::vector<orders::Order> m_followed; ///< the same, as guards see them
    std::array<std::deque<DueMarkOut>, markOutTimes.size()> m_due; ///< by time
    std::map<core::MarketId, std::int64_t> m_next; ///< multiple of `every`
};

/// `,"orders":…,"before":{…},"after":{…}`: fields of an object.
[[nodiscard]] std::string cancelFields(const CancelStudy& study);
/// For people.
[[nodiscard]] std::string cancelText(const CancelStudy& study);

} // namespace leadline::lab
