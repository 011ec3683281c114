// SPDX-License-Identifier: MIT
/// What commands on stocks share: the market that is meant, its keys, an engine that runs.
#pragma once

#include "app/commands/commands.h"
#include "app/settings/stock_options.h"
#include "engine/session/stock_service.h"
#include "engine/session/trading_session.h"

#include <memory>
#include <optional>
#include <string>

namespace leadline::app
{

/// Which market of stocks `picks` and `rebalance` work on.
struct StockArguments {
    bool paper = false;
    bool live = false;
    std::string start; ///< New York time at which the embedded market begins; empty: the setting
    std::string fault; ///< of the embedded venue: a sim::TradeFault, ":N" behind it; empty: none
    int connect = 0; ///< port of an embedded market that is served elsewhere; zero: one of our own
    double speed = 1; ///< of the embedded market's clock
};

/// --paper, --live, and those of the embedded market.
void addMarketOptions(CLI::App& command, StockArguments& market);

/// An engine that follows stocks alone, and the clock it lives by.
class StockSession
{
public:
    enum class Use : std::uint8_t { Looks, Trades };

    /// Says what is wrong on stderr and gives the exit code, or nothing. Who only looks needs no journal, which a
    /// window may be writing.
    [[nodiscard]] std::optional<int> open(const StockArguments& arguments, Use use, const Settings& settings);
    void end() { m_engine->stop(); }

    [[nodiscard]] StockPlace place() const { return m_place; }
    [[nodiscard]] session::StockService& stocks() { return m_engine->stocks(); }
    [[nodiscard]] const core::Clock& clock() const { return *m_clock; }

private:
    StockPlace m_place = StockPlace::Embedded;
    std::unique_ptr<core::Clock> m_system;
    std::unique_ptr<core::Clock> m_clock;
    std::unique_ptr<session::TradingSession> m_engine;
};

} // namespace leadline::app
