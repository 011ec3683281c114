// SPDX-License-Identifier: MIT
/// Questions to Alpaca's REST services besides orders, and their answers. Texts alone: somebody else carries them.
#pragma once

#include "engine/core/stock.h"
#include "engine/equities/market_hours.h"
#include "engine/venues/alpaca/alpaca_protocol.h"
#include "engine/venues/instrument_catalogue.h"
#include "engine/venues/rest_error.h"

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace leadline::venues::alpaca
{

/// Of every request; nothing else signs it.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> headers(const Credentials& credentials);
/// What an answer that is no success says: `{"code":40310000,"message":"insufficient buying power"}`.
[[nodiscard]] RestError readError(int status, std::string_view body);

// Of the data service: https://data.alpaca.markets.

[[nodiscard]] std::string snapshotsPath(std::span<const core::Symbol> symbols, Feed feed);
/// In the answer's order; symbols that the feed does not know are left out. The answer to a single symbol will do.
/// The close before is that of the day before the newest quote or trade: until the open, the newest daily bar is it.
[[nodiscard]] core::Result<std::vector<core::StockSnapshot>> readSnapshots(std::string_view json);

struct BarsQuestion {
    std::span<const core::Symbol> symbols;
    core::Timestamp start; ///< of the first minute ...
    core::Timestamp end; ///< ... and of the last
    Feed feed = Feed::Sip;
    std::string_view page = {}; ///< where the answer before this one ended
};
/// Bars of one minute, as traded, by symbol and time.
[[nodiscard]] std::string barsPath(const BarsQuestion& question);
struct BarsPage {
    std::vector<core::StockBar> bars;
    std::string nextPage; ///< empty: there is no more
};
/// Histories and newest bars, of one symbol or of several.
[[nodiscard]] core::Result<BarsPage> readBars(std::string_view json);

// Of the trading service: https://api.alpaca.markets, and that of practice accounts.

/// Every US stock that is active.
[[nodiscard]] std::string assetsPath();
/// Leaves out what is no US stock, and names longer than a symbol can be.
[[nodiscard]] core::Result<std::vector<core::StockAsset>> readAssets(std::string_view json);
/// Those that are active and can be traded, as instruments of a venue that tells of stocks.
[[nodiscard]] InstrumentCatalogue instrumentsOf(std::span<const core::StockAsset> assets, core::VenueId venue);

struct MarketClock {
    core::Timestamp now; ///< the venue's
    bool isOpen = false;
    core::Timestamp nextOpen;
    core::Timestamp nextClose;

    bool operator==(const MarketClock&) const = default;
};
[[nodiscard]] std::string clockPath();
[[nodiscard]] core::Result<MarketClock> readClock(std::string_view json);

/// Both days included.
[[nodiscard]] std::string calendarPath(std::chrono::year_month_day from, std::chrono::year_month_day to);
/// Regular hours of trading days; times with a colon or without one.
[[nodiscard]] core::Result<std::vector<equities::MarketDay>> readCalendar(std::string_view json);

} // namespace leadline::venues::alpaca
