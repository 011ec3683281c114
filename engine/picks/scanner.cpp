// SPDX-License-Identifier: MIT
#include "engine/picks/scanner.h"

#include "engine/core/number_text.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace leadline::picks
{

namespace
{

/// Answers that come later than this are to nothing.
constexpr std::chrono::minutes keptLate(1);

/// "12", "3.2": one decimal at most.
std::string roundedSeconds(core::Duration duration)
{
    const double value = std::round(std::chrono::duration<double>(duration).count() * 10) / 10;
    return core::shortestText(value);
}

std::string sinceRefused(const SourceFailure& failure, core::Timestamp now, const risk::RateBudget& budget)
{
    if (failure.kind == SourceFailure::Kind::NotAuthorised || now < budget.blockedUntil()) {
        return describe(failure);
    }
    return "its requests are used up";
}

} // namespace

Scanner::Scanner(const std::vector<QuoteSource*>& chain, MarketWatch& watch, Finished finished)
    : m_watch(watch)
    , m_finished(std::move(finished))
{
    for (QuoteSource* const port : chain) {
        const SourceTerms& terms = port->terms();
        m_sources.push_back({.port = port,
            .budget = risk::RateBudget(terms.budgetCapacity, terms.budgetPerSecond),
            .use = {.name = terms.name, .kind = terms.kind}});
    }
}

void Scanner::setSettings(const PickSettings& rules, const ScanSettings& scan, const ScoreModel& model)
{
    m_rules = rules;
    m_settings = scan;
    m_settings.cacheSeconds =
        std::clamp(scan.cacheSeconds, ScanSettings::leastCacheSeconds, ScanSettings::mostCacheSeconds);
    m_model = model;
}

core::Result<void> Scanner::begin(Mode mode, std::span<const ListedSymbol> symbols, core::Timestamp now)
{
    if (m_isRunning) {
        return core::defect("a scan is running");
    }
    if (symbols.empty()) {
        return core::defect("no symbols to scan");
    }
    std::vector<Wanted> wanted;
    std::unordered_map<core::Symbol, std::size_t> places;
    for (const ListedSymbol& listed : symbols) {
        if (places.try_emplace(listed.symbol, wanted.size()).second) {
            wanted.push_back({.listed = listed});
        }
    }
    if (wanted.size() > static_cast<std::size_t>(m_settings.mostSymbols)) {
        return core::defect(std::to_string(wanted.size()) + " symbols; one scan takes at most "
            + std::to_string(m_settings.mostSymbols));
    }
    m_wanted = std::move(wanted);
    m_places = std::move(places);
    m_mode = mode;
    m_began = now;
    m_isRunning = true;
    std::erase_if(m_cache, [&](const auto& entry) {
        return now - entry.second.receivedAt >= core::fromSeconds(m_settings.cacheSeconds)
            || now < entry.second.receivedAt;
    });
    for (Source& source : m_sources) {
        source.use = {.name = source.use.name, .kind = source.use.kind};
    }
    for (Wanted& one : m_wanted) {
        takeFromCache(one, now);
    }
    advance(now);
    return {};
}

void Scanner::takeFromCache(Wanted& wanted, core::Timestamp now)
{
    const auto cached = m_cache.find(wanted.listed.symbol);
    if (cached != m_cache.end()) {
        wanted.state = Wanted::State::Done;
        wanted.quoted = cached->second;
        wanted.fallBacks = cached->second.fallBacks;
        wanted.isFromCache = now > cached->second.receivedAt;
        return;
    }
    wanted.source = nextSource(wanted.listed.symbol, 0);
}

std::size_t Scanner::nextSource(const core::Symbol& symbol, std::size_t from) const
{
    while (from < m_sources.size() && !m_sources[from].port->covers(symbol)) {
        ++from;
    }
    return from;
}

void Scanner::passOver(Wanted& wanted, const std::string& why)
{
    wanted.fallBacks.push_back({m_sources[wanted.source].use.name, why});
    wanted.source = nextSource(wanted.listed.symbol, wanted.source + 1);
    wanted.state = Wanted::State::Queued;
}

void Scanner::passOverRequest(const Request& request, std::uint64_t number, const std::string& why)
{
    for (const core::Symbol& symbol : request.symbols) {
        const auto place = m_places.find(symbol);
        if (place == m_places.end()) {
            continue;
        }
        Wanted& wanted = m_wanted[place->second];
        if (wanted.state == Wanted::State::Asked && wanted.request == number) {
            passOver(wanted, why);
        }
    }
}

void Scanner::giveUpLate(core::Timestamp now)
{
    const core::Duration patience = core::fromSeconds(m_settings.answerSeconds);
    for (auto& [number, request] : m_requests) {
        if (!request.isLate && now - request.sentAt >= patience) {
            request.isLate = true;
            passOverRequest(request, number, "no answer in " + roundedSeconds(patience) + " s");
        }
    }
    std::erase_if(m_requests, [now](const auto& entry) { return now - entry.second.sentAt >= keptLate; });
}

void Scanner::send(std::size_t source, std::span<Wanted* const> batch, core::Timestamp now)
{
    const std::uint64_t number = ++m_lastRequest;
    Request request{.source = source, .sentAt = now};
    for (Wanted* const wanted : batch) {
        wanted->state = Wanted::State::Asked;
        wanted->request = number;
        request.symbols.push_back(wanted->listed.symbol);
    }
    SourceUse& use = m_sources[source].use;
    ++use.requests;
    use.asked += static_cast<int>(batch.size());
    const std::vector<core::Symbol> symbols = request.symbols;
    m_requests.emplace(number, std::move(request));
    m_sources[source].port->request(number, symbols); // may answer at once
}

void Scanner::serve(std::size_t at, core::Timestamp now)
{
    Source& source = m_sources[at];
    std::vector<Wanted*> queued;
    for (Wanted& wanted : m_wanted) {
        if (wanted.state == Wanted::State::Queued && wanted.source == at) {
            queued.push_back(&wanted);
        }
    }
    const std::size_t most = std::max<std::size_t>(source.port->terms().mostSymbols, 1);
    std::size_t served = 0;
    while (served < queued.size() && now >= source.offUntil && source.budget.take(now, 1, risk::Urgency::Question)) {
        const std::size_t count = std::min(most, queued.size() - served);
        send(at, std::span(queued).subspan(served, count), now);
        served += count;
    }
    const bool isWorthWaiting = now >= source.offUntil
        && source.budget.hasRoom(now + core::fromSeconds(m_settings.patienceSeconds), 1, risk::Urgency::Question);
    if (isWorthWaiting) {
        return;
    }
    const std::string why = sinceRefused(source.lastFailure, now, source.budget);
    for (; served < queued.size(); ++served) {
        passOver(*queued[served], why);
    }
}

void Scanner::advance(core::Timestamp now)
{
    m_mustAdvance = true;
    if (m_isAdvancing || !m_isRunning) {
        return; // a source answered from within its request
    }
    m_isAdvancing = true;
    while (m_mustAdvance) {
        m_mustAdvance = false;
        giveUpLate(now);
        for (std::size_t source = 0; source < m_sources.size(); ++source) {
            serve(source, now);
        }
    }
    m_isAdvancing = false;
    const bool isOver = std::ranges::all_of(m_wanted, [this](const Wanted& wanted) {
        return wanted.state == Wanted::State::Done || wanted.source == m_sources.size();
    });
    const bool isClockSetBack = now < m_began;
    if (isOver || isClockSetBack || now - m_began >= core::fromSeconds(m_settings.scanSeconds)) {
        finish(now);
    }
}

void Scanner::timePassed(core::Timestamp now)
{
    if (m_isRunning) {
        advance(now);
    }
}

void Scanner::take(const Request& request, std::uint64_t number, const SymbolQuote& quote, core::Timestamp at)
{
    const core::Symbol& symbol = quote.snapshot.symbol;
    if (std::ranges::find(request.symbols, symbol) == request.symbols.end()) {
        ++m_strays;
        return;
    }
    if (!quote.gap) {
        m_watch.heard(quote.snapshot, at);
    }
    const Reading reading = readQuote(quote, at);
    const core::Duration freshness = core::fromSeconds(m_rules.quoteFreshnessSeconds);
    const bool isThere = reading.bid.price.raw() > 0 || reading.ask.price.raw() > 0;
    const bool isStale = reading.quoteAge && *reading.quoteAge > freshness;
    const auto place = m_places.find(symbol);
    Wanted* const wanted = place == m_places.end() || !m_isRunning ? nullptr : &m_wanted[place->second];
    const bool isOpen = wanted != nullptr && wanted->state != Wanted::State::Done;
    Quoted quoted{.quote = quote, .source = request.source, .receivedAt = at};
    if (isThere && !isStale) {
        if (isOpen) {
            quoted.fallBacks = wanted->fallBacks;
            wanted->state = Wanted::State::Done;
            wanted->quoted = quoted;
            ++m_sources[request.source].use.given;
        }
        if (isOpen || wanted == nullptr) {
            m_cache.insert_or_assign(symbol, std::move(quoted));
        }
        return;
    }
    const bool isAwaited = isOpen && wanted->state == Wanted::State::Asked && wanted->request == number;
    if (!isAwaited) {
        return;
    }
    if (isThere && !wanted->quoted) {
        wanted->quoted = std::move(quoted); // better than none, if no other source has one
    }
    passOver(*wanted, isThere ? "stale by " + roundedSeconds(*reading.quoteAge - freshness) + " s" : "no quote");
}

void Scanner::arrived(std::uint64_t number, std::span<const SymbolQuote> quotes, core::Timestamp at)
{
    const auto found = m_requests.find(number);
    if (found == m_requests.end()) {
        ++m_strays;
        return;
    }
    const Request request = std::move(found->second);
    m_requests.erase(found);
    for (const SymbolQuote& quote : quotes) {
        take(request, number, quote, at);
    }
    passOverRequest(request, number, "no quote");
    advance(at);
}

void Scanner::failed(std::uint64_t number, const SourceFailure& why, core::Timestamp at)
{
    const auto found = m_requests.find(number);
    if (found == m_requests.end()) {
        ++m_strays;
        return;
    }
    const Request request = std::move(found->second);
    m_requests.erase(found);
    Source& source = m_sources[request.source];
    if (why.kind == SourceFailure::Kind::NotAuthorised) {
        source.offUntil = at + core::fromSeconds(m_settings.refusedSeconds);
        source.lastFailure = why;
    } else if (why.kind == SourceFailure::Kind::RateLimited) {
        source.budget.block(why.until);
        source.lastFailure = why;
    }
    passOverRequest(request, number, describe(why));
    advance(at);
}

std::size_t Scanner::answered() const
{
    return static_cast<std::size_t>(
        std::ranges::count(m_wanted, Wanted::State::Done, [](const Wanted& wanted) { return wanted.state; }));
}

PickRow Scanner::rowOf(Wanted& wanted, core::Timestamp now)
{
    PickRow row{.column = wanted.listed.score};
    const core::Symbol& symbol = wanted.listed.symbol;
    if (wanted.state != Wanted::State::Done && wanted.source < m_sources.size()) {
        passOver(wanted, "no answer before the scan ended");
    }
    if (wanted.quoted) {
        row.reading = readQuote(wanted.quoted->quote, wanted.quoted->receivedAt);
        const std::string& venue = wanted.quoted->quote.venue;
        row.source = venue.empty() ? m_sources[wanted.quoted->source].use.name : venue;
        row.sourceKind = m_sources[wanted.quoted->source].use.kind;
    }
    if (wanted.isFromCache) {
        row.cachedFor = now - wanted.quoted->receivedAt;
    }
    row.reading.symbol = symbol;
    row.reading.time = now;
    const SymbolQuote* const quote = wanted.quoted ? &wanted.quoted->quote : nullptr;
    row.reading.gap = quote != nullptr && quote->gap ? *quote->gap : m_watch.gap(symbol, now);
    row.reading.halt = quote != nullptr && quote->halt ? *quote->halt : m_watch.halt(symbol, now);
    row.fallBacks = std::move(wanted.fallBacks);
    completeRow(row, m_mode, m_rules, m_model, m_trained);
    return row;
}

void Scanner::finish(core::Timestamp now)
{
    m_isRunning = false;
    ScanReport report{.mode = m_mode,
        .settings = m_rules,
        .scoredBy = m_trained != nullptr ? m_trained->name() : nameOf(m_model),
        .began = m_began,
        .ended = now};
    for (Wanted& wanted : m_wanted) {
        const bool isWaiting = wanted.state != Wanted::State::Done && wanted.source < m_sources.size();
        report.wasCutShort = report.wasCutShort || isWaiting;
        report.rows.push_back(rowOf(wanted, now));
    }
    for (const Source& source : m_sources) {
        report.sources.push_back(source.use);
    }
    sortRows(report.rows);
    m_finished(std::make_shared<const ScanReport>(std::move(report)));
}

} // namespace leadline::picks
