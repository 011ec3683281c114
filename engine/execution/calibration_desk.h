// SPDX-License-Identifier: MIT
/// What our own executions teach: fees and latency of the venues, the quality of each parent order, the legs of the
/// way.
#pragma once

#include "engine/calibration/calibrator.h"
#include "engine/calibration/execution_quality.h"
#include "engine/core/instrument.h"
#include "engine/orders/order.h"
#include "engine/routing/venue_choice.h"

#include <array>
#include <deque>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace leadline::journal
{
struct History;
}

namespace leadline::execution
{

/// Quantiles of the newest durations, ms.
class RecentDurations
{
public:
    void add(core::Duration took);
    [[nodiscard]] std::size_t size() const { return m_recent.size(); }
    [[nodiscard]] double quantile(double q) const { return m_moments.quantile(q); }

private:
    std::deque<core::Duration> m_recent;
    calibration::SlidingMoments m_moments;
};

/// A stretch of an order's way, on the monotonic clock.
enum class Leg : std::uint8_t {
    Decide, ///< click → decision
    Journal, ///< decision → written down
    Sign, ///< written down → signed
    Write, ///< signed → in the socket
    Acknowledge, ///< in the socket → the venue's first word
    Fill, ///< in the socket → first fill, of orders that take
};
inline constexpr std::size_t legs = static_cast<std::size_t>(Leg::Fill) + 1;
[[nodiscard]] std::string_view nameOf(Leg leg);

/// Deterministic: time comes in with the calls. Thread: one.
class CalibrationDesk
{
public:
    CalibrationDesk(const calibration::CalibrationSettings& settings, std::string workstation);

    /// What is kept beyond this run; set them before anything else.
    std::function<void(const calibration::LatencySample&)> keepSample;
    std::function<void(const calibration::ParentOrder&)> keepParent;

    void setSettings(const calibration::CalibrationSettings& settings) { m_calibrator.setSettings(settings); }
    /// What a venue publishes or the user set: it holds until enough was measured.
    void setExpected(const routing::VenueTerms& terms);
    /// Records of earlier runs and other workstations. Those that are known change nothing.
    void learn(const journal::History& history);

    /// A wish became these orders, the first of which gives it its name.
    void begin(calibration::ParentOrder parent, std::span<const orders::ClientOrderId> children);
    /// More orders will follow: the wish is not over before letGo(). `first` is any order of it.
    void hold(orders::ClientOrderId first);
    /// Another order of the same wish; it must be held.
    void addChild(orders::ClientOrderId first, orders::ClientOrderId child);
    void letGo(orders::ClientOrderId first);
    /// Puts down what a fill is worth, for the journal and for us.
    void appraise(orders::Fill& fill, const core::Instrument& instrument, const core::Pair& pair) const;
    void filled(const orders::Fill& fill);
    void changed(const orders::Order& order);
    void measured(const orders::Order& order, bool isFill, core::Timestamp now);
    /// Time passed: mark-outs that are due. `midOf` gives NaN without a book.
    void tick(core::Timestamp now, const std::function<double(const core::MarketId&)>& midOf);

    /// The newest wishes that are over, of all markets.
    [[nodiscard]] const std::deque<calibration::ParentOrder>& recent() const { return m_recent; }
    /// Mean loss against mid 5 s after fills of orders that rested there, bps, a loss positive; NaN below five of them.
    [[nodiscard]] double adverseBps(const core::MarketId& market) const;

    /// The terms with what was measured in place of what was expected.
    [[nodiscard]] routing::VenueTerms termsOf(routing::VenueTerms terms) const;
    /// Counts what changed termsOf().
    [[nodiscard]] std::uint64_t version() const { return m_version; }
    [[nodiscard]] const calibration::Calibrator& calibrator() const { return m_calibrator; }
    [[nodiscard]] const RecentDurations& leg(Leg leg) const { return m_legs[static_cast<std::size_t>(leg)]; }

private:
    struct Open {
        calibration::ParentOrder parent;
        std::size_t liveChildren = 0;
        std::size_t dueMarkOuts = 0;
        std::array<double, calibration::markOutAfter.size()> weights{};
    };
    struct MarkOut {
        core::Timestamp due;
        std::string parent;
        core::MarketId market;
        double price = 0;
        double value = 0;
        double sign = 1;
    };

    [[nodiscard]] Open* openOf(orders::ClientOrderId child);
    void closeIfOver(const std::string& id);
    void childIsOver(const std::string& id);
    void remember(const calibration::ParentOrder& parent);

    calibration::Calibrator m_calibrator;
    std::string m_workstation;
    std::map<core::VenueId, routing::VenueTerms> m_expected;
    std::array<RecentDurations, legs> m_legs;
    std::map<std::string, Open> m_open;
    std::map<orders::ClientOrderId, std::string> m_children; ///< of open parents
    std::map<orders::ClientOrderId, std::string> m_held; ///< by the order that was named when they were held
    std::deque<calibration::ParentOrder> m_recent; ///< newest last
    std::map<core::MarketId, std::deque<double>> m_adverse; ///< newest last
    std::array<std::deque<MarkOut>, calibration::markOutAfter.size()> m_markOuts; ///< by due time
    std::uint64_t m_version = 0;
};

} // namespace leadline::execution
