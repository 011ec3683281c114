// SPDX-License-Identifier: MIT
/// One instrument of the embedded market: matching engine, crowd, accounts' orders, and what Binance would publish.
#pragma once

#include "engine/core/instrument.h"
#include "engine/core/time.h"
#include "engine/sim/matching_engine.h"
#include "engine/sim/order_flow_agents.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace leadline::sim
{

/// What happens to an order of a client.
struct ClientOrderEvent {
    enum class Kind : std::uint8_t { Accepted, Filled, Cancelled, Rejected, CancelRejected };

    Kind kind = Kind::Accepted;
    std::uint64_t clientId = 0;
    core::Timestamp time;
    core::Price price; ///< of the fill
    core::Quantity size; ///< of the fill, or what was cancelled
    core::Quantity left;
    bool isMaker = false; ///< of the fill
    core::Quantity ahead; ///< Accepted: size queued before it at its price
    std::string_view why; ///< Rejected, CancelRejected
};

struct ClientOrder {
    std::uint64_t clientId = 0; ///< unique for ever; the client's choice
    core::Side side = core::Side::Bid;
    core::Price price;
    core::Quantity size;
    TimeInForce timeInForce = TimeInForce::GoodTillCancel;
};

/// What goes out on a stream, as Binance USD-M writes it.
enum class Stream : std::uint8_t { DepthDiff, DepthFrame, BookTicker, Trade, AggTrade };

struct EmbeddedMarketSettings {
    std::string symbol = "ETHUSDT";
    core::Price tick = core::Price::fromRaw(10'000'000); ///< 0.01
    core::Quantity lot = core::Quantity::fromRaw(1'000'000); ///< 0.001
    core::Price openingPrice = core::Price::fromRaw(2'681'620'000'000); ///< 2681.62
    core::Notional minimumNotional = core::Notional::fromRaw(static_cast<core::Int128>(20) * 1'000'000'000'000'000'000);
    CrowdSettings crowd;
    std::uint64_t seed = 1;
    core::Duration depthInterval = std::chrono::milliseconds(100);
};

/// Deterministic: the same settings and the same calls give the same messages. Thread: its owner's.
class EmbeddedMarket final : private MatchListener
{
public:
    using Publish = std::function<void(Stream, const std::string& payload)>;
    using OrderEvents = std::function<void(const ClientOrderEvent&)>;

    EmbeddedMarket(
        const EmbeddedMarketSettings& settings, core::Timestamp start, Publish publish, OrderEvents orderEvents);

    /// Plays the market up to `now`; messages come out in order.
    void advance(core::Timestamp now);
    /// Goes on at `now` as if no time had passed: after the computer slept, or its clock was set.
    void skipTo(core::Timestamp now);
    void submit(const ClientOrder& order);
    /// Cancelling what is not working is answered by CancelRejected.
    void cancel(std::uint64_t clientId);
    void shock(Ticks ticks) { m_agents.shock(ticks); }

    /// `GET /fapi/v1/depth`, up to `limit` levels a side.
    [[nodiscard]] std::string depthJson(std::size_t limit) const;
    /// `GET /fapi/v1/exchangeInfo`
    [[nodiscard]] std::string exchangeInfoJson() const;
    [[nodiscard]] const std::string& symbol() const { return m_settings.symbol; }
    [[nodiscard]] core::Timestamp now() const { return m_now; }

private:
    struct Working {
        std::uint64_t clientId = 0;
        Lots left = 0;
    };
    struct Fill {
        core::Side takerSide;
        Ticks price;
        Lots size;
    };

    void levelChanged(core::Side side, Ticks price, Lots total) override;
    void matched(
        core::Side takerSide, OrderHandle taker, OrderHandle maker, Ticks price, Lots size, Lots makerLeft) override;

    void settle(core::Timestamp at);
    void publishTouch(core::Timestamp at);
    void publishTrades(core::Timestamp at);
    void publishDepth(core::Timestamp at);
    [[nodiscard]] std::string levelsJson(core::Side side, std::size_t limit) const;
    [[nodiscard]] std::string priceText(Ticks ticks) const;
    [[nodiscard]] std::string sizeText(Lots lots) const;
    [[nodiscard]] core::Price priceOf(Ticks ticks) const { return core::Price::fromRaw(m_settings.tick.raw() * ticks); }
    [[nodiscard]] core::Quantity sizeOf(Lots lots) const
    {
        return core::Quantity::fromRaw(m_settings.lot.raw() * lots);
    }
    [[nodiscard]] std::string stamp(core::Timestamp at) const { return std::to_string(core::millisecondsOf(at)); }

    EmbeddedMarketSettings m_settings;
    Publish m_publish;
    OrderEvents m_orderEvents;
    core::Timestamp m_now;
    MatchingEngine m_engine;
    OrderFlowAgents m_agents;

    // Totals by price, best first, as published books are read far more often than they are rebuilt.
    std::map<Ticks, Lots, std::greater<>> m_bids;
    std::map<Ticks, Lots> m_asks;
    std::map<Ticks, Lots, std::greater<>> m_changedBids;
    std::map<Ticks, Lots> m_changedAsks;

    std::uint64_t m_updateId = 5'000'000'000'000;
    std::uint64_t m_publishedId = 0; ///< `u` of the last diff
    std::uint64_t m_frameId = 0; ///< `u` of the last frame
    core::Timestamp m_nextDepth;
    std::uint64_t m_tradeId = 4'000'000'000;
    std::uint64_t m_aggregateId = 2'000'000'000;
    std::vector<Fill> m_fills;
    struct Touch {
        Ticks bid = 0;
        Ticks ask = 0;
        Lots bidSize = 0;
        Lots askSize = 0;
        bool operator==(const Touch&) const = default;
    } m_touch;

    std::unordered_map<OrderHandle, Working> m_working;
    std::unordered_map<std::uint64_t, OrderHandle> m_handles;
    std::uint64_t m_submitting = 0; ///< client id of the order being matched; 0: none
    Lots m_submittingLeft = 0;
};

} // namespace leadline::sim
