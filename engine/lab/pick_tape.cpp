// SPDX-License-Identifier: MIT
#include "engine/lab/pick_past.h"
#include "engine/lab/pick_study.h"

#include "engine/desk/desk.h"
#include "engine/equities/exchange_calendar.h"
#include "engine/replay/replay.h"
#include "engine/risk/risk.h"
#include "engine/routing/venue_choice.h"

#include <deque>
#include <map>

namespace leadline::lab
{

namespace
{

using core::MarketMessage;
using core::Side;

/// Best first, sizes in coins or shares.
std::vector<core::Level> levelsOf(const desk::Market& market, Side side)
{
    const book::BookSide& whole = market.book().side(side);
    std::vector<core::Level> levels;
    for (std::size_t i = 0; i < std::min(whole.size(), picks::depthLevels); ++i) {
        levels.push_back({whole[i].price, market.instrument().baseSize(whole[i].price, whole[i].size)});
    }
    return levels;
}

/// Coins trade around the clock; the days of stocks begin where the recording does.
equities::TradingCalendar calendarFor(const desk::Market& market, core::Timestamp time)
{
    if (market.instrument().pair.kind != core::Kind::Stock) {
        return equities::TradingCalendar({{.day = std::chrono::year_month_day(std::chrono::sys_days{}),
            .opens = core::Timestamp{},
            .closes = core::Timestamp::max()}});
    }
    const auto today = std::chrono::floor<std::chrono::days>(time);
    return equities::TradingCalendar(equities::tradingDays(today - std::chrono::days(1), today + std::chrono::days(7)));
}

/// Scans and sends along the events of the recordings.
class PickRun final : private desk::MarketListener
{
public:
    PickRun(const desk::DeskSettings& settings, const PickStudySettings& study)
        : m_study(study)
        , m_desk(settings, *this)
    {
    }

    [[nodiscard]] desk::Desk& desk() { return m_desk; }
    /// Those of the time that each market's recording has. A book stays as it was when its recording ended, while
    /// others go on.
    [[nodiscard]] std::vector<PickOrder> takeOrders()
    {
        std::erase_if(
            m_orders, [this](const PickOrder& order) { return order.sent > m_desk.find(order.market)->time(); });
        return std::move(m_orders);
    }

    /// A message with that event time comes next.
    void before(core::Timestamp time)
    {
        sendDue(time);
        const std::int64_t step = core::nanosecondsOf(time) / m_study.every.count();
        if (m_step != 0 && step > m_step) {
            scan(core::fromNanoseconds(step * m_study.every.count()));
            sendDue(time);
        }
        m_step = std::max(m_step, step);
    }
    void after(const desk::Market& market, const MarketMessage& message)
    {
        const bool isStamped = message.eventTime() != core::Timestamp{};
        Known& known = knownOf(market, isStamped ? message.eventTime() : message.receiveTime);
        if (message.kind == MarketMessage::Kind::Halt) {
            known.context->noticesFrom = known.context->noticesFrom.value_or(message.eventTime());
            known.past.told(message.halt);
        } else if (message.kind == MarketMessage::Kind::Bands) {
            known.past.told(message.bands);
        } else if (message.kind == MarketMessage::Kind::Book && market.tracker().isInSync()) {
            const auto priceAt = [&](Side side) {
                const auto best = market.book().best(side);
                return best ? best->price : core::Price{};
            };
            known.hasBegun = known.hasBegun || market.tracker().isUsable();
            known.past.quoted(message.eventTime(), priceAt(Side::Bid), priceAt(Side::Ask));
        }
    }

private:
    struct Known {
        PickPast past;
        picks::HaltContext* context = nullptr;
        std::size_t number = 0; ///< of the markets, as they came
        bool hasBegun = false; ///< there was a book
    };
    struct Waiting {
        const desk::Market* market = nullptr;
        PickOrder order;
    };

    void sampled(const desk::Market& /*market*/, const features::FeatureSet& /*features*/) override { }
    void bookMoved(const desk::Market& /*market*/, const core::BookUpdate* /*update*/) override { }
    void traded(const desk::Market& market, const core::Trade& trade) override
    {
        Known& known = knownOf(market, trade.eventTime);
        known.past.traded(trade.eventTime, trade.price, *known.context);
    }

    Known& knownOf(const desk::Market& market, core::Timestamp time)
    {
        const auto found = m_known.find(&market);
        if (found != m_known.end()) {
            return found->second;
        }
        // Silence of one is judged while others of its venue trade.
        auto [context, isNew] = m_contexts.try_emplace(market.instrument().id.venue);
        if (isNew) {
            context->second.settings = m_study.rules.halts;
            context->second.calendar = calendarFor(market, time);
        }
        return m_known
            .emplace(
                &market, Known{.past = PickPast(m_study.rules), .context = &context->second, .number = m_known.size()})
            .first->second;
    }

