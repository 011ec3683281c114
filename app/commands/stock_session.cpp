// SPDX-License-Identifier: MIT
#include "app/commands/stock_session.h"

#include "app/commands/tape_run.h"
#include "app/commands/trade_strike.h"
#include "app/settings/credentials.h"
#include "app/settings/session_options.h"
#include "app/settings/system_clock.h"
#include "engine/core/shifted_clock.h"
#include "engine/feeds/rest_client.h"
#include "engine/session/session_options.h"
#include "engine/session/stock_options.h"
#include "engine/session/stock_service.h"
#include "engine/session/trading_session.h"
#include "engine/sim/protocol/trade_faults.h"
#include "engine/sim/protocol/venue_simulator.h"
#include "engine/venues/alpaca/alpaca_rest.h"

#include <CLI/CLI.hpp>

#include <QCoreApplication>
#include <QEventLoop>

namespace leadline::app
{

using namespace Qt::StringLiterals;

namespace
{

/// The clock of a market that is served elsewhere.
core::Result<core::Timestamp> venueTime(int port)
{
    constexpr std::chrono::seconds patience{5};
    constexpr int success = 200;
    feeds::RestClient client("http://127.0.0.1:" + std::to_string(port),
        venues::alpaca::headers({std::string(sim::embeddedKey), std::string(sim::embeddedSecret)}), patience);
    core::Result<core::Timestamp> time =
        core::defect("--connect " + std::to_string(port) + ": no market answers there");
    // A fault on demand may strike this question, too.
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

core::Result<StockPlace> placeOf(const StockArguments& arguments, const Settings& settings)
{
    if (arguments.paper && arguments.live) {
        return core::defect("--paper and --live: one of them");
    }
    const StockPlace place = arguments.live ? StockPlace::Live
        : arguments.paper                   ? StockPlace::Paper
                                            : StockPlace::Embedded;
    if (place != StockPlace::Embedded
        && (!arguments.start.empty() || !arguments.fault.empty() || arguments.connect != 0 || arguments.speed != 1)) {
        return core::defect("--start, --speed, --fault and --connect are for the embedded market");
    }
    if (arguments.connect != 0 && (!arguments.start.empty() || !arguments.fault.empty())) {
        return core::defect("--start and --fault belong to the market that `sim --equities` serves: --connect takes it "
                            "as it is");
    }
    if (place == StockPlace::Live && stockTrading(settings) != "live") {
        return core::defect("--live trades real money: alpaca.trading = \"live\" says that it is wanted");
    }
    return place;
}

core::Result<TradeStrike> strikeOf(const std::string& fault)
{
    const auto strike = tradeStrikeOf(fault.empty() ? "none" : fault);
    if (!strike) {
        return core::defect("--fault " + fault + ": no fault of the trading side; docs/embedded-market.md names them");
    }
    return *strike;
}

/// Stocks alone: no coins are followed, and the order path is the one of a window.
session::SessionOptions stocksAlone(const Settings& settings, StockPlace place, int connect)
{
    using session::SourceKind;
    session::SessionOptions options = sessionOptions(settings);
    options.source = place == StockPlace::Embedded ? SourceKind::Embedded : SourceKind::Live;
    options.venues.clear();
    const bool isKept = connect == 0 || settings.orders.journal != "auto";
    options.orders.journal =
        isKept ? journalFor(settings, connect == 0 ? options.source : SourceKind::Live) : std::string();
    options.orders.killSwitch = killSwitchOf(settings);
    setEnvironment(options.orders, place);
    return options;
}

core::Result<void> addKeys(session::StockOptions& options)
{
    const FoundKey key = findKey(u"alpaca"_s);
    if (key.source.isEmpty()) {
        return core::defect("no key for alpaca: set LEADLINE_ALPACA_KEY and LEADLINE_ALPACA_SECRET, or keep one in "
                            "the window under Trade > Credentials");
    }
    options.credentials = {key.key.toStdString(), key.secret.toStdString()};
    const FoundKey polygon = findKey(u"polygon"_s);
    options.polygonKey = {polygon.key.toStdString(), polygon.secret.toStdString()};
    return {};
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

StockSession::StockSession() = default;

StockSession::~StockSession() = default;

void StockSession::end()
{
    m_session->stop();
}

session::StockService& StockSession::stocks()
{
    return m_session->stocks();
}

core::Result<void> StockSession::findMarket(
    const StockArguments& arguments, const Settings& settings, session::StockOptions& options)
{
    m_system = std::make_unique<app::SystemClock>();
    if (m_place != StockPlace::Embedded) {
        m_clock = std::make_unique<app::SystemClock>();
        return addKeys(options);
    }
    const auto start = arguments.connect != 0 ? venueTime(arguments.connect)
                                              : embeddedStart(settings, arguments.start, m_system->now());
    if (!start) {
        return std::unexpected(start.error());
    }
    m_clock = std::make_unique<core::ShiftedClock>(*m_system, *start, arguments.speed);
    options.credentials = {std::string(sim::embeddedKey), std::string(sim::embeddedSecret)};
    options.polygonKey = options.credentials;
    if (arguments.connect != 0) {
        const std::string host = "127.0.0.1:" + std::to_string(arguments.connect);
        options.trading = options.data = options.polygon = {"ws://" + host, "http://" + host};
    }
    return {};
}

std::optional<int> StockSession::open(const StockArguments& arguments, Use use, const Settings& settings)
{
    const auto place = placeOf(arguments, settings);
    const auto strike = place ? strikeOf(arguments.fault) : std::unexpected(place.error());
    if (!strike) {
        complain(strike.error().what);
        return exitBadInput;
    }
    m_place = *place;
    session::StockOptions options = stockOptions(settings, m_place);
    if (const auto found = findMarket(arguments, settings, options); !found) {
        complain(found.error().what);
        return exitBadInput;
    }
    session::SessionOptions whole = stocksAlone(settings, m_place, arguments.connect);
    if (use == Use::Looks) {
        whole.orders.journal.clear();
    }
    m_session = std::make_unique<session::TradingSession>(whole, *m_clock);
    QObject::connect(
        m_session.get(), &session::TradingSession::troubled, [](const QString& what) { complain(what.toStdString()); });
    m_session->start();
    m_session->openStocks(options);
    if (!stocks().isOpen()) {
        return exitFailed; // why is printed
    }
    if (strike->fault != sim::TradeFault::None) {
        stocks().setEmbeddedFault(strike->fault, strike->oneIn, options.seed);
    }
    return std::nullopt;
}

} // namespace leadline::app
