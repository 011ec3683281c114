// SPDX-License-Identifier: MIT
/// The trading side of the Alpaca-like venue over REST.
#pragma once

#include "engine/sim/alpaca/alpaca_account.h"
#include "engine/sim/protocol/venue_simulator.h"

#include <optional>

namespace leadline::sim
{

/// Version 2, with clock and calendar of version 3 beside it. Thread: its owner's.
class AlpacaTradingRest
{
public:
    explicit AlpacaTradingRest(AlpacaAccount& account)
        : m_account(account)
    {
    }

    /// Nothing for a path that is not of the trading side. Keys are checked before.
    [[nodiscard]] std::optional<RestAnswer> rest(const RestRequest& request);
    [[nodiscard]] static bool isOurs(std::string_view path);
    [[nodiscard]] static TradeAction actionOf(const RestRequest& request);

private:
    [[nodiscard]] RestAnswer orders(const RestRequest& request);
    [[nodiscard]] RestAnswer order(const RestRequest& request, const std::string& id);
    [[nodiscard]] RestAnswer place(const std::string& body);
    [[nodiscard]] RestAnswer replace(const std::string& id, const std::string& body);
    [[nodiscard]] RestAnswer listOrders(std::string_view query) const;
    [[nodiscard]] RestAnswer cancelAll();
    [[nodiscard]] RestAnswer positions(std::string_view named) const;
    [[nodiscard]] RestAnswer closePositions(std::string_view named, std::string_view query);
    [[nodiscard]] RestAnswer closePosition(StockIndex stock, std::string_view query);
    [[nodiscard]] RestAnswer assets(std::string_view named, std::string_view query) const;
    [[nodiscard]] RestAnswer fills(std::string_view query) const;

    AlpacaAccount& m_account;
};

/// `/v2/clock`, `/v2/calendar`, `/v3/clock` and `/v3/calendar/{market}`; nothing for another path.
[[nodiscard]] std::optional<RestAnswer> clockRest(const RestRequest& request, core::Timestamp now);

} // namespace leadline::sim
