// SPDX-License-Identifier: MIT
#include "engine/session/book_quotes.h"

#include "engine/core/dollar_currencies.h"
#include "engine/core/events.h"
#include "engine/desk/desk.h"
#include "engine/picks/scanner.h"
#include "engine/venues/venue.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace leadline::session
{

namespace
{

core::Duration minutesOf(double minutes)
{
    return core::Duration(std::llround(minutes * 60e9));
}

equities::TradingCalendar alwaysOpen()
{
    const core::Timestamp opens{};
    return equities::TradingCalendar({{.day = std::chrono::year_month_day(std::chrono::sys_days{}),
        .opens = opens,
        .closes = core::Timestamp::max()}});
}

/// Five levels of both sides, in the quote currency.
core::Notional depthOf(const picks::SymbolQuote& quote)
{
    core::Notional depth;
    for (const auto* const side : {&quote.bids, &quote.asks}) {
        for (const core::Level& level : *side) {
            depth += level.price * level.size;
        }
    }
    return depth;
}

} // namespace

BookQuotes::BookQuotes(desk::Desk& desk, const core::Clock& clock)
    : m_desk(desk)
    , m_clock(clock)
    , m_terms{.name = "books of the session",
          .kind = picks::SourceKind::Levels,
          .mostSymbols = 1'000,
          .budgetCapacity = 1'000,
          .budgetPerSecond = 1'000}
    , m_freshness(core::fromSeconds(picks::PickSettings{}.quoteFreshnessSeconds))
    , m_gapWindow(minutesOf(picks::PickSettings{}.gapWindowMinutes))
    , m_context{.calendar = alwaysOpen(), .noticesFrom = {}}
{
}

void BookQuotes::setRules(const picks::PickSettings& rules)
{
    m_context.settings = rules.halts;
    m_freshness = core::fromSeconds(rules.quoteFreshnessSeconds);
    if (std::exchange(m_gapWindow, minutesOf(rules.gapWindowMinutes)) != m_gapWindow) {
        m_pasts.clear();
    }
}

void BookQuotes::goBy(const BookQuotes& other)
{
    m_context.settings = other.m_context.settings;
    m_freshness = other.m_freshness;
    m_gapWindow = other.m_gapWindow;
}

bool BookQuotes::goesBy(const BookQuotes& other) const
{
    return m_context.settings == other.m_context.settings && m_gapWindow == other.m_gapWindow;
}

void BookQuotes::remember(const BookQuotes& other)
{
    m_pasts = other.m_pasts;
    for (auto& [market, past] : m_pasts) {
        past.heardFrom = m_clock.now();
    }
    m_context.tradesHeard = other.m_context.tradesHeard;
}

BookQuotes::Past& BookQuotes::pastOf(const desk::Market& market)
{
    const core::MarketId& id = market.instrument().id;
    if (const auto known = m_pasts.find(id); known != m_pasts.end()) {
        return known->second; // every print comes here
    }
    return m_pasts
        .emplace(id,
            Past{.gap = picks::GapWindow(m_gapWindow),
                .halt = {},
                .newest = {},
                .heardFrom = m_clock.now(),
                .closedSince = {}})
        .first->second;
}

void BookQuotes::traded(const desk::Market& market, const core::Trade& trade)
{
    if (market.instrument().pair.kind == core::Kind::Stock) {
        return;
    }
    Past& past = pastOf(market);
    if (std::exchange(past.newest, trade.price) != trade.price) {
        past.gap.add(trade.eventTime, trade.price);
    }
    past.halt.traded(trade.eventTime, trade.price, m_context);
    m_context.tradesHeard = std::max(m_context.tradesHeard, trade.eventTime);
}

std::vector<desk::Market*> BookQuotes::marketsOf(const core::Symbol& symbol) const
{
    std::vector<desk::Market*> markets;
    const auto pair = core::Pair::parse(symbol.view());
    if (!pair || pair->kind == core::Kind::Stock) {
        return markets;
    }
    for (const auto& market : m_desk.markets()) {
        if (market->instrument().pair == *pair) {
            markets.push_back(market.get());
        }
    }
    return markets;
}

bool BookQuotes::covers(const core::Symbol& symbol) const
{
    return !marketsOf(symbol).empty();
}

picks::HaltReading BookQuotes::haltOf(const desk::Market& market, Past& past) const
{
    const core::Timestamp now = m_clock.now();
    picks::HaltContext context = m_context;
    context.noticesFrom = past.heardFrom;
    picks::HaltReading made = past.halt.reading(now, context);
    // The venue's word comes with its stream, so that it is known from the start.
    if (market.status() <= core::TradingStatus::PostOnly) {
        past.closedSince.reset();
        return made;
    }
    past.closedSince = past.closedSince.value_or(now);
    made.kind = picks::HaltKind::Halted;
    made.evidence = picks::HaltEvidence::Notice;
    made.since = *past.closedSince;
    return made;
}

picks::SymbolQuote BookQuotes::quoteOf(desk::Market& market, const core::Symbol& symbol)
{
    Past& past = pastOf(market);
    const core::Timestamp now = m_clock.now();
    const venues::Venue* const venue = venues::findVenue(market.instrument().id.venue.view());
    picks::SymbolQuote made{.snapshot = {.symbol = symbol},
        .venue = std::string(venue != nullptr ? venue->displayName : market.instrument().id.venue.view()),
        .gap = past.gap.reading(now),
        .halt = haltOf(market, past)};
    const bool isBelieved = market.isConnected() && market.tracker().isInSync();
    if (!isBelieved || market.bookTime() == core::Timestamp{}) {
        return made;
    }
    desk::copyInCoins(market, core::Side::Bid, picks::depthLevels, made.bids);
    desk::copyInCoins(market, core::Side::Ask, picks::depthLevels, made.asks);
    // How old it is, by one clock: the venue's may be ahead of ours.
    made.snapshot.quoteTime = now - std::max(m_desk.bookAge(market), core::Duration::zero());
    if (!core::isDollar(market.instrument().pair.quote) && !made.bids.empty() && !made.asks.empty()) {
        // Prices without sizes: what they are worth in dollars is not known.
        made.snapshot.bid.price = made.bids.front().price;
        made.snapshot.ask.price = made.asks.front().price;
        made.bids.clear();
        made.asks.clear();
    }
    return made;
}

void BookQuotes::request(std::uint64_t number, std::span<const core::Symbol> symbols)
{
    const core::Timestamp now = m_clock.now();
    std::vector<picks::SymbolQuote> quotes;
    for (const core::Symbol& symbol : symbols) {
        std::optional<picks::SymbolQuote> best;
        for (desk::Market* const market : marketsOf(symbol)) {
            picks::SymbolQuote quote = quoteOf(*market, symbol);
            // A deep book that has stopped is worth less than a thin one that lives.
            const auto rank = [&](const picks::SymbolQuote& one) {
                return std::pair(now - one.snapshot.quoteTime <= m_freshness, depthOf(one));
            };
            if (!best || rank(quote) > rank(*best)) {
                best = std::move(quote);
            }
        }
        if (best) {
            quotes.push_back(std::move(*best));
        }
    }
    m_scanner->arrived(number, quotes, now);
}

} // namespace leadline::session
