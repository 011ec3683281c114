// SPDX-License-Identifier: MIT
// How a day goes: history, sessions, bands, halts and what else happens to stocks.
#include "engine/sim/equities/stock_market.h"

#include <algorithm>
#include <utility>

namespace leadline::sim
{

using core::HaltNotice;
using core::Price;
using core::Quantity;
using std::chrono::minutes;
using std::chrono::seconds;

namespace
{

/// Limit up, limit down: so long at a band, and then so long a pause.
constexpr seconds limitState{15};
constexpr minutes pauseLength{5};
/// Quotes come back before trades do.
constexpr seconds quotesFirst{10};
constexpr int referenceSeconds = 300;
constexpr int bandsEverySeconds = 30;
constexpr int bandsAgainEverySeconds = 300;
/// Overnight, the deviation of a stock's gain.
constexpr double overnight = 0.005;
constexpr std::size_t mostMinutes = 1'000;
constexpr int samplesOfAMinute = 6;

Price rounded(double worth)
{
    const std::int64_t raw = static_cast<std::int64_t>(worth * 1e9);
    const std::int64_t tick = core::stockTick(Price::fromRaw(raw)).raw();
    return Price::fromRaw((raw + tick / 2) / tick * tick);
}

} // namespace

void StockMarket::planDay(core::Timestamp from)
{
    m_incidents =
        m_settings.hasIncidents ? stockIncidents(m_settings.seed, m_phase.day, from) : std::vector<StockIncident>{};
    for (std::size_t i = 0; i < m_incidents.size(); ++i) {
        if (m_incidents[i].at >= m_now) {
            plan(EventKind::Incident, m_incidents[i].at, i);
        }
    }
}

void StockMarket::makeHistory(StockIndex index, core::Timestamp from)
{
    Stock& stock = m_stocks[index];
    StockState& state = stock.state;
    const StockListing& listing = stockUniverse()[index];
    const StockHabits& habits = habitsOf(listing.tier);
    state.previousClose = listing.openingPrice();
    const double volume = habits.tradesPerSecond * 23'400 * habits.tradeDollars / state.previousClose.toDoubleLossy();
    const Quantity shares = Quantity::fromRaw(static_cast<core::Int128>(volume) * core::decimalScale);
    state.previousDay = {.begins = equities::preMarketOpens(equities::tradingDayBefore(m_phase.day.day)),
        .open = state.previousClose,
        .high = rounded(state.previousClose.toDoubleLossy() * 1.006),
        .low = rounded(state.previousClose.toDoubleLossy() * 0.995),
        .close = state.previousClose,
        .volume = shares,
        .value = state.previousClose * shares,
        .trades = static_cast<std::uint64_t>(volume / 80)};
    state.last = {.id = ++m_lastTrade,
        .price = state.previousClose,
        .size = Quantity::fromRaw(static_cast<core::Int128>(100) * core::decimalScale),
        .exchange = listing.exchangeCode(),
        .time = equities::tradingDayBefore(m_phase.day.day).closes};
    m_prices.reopen(index, overnight);
    if (!listing.isActive) {
        return;
    }
    for (core::Timestamp minute = std::chrono::floor<minutes>(from); minute < m_now; minute += minutes(1)) {
        makeMinute(index, minute);
    }
    stock.meanWorth = m_prices.worth(index);
    if (isOpen()) {
        // The newest quote is as old as they get between two.
        const StockHour hour = stockHourAt(m_phase, m_now);
        const StockQuote quote = m_crowd.quote(index, stock.meanWorth, hour, state.bands);
        stock.book.requote(quote, core::stockTick(quote.bid.price), *this);
        state.quote = quote;
        state.quote.time = m_now - m_crowd.untilQuote(index, hour);
    }
}

void StockMarket::makeMinute(StockIndex index, core::Timestamp begins)
{
    StockState& state = m_stocks[index].state;
    const equities::MarketPhase phase = equities::marketPhaseAt(begins);
    const core::Timestamp ends = std::min<core::Timestamp>(begins + minutes(1), m_now);
    const StockHour hour = stockHourAt(phase, begins);
    const double length = std::chrono::duration<double>(ends - begins).count();
    const std::uint64_t trades =
        phase.session == equities::MarketSession::Closed ? 0 : m_crowd.tradesIn(index, length, hour);
    StockMinute minute{.begins = begins};
    for (const StockIncident& incident : m_incidents) {
        if (incident.kind == StockIncident::Kind::Gap && incident.stock == index && incident.at >= begins
            && incident.at < ends) {
            m_prices.drift(index, incident.share, incident.at, incident.length);
        }
    }
    const std::uint64_t samples = std::min<std::uint64_t>(trades, samplesOfAMinute);
    for (std::uint64_t i = 0; i < samples; ++i) {
        const core::Timestamp at = begins + (ends - begins) * static_cast<std::int64_t>(i) / samplesOfAMinute;
        const double worth = m_prices.moveTo(index, at);
        Quantity size = m_crowd.trade(index, worth, hour).second;
        size = Quantity::fromRaw(size.raw() * static_cast<core::Int128>(trades / samples));
        minute.add(rounded(worth), size);
        state.last.price = rounded(worth);
        state.last.time = at;
    }
    static_cast<void>(m_prices.moveTo(index, ends));
    if (minute.trades == 0) {
        return;
    }
    minute.trades = trades;
    state.day.begins = state.day.trades == 0 ? begins : state.day.begins;
    state.day.open = state.day.trades == 0 ? minute.open : state.day.open;
    state.day.high = std::max(state.day.high, minute.high);
    state.day.low = state.day.trades == 0 ? minute.low : std::min(state.day.low, minute.low);
    state.day.close = minute.close;
    state.day.volume += minute.volume;
    state.day.value += minute.value;
    state.day.trades += minute.trades;
    if (ends - begins == minutes(1)) {
        state.minutes.push_back(minute);
    } else {
        state.minute = minute;
    }
}

void StockMarket::planStock(StockIndex index)
{
    Stock& stock = m_stocks[index];
    ++stock.generation;
    if (!isOpen() || !stockUniverse()[index].isActive) {
        return;
    }
    const StockHour hour = stockHourAt(m_phase, m_now);
    plan(EventKind::Quote, m_now + m_crowd.untilQuote(index, hour), index, stock.generation);
    plan(EventKind::Trade, m_now + m_crowd.untilTrade(index, hour), index, stock.generation);
}

void StockMarket::beginSession()
{
    const equities::MarketSession before = m_phase.session;
    endMinutes();
    m_phase = equities::marketPhaseAt(m_now);
    ++m_generation;
    plan(EventKind::Session, m_phase.ends, 0, m_generation);
    const bool isNewDay = before == equities::MarketSession::Closed && isOpen();
    if (isNewDay) {
        beginDay();
    }
    for (StockIndex i = 0; i < m_stocks.size(); ++i) {
        m_stocks[i].book.setMatching(isOpen() && stockUniverse()[i].isActive && m_stocks[i].halt == Halt::None);
        planStock(i);
    }
    if (isOpen()) {
        plan(EventKind::Second, std::chrono::floor<seconds>(m_now) + seconds(1), 0, m_generation);
    }
    if (m_phase.session == equities::MarketSession::Regular) {
        openRegularHours();
    } else if (before == equities::MarketSession::Regular) {
        closeRegularHours();
    }
    if (m_events != nullptr) {
        m_events->sessionBegan(m_phase);
    }
}

void StockMarket::beginDay()
{
    m_prices.skipTo(m_now);
    for (StockIndex i = 0; i < m_stocks.size(); ++i) {
        Stock& stock = m_stocks[i];
        stock.halt = Halt::None;
        stock.isSilent = false;
        if (stock.state.day.trades > 0) {
            stock.state.previousDay = stock.state.day;
        }
        stock.state.previousClose = stock.close.raw() > 0 ? stock.close : stock.state.previousClose;
        stock.state.day = {};
        m_prices.reopen(i, overnight);
    }
}

void StockMarket::openRegularHours()
{
    // A market that starts in the middle of a day made its plan before its history.
    if (m_incidents.empty() && m_now <= m_phase.day.opens) {
        planDay(m_now);
    }
    for (StockIndex i = 0; i < m_stocks.size(); ++i) {
        if (stockUniverse()[i].isActive && m_stocks[i].halt == Halt::None) {
            m_stocks[i].meanWorth = m_prices.moveTo(i, m_now);
            moveBands(i, rounded(m_stocks[i].meanWorth));
            if (m_now == m_phase.day.opens) {
                requote(i); // in the middle of a day every stock quotes in its own time
            }
        }
    }
}

void StockMarket::closeRegularHours()
{
    m_incidents.clear();
    for (StockIndex i = 0; i < m_stocks.size(); ++i) {
        Stock& stock = m_stocks[i];
        stock.close = stock.state.last.price;
        stock.state.bands = {};
        stock.limitSince = {};
        stock.book.setBands({}, {});
    }
}

void StockMarket::endSecond()
{
    m_prices.moveCommon();
    if (m_now == std::chrono::floor<minutes>(m_now)) {
        endMinutes();
    }
    if (m_phase.session != equities::MarketSession::Regular) {
        return;
    }
    for (StockIndex i = 0; i < m_stocks.size(); ++i) {
        if (stockUniverse()[i].isActive && m_stocks[i].halt == Halt::None) {
            watchBands(i);
        }
    }
}

void StockMarket::endMinutes()
{
    for (StockIndex i = 0; i < m_stocks.size(); ++i) {
        StockState& state = m_stocks[i].state;
        if (state.minute.trades == 0 || m_now - state.minute.begins < minutes(1)) {
            continue; // nothing in it, or not over
        }
        state.minutes.push_back(std::exchange(state.minute, {}));
        if (state.minutes.size() > mostMinutes) {
            state.minutes.pop_front();
        }
        if (m_events != nullptr) {
            m_events->minuteEnded(i, state.minutes.back());
        }
    }
}

void StockMarket::moveBands(StockIndex index, Price reference)
{
    Stock& stock = m_stocks[index];
    stock.reference = reference;
    const Price width = bandWidth(stockUniverse()[index].tier, reference);
    stock.state.bands = {
        rounded((reference - width).toDoubleLossy()), rounded((reference + width).toDoubleLossy()), m_now};
    stock.book.setBands(stock.state.bands.lower, stock.state.bands.upper);
    if (m_events != nullptr) {
        m_events->bandsMoved(index, stock.state.bands);
    }
}

void StockMarket::watchBands(StockIndex index)
{
    Stock& stock = m_stocks[index];
    const std::int64_t second = std::chrono::floor<seconds>(m_now).time_since_epoch().count();
    stock.meanWorth += (m_prices.worth(index) - stock.meanWorth) / referenceSeconds;
    const StockBands& bands = stock.state.bands;
    const StockQuote touch = stock.book.best();
    const bool isAtBand =
        touch.bid.price >= bands.upper || (touch.ask.price <= bands.lower && touch.ask.price.raw() > 0);
    stock.limitSince = !isAtBand ? core::Timestamp{} : stock.limitSince == core::Timestamp{} ? m_now : stock.limitSince;
    if (isAtBand && m_now - stock.limitSince >= limitState) {
        stop(index, Halt::Paused, "LUDP");
        plan(EventKind::Resume, m_now + pauseLength - quotesFirst, index, static_cast<std::uint64_t>(Halt::QuotesOnly));
        plan(EventKind::Resume, m_now + pauseLength, index, static_cast<std::uint64_t>(Halt::None));
        return;
    }
    const Price mean = rounded(stock.meanWorth);
    const Price moved = mean > stock.reference ? mean - stock.reference : stock.reference - mean;
    if (second % bandsEverySeconds == 0 && moved.raw() >= stock.reference.raw() / 100) {
        moveBands(index, mean);
    } else if ((second + static_cast<std::int64_t>(index)) % bandsAgainEverySeconds == 0) {
        moveBands(index, stock.reference);
    }
}

void StockMarket::strike(const StockIncident& incident)
{
    Stock& stock = m_stocks[incident.stock];
    if (stock.halt != Halt::None || m_phase.session != equities::MarketSession::Regular) {
        return;
    }
    switch (incident.kind) {
    case StockIncident::Kind::Halt:
        stop(incident.stock, Halt::Halted, incident.reason);
        plan(EventKind::Resume, m_now + incident.length - quotesFirst, incident.stock,
            static_cast<std::uint64_t>(Halt::QuotesOnly));
        plan(EventKind::Resume, m_now + incident.length, incident.stock, static_cast<std::uint64_t>(Halt::None));
        break;
    case StockIncident::Kind::Run:
    case StockIncident::Kind::Gap:
        m_prices.drift(incident.stock, incident.share, m_now, incident.length);
        break;
    case StockIncident::Kind::Silence:
        stock.isSilent = true;
        break;
    }
}

void StockMarket::stop(StockIndex index, Halt how, std::string_view reason)
{
    Stock& stock = m_stocks[index];
    stock.halt = how;
    stock.limitSince = {};
    stock.book.setMatching(false);
    notice(index, how == Halt::Paused ? HaltNotice::What::Paused : HaltNotice::What::Halted, reason);
}

void StockMarket::goOn(StockIndex index, Halt to)
{
    Stock& stock = m_stocks[index];
    if (stock.halt == Halt::None || !isOpen()) {
        return;
    }
    const std::string_view reason = stock.state.notice.reason;
    stock.halt = to;
    stock.meanWorth = m_prices.moveTo(index, m_now);
    if (to == Halt::QuotesOnly) {
        stock.state.bands = {};
        notice(index, HaltNotice::What::QuotesOnly, reason);
        return requote(index);
    }
    // The reopening makes a new reference, around which clients' orders meet the crowd.
    if (m_phase.session == equities::MarketSession::Regular) {
        moveBands(index, rounded(stock.meanWorth));
    }
    stock.book.setMatching(true);
    notice(index, HaltNotice::What::Resumed, reason);
    requote(index);
}

void StockMarket::notice(StockIndex index, HaltNotice::What what, std::string_view reason)
{
    StockNotice& newest = m_stocks[index].state.notice;
    newest = {what, reason, m_now};
    if (m_events != nullptr) {
        m_events->noticed(index, newest);
    }
}

} // namespace leadline::sim
