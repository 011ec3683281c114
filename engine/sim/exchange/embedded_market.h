// SPDX-License-Identifier: MIT
/// One instrument of one venue of the embedded market: matching engine, crowd, and accounts' orders.
#pragma once

#include "engine/core/instrument.h"
#include "engine/core/time.h"
#include "engine/sim/exchange/market_publisher.h"
#include "engine/sim/exchange/matching_engine.h"
#include "engine/sim/exchange/order_flow_agents.h"
#include "engine/sim/exchange/played_market.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>

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
    bool mayBeSmall = false; ///< the least notional is not asked for: it closes a position
};

struct EmbeddedMarketSettings {
    std::string symbol = "ETHUSDT"; ///< as the venue writes it
    core::Pair pair{core::Asset("ETH"), core::Asset("USDT")};
    core::Price tick = core::Price::fromRaw(10'000'000); ///< 0.01
    core::Quantity lot = core::Quantity::fromRaw(1'000'000); ///< 0.001
    core::Price openingPrice = core::Price::fromRaw(2'681'620'000'000); ///< 2681.62; the same at every venue
    core::Quantity largest = core::Quantity::fromRaw(10'000'000'000'000); ///< that an order may have
    core::Quantity contractSize{}; ///< of an inverse contract, in the quote currency; zero: sizes are coins
    core::Notional minimumNotional = core::Notional::fromRaw(static_cast<core::Int128>(20) * 1'000'000'000'000'000'000);
    core::Quantity coins = core::Quantity::fromRaw(300'000'000'000); ///< what an account of coins begins with
    NewsSettings news;
    double marketShare = 1; ///< how much of the whole market's moves the pair makes
    std::optional<NewsSettings> ownNews; ///< nothing: it goes with the market alone
    CrowdSettings crowd;
    std::uint64_t seed = 1; ///< of the whole market's path, shared by all venues and pairs
    std::uint64_t ownSeed = 1; ///< of the pair's own news, shared by all venues
    std::uint64_t crowdSeed = 1; ///< of this venue's crowd
    core::Duration lag{}; ///< how much later than elsewhere the efficient price is known here
    core::Duration depthInterval = std::chrono::milliseconds(100);

    [[nodiscard]] Ticks openingTicks() const { return openingPrice.raw() / tick.raw(); }
    /// Orders have prices between these two.
    [[nodiscard]] Ticks lowestTicks() const;
    [[nodiscard]] Ticks highestTicks() const;
    /// With as many decimals as the tick has.
    [[nodiscard]] std::string priceText(Ticks ticks) const;
};

/// Deterministic: the same settings and the same calls give the same events. Thread: its owner's.
class EmbeddedMarket final : public PlayedMarket, private MatchListener
{
public:
    using OrderEvents = std::function<void(const ClientOrderEvent&)>;

    EmbeddedMarket(const EmbeddedMarketSettings& settings, core::Timestamp start, OrderEvents orderEvents);

    /// Where the public events go; set once, before the first advance().
    void publishTo(PublicEvents& events) { m_publisher.publishTo(events); }

    void advance(core::Timestamp now) override;
    void skipTo(core::Timestamp now) override;
    /// Nobody looked for long: the price went on as at the other venues, and a new crowd stands around it. No order of
    /// a client may be working.
    void reopenAt(core::Timestamp now);
    void submit(const ClientOrder& order);
    /// Why submit() would reject the order now; empty: it would not.
    [[nodiscard]] std::string_view objectionTo(const ClientOrder& order) const;
    /// Somebody takes part of a resting order out of turn. False when it is not resting, or too small to be parted.
    bool fillPart(std::uint64_t clientId);
    /// Cancelling what is not working is answered by CancelRejected.
    void cancel(std::uint64_t clientId);
    void shock(Ticks ticks) override { m_agents.shock(ticks); }
    [[nodiscard]] Ticks stepsOf(double share) const override
    {
        return static_cast<Ticks>(share * static_cast<double>(m_settings.openingTicks()));
    }

    [[nodiscard]] const EmbeddedMarketSettings& settings() const { return m_settings; }
    [[nodiscard]] const std::string& symbol() const { return m_settings.symbol; }
    [[nodiscard]] core::Timestamp now() const override { return m_now; }
    [[nodiscard]] const BidTotals& bids() const { return m_publisher.bids(); }
    [[nodiscard]] const AskTotals& asks() const { return m_publisher.asks(); }
    [[nodiscard]] std::uint64_t updateId() const { return m_publisher.updateId(); }
    [[nodiscard]] bool hasWorkingOrders() const { return !m_working.empty(); }
    /// How much has happened so far: news and deeds of the crowd.
    [[nodiscard]] std::uint64_t events() const { return m_agents.events(); }
    [[nodiscard]] core::Price bestPrice(core::Side side) const;
    /// With as many decimals as the tick, or the lot, has.
    [[nodiscard]] std::string priceText(Ticks ticks) const { return priceOf(ticks).text(m_priceDecimals); }
    [[nodiscard]] std::string sizeText(Lots lots) const { return sizeOf(lots).text(m_sizeDecimals); }

private:
    struct Working {
        std::uint64_t clientId = 0;
        Lots left = 0;
    };

    void levelChanged(core::Side side, Ticks price, Lots total) override;
    void matched(
        core::Side takerSide, OrderHandle taker, OrderHandle maker, Ticks price, Lots size, Lots makerLeft) override;

    [[nodiscard]] core::Price priceOf(Ticks ticks) const { return core::Price::fromRaw(m_settings.tick.raw() * ticks); }
    [[nodiscard]] Ticks ticksOf(core::Price price) const { return price.raw() / m_settings.tick.raw(); }
    [[nodiscard]] bool crosses(const ClientOrder& order) const;
    [[nodiscard]] core::Quantity sizeOf(Lots lots) const
    {
        return core::Quantity::fromRaw(m_settings.lot.raw() * lots);
    }

    EmbeddedMarketSettings m_settings;
    int m_priceDecimals;
    int m_sizeDecimals;
    OrderEvents m_orderEvents;
    core::Timestamp m_now;
    MarketPublisher m_publisher;
    MatchingEngine m_engine;
    OrderFlowAgents m_agents;
    core::Timestamp m_nextDepth;

    std::unordered_map<OrderHandle, Working> m_working;
    std::unordered_map<std::uint64_t, OrderHandle> m_handles;
    std::uint64_t m_submitting = 0; ///< client id of the order being matched; 0: none
    Lots m_submittingLeft = 0;
};

} // namespace leadline::sim
