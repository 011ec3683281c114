// SPDX-License-Identifier: MIT
#include "app/commands/commands.h"
#include "app/commands/tape_run.h"
#include "app/commands/trade_strike.h"
#include "app/settings/stock_options.h"
#include "app/settings/system_clock.h"
#include "engine/core/shifted_clock.h"
#include "engine/sim/alpaca/alpaca_simulator.h"
#include "engine/sim/server/market_server.h"
#include "engine/venues/venue.h"

#include <CLI/CLI.hpp>

#include <QCoreApplication>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace leadline::app
{

namespace
{

struct SimArguments {
    int port = 0; ///< 0: any free one
    int seed = 1;
    std::string fault; ///< empty: none
    std::vector<std::string> symbols; ///< "ETH/USDT"; none: the usual ones
    bool equities = false; ///< stocks in place of the pairs
    std::string start; ///< of stocks: New York time; empty: equities.embedded_start
    double speed = 1; ///< of stocks: their clock's
};

/// Without the venue before it, where the fault is meant for it; empty when it is meant for another.
std::string faultFor(const std::string& text, std::string_view venue)
{
    const auto equals = text.find('=');
    return equals == std::string::npos ? text : text.substr(0, equals) == venue ? text.substr(equals + 1) : "";
}

/// "kraken=late:30" strikes one venue, "late:30" all of them.
std::optional<sim::Fault> faultOf(const std::string& text)
{
    return text.empty() ? sim::Fault{} : sim::parseFault(text);
}

int complainOfFault(const std::string& fault)
{
    std::string trading;
    for (int i = 1; i < sim::tradeFaults; ++i) {
        trading += ", " + std::string(sim::nameOf(static_cast<sim::TradeFault>(i)));
    }
    complain("--fault " + fault
        + ": must be gap, checksum, stall, drop, no-snapshot, jump, late, no-quotes, not-authorized or unavailable, "
          "with `:seconds` behind, or"
        + trading.substr(1) + ", with `:N` behind to strike one request in N; `venue=` before it if wanted");
    return exitBadInput;
}

int serveUntilEnded()
{
    std::puts("Ctrl+C ends");
    std::fflush(stdout);
    for (const int signal : {SIGINT, SIGTERM}) {
        std::signal(signal, [](int) { QCoreApplication::quit(); });
    }
    return QCoreApplication::exec();
}

int runStocks(const SimArguments& arguments, const Settings& app, const core::Clock& clock)
{
    const std::string faultText = faultFor(arguments.fault, "alpaca");
    const auto strike = tradeStrikeOf(faultText);
    const auto fault = faultOf(strike ? "" : faultText);
    if (!fault) {
        return complainOfFault(arguments.fault);
    }
    const auto start = embeddedStart(app, arguments.start, clock.now());
    if (!start) {
        complain(start.error().what);
        return exitBadInput;
    }
    const core::ShiftedClock shifted(clock, *start, arguments.speed);
    sim::AlpacaSettings settings;
    settings.market.seed = settings.terms.seed = static_cast<std::uint64_t>(arguments.seed);
    sim::MarketServer server(sim::makeEmbeddedStocks(settings, shifted.now()), shifted, *fault);
    const quint16 port = server.listen(static_cast<quint16>(arguments.port));
    if (port == 0) {
        complain("port " + std::to_string(arguments.port) + " on 127.0.0.1 cannot be opened");
        return exitFailed;
    }
    if (strike) {
        server.setTradeFault(strike->fault, strike->oneIn, static_cast<quint64>(arguments.seed));
    }
    for (const char* const venue : {"alpaca", "polygon"}) {
        std::printf("serving %s stocks: streams ws://127.0.0.1:%u, REST http://127.0.0.1:%u\n", venue, port, port);
    }
    std::printf("New York time %s\n", equities::newYorkText(*start).c_str());
    return serveUntilEnded();
}

/// The pairs that were asked for; nothing when a text is none.
std::optional<std::vector<core::Pair>> pairsOf(const std::vector<std::string>& symbols)
{
    std::vector<core::Pair> pairs;
    for (const std::string& symbol : symbols) {
        const auto pair = core::Pair::parse(symbol);
        if (!pair || pair->kind == core::Kind::Stock) {
            complain("--symbol " + symbol + ": must be a pair such as ETH/USDT");
            return std::nullopt;
        }
        pairs.push_back(*pair);
    }
    return pairs;
}

/// "ETHUSDT,BTCUSDT"
std::string symbolsText(const std::vector<sim::EmbeddedMarketSettings>& markets)
{
    std::string text;
    for (const sim::EmbeddedMarketSettings& market : markets) {
        text += (text.empty() ? "" : ",") + market.symbol;
    }
    return text;
}

/// The venues' ports are counted up from the one that was asked for. Zero, or what the command ends with.
int serveVenue(const venues::Venue& venue, std::span<const core::Pair> pairs, const SimArguments& arguments,
    const Settings& settings, const core::Clock& clock, std::vector<std::unique_ptr<sim::MarketServer>>& servers)
{
    const std::string faultText = faultFor(arguments.fault, venue.id.view());
    const auto strike = tradeStrikeOf(faultText);
    const auto fault = faultOf(strike ? "" : faultText);
    if (!fault) {
        return complainOfFault(arguments.fault);
    }
    const auto seed = static_cast<std::uint64_t>(arguments.seed);
    // A coin where it is traded, and its contract elsewhere.
    std::vector<core::Pair> wanted = sim::usualPairs(venue);
    if (!pairs.empty()) {
        wanted.clear();
    }
    // A window that watches other pairs than the usual ones finds them, too.
    const std::vector<core::Pair> watched = marketPairs(settings);
    for (const core::Pair& pair : pairs.empty() ? std::span<const core::Pair>(watched) : pairs) {
        wanted.push_back(venues::asTradedAt(venue, pair));
    }
    std::erase_if(wanted, [](const core::Pair& pair) { return !pair.isKnown(); });
    auto markets =
        wanted.empty() ? std::vector<sim::EmbeddedMarketSettings>() : sim::embeddedSettings(venue, wanted, seed);
    if (markets.empty()) {
        const bool isKnown = sim::embeddedSettings(venue.id.view(), {}, {}, 1).has_value();
        complain(isKnown ? "--symbol: " + venue.id.text() + " has none of these pairs"
                         : "market.venues: the embedded market has no " + venue.id.text());
        return exitBadInput;
    }
    const int place = arguments.port == 0 ? 0 : arguments.port + static_cast<int>(servers.size());
    auto& server = servers.emplace_back(std::make_unique<sim::MarketServer>(venue.id.text(), markets, clock, *fault));
    const quint16 port = place > 65535 ? quint16(0) : server->listen(static_cast<quint16>(place));
    if (strike) {
        server->setTradeFault(strike->fault, strike->oneIn, static_cast<quint64>(arguments.seed));
    }
    if (port == 0) {
        complain("port " + std::to_string(place) + " on 127.0.0.1 cannot be opened");
        return exitFailed;
    }
    std::printf("serving %s %s: streams ws://127.0.0.1:%u, REST http://127.0.0.1:%u\n", venue.id.text().c_str(),
        symbolsText(markets).c_str(), port, port);
    return 0;
}

int runSim(int& argc, char** argv, const SimArguments& arguments, const Settings& settings)
{
    QCoreApplication application(argc, argv);
    const app::SystemClock clock;
    const auto chosen = marketVenues(settings);
    if (const auto equals = arguments.fault.find('='); equals != std::string::npos) {
        const auto known = sim::embeddedVenues();
        if (std::ranges::find(known, std::string_view(arguments.fault).substr(0, equals)) == known.end()) {
            complain("--fault " + arguments.fault + ": the embedded market has no such venue");
            return exitBadInput;
        }
    }
    if (arguments.equities) {
        return runStocks(arguments, settings, clock);
    }
    const auto pairs = pairsOf(arguments.symbols);
    if (!pairs) {
        return exitBadInput;
    }
    std::vector<std::unique_ptr<sim::MarketServer>> servers;
    for (const venues::Venue* const venue : *chosen) {
        if (const int wrong = serveVenue(*venue, *pairs, arguments, settings, clock, servers); wrong != 0) {
            return wrong;
        }
    }
    return serveUntilEnded();
}

Runner addSim(CLI::App& command)
{
    const auto arguments = std::make_shared<SimArguments>();
    command.add_option("--port", arguments->port, "port (default: any free one)")->check(CLI::Range(0, 65535));
    command.add_option("--seed", arguments->seed, "seed of the market (default 1)")->check(CLI::Range(0, 2147483647));
    command.add_option("--fault", arguments->fault,
        "trouble on demand: of the data every 15 s (gap, stall, drop ...) or of one request in ten of the trading side "
        "(lose-answer, drop-request, 5xx ...); docs/embedded-market.md names them all");
    CLI::Option* const symbols = command
                                     .add_option("--symbol", arguments->symbols,
                                         "pairs to serve: ETH/USDT,BTC/USDT (default: the usual ones of each venue)")
                                     ->delimiter(',');
    CLI::Option* const equities =
        command.add_flag("--equities", arguments->equities, "US stocks, as Alpaca and Polygon tell of them");
    equities->excludes(symbols);
    command
        .add_option("--start", arguments->start,
            "New York time at which the stocks' clock starts: 2026-11-20T09:29:00 or 09:29:00 of the next trading day "
            "(default 09:34:30)")
        ->needs(equities);
    command.add_option("--speed", arguments->speed, "of the stocks' clock (default 1)")
        ->check(CLI::Range(0.1, 100.0))
        ->needs(equities);
    return [arguments](Invocation& invocation) {
        return runSim(invocation.argc, invocation.argv, *arguments, invocation.settings.values);
    };
}

} // namespace

const Command simCommand{"sim", "serve the embedded market on 127.0.0.1 to any client", addSim};

} // namespace leadline::app
