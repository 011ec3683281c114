// SPDX-License-Identifier: MIT
#include "app/commands/rebalance_preview.h"
#include "app/commands/recorded_stocks.h"
#include "app/commands/tape_run.h"
#include "engine/core/time_text.h"
#include "engine/equities/exchange_calendar.h"
#include "engine/rebalance/dollars.h"
#include "engine/rebalance/preview_report.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <optional>
#include <set>

namespace leadline::app
{

namespace
{

using core::Symbol;

/// What a new paper account at Alpaca has.
constexpr const char* usualCash = "100000";
/// How far ahead the venue's days are known.
constexpr std::chrono::days calendarReach{14};

core::Result<rebalance::Holdings> holdingsOf(const RecordedArguments& arguments)
{
    rebalance::Holdings held;
    const auto cash = core::Notional::parse(arguments.cash.empty() ? usualCash : arguments.cash);
    if (!cash || cash->raw() < 0) {
        return core::defect("--cash " + arguments.cash + ": must be an amount of dollars, zero or more");
    }
    held.cash = held.buyingPower = *cash;
    if (!arguments.positions.empty()) {
        const auto text = textOf(arguments.positions);
        auto positions = text ? rebalance::readPositions(*text, arguments.positions) : std::unexpected(text.error());
        if (!positions) {
            return std::unexpected(std::move(positions.error()));
        }
        held.positions = std::move(*positions);
    }
    return held;
}

std::set<Symbol> neededBy(const rebalance::Plan& plan, const rebalance::Holdings& held)
{
    std::set<Symbol> symbols;
    for (const rebalance::PlanRow& row : plan.rows) {
        symbols.insert(row.symbol);
    }
    for (const auto& [symbol, shares] : held.positions) {
        symbols.insert(symbol);
    }
    return symbols;
}

/// What is read: all that is needed, or those of them that were named.
core::Result<std::vector<Symbol>> wantedOf(const RecordedArguments& arguments, const std::set<Symbol>& needed)
{
    if (arguments.tapes.symbols.empty()) {
        return std::vector<Symbol>(needed.begin(), needed.end());
    }
    std::vector<Symbol> wanted = symbolsOf(arguments.tapes.symbols);
    const auto stranger = std::ranges::find_if(wanted, [&](const Symbol& symbol) { return !needed.contains(symbol); });
    if (stranger != wanted.end()) {
        return core::defect("--symbol " + stranger->text() + ": neither in the plan nor held");
    }
    return wanted;
}

core::Result<replay::RecordedMoment> momentOf(const RecordedArguments& arguments, const std::set<Symbol>& needed)
{
    auto wanted = wantedOf(arguments, needed);
    if (!wanted) {
        return std::unexpected(std::move(wanted.error()));
    }
    return recordedStocks(
        {.paths = arguments.tapes.tapes, .venueName = arguments.tapes.venue, .wanted = std::move(*wanted)},
        arguments.at);
}

/// Why there is no quote of a stock; empty: there is one.
std::string silenceOf(const Symbol& symbol, const replay::RecordedMoment& moment, const RecordedArguments& arguments)
{
    const auto found = moment.stocks.find(symbol);
    if (found != moment.stocks.end() && found->second.snapshot.quoteTime != core::Timestamp{}) {
        return {};
    }
    if (found != moment.stocks.end() && found->second.isLost) {
        return "messages are missing in the recording: its book is not known";
    }
    const auto& named = arguments.tapes.symbols;
    const bool isRead = named.empty() || std::ranges::find(named, symbol.view()) != named.end();
    return isRead ? "no quote in the recording at that moment" : "not read: --symbol names others";
}

rebalance::Quote quoteOf(replay::RecordedStock stock, bool polygonCountsLots)
{
    countShares(stock, polygonCountsLots);
    return {stock.snapshot.bid, stock.snapshot.ask, stock.snapshot.quoteTime};
}

rebalance::MarketView marketOf(const replay::RecordedMoment& moment, const std::set<Symbol>& needed,
    const rebalance::Holdings& held, const RecordedArguments& arguments, const Settings& settings)
{
    rebalance::MarketView market{.now = moment.at};
    for (const Symbol& symbol : needed) {
        const auto position = held.positions.find(symbol);
        const bool hasFraction =
            position != held.positions.end() && position->second != rebalance::roundShares(position->second, false);
        market.assets[symbol] = {
            .symbol = symbol, .isTradable = true, .isFractionable = arguments.isFractional || hasFraction};
        if (std::string silence = silenceOf(symbol, moment, arguments); !silence.empty()) {
            market.silent[symbol] = std::move(silence);
        } else {
            market.quotes[symbol] = quoteOf(moment.stocks.at(symbol), settings.equities.polygonCountsLots);
        }
    }
    for (const auto& [symbol, stock] : moment.stocks) {
        if (stock.isHalted) {
            market.halted.insert(symbol);
        }
    }
    const auto today = equities::newYorkTime(moment.at).day;
    market.calendar =
        equities::TradingCalendar(equities::tradingDays(today, std::chrono::sys_days(today) + calendarReach));
    return market;
}

void printSource(const replay::RecordedMoment& moment, const rebalance::MarketView& market,
    const rebalance::Holdings& held, const RecordedArguments& arguments)
{
    std::printf("recording at %s, %s New York\n", core::isoText(moment.at, 3).c_str(),
        equities::newYorkText(moment.at).c_str());
    std::printf("account: %s dollars of cash (%s), %zu positions (%s); a recording has none\n",
        rebalance::centsText(held.cash).c_str(), arguments.cash.empty() ? "assumed; --cash names them" : "--cash",
        held.positions.size(), arguments.positions.empty() ? "--positions names them" : arguments.positions.c_str());
    std::printf("assumed: every stock can be traded, %s; New York's usual trading days\n",
        arguments.isFractional ? "in fractions" : "in whole shares unless a fraction is held (--fractional)");
    std::printf("%-8s %12s %12s %12s %12s %9s  %s\n", "symbol", "bid", "size", "ask", "size", "age s", "from");
    for (const auto& [symbol, quote] : market.quotes) {
        std::printf("%-8s %12s %12s %12s %12s %9.3f  %s%s\n", symbol.text().c_str(), quote.bid.price.text(2).c_str(),
            quote.bid.size.text().c_str(), quote.ask.price.text(2).c_str(), quote.ask.size.text().c_str(),
            std::chrono::duration<double>(market.now - quote.time).count(),
            moment.stocks.at(symbol).venue.text().c_str(), market.halted.contains(symbol) ? ", halted" : "");
    }
    std::printf("\n");
}

void printJson(const rebalance::PlanPreview& preview, rebalance::Urgency urgency, const std::string& source)
{
    std::fputs(("{" + source + ",\n" + rebalance::previewJson(preview, urgency).substr(1)).c_str(), stdout);
}

} // namespace

void addRecordedOptions(CLI::App& command, RecordedArguments& recorded, CLI::Option* dryRun)
{
    CLI::Option* const tape = addRecordings(
        command, "--tape", recorded.tapes.tapes, "with --dry-run: quotes of recordings of stocks, as for `book`")
                                  ->needs(dryRun);
    command.add_option("--at", recorded.at, "UTC time (2025-11-20T15:00:00Z) or nanoseconds (default: the tapes' end)")
        ->needs(tape);
    command.add_option("--venue", recorded.tapes.venue, "venue of the tapes, when neither name nor messages tell")
        ->needs(tape);
    command
        .add_option(
            "--symbol", recorded.tapes.symbols, "read only these of the tapes (default: the plan's and those held)")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->needs(tape);
    command.add_option("--cash", recorded.cash, "dollars there are, for a tape has no account (default 100000)")
        ->needs(tape);
    command.add_option("--positions", recorded.positions, "what is held, a CSV: symbol,shares (default: nothing)")
        ->needs(tape);
    command.add_flag("--fractional", recorded.isFractional, "fractions of shares are traded (default: whole ones)")
        ->needs(tape);
}

int runRecordedRebalance(const RebalanceArguments& arguments, const rebalance::Plan& plan, rebalance::Urgency urgency,
    const Settings& settings)
{
    const StockArguments& market = arguments.market;
    if (market.paper || market.live || market.connect != 0 || !market.start.empty() || market.speed != 1
        || !market.fault.empty()) {
        complain(
            "--tape: the recording is the market; --paper, --live, --connect, --start, --speed and --fault are for "
            "others");
        return exitBadInput;
    }
    const RecordedArguments& recorded = arguments.recorded;
    const auto held = holdingsOf(recorded);
    if (!held) {
        complain(held.error().what);
        return exitBadInput;
    }
    const std::set<Symbol> needed = neededBy(plan, *held);
    const auto moment = momentOf(recorded, needed);
    if (!moment) {
        complain(moment.error().what);
        return exitBadInput;
    }
    tell(moment->report);
    const rebalance::MarketView view = marketOf(*moment, needed, *held, recorded, settings);
    rebalance::PlanPreview preview = rebalance::planOrders(plan, *held, view, settings.execution);
    rebalance::refuseBeyond({settings.desk.risk.maxOrderNotional, settings.desk.risk.maxPosition}, preview);
    if (arguments.json) {
        printJson(preview, urgency, rebalance::previewSourceJson(view, *held));
    } else {
        printSource(*moment, view, *held, recorded);
        printPreview(preview, urgency, settings.execution);
    }
    if (std::fflush(stdout) != 0) {
        return exitFailed;
    }
    return preview.isRefused() ? exitFailed : exitSuccess;
}

} // namespace leadline::app