    void scan(core::Timestamp now)
    {
        ++m_scans;
        for (const auto& market : m_desk.markets()) {
            const auto found = m_known.find(market.get());
            // A book that was lost is a hole of the recording, and no word about the market.
            if (found == m_known.end() || !found->second.hasBegun || !market->tracker().isInSync()) {
                continue;
            }
            Known& known = found->second;
            const bool isTouchOnly = routing::isTouchOnly(market->instrument(), market->book());
            picks::SymbolQuote quote{.snapshot = {.symbol = market->instrument().id.symbol}};
            const auto bids = levelsOf(*market, Side::Bid);
            const auto asks = levelsOf(*market, Side::Ask);
            quote.snapshot.bid = bids.empty() ? core::Level{} : bids.front();
            quote.snapshot.ask = asks.empty() ? core::Level{} : asks.front();
            quote.snapshot.quoteTime = market->bookTime();
            if (!isTouchOnly) {
                quote.bids = bids;
                quote.asks = asks;
            }
            m_waiting.push_back({market.get(),
                {.market = market->instrument().id,
                    .scanned = now,
                    .sent = now + m_study.after,
                    .side = pickSide(m_scans, known.number),
                    .words = known.past.judge(quote, now, *known.context, m_study.rules)}});
        }
    }

    void sendDue(core::Timestamp time)
    {
        while (!m_waiting.empty() && m_waiting.front().order.sent <= time) {
            Waiting waiting = m_waiting.front();
            m_waiting.pop_front();
            if (waiting.market->tracker().isInSync()) {
                take(waiting);
                m_orders.push_back(waiting.order);
            }
        }
    }

    /// What stands inside the collar now.
    void take(Waiting& waiting)
    {
        PickOrder& order = waiting.order;
        const desk::Market& market = *waiting.market;
        const Known& known = m_known.at(&market);
        if (!market.tracker().isUsable() || known.past.isHalted(order.sent, *known.context)) {
            return; // one side alone, or a halt: nothing can be had
        }
        const core::Price mid = market.book().mid();
        const core::Price limit = risk::collarPrice(mid, order.side, market.instrument(), m_desk.settings().risk);
        const double whole = m_study.notional / mid.toDoubleLossy();
        double left = whole;
        double value = 0;
        const book::BookSide& other = market.book().side(core::opposite(order.side));
        for (std::size_t i = 0; i < other.size() && left > 0; ++i) {
            const core::Level& level = other[i];
            if (order.side == Side::Bid ? level.price > limit : level.price < limit) {
                break;
            }
            const double size = std::min(left, market.instrument().baseSize(level.price, level.size).toDoubleLossy());
            value += size * level.price.toDoubleLossy();
            left -= size;
        }
        const double filled = whole - left;
        order.filledShare = left <= 0 ? 1 : filled / whole;
        if (filled > 0) {
            const double gone = value / filled / mid.toDoubleLossy() - 1;
            order.costBps = (order.side == Side::Bid ? gone : -gone) * 1e4;
        }
    }

    PickStudySettings m_study;
    desk::Desk m_desk;
    std::map<const desk::Market*, Known> m_known;
    std::map<core::VenueId, picks::HaltContext> m_contexts;
    std::deque<Waiting> m_waiting; ///< by when they are sent
    std::vector<PickOrder> m_orders;
    std::int64_t m_step = 0; ///< multiple of `every`
    std::size_t m_scans = 0;
};

} // namespace

core::Result<PickStudyResult> runPickStudy(
    const StudyTapes& tapes, const desk::DeskSettings& settings, const PickStudySettings& study)
{
    PickRun run(settings, study);
    replay::Replay replay(run.desk(), tapes.venue, tapes.symbols);
    replay.beforeMessage = [&run](const desk::Market& /*market*/, const MarketMessage& message) {
        if (message.eventTime() != core::Timestamp{}) {
            run.before(message.eventTime());
        }
        return true;
    };
    replay.afterMessage = [&run](const desk::Market& market, const MarketMessage& message) {
        run.after(market, message);
        return true;
    };
    auto report = replay.run(tapes.paths);
    if (!report) {
        return std::unexpected(std::move(report.error()));
    }
    PickStudyResult result = comparePicks(run.takeOrders(), study);
    result.replay = std::move(*report);
    return result;
}

} // namespace leadline::lab
