// SPDX-License-Identifier: MIT
#include "app/commands/stock_session.h"

#include "app/commands/tape_run.h"
#include "app/settings/credentials.h"
#include "app/settings/session_options.h"
#include "app/settings/system_clock.h"
#include "engine/core/shifted_clock.h"
#include "engine/feeds/rest_client.h"
#include "engine/session/session_options.h"
#include "engine/session/stock_service.h"
#include "engine/session/trading_session.h"
#include "engine/sim/protocol/trade_faults.h"
#include "engine/sim/protocol/venue_simulator.h"
#include "engine/venues/alpaca/alpaca_rest.h"

#include <CLI/CLI.hpp>

#include <QCoreApplication>
#include <QEventLoop>

#include <cstdlib>

namespace leadline::app
{

using namespace Qt::StringLiterals;

namespace
{

struct Trouble {
    sim::TradeFault fault = sim::TradeFault::None;
    int oneIn = 10;
};

/// "lose-answer:5"; empty: none. Nothing when it is no fault.
std::optional<Trouble> troubleOf(const std::string& text)
{
    const auto colon = text.find(':');
    const auto named = sim::tradeFaultOf(text.empty() ? "none" : text.substr(0, colon));
    if (!named) {
        return std::nullopt;
    }
    Trouble trouble{.fault = *named};
    if (colon != std::string::npos) {
        trouble.oneIn = std::atoi(text.c_str() + colon + 1);
    }
    return trouble.oneIn >= 1 ? std::optional(trouble) : std::nullopt;
}

/// The clock of a market that is served elsewhere.
core::Result<core::Timestamp> venueTime(int port)
{
    constexpr std::chrono::seconds patience{5};
    constexpr int success = 200;
    feeds::RestClient client("http://127.0.0.1:" + std::to_string(port),
        venues::alpaca::headers({std::string(sim::embeddedKey), std::string(sim::embeddedSecret)}), patience);
    core::Result<core::Timestamp> time =
        core::defect("--connect " + std::to_string(port) + ": no market answers there");
    // Trouble on demand may strike this question, too.
    for (int attempt = 0; attempt < 5 && !time; ++attempt) {
        QEventLoop loop;
        client.get(venues::alpaca::clockPath(), [&](const feeds::RestClient::Answer& answer) {
            const auto clock = venues::alpaca::readClock(
                std::string_view(answer.body.constData(), static_cast<std::size_t>(answer.body.size())));
            if (answer.status == success && clock) {
                time = clock->now;
            }
            loop.quit();
        });
        loop.exec();
    }
    return time;
}

} // namespace

void addMarketOptions(CLI::App& command, StockArguments& market)
{
    command.add_flag("--paper", market.paper, "Alpaca's paper account in place of the embedded market");
    command.add_flag("--live", market.live, "Alpaca, real money");
    command.add_option(
        "--start", market.start, "New York time at which the embedded market begins: 09:29:00 or 2026-11-20T09:29:00");
    command.add_option("--connect", market.connect, "port of an embedded market that `sim --equities` serves")
        ->check(CLI::Range(1, 65535));
    command.add_option("--speed", market.speed, "of the embedded market's clock (default 1)")
        ->check(CLI::Range(0.1, 100.0));
    command.add_option(
        "--fault", market.fault, "trouble at the embedded venue: lose-answer, drop-request, 5xx ..., `:N` behind");
}

std::optional<int> StockSession::open(const StockArguments& arguments, Use use, const Settings& settings)
{
    if (arguments.paper && arguments.live) {
        complain("--paper and --live: one of them");
        return exitBadInput;
    }
    m_place = arguments.live ? StockPlace::Live : arguments.paper ? StockPlace::Paper : StockPlace::Embedded;
    const bool isEmbedded = m_place == StockPlace::Embedded;
    if (!isEmbedded && (!arguments.start.empty() || !arguments.fault.empty() || arguments.connect != 0)) {
        complain("--start, --fault and --connect are for the embedded market");
        return exitBadInput;
    }
    if (m_place == StockPlace::Live && stockTrading(settings) != "live") {
        complain("--live trades real money: alpaca.trading = \"live\" says that it is wanted");
        return exitBadInput;
    }
    session::StockOptions options = stockOptions(settings, m_place);
    // Stocks alone: no coins are followed, and the order path is the one of a window.
    session::SessionOptions whole = sessionOptions(settings);
    whole.source = isEmbedded ? session::SourceKind::Embedded : session::SourceKind::Live;
    whole.venues.clear();
    whole.orders.journal = journalFor(settings, whole.source);
    whole.orders.killSwitch = killSwitchOf(settings);
    setEnvironment(whole.orders, m_place);
    m_system = std::make_unique<app::SystemClock>();
    std::optional<Trouble> trouble;
    if (isEmbedded) {
        trouble = troubleOf(arguments.fault);
        if (!trouble) {
            complain(
                "--fault " + arguments.fault + ": no fault of the trading side; docs/embedded-market.md names them");
            return exitBadInput;
        }
        const auto start = arguments.connect != 0 ? venueTime(arguments.connect)
                                                  : embeddedStart(settings, arguments.start, m_system->now());
        if (!start) {
            complain(start.error().what);
            return exitBadInput;
        }
        m_clock = std::make_unique<core::ShiftedClock>(*m_system, *start, arguments.speed);
        options.credentials = {std::string(sim::embeddedKey), std::string(sim::embeddedSecret)};
        options.polygonKey = options.credentials;
        if (arguments.connect != 0) {
            const std::string host = "127.0.0.1:" + std::to_string(arguments.connect);
            options.trading = options.data = options.polygon = {"ws://" + host, "http://" + host};
            whole.orders.journal =
                settings.orders.journal == "auto" ? "" : journalFor(settings, session::SourceKind::Live);
        }
    } else {
        const FoundKey key = findKey(u"alpaca"_s);
        if (key.source.isEmpty()) {
            complain("no key for alpaca: set LEADLINE_ALPACA_KEY and LEADLINE_ALPACA_SECRET, or use the window's "
                     "credentials dialog");
            return exitBadInput;
        }
        options.credentials = {key.key.toStdString(), key.secret.toStdString()};
        const FoundKey polygon = findKey(u"polygon"_s);
        options.polygonKey = {polygon.key.toStdString(), polygon.secret.toStdString()};
        m_clock = std::make_unique<app::SystemClock>();
    }
    if (use == Use::Looks) {
        whole.orders.journal.clear();
    }
    m_engine = std::make_unique<session::TradingSession>(whole, *m_clock);
    QObject::connect(
        m_engine.get(), &session::TradingSession::troubled, [](const QString& what) { complain(what.toStdString()); });
    m_engine->start();
    m_engine->openStocks(options);
    if (!stocks().isOpen()) {
        return exitFailed; // why was said
    }
    if (trouble && trouble->fault != sim::TradeFault::None) {
        stocks().setEmbeddedFault(trouble->fault, trouble->oneIn, options.seed);
    }
    return std::nullopt;
}

} // namespace leadline::app
