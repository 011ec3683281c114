// SPDX-License-Identifier: MIT
/// What our own executions teach: the fees of the venues, and the quality of each parent order until its last mark-out.
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

namespace leadline::execution
{

/// Deterministic: time comes in with the calls. Thread: one.
class ExecutionTracker
{
public:
    ExecutionTracker(const calibration::CalibrationSettings& settings, std::string workstation);

    /// Parent orders that are kept beyond this run; set it before anything else.
    std::function<void(const calibration::ParentOrder&)> keepParent;

    void setSettings(const calibration::CalibrationSettings& settings);
    /// What a venue publishes or the user set: it holds until enough was measured.
    void setExpected(const routing::VenueTerms& terms);
    /// Executions of earlier runs and other workstations. Those that are known change nothing.
    void learn(std::span<const calibration::Execution> executions);

    /// A parent order became these orders, the first of which gives it its name.
    void begin(calibration::ParentOrder parent, std::span<const orders::ClientOrderId> children);
    /// More orders will follow: the parent is not over before letGo(). `first` is any order of it.
    void hold(orders::ClientOrderId first);
    /// Another order of the same parent; it must be held.
    void addChild(orders::ClientOrderId first, orders::ClientOrderId child);
    void letGo(orders::ClientOrderId first);
    /// Puts down what a fill is worth, for the journal and for us.
    void appraise(orders::Fill& fill, const core::Instrument& instrument, const core::Pair& pair) const;
    void filled(const orders::Fill& fill);
    void changed(const orders::Order& order);
    /// Time passed: mark-outs that are due. `midOf` gives NaN without a book.
    void advance(core::Timestamp now, const std::function<double(const core::MarketId&)>& midOf);

    /// The newest parent orders that are over, of all markets.
    [[nodiscard]] const std::deque<calibration::ParentOrder>& recent() const { return m_recent; }
    /// Mean loss against mid so long after fills as the settings say (5 s) of orders that rested there, bps, a loss
    /// positive; NaN below five of them.
    [[nodiscard]] double adverseBps(const core::MarketId& market) const;

    /// The terms with the measured fees in place of the expected ones.
    [[nodiscard]] routing::VenueTerms termsOf(routing::VenueTerms terms) const;
    /// Counts what changed termsOf().
    [[nodiscard]] std::uint64_t version() const { return m_version; }
    /// Of fees alone.
    [[nodiscard]] const calibration::Calibrator& calibrator() const { return m_calibrator; }

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
    void expectMarkOuts(Open& open, const orders::Fill& fill);
    static void measure(Open& open, std::size_t horizon, const MarkOut& markOut, double mid);
    void closeIfOver(const std::string& id);
    void childIsOver(const std::string& id);
    void remember(const calibration::ParentOrder& parent);
    void rememberLoss(const calibration::ParentOrder& parent);

    calibration::Calibrator m_calibrator;
    std::string m_workstation;
    std::map<core::VenueId, routing::VenueTerms> m_expected;
    std::map<std::string, Open> m_open;
    std::map<orders::ClientOrderId, std::string> m_children; ///< of open parents
    std::map<orders::ClientOrderId, std::string> m_held; ///< by the order that was named when they were held
    std::deque<calibration::ParentOrder> m_recent; ///< newest last
    std::map<core::MarketId, std::deque<double>> m_adverse; ///< newest last
    std::array<std::deque<MarkOut>, calibration::markOutAfter.size()> m_markOuts; ///< by due time
    std::uint64_t m_version = 0;
};

} // namespace leadline::execution
