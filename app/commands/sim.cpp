// SPDX-License-Identifier: MIT
#include "app/commands/commands.h"
#include "app/commands/tape_run.h"
#include "engine/simserver/market_server.h"
#include "engine/system_clock.h"

#include <QCoreApplication>

#include <csignal>
#include <cstdio>

namespace leadline::app
{

int runSim(int& argc, char** argv, const SimArguments& arguments, const Settings& settings)
{
    simserver::Fault fault;
    if (!arguments.fault.empty()) {
        const auto parsed = simserver::parseFault(arguments.fault);
        if (!parsed) {
            complain(
                "--fault " + arguments.fault + ": must be gap, stall, drop or no-snapshot, with `:seconds` if wanted");
            return exitBadInput;
        }
        fault = *parsed;
    }
    QCoreApplication application(argc, argv);
    const engine::SystemClock clock;
    simserver::MarketServer server(
        {.symbol = settings.market.symbol, .seed = static_cast<std::uint64_t>(arguments.seed)}, clock, fault);
    const quint16 port = server.listen(static_cast<quint16>(arguments.port));
    if (port == 0) {
        complain("port " + std::to_string(arguments.port) + " on 127.0.0.1 cannot be opened");
        return exitFailed;
    }
    std::printf("serving %s: streams ws://127.0.0.1:%u, REST http://127.0.0.1:%u (Ctrl+C ends)\n",
        settings.market.symbol.c_str(), port, port);
    std::fflush(stdout);
    for (const int signal : {SIGINT, SIGTERM}) {
        std::signal(signal, [](int) { QCoreApplication::quit(); });
    }
    return QCoreApplication::exec();
}

} // namespace leadline::app
