// SPDX-License-Identifier: MIT
/// Random orders by a seed, placed, amended and cancelled through everything that real ones go through.
#pragma once

#include "engine/execution/execution_engine.h"
#include "engine/execution/market_prices.h"

#include <QTimer>

#include <random>
#include <set>
#include <vector>

namespace leadline::drill
{

struct StormSettings {
    int orders = 1000; ///< to be sent in all ...
    int rebalanced = 0; ///< ... and so many of them by rebalances
    int atOnce = 16; ///< live at a time
    std::uint64_t seed = 1;
};

/// Timing for a market on this machine, where an answer that takes longer than a moment is lost.
[[nodiscard]] execution::ExecutionOptions stormOptions(const std::string& journal, std::uint64_t seed);

/// Thread: its owner's.
class OrderStorm final : public QObject, public execution::MarketPrices
{
    Q_OBJECT

public:
    /// `mid` is asked where the market stands.
    OrderStorm(execution::ExecutionEngine& desk, const core::Clock& clock, const StormSettings& settings,
        std::function<core::Price(const core::MarketId&)> mid);

    void addMarket(const core::Instrument& instrument) { m_markets.push_back(instrument); }
    void start() { m_timer.start(beat); }
    void stop() { m_timer.stop(); }
    [[nodiscard]] const std::vector<orders::ClientOrderId>& sent() const { return m_sent; }
    [[nodiscard]] std::optional<core::Instrument> instrumentOf(const core::MarketId& market) const override;
    [[nodiscard]] core::Price midOf(const core::MarketId& market) const override { return m_mid(market); }
    [[nodiscard]] orders::SpreadNow spreadOf(const core::MarketId& /*market*/) const override { return {}; }
    [[nodiscard]] core::Price closingPrice(const core::MarketId& /*market*/, core::Side /*side*/) const override
    {
        return {}; // a storm closes no position
    }
    [[nodiscard]] bool isOver() const
    {
        return static_cast<int>(m_sent.size()) >= m_settings.orders - m_settings.rebalanced;
    }

Q_SIGNALS:
    void over();

private:
    static constexpr std::chrono::milliseconds beat{4};

    void turn();
    void place();
    void disturb();
    /// Orders of its markets that may still work.
    [[nodiscard]] std::vector<orders::ClientOrderId> live() const;

    execution::ExecutionEngine& m_desk;
    const core::Clock& m_clock;
    StormSettings m_settings;
    std::function<core::Price(const core::MarketId&)> m_mid;
    std::vector<core::Instrument> m_markets;
    std::mt19937_64 m_random;
    std::vector<orders::ClientOrderId> m_sent;
    QTimer m_timer;
};

} // namespace leadline::drill
