// SPDX-License-Identifier: MIT
/// What the day has told of each stock: moves of its price, halts.
#pragma once

#include "engine/core/events.h"
#include "engine/picks/gap_window.h"
#include "engine/picks/halt_state.h"

#include <cstdint>
#include <span>
#include <unordered_map>

namespace leadline::picks
{

/// Follows streams and pictures of the moment for as many symbols as they name, by event time. Thread: one, whichever
/// owns it.
class MarketWatch
{
public:
    static constexpr std::size_t mostSymbols = 20'000; ///< more than US exchanges list; further ones are not followed

    MarketWatch(core::Duration gapWindow, const HaltSettings& halts);

    /// From now on. A longer window knows of no more than was kept; bars fill it.
    void setRules(core::Duration gapWindow, const HaltSettings& halts);
    [[nodiscard]] core::Duration gapWindow() const { return m_gapWindow; }
    void setCalendar(equities::TradingCalendar calendar);
    /// Halt notices are heard from now on; those before may have been missed. To be called whenever their stream
    /// begins.
    void noticesBegin(core::Timestamp at);
    /// Trades, touches, one-level books, halts and bands; all else is passed over. What is stamped later than its
    /// receipt by more than clocks differ is counted and ignored.
    void heard(const core::MarketMessage& message);
    void heard(const core::StockSnapshot& snapshot, core::Timestamp at);
    void heard(const core::StockAsset& asset, core::Timestamp at);
    /// Minute bars of one or more symbols, to know of the minutes before the stream began.
    void heard(std::span<const core::StockBar> bars, core::Timestamp at);

    [[nodiscard]] GapReading gap(const core::Symbol& symbol, core::Timestamp now);
    [[nodiscard]] HaltReading halt(const core::Symbol& symbol, core::Timestamp now) const;
    [[nodiscard]] std::size_t size() const { return m_stocks.size(); }
    [[nodiscard]] std::uint64_t ignored() const
    {
        return m_ignored;
    } ///< messages from the future, symbols beyond the most

private:
    struct Stock {
        GapWindow gap;
        HaltState halt;
    };

    [[nodiscard]] Stock* stockOf(const core::Symbol& symbol);

    core::Duration m_gapWindow;
    HaltContext m_context;
    std::unordered_map<core::Symbol, Stock> m_stocks;
    std::uint64_t m_ignored = 0;
};

} // namespace leadline::picks
