// SPDX-License-Identifier: MIT
/// What commands on stocks share: the market that is meant, its keys, a session that runs.
#pragma once

#include "app/commands/commands.h"
#include "app/settings/stock_options.h"

#include <memory>
#include <optional>
#include <string>

namespace leadline::core
{
class Clock;
}
namespace leadline::session
{
class StockService;
class TradingSession;
} // namespace leadline::session

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

/// A session that follows stocks alone, and the clock it lives by.
class StockSession
{
public:
    enum class Use : std::uint8_t { Looks, Trades };

    StockSession();
    ~StockSession();

    /// Prints what is wrong on stderr and gives the exit code, or nothing. Who only looks needs no journal, which a
    /// window may be writing.
    [[nodiscard]] std::optional<int> open(const StockArguments& arguments, Use use, const Settings& settings);
    void end();

    [[nodiscard]] StockPlace place() const { return m_place; }
    [[nodiscard]] session::StockService& stocks();
    [[nodiscard]] const core::Clock& clock() const { return *m_clock; }

private:
    /// Its addresses, keys and clock.
    core::Result<void> findMarket(
        const StockArguments& arguments, const Settings& settings, session::StockOptions& options);

    StockPlace m_place = StockPlace::Embedded;
    std::unique_ptr<core::Clock> m_system;
    std::unique_ptr<core::Clock> m_clock;
    std::unique_ptr<session::TradingSession> m_session;
};

} // namespace leadline::app
