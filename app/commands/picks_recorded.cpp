// SPDX-License-Identifier: MIT
#include "app/commands/picks_scan.h"
#include "app/commands/recorded_stocks.h"
#include "engine/core/time_text.h"
#include "engine/equities/exchange_calendar.h"
#include "engine/picks/scanner.h"
#include "engine/session/trained_picks.h"
#include "engine/venues/alpaca/alpaca_decoder.h"
#include "engine/venues/polygon/polygon_decoder.h"
#include "engine/venues/venue.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace leadline::app
{

namespace
{

/// One venue's recording as a scan asks it: a book where it holds one, else the touch.
class RecordedQuotes final : public picks::QuoteSource
{
public:
    RecordedQuotes(const core::VenueId& venue, bool hasLevels, const replay::RecordedMoment& moment)
        : m_moment(moment)
        , m_venue(venue)
    {
        const venues::Venue* const known = venues::findVenue(venue.view());
        const bool isWholeMarket = venue == venues::alpaca::sipVenue || venue == venues::polygon::venue;
        m_terms = {.name = std::string(known != nullptr ? known->displayName : venue.view()) + ", recorded",
            .kind = hasLevels   ? picks::SourceKind::Levels
                : isWholeMarket ? picks::SourceKind::Nbbo
                                : picks::SourceKind::OneExchange,
            .mostSymbols = m_moment.stocks.size() + 1};
    }
    [[nodiscard]] const picks::SourceTerms& terms() const override { return m_terms; }
    [[nodiscard]] bool covers(const core::Symbol& symbol) const override
    {
        const auto found = m_moment.stocks.find(symbol);
        return found != m_moment.stocks.end() && found->second.venue == m_venue;
    }
    void request(std::uint64_t number, std::span<const core::Symbol> symbols) override
    {
        std::vector<picks::SymbolQuote> quotes;
        for (const core::Symbol& symbol : symbols) {
            const replay::RecordedStock& stock = m_moment.stocks.at(symbol);
            picks::SymbolQuote quote{.snapshot = stock.snapshot, .bids = stock.bids, .asks = stock.asks};
            // A book is as old as its last change, at whatever level; a touch alone as its own.
            quote.snapshot.quoteTime = std::max(stock.snapshot.quoteTime, stock.bookTime);
            quotes.push_back(std::move(quote));
        }
        scanner->arrived(number, quotes, m_moment.at);
    }

    picks::Scanner* scanner = nullptr;

private:
    const replay::RecordedMoment& m_moment;
    core::VenueId m_venue;
    picks::SourceTerms m_terms;
};

/// Those of a file, those named, or all that the recordings hold.
std::optional<std::vector<picks::ListedSymbol>> wantedOf(const PicksArguments& arguments)
{
    if (!arguments.symbols.empty()) {
        return readScanList(arguments.symbols, arguments.scoreColumn);
    }
    std::vector<picks::ListedSymbol> wanted;
    for (const core::Symbol& symbol : symbolsOf(arguments.recorded.symbols)) {
        wanted.push_back({.symbol = symbol});
    }
    return wanted;
}

picks::MarketWatch watchOf(const picks::PickSettings& rules)
{
    return {core::Duration(std::llround(rules.gapWindowMinutes * 60e9)), rules.halts};
}

int scan(const PicksArguments& arguments, picks::Mode mode, const Settings& settings,
    std::vector<picks::ListedSymbol> wanted, const replay::RecordedMoment& moment, picks::MarketWatch& watch)
{
    if (wanted.empty()) {
        for (const auto& [symbol, stock] : moment.stocks) {
            wanted.push_back({.symbol = symbol});
        }
    }
    std::map<core::VenueId, bool> hasLevels;
    for (const auto& [symbol, stock] : moment.stocks) {
        hasLevels[stock.venue] = hasLevels[stock.venue] || !stock.bids.empty() || !stock.asks.empty();
    }
    std::vector<std::unique_ptr<RecordedQuotes>> sources;
    std::vector<picks::QuoteSource*> chain;
    for (const auto& [venue, levels] : hasLevels) {
        sources.push_back(std::make_unique<RecordedQuotes>(venue, levels, moment));
        chain.push_back(sources.back().get());
    }
    int code = exitFailed;
    picks::Scanner scanner(chain, watch, [&](const picks::SharedScan& report) { code = tellScan(arguments, *report); });
    scanner.setSettings(settings.picks, settings.scan, settings.scoreModel);
    std::unique_ptr<session::TrainedPicks> trained;
    if (const std::string& file = settings.scoreModel.file; !file.empty()) {
        trained = std::make_unique<session::TrainedPicks>(file);
        for (const std::string& line : trained->refresh({})) {
            complain("equities.score_model: " + line);
        }
        if (!trained->isReady()) {
            return exitBadInput;
        }
        scanner.setScorer(trained.get());
    }
    for (const auto& source : sources) {
        source->scanner = &scanner;
    }
    if (const auto begun = scanner.begin(mode, wanted, moment.at); !begun) {
        complain(begun.error().what);
        return exitBadInput;
    }
    return code;
}

} // namespace

void addRecordedOptions(CLI::App& command, PicksArguments& arguments)
{
    CLI::Option* const tape = addRecordings(
        command, "--tape", arguments.recorded.tapes, "recordings of stocks in place of a market, as for `book`");
    command
        .add_option("--at", arguments.at, "UTC time (2025-11-20T15:00:00Z) or nanoseconds (default: the tapes' end)")
        ->needs(tape);
    command.add_option("--venue", arguments.recorded.venue, "venue of the tapes, when neither name nor messages tell")
        ->needs(tape);
    command
        .add_option("--symbol", arguments.recorded.symbols, "screen these of the tapes, in place of a list (--symbols)")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->needs(tape);
}

int runRecordedPicks(const PicksArguments& arguments, picks::Mode mode, const Settings& settings)
{
    const StockArguments& market = arguments.market;
    if (market.paper || market.live || market.connect != 0 || !market.start.empty() || !market.fault.empty()) {
        complain("--tape: the recording is the market; --paper, --live, --connect, --start and --fault are for others");
        return exitBadInput;
    }
    const auto wanted = wantedOf(arguments);
    if (!wanted) {
        return exitBadInput;
    }
    std::vector<core::Symbol> symbols;
    std::ranges::transform(*wanted, std::back_inserter(symbols), &picks::ListedSymbol::symbol);
    picks::MarketWatch watch = watchOf(settings.picks);
    auto moment = recordedStocks({.paths = arguments.recorded.tapes,
                                     .venueName = arguments.recorded.venue,
                                     .wanted = symbols,
                                     .heard = [&watch](const core::MarketMessage& message) { watch.heard(message); }},
        arguments.at);
    if (!moment) {
        complain(moment.error().what);
        return exitBadInput;
    }
    tell(moment->report);
    for (auto& [symbol, stock] : moment->stocks) {
        countShares(stock, settings.equities.polygonCountsLots);
    }
    const auto today = equities::newYorkTime(moment->at).day;
    watch.setCalendar(equities::TradingCalendar(equities::tradingDays(today, std::chrono::sys_days(today))));
    if (!arguments.json) {
        std::printf("recording at %s, %s New York\n", core::isoText(moment->at, 3).c_str(),
            equities::newYorkText(moment->at).c_str());
    }
    return scan(arguments, mode, settings, *wanted, *moment, watch);
}

} // namespace leadline::app
