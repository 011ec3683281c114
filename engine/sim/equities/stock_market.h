// SPDX-License-Identifier: MIT
/// The embedded equities market: 150 US stocks in New York's hours, and clients' orders among a crowd's.
#pragma once

#include "engine/sim/equities/stock_book.h"
#include "engine/sim/equities/stock_crowd.h"
#include "engine/sim/equities/stock_incidents.h"
#include "engine/sim/equities/stock_price.h"
#include "engine/sim/exchange/played_market.h"

#include <deque>
#include <functional>
#include <queue>
#include <unordered_map>
#include <vector>

namespace leadline::sim
{

struct StockMarketSettings {
    std::uint64_t seed = 1;
    bool hasIncidents = true;
    core::Duration history = std::chrono::minutes(40); ///< minute bars of what came before the start
};

/// What is known of one stock at a moment.
struct StockState {
    StockQuote quote; ///< newest published; a silent stock keeps an old one
    StockTrade last;
    core::Price previousClose;
    StockMinute previousDay;
    StockMinute day; ///< since midnight
    StockMinute minute; ///< the one that runs
    StockBands bands;
    StockNotice notice; ///< newest word about trading
    std::deque<StockMinute> minutes; ///< over, oldest first
};

/// Deterministic: the same settings and the same calls give the same events, in whatever steps time passes.
/// Thread: its owner's.
class StockMarket final : public PlayedMarket, private StockBookEvents
{
public:
    StockMarket(const StockMarketSettings& settings, core::Timestamp start);

    /// Who hears the events; set once, before the first advance().
    void publishTo(StockEvents& events) { m_events = &events; }

    void advance(core::Timestamp now) override;
    void skipTo(core::Timestamp now) override;
    [[nodiscard]] core::Timestamp now() const override { return m_now; }
    /// In basis points of every stock's price.
    void shock(std::int64_t steps) override;
    [[nodiscard]] std::int64_t stepsOf(double share) const override;
    /// Calls back at that time, between the market's own events; never from inside of this call.
    void callAt(core::Timestamp when, std::function<void()> call);

    /// Fills come from inside of the call. Where nothing matches now, the order waits.
    void submit(StockIndex stock, const StockOrder& order);
    /// False when it is not resting.
    bool cancel(StockIndex stock, std::uint64_t id);
    bool fillPart(StockIndex stock, std::uint64_t id);

    [[nodiscard]] const StockState& state(StockIndex stock) const { return m_stocks[stock].state; }
    [[nodiscard]] const equities::MarketPhase& phase() const { return m_phase; }
    /// In a session and not halted.
    [[nodiscard]] bool isMatching(StockIndex stock) const { return m_stocks[stock].book.isMatching(); }
    [[nodiscard]] bool isHalted(StockIndex stock) const { return m_stocks[stock].halt != Halt::None; }
    /// The touch as it is, silent or not.
    [[nodiscard]] StockQuote touch(StockIndex stock) const { return m_stocks[stock].book.best(); }
    [[nodiscard]] const std::vector<StockIncident>& incidents() const { return m_incidents; }
    /// Halts the stock now, until somebody resumes it.
    void halt(StockIndex stock, std::string_view reason);
    void resume(StockIndex stock);
    /// Its quotes and trades are told no more, and nobody says so.
    void silence(StockIndex stock) { m_stocks[stock].isSilent = true; }
    /// Moves one stock's price at once, by a share of it.
    void jump(StockIndex stock, double share);

private:
    enum class Halt : std::uint8_t { None, Halted, Paused, QuotesOnly };
    enum class EventKind : std::uint8_t { Quote, Trade, Second, Session, Incident, Resume, Call };

    struct Event {
        core::Timestamp at;
        std::uint64_t order = 0; ///< of equal times, the first made comes first
        EventKind kind = EventKind::Second;
        std::uint64_t subject = 0; ///< a stock, an incident, a call
        std::uint64_t generation = 0; ///< of the stock's plans; older ones are void
        bool operator>(const Event& other) const { return at != other.at ? at > other.at : order > other.order; }
    };

    struct Stock {
        StockBook book;
        StockState state;
        Halt halt = Halt::None;
        bool isSilent = false;
        std::uint64_t generation = 0;
        core::Timestamp limitSince; ///< the touch stands at a band; the epoch: it does not
        core::Price reference; ///< of the bands
        double meanWorth = 0; ///< over about five minutes
        core::Price close; ///< of the day's regular hours
    };

    void bookTraded(core::Price price, core::Quantity size, core::Side taker) override;
    void bookOrderChanged(const StockOrderEvent& event) override;

    void makeHistory(StockIndex index, core::Timestamp from);
    void makeMinute(StockIndex index, core::Timestamp begins);
    void beginSession();
    void beginDay();
    void openRegularHours();
    void closeRegularHours();
    void planDay(core::Timestamp from);
    void planStock(StockIndex index);
    void plan(EventKind kind, core::Timestamp at, std::uint64_t subject = 0, std::uint64_t generation = 0);
    void play(const Event& event);
    void requote(StockIndex index);
    void trade(StockIndex index);
    void publishTouch(StockIndex index);
    void endSecond();
    void watchBands(StockIndex index);
    void moveBands(StockIndex index, core::Price reference);
    void strike(const StockIncident& incident);
    void stop(StockIndex index, Halt how, std::string_view reason);
    void goOn(StockIndex index, Halt to);
    void notice(StockIndex index, core::HaltNotice::What what, std::string_view reason);
    void endMinutes();
    [[nodiscard]] bool isOpen() const { return m_phase.session != equities::MarketSession::Closed; }

    StockMarketSettings m_settings;
    StockPrices m_prices;
    StockCrowd m_crowd;
    StockEvents* m_events = nullptr;
    core::Timestamp m_now;
    equities::MarketPhase m_phase;
    std::vector<Stock> m_stocks;
    std::vector<StockIncident> m_incidents; ///< of the day
    std::priority_queue<Event, std::vector<Event>, std::greater<>> m_queue;
    std::unordered_map<std::uint64_t, std::function<void()>> m_calls;
    std::uint64_t m_generation = 0; ///< of the plans for seconds and sessions
    std::uint64_t m_lastEvent = 0;
    std::uint64_t m_lastTrade = 70'000'000;
    StockIndex m_matching = 0; ///< the stock whose book is at work
};

} // namespace leadline::sim
