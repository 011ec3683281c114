// SPDX-License-Identifier: MIT
/// Our side beside other clients, as the window has it: the engine on its embedded market, and the blotter's model of
/// positions. A line of JSON for everything that changes; commands come as lines: flatten, drop, heal, rest, unkill.
///
///   desk_probe binance-futures | alpaca
#include "app/settings/system_clock.h"
#include "engine/core/shifted_clock.h"
#include "engine/execution/kill_receipt.h"
#include "engine/session/market_snapshot.h"
#include "engine/session/order_intent.h"
#include "engine/session/session_options.h"
#include "engine/session/stock_options.h"
#include "engine/session/trading_session.h"
#include "engine/sim/alpaca/alpaca_simulator.h"
#include "engine/sim/server/market_server.h"
#include "engine/sim/venues/embedded_venues.h"
#include "engine/venues/venue.h"
#include "models/position_model.h"
#include "models/session_client.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSocketNotifier>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <iostream>

using namespace leadline;
using namespace Qt::StringLiterals;

namespace
{

void print(const QJsonObject& line)
{
    std::puts(QJsonDocument(line).toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);
}

/// What the blotter shows, printed where it changed.
class ShownPositions
{
public:
    void show(const std::vector<session::PositionSnapshot>& positions)
    {
        using Column = models::PositionModel::Column;
        m_model.show(positions);
        QJsonArray rows;
        for (int row = 0; row < m_model.rowCount(); ++row) {
            const auto cell = [&](Column column) {
                return m_model.index(row, static_cast<int>(column)).data().toString();
            };
            rows.append(QJsonObject{{u"symbol"_s, cell(Column::Symbol)}, {u"size"_s, cell(Column::Size)},
                {u"ours"_s, cell(Column::Ours)}, {u"difference"_s, cell(Column::Difference)}});
        }
        if (!m_wasShown || rows != m_rows) {
            m_wasShown = true;
            m_rows = rows;
            print({{u"positions"_s, rows}});
        }
    }

private:
    models::PositionModel m_model;
    QJsonArray m_rows;
    bool m_wasShown = false;
};

void printReceipt(const execution::KillReceipt& receipt)
{
    QJsonArray steps;
    for (const execution::ReceiptStep& step : receipt.steps) {
        steps.append(step.what);
    }
    print({{u"receipt"_s, steps}, {u"complete"_s, receipt.isComplete}});
}

void onCommand(QObject& context, const std::function<void(const std::string&)>& act)
{
    auto* const input = new QSocketNotifier(0, QSocketNotifier::Read, &context);
    QObject::connect(input, &QSocketNotifier::activated, &context, [input, act] {
        // Lines that came together are read together: for what is buffered nobody calls again.
        do {
            std::string line;
            if (!std::getline(std::cin, line)) {
                input->setEnabled(false);
                return QCoreApplication::quit();
            }
            act(line);
        } while (std::cin.rdbuf()->in_avail() > 0);
    });
}

/// `stocks`: served to other clients as well, and the venue that commands are about; null: coins alone.
int runDesk(const venues::Venue& venue, const core::Clock& clock, sim::MarketServer* stocks, const std::string& address)
{
    session::SessionOptions options;
    options.venues = {{.venue = stocks == nullptr ? &venue : venues::findVenue("binance-futures")}};
    options.orders.environments[venue.id] = "embedded";
    session::TradingSession engine(options, clock);
    models::SessionClient session(engine, options.framesPerSecond);
    ShownPositions shown;
    core::Price bid;
    bool isReady = false;
    const QString name = QString::fromStdString(venue.id.text());
    QObject::connect(&session, &models::SessionClient::framed, &engine, [&](const session::MarketSnapshot& snapshot) {
        shown.show(snapshot.positions);
        bid = snapshot.bids.empty() ? core::Price{} : snapshot.bids[0].price;
        const bool isUp = std::ranges::any_of(snapshot.trading, [&](const session::TradingSnapshot& trading) {
            return trading.venue == venue.id && trading.isUp && trading.isReconciled;
        });
        if (isUp && bid.raw() > 0 && !std::exchange(isReady, true)) {
            print({{u"address"_s, stocks == nullptr ? engine.embeddedAddress(name) : QString::fromStdString(address)}});
        }
    });
    QObject::connect(&engine, &session::TradingSession::receiptChanged, &engine, printReceipt);
    QObject::connect(&engine, &session::TradingSession::troubled, &engine, [](const QString& what) {
        print({{u"trouble"_s, what}});
    });
    QObject::connect(&engine, &session::TradingSession::refused, &engine, [](const session::Refusal& refusal) {
        print({{u"refused"_s, refusal.text}});
    });
    QObject::connect(&engine, &session::TradingSession::orderChanged, &engine, [](const orders::Order& order) {
        print({{u"order"_s, QString::fromStdString(orders::clientText(order.request.id))},
            {u"state"_s,
                QString::fromUtf8(orders::describe(order.state).data(),
                    static_cast<qsizetype>(orders::describe(order.state).size()))}});
    });
    onCommand(engine, [&](const std::string& command) {
        using Kind = sim::FaultKind;
        if (command == "flatten") {
            engine.flatten();
        } else if (command == "drop" || command == "heal") {
            const Kind fault = command == "drop" ? Kind::Drop : Kind::None;
            stocks != nullptr ? stocks->setFault(fault) : engine.setEmbeddedFault(name, fault);
        } else if (command == "unkill") {
            engine.setKillSwitch(false);
        } else if (command == "rest") {
            engine.submit({.side = core::Side::Bid,
                .price = core::Price::fromRaw(bid.raw() / 100 * 97 / 100'000'000 * 100'000'000),
                .size = *core::Quantity::parse("0.1"),
                .reach = desk::Reach::Rest,
                .bandConfirmed = true,
                .guard = {.maxSpreadBps = 0}});
        }
    });
    engine.start();
    if (stocks != nullptr) {
        const venues::Endpoints served{"ws://" + address, "http://" + address};
        engine.openStocks({.credentials = {std::string(sim::embeddedKey), std::string(sim::embeddedSecret)},
            .data = served,
            .trading = served});
    }
    const int code = QCoreApplication::exec();
    engine.stop();
    return code;
}

int runStocks(const venues::Venue& venue)
{
    const app::SystemClock system;
    const auto ten = core::fromMilliseconds(1'772'463'600'000); // 2026-03-02, 10:00 in New York
    const core::ShiftedClock clock(system, ten);
    sim::AlpacaSettings settings;
    settings.streams.connections = 2;
    sim::MarketServer server(sim::makeEmbeddedStocks(settings, clock.now()), clock, {});
    return runDesk(venue, clock, &server, "127.0.0.1:" + std::to_string(server.listen(0)));
}

} // namespace

int main(int argc, char** argv)
{
    std::ios::sync_with_stdio(false); // else nobody knows what is buffered
    const QCoreApplication application(argc, argv);
    const QStringList given = QCoreApplication::arguments();
    const venues::Venue* const venue = given.size() != 2 ? nullptr : venues::findVenue(given[1].toStdString());
    if (venue == nullptr || venue->makeTrading == nullptr) {
        std::fputs("usage: desk_probe VENUE\n", stderr);
        return 2;
    }
    if (venues::tellsOfStocks(*venue)) {
        return runStocks(*venue);
    }
    const app::SystemClock clock;
    return runDesk(*venue, clock, nullptr, {});
}
