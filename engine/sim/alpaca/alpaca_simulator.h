// SPDX-License-Identifier: MIT
/// Alpaca: trading, market data and streams; and Polygon's snapshots of the same stocks beside it.
#pragma once

#include "engine/sim/alpaca/alpaca_account.h"
#include "engine/sim/alpaca/alpaca_data_stream.h"
#include "engine/sim/alpaca/alpaca_trade_stream.h"
#include "engine/sim/alpaca/alpaca_trading_rest.h"
#include "engine/sim/alpaca/stock_data_rest.h"
#include "engine/sim/protocol/venue_simulator.h"

#include <set>

namespace leadline::sim
{

struct AlpacaSettings {
    StockMarketSettings market;
    AlpacaTerms terms;
    AlpacaStreamTerms streams;
    int tradingRequests = 200; ///< a minute; zero: as many as come
    int dataRequests = 10'000; ///< the same
};

/// Thread: its owner's.
class AlpacaSimulator final : public VenueSimulator, public StockEvents
{
public:
    AlpacaSimulator(StockMarket& market, const AlpacaSettings& settings);

    void handshake(ClientId client, const RestRequest& request) override;
    void connected(ClientId client, std::string_view path, std::string_view query) override;
    void received(ClientId client, std::string_view text) override;
    void disconnected(ClientId client) override;
    [[nodiscard]] bool sendsBinary(ClientId client) const override;
    [[nodiscard]] RestAnswer rest(const RestRequest& request) override;
    [[nodiscard]] const AlpacaAccount* stockAccount() const override { return &m_account; }
    void fillNewest() override { m_account.fillNewest(); }
    [[nodiscard]] TradeAction actionOf(const RestRequest& request) const override
    {
        return AlpacaTradingRest::actionOf(request);
    }
    [[nodiscard]] std::optional<RestAnswer> refusal(TradeFault fault, const RestRequest& request) override;
    [[nodiscard]] RestAnswer serverError(RequestFate fate) const override;
    void endSessions() override { m_tradeStream.endSessions(); }
    void tick(core::Timestamp now) override { m_dataStream.tick(now); }

    void quoted(StockIndex stock, const StockQuote& quote) override;
    void traded(StockIndex stock, const StockTrade& trade) override;
    void noticed(StockIndex stock, const StockNotice& notice) override;
    void bandsMoved(StockIndex stock, const StockBands& bands) override { m_dataStream.bandsMoved(stock, bands); }
    void minuteEnded(StockIndex stock, const StockMinute& minute) override { m_dataStream.minuteEnded(stock, minute); }
    void sessionBegan(const equities::MarketPhase& phase) override { m_account.sessionBegan(phase); }
    void orderChanged(const StockOrderEvent& event) override { m_account.heard(event); }

    [[nodiscard]] AlpacaAccount& trading() { return m_account; }

private:
    /// Requests of the running minute.
    struct Window {
        int most = 0;
        core::Timestamp minute;
        int count = 0;
    };
    struct Handshake {
        bool isAuthorized = false;
        bool isPacked = false;
    };

    /// Counts one; nothing while there are some left, the refusal otherwise. Headers tell in both cases.
    [[nodiscard]] std::optional<RestAnswer> count(Window& window, RestAnswer::Headers& headers) const;
    [[nodiscard]] RestAnswer tradingRest(const RestRequest& request);
    [[nodiscard]] RestAnswer dataRest(const RestRequest& request);
    [[nodiscard]] RestAnswer polygonRest(const RestRequest& request) const;
    [[nodiscard]] StockDataTrouble trouble(bool isPolygon) const;

    StockMarket& m_market;
    AlpacaAccount m_account;
    AlpacaTradingRest m_tradingRest;
    AlpacaDataStream m_dataStream;
    AlpacaTradeStream m_tradeStream;
    StockFeed m_feed;
    Window m_tradingWindow;
    Window m_dataWindow;
    std::map<ClientId, Handshake> m_handshakes;
};

} // namespace leadline::sim
