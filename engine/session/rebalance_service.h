// SPDX-License-Identifier: MIT
/// Carries plans out: previews them, runs them, shows how far they are, and goes on with those of an earlier run.
#pragma once

#include "engine/core/names.h"
#include "engine/core/time.h"
#include "engine/session/shared_plan.h"

#include <QObject>
#include <QString>

#include <cstdint>
#include <memory>
#include <set>
#include <vector>

namespace leadline::core
{
struct MarketMessage;
struct StockSnapshot;
} // namespace leadline::core
namespace leadline::execution
{
class ExecutionEngine;
}
namespace leadline::orders
{
struct Order;
}
namespace leadline::rebalance
{
enum class Urgency : std::uint8_t;
struct ExecutionSettings;
} // namespace leadline::rebalance
namespace leadline::risk
{
struct RiskLimits;
}
namespace leadline::venues
{
struct TradingEnvironment;
}

namespace leadline::session
{

class Rebalancer;
class ReferenceData;
struct StockOptions;

/// Thread: engine.
class RebalanceService final : public QObject
{
    Q_OBJECT

public:
    /// Both must outlive it.
    RebalanceService(ReferenceData& reference, const core::Clock& clock, QObject* parent = nullptr);
    ~RebalanceService() override;

    /// Connects orders and account there. `orders` must outlive close().
    void open(const StockOptions& options, const venues::TradingEnvironment& environment,
        execution::ExecutionEngine& orders, const risk::RiskLimits& limits);
    void close();
    [[nodiscard]] bool isOpen() const { return m_desk != nullptr; }
    /// Account, assets and calendar are known.
    [[nodiscard]] bool isReady() const;
    /// Goes on with what an earlier run of the program left, or offers to, and follows what is held. Once, when it is
    /// ready.
    void takeUp();
    /// The kill switch was turned on: nothing new is sent.
    void halt();
    /// What is held is about to be closed, which takes a price of it.
    void priceHeld();
    void setLimits(const risk::RiskLimits& limits);
    void setSettings(const rebalance::ExecutionSettings& settings);
    /// Only while it is open.
    [[nodiscard]] const rebalance::ExecutionSettings& settings() const;

    /// Whose stream is needed.
    [[nodiscard]] std::set<core::Symbol> symbols() const;
    /// Only while it is open, as tick().
    void receive(const core::MarketMessage& message);
    /// Time passed; every 20 ms.
    void tick();

public Q_SLOTS:
    /// Answered by previewed(), once account and quotes are known, or by refused().
    void preview(const leadline::session::SharedPlan& plan);
    /// Answered by progressed(), or by refused().
    void run(const leadline::session::SharedPlan& plan, leadline::rebalance::Urgency urgency);
    void pause();
    void resume();
    void stop(const QString& why);

Q_SIGNALS:
    /// A rebalance of an earlier run of the program goes on.
    void resumed();
    /// One was cut off; what works of it works on, and resume() or stop() decide.
    void cutOff(const leadline::session::SharedRun& progress);
    void previewed(const leadline::session::SharedPreview& preview);
    void progressed(const leadline::session::SharedRun& progress);
    void refused(const QString& why);
    /// What symbols() gives may be another; it is followed by the time this returns. Direct connections only.
    void symbolsChanged();
    void problem(const QString& what);

private:
    void addQuotes(const std::vector<core::StockSnapshot>& quotes);
    void tryPreview();
    void followHeld();
    void showProgress();
    void orderUpdated(const orders::Order& order);

    ReferenceData& m_reference;
    const core::Clock& m_clock;
    execution::ExecutionEngine* m_orders = nullptr; ///< null: closed
    std::unique_ptr<Rebalancer> m_desk; ///< null: closed
    SharedPlan m_previewing; ///< waits for quotes
    core::Timestamp m_previewUntil{};
    std::uint64_t m_shownVersion = 0;
    core::Timestamp m_shownAt{};
    bool m_isSmart = true; ///< else market orders
    bool m_offersResuming = false;
    bool m_isTakenUp = false;
};

} // namespace leadline::session
