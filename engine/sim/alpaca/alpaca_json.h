// SPDX-License-Identifier: MIT
/// What the Alpaca-like venue says, as JSON: decimals of the trading side in quotes, those of market data as numbers.
#pragma once

#include "engine/json/writer.h"
#include "engine/sim/alpaca/alpaca_account.h"
#include "engine/sim/equities/stock_events.h"

#include <string>
#include <string_view>

namespace leadline::sim
{

/// Whose quotes and trades: of all exchanges, or of IEX alone.
enum class StockFeed : std::uint8_t { Sip, Iex };

/// IEX's own best prices: further apart, smaller, and IEX's letter.
[[nodiscard]] StockQuote iexQuote(const StockQuote& quote);
/// True for trades that the feed shows.
[[nodiscard]] bool isSeen(StockFeed feed, const StockTrade& trade);

/// "2021-02-22T15:51:45.335689322Z"
[[nodiscard]] std::string nanoText(core::Timestamp time);
/// "2026-11-20T09:34:30-05:00"
[[nodiscard]] std::string newYorkIso(core::Timestamp time);
/// "2026-11-20"
[[nodiscard]] std::string dateText(std::chrono::year_month_day day);
/// "09:30" with ':' between, "0930" without.
[[nodiscard]] std::string clockText(core::Timestamp time, std::string_view between = ":");

[[nodiscard]] std::string refusalJson(const AlpacaRefusal& refusal);
/// `legs`: a list of orders; null where they are not told.
[[nodiscard]] std::string orderJson(const AlpacaOrder& order, std::string_view legs = "null");
/// With its legs inside.
[[nodiscard]] std::string groupJson(const AlpacaAccount& account, const AlpacaOrder& order);
[[nodiscard]] std::string accountJson(const AlpacaAccount& account);
[[nodiscard]] std::string positionJson(const AlpacaAccount& account, StockIndex stock);
[[nodiscard]] std::string assetJson(const StockListing& listing);
[[nodiscard]] std::string fillActivityJson(const AlpacaFill& fill, const AlpacaOrder& order);
[[nodiscard]] std::string fillActivityId(const AlpacaFill& fill);
/// The data of one message of trade_updates.
[[nodiscard]] std::string tradeUpdateJson(const AlpacaEvent& event, core::Timestamp now, std::uint64_t number);

/// Fields behind `"T"` and `"S"` where the stream sends it; a whole object where REST does.
void addQuote(json::ObjectWriter& to, const StockListing& listing, const StockQuote& quote);
void addTrade(json::ObjectWriter& to, const StockListing& listing, const StockTrade& trade);
void addMinute(json::ObjectWriter& to, const StockMinute& minute);

} // namespace leadline::sim
