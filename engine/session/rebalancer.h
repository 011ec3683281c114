// SPDX-License-Identifier: MIT
/// Puts a rebalance together: what is known of account and market, the executor, the order desk.
#pragma once

#include "engine/core/events.h"
#include "engine/execution/execution_engine.h"
#include "engine/execution/market_prices.h"
#include "engine/rebalance/executor.h"

#include <functional>
#include <map>
#include <memory>
#include <set>

namespace leadline::execution
{
struct GateRequest;
enum class GatePurpose : std::uint8_t;
} // namespace leadline::execution
namespace leadline::risk
{
struct RiskLimits;
} // namespace leadline::risk

namespace leadline::session
{

/// Knows no socket: messages, account and time come in. Thread: engine.
class Rebalancer final : public execution::MarketPrices, private rebalance::Broker
{
public:
    Rebalancer(execution::ExecutionEngine& orders, const core::Clock& clock, core::VenueId venue);

    void setSettings(const rebalance::ExecutionSettings& settings) { m_settings = settings; }
    [[nodiscard]] const rebalance::ExecutionSettings& settings() const { return m_settings; }
    /// Of every order, as the gate has them: a preview shows what a plan may not ask for.
    void setLimits(const risk::RiskLimits& limits);
    void setAssets(const std::vector<core::StockAsset>& assets);
    void setCalendar(equities::TradingCalendar calendar) { m_market.calendar = std::move(calendar); }
    /// Quotes and halts; anything else is passed over.
    void receive(const core::MarketMessage& message);
    /// A picture taken over REST, where the stream has brought nothing yet.
    void receive(const core::StockSnapshot& snapshot);
    void orderChanged(const orders::Order& order);

    /// Whose quotes are needed: those of the plan, of what is held, and of what runs.
    [[nodiscard]] std::set<core::Symbol> symbolsOf(const rebalance::Plan& plan) const;
    [[nodiscard]] bool hasQuotesFor(const rebalance::Plan& plan) const;
    /// Account, assets and calendar are known, and nothing of an earlier time is unclear.
    [[nodiscard]] bool isReady() const;
    [[nodiscard]] rebalance::PlanPreview preview(const rebalance::Plan& plan) const;

    /// Writes the plan down and begins. A defect says why not; nothing was sent then.
    core::Result<void> run(const rebalance::Plan& plan, rebalance::Urgency urgency);
    /// Takes up what an earlier run of the program left; false when there is nothing.
    bool takeUp(rebalance::Executor::TakeOver how = rebalance::Executor::TakeOver::AtOnce);
    void pause();
    void resume();
    void stop(const std::string& why);
    /// Time passed; every 50 ms.
    void tick();

    [[nodiscard]] std::optional<core::Instrument> instrumentOf(const core::MarketId& market) const override;
    [[nodiscard]] core::Price midOf(const core::MarketId& market) const override;
    [[nodiscard]] orders::SpreadNow spreadOf(const core::MarketId& market) const override;
    [[nodiscard]] core::Price closingPrice(const core::MarketId& market, core::Side side) const override;
    /// Null before the first run.
    [[nodiscard]] const rebalance::RunProgress* progress() const;
    [[nodiscard]] bool isRunning() const { return m_executor && !m_executor->isOver(); }
    /// Rises whenever progress() changed.
    [[nodiscard]] std::uint64_t version() const;

private:
    orders::ClientOrderId place(const orders::NewOrder& order, core::Price arrivalMid, std::string& why) override;
    bool replace(orders::ClientOrderId id, core::Price price) override;
    void cancel(orders::ClientOrderId id, const char* why) override;
    [[nodiscard]] const orders::Order* find(orders::ClientOrderId id) const override;

    void begin(rebalance::RunRequest request);
    /// The first order of a symbol is what was decided; later ones of the run serve it.
    void measure(orders::NewOrder& order, core::Price arrivalMid);
    void keepDecision(const orders::NewOrder& order, core::Quantity size);
    void endMeasured();
    void keep();
    [[nodiscard]] execution::GateRequest requestOf(const orders::NewOrder& order, execution::GatePurpose purpose) const;
    [[nodiscard]] rebalance::Holdings holdings() const;
    [[nodiscard]] const venues::Account* account() const;

    execution::ExecutionEngine& m_orders;
    const core::Clock& m_clock;
    core::VenueId m_venue;
    rebalance::ExecutionSettings m_settings;
    rebalance::OrderLimits m_limits;
    rebalance::MarketView m_market;
    std::unique_ptr<rebalance::Executor> m_executor;
    /// Of each symbol of the run, the first order, under which the quality of all of them is counted.
    struct Measured {
        orders::ClientOrderId first = 0;
        orders::ClientOrderId decision = 0;
    };
    std::map<core::Symbol, Measured> m_measured;
    std::uint64_t m_keptMarks = 0;
    bool m_isKept = true; ///< the end of the run is written down
    std::uint64_t m_runs = 0; ///< begun, so that version() never falls
};

} // namespace leadline::session
