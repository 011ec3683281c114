// SPDX-License-Identifier: MIT
/// Kraken's names and JSON of orders, executions, trades and balances.
#pragma once

#include "engine/sim/exchange/trading_account.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace leadline::sim::kraken
{

/// `"name":"value"`
[[nodiscard]] std::string quoted(std::string_view name, const std::string& value);
/// `"name":value`
[[nodiscard]] std::string number(std::string_view name, const std::string& value);
/// "buy"
[[nodiscard]] std::string sideText(core::Side side);

/// "OABCDE-..." of a number.
[[nodiscard]] std::string orderName(std::uint64_t id);
/// And back; zero for what is no such name.
[[nodiscard]] std::uint64_t orderId(std::string_view name);
/// "TABCDE-..." of a number.
[[nodiscard]] std::string fillName(std::uint64_t id);

/// As OpenOrders, ClosedOrders and QueryOrders list it.
[[nodiscard]] std::string orderJson(const TradingAccount& account, const AccountOrder& order);
/// As OpenOrders tells of them; empty `clientId`: all.
[[nodiscard]] std::string openOrdersJson(const TradingAccount& account, std::string_view clientId);
/// As ClosedOrders does: those that came since, the newest first, a page of them and how many there are.
[[nodiscard]] std::string closedOrdersJson(
    const TradingAccount& account, std::string_view clientId, core::Timestamp since);
/// What balances are told of: currencies before the coins that are traded for them.
[[nodiscard]] std::vector<core::Asset> listedAssets(const TradingAccount& account);
/// As BalanceEx lists them.
[[nodiscard]] std::string balancesJson(const TradingAccount& account);
/// As OpenPositions lists what was traded with borrowed coins.
[[nodiscard]] std::string positionsJson(const TradingAccount& account);
/// As TradesHistory lists them, from that time on: the newest first, a page behind so many, and how many there are.
[[nodiscard]] std::string tradesJson(const TradingAccount& account, core::Timestamp from, int offset);
/// An entry of the channel "executions" about an order: `what` is its exec_type.
[[nodiscard]] std::string executionJson(
    const TradingAccount& account, const AccountOrder& order, std::string_view what);
/// The same about a trade of it.
[[nodiscard]] std::string tradeJson(const TradingAccount& account, const AccountOrder& order, const AccountFill& fill);

} // namespace leadline::sim::kraken
