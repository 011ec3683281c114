// SPDX-License-Identifier: MIT
#include "app/commands/commands.h"
#include "app/commands/tape_run.h"
#include "engine/simserver/market_server.h"
#include "engine/system_clock.h"

#include <QCoreApplication>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <memory>
#include <vector>

namespace leadline::app
{

namespace
{

/// "kraken=late:30" strikes one venue, "late:30" all of them.
std::optional<simserver::Fault> faultOf(const std::string& text, std::string_view venue)
{
    const auto equals = text.find('=');
    if (text.empty() || (equals != std::string::npos && text.substr(0, equals) != venue)) {
        return simserver::Fault{};
    }
    return simserver::parseFault(equals == std::string::npos ? text : text.substr(equals + 1));
}

} // namespace

int runSim(int& argc, char** argv, const SimArguments& arguments, const Settings& settings)
{
    QCoreApplication application(argc, argv);
    const engine::SystemClock clock;
    const auto chosen = marketVenues(settings);
    if (const auto equals = arguments.fault.find('='); equals != std::string::npos) {
        const auto known = sim::embeddedVenues();
        if (std::ranges::find(known, std::string_view(arguments.fault).substr(0, equals)) == known.end()) {
            complain("--fault " + arguments.fault + ": the embedded market has no such venue");
            return exitBadInput;
        }
    }
    std::vector<std::unique_ptr<simserver::MarketServer>> servers;
    for (const venues::Venue* const venue : *chosen) {
        const auto fault = faultOf(arguments.fault, venue->id.view());
        if (!fault) {
            complain("--fault " + arguments.fault
                + ": must be gap, checksum, stall, drop, no-snapshot, jump or late, with `:seconds` behind and "
                  "`venue=` before it if wanted");
            return exitBadInput;
        }
        const core::Pair pair = marketPair(settings);
        const auto market = sim::embeddedSettings(
            venue->id.view(), venue->symbolOf(pair).text(), pair, static_cast<std::uint64_t>(arguments.seed));
        if (!market) {
            complain("market.venues: the embedded market has no " + venue->id.text());
            return exitBadInput;
        }
        // One port a venue, counted up from the one that was asked for.
        const int wanted = arguments.port == 0 ? 0 : arguments.port + static_cast<int>(servers.size());
        auto& server =
            servers.emplace_back(std::make_unique<simserver::MarketServer>(venue->id.text(), *market, clock, *fault));
        const quint16 port = wanted > 65535 ? quint16(0) : server->listen(static_cast<quint16>(wanted));
        if (port == 0) {
            complain("port " + std::to_string(wanted) + " on 127.0.0.1 cannot be opened");
            return exitFailed;
        }
        std::printf("serving %s %s: streams ws://127.0.0.1:%u, REST http://127.0.0.1:%u\n", venue->id.text().c_str(),
            market->symbol.c_str(), port, port);
    }
    std::puts("Ctrl+C ends");
    std::fflush(stdout);
    for (const int signal : {SIGINT, SIGTERM}) {
        std::signal(signal, [](int) { QCoreApplication::quit(); });
    }
    return QCoreApplication::exec();
}

} // namespace leadline::app
