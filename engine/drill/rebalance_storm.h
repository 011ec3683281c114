// SPDX-License-Identifier: MIT
/// Random rebalances by a seed, one after the other, stopped and paused on their way.
#pragma once

#include "engine/drill/order_storm.h"
#include "engine/session/shared_plan.h"
#include "engine/session/stock_service.h"

#include <QTimer>

#include <random>
#include <set>

namespace leadline::drill
{

struct CampaignVenue;

/// Takes up what an earlier process left. Thread: its owner's.
class RebalanceStorm final : public QObject
{
    Q_OBJECT

public:
    RebalanceStorm(execution::ExecutionEngine& desk, const core::Clock& clock, const StormSettings& settings);

    void open(const CampaignVenue& venue, const risk::RiskLimits& limits);
    /// Account, assets and calendar are known; or nothing is open.
    [[nodiscard]] bool isReady() const { return !m_stocks.isOpen() || m_isReady; }
    void start();
    /// All orders are sent.
    [[nodiscard]] bool isOver() const { return static_cast<int>(m_sent.size()) >= m_settings.rebalanced; }
    /// No rebalance runs, and none of an earlier process can come.
    [[nodiscard]] bool isQuiet() const { return isReady() && !m_isRunning; }

Q_SIGNALS:
    /// An order of a rebalance was sent, or taken back.
    void traded();

private:
    void turn();
    void begin();
    void disturb();
    void progressed(const session::SharedRun& run);
    [[nodiscard]] session::SharedPlan drawPlan();
    [[nodiscard]] core::Timestamp in(int fewest, int most);

    const core::Clock& m_clock;
    StormSettings m_settings;
    std::mt19937_64 m_random;
    session::SharedPlan m_asked; ///< waits for its preview
    bool m_isReady = false;
    bool m_isRunning = false;
    bool m_isPaused = false;
    core::Timestamp m_next{}; ///< plan, or disturbance of the one that runs
    std::set<orders::ClientOrderId> m_sent;
    QTimer m_timer;
    execution::ExecutionEngine& m_desk;
    session::StockService m_stocks; ///< last: it follows orders until it goes
};

} // namespace leadline::drill
