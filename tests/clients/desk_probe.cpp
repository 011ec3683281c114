// SPDX-License-Identifier: MIT
/// Our side beside other clients, as the window has it: the engine on its embedded market, and the blotter's model of
/// positions. A line of JSON for everything that changes; commands come as lines: flatten, drop, heal, rest, unkill.
///
///   desk_probe binance-futures | alpaca
#include "app/settings/system_clock.h"
#include "engine/core/shifted_clock.h"
#include "engine/engine.h"
#include "engine/execution/position_keeper.h"
#include "engine/feeds/trading_line.h"
#include "engine/sim/alpaca/alpaca_simulator.h"
#include "engine/sim/server/market_server.h"
#include "engine/sim/venues/embedded_venues.h"
#include "models/position_model.h"
#include "models/session_client.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSocketNotifier>
#include <QTimer>

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
    void show(const std::vector<engine::PositionSnapshot>& positions)
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
        std::string line;
        if (!std::getline(std::cin, line)) {
            input->setEnabled(false);
            return QCoreApplication::quit();
        }
        act(line);
    });
}

int runCoins(const venues::Venue& venue)
{
    const app::SystemClock clock;
    engine::EngineOptions options;
    options.venues = {{.venue = &venue}};
    options.orders.shared = std::make_shared<execution::SharedRisk>();
    engine::Engine engine(options, clock);
    models::SessionClient session(engine, options.framesPerSecond);
    ShownPositions shown;
    core::Price bid;
    bool isReady = false;
    const QString name = QString::fromStdString(venue.id.text());
    QObject::connect(&session, &models::SessionClient::framed, &engine, [&](const engine::MarketSnapshot& snapshot) {
        shown.show(snapshot.positions);
        bid = snapshot.bids.empty() ? core::Price{} : snapshot.bids[0].price;
        const bool isUp = !snapshot.trading.empty() && snapshot.trading[0].isUp && snapshot.trading[0].isReconciled;
        if (isUp && bid.raw() > 0 && !std::exchange(isReady, true)) {
            print({{u"address"_s, engine.embeddedAddress(name)}});
        }
    });
    QObject::connect(&engine, &engine::Engine::receiptChanged, &engine, printReceipt);
    QObject::connect(&engine, &engine::Engine::troubled, &engine, [](const QString& what) {
        print({{u"trouble"_s, what}});
    });
    QObject::connect(&engine, &engine::Engine::refused, &engine, [](const engine::Refusal& refusal) {
        print({{u"refused"_s, refusal.text}});
    });
    QObject::connect(&engine, &engine::Engine::orderChanged, &engine, [](const orders::Order& order) {
        print({{u"order"_s, QString::fromStdString(orders::clientText(order.request.id))},
            {u"state"_s,
                QString::fromUtf8(orders::describe(order.state).data(),
                    static_cast<qsizetype>(orders::describe(order.state).size()))}});
    });
    onCommand(engine, [&](const std::string& command) {
        using Kind = sim::Fault::Kind;
        if (command == "flatten") {
            engine.flatten();
        } else if (command == "drop" || command == "heal") {
            engine.setEmbeddedFault(name, static_cast<int>(command == "drop" ? Kind::Drop : Kind::None));
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
    const int code = QCoreApplication::exec();
    engine.stop();
    return code;
}

/// The way out alone: an engine of stocks has more than positions.
int runStocks(const venues::Venue& venue)
{
    const app::SystemClock system;
    const auto ten = core::fromMilliseconds(1'772'463'600'000); // 2026-03-02, 10:00 in New York
    const core::ShiftedClock clock(system, ten);
    sim::MarketServer server(sim::makeEmbeddedStocks({}, clock.now()), clock, {});
    const std::string address = "127.0.0.1:" + std::to_string(server.listen(0));
    execution::ExecutionEngine engine({.environments = {{venue.id, "embedded"}}}, clock);
    if (!engine.open()) {
        return 1;
    }
    const auto instrumentOf = [&venue](const core::MarketId& market) {
        core::Instrument instrument = venue.instrumentOf(market);
        instrument.tick = *core::Price::parse("0.01");
        instrument.lot = *core::Quantity::parse("1");
        return instrument;
    };
    engine.instrumentOf = instrumentOf;
    engine.closingPrice = [&engine](const core::MarketId& market, core::Side side) {
        for (const execution::PositionRow& row : engine.keeper().rows()) {
            if (row.market == market) {
                const std::int64_t percent = side == core::Side::Bid ? 103 : 97;
                return core::Price::fromRaw(row.entryPrice.raw() / 100 * percent);
            }
        }
        return core::Price{};
    };
    ShownPositions shown;
    QObject::connect(&engine, &execution::ExecutionEngine::positionsChanged, &engine, [&] {
        std::vector<engine::PositionSnapshot> rows;
        for (const execution::PositionRow& row : engine.keeper().rows()) {
            rows.push_back(
                {.market = row.market, .size = row.size(), .side = row.side, .ours = row.ours, .isTold = true});
        }
        shown.show(rows);
    });
    QObject::connect(
        &engine, &execution::ExecutionEngine::receiptChanged, &engine, [&] { printReceipt(*engine.receipt()); });
    const auto added = engine.addVenue(venue,
        {.name = "embedded",
            .isLive = false,
            .endpoints = {"ws://" + address, "http://" + address},
            .isLimited = false},
        {std::string(sim::embeddedKey), std::string(sim::embeddedSecret)},
        instrumentOf({venue.id, core::Symbol("AAPL")}), {});
    if (!added) {
        return 1;
    }
    bool isReady = false;
    QTimer beat;
    QObject::connect(&beat, &QTimer::timeout, &engine, [&] {
        engine.tick();
        if (engine.isReconciled(venue.id) && engine.lineOf(venue.id)->positions() && !std::exchange(isReady, true)) {
            print({{u"address"_s, QString::fromStdString(address)}});
        }
    });
    beat.start(std::chrono::milliseconds(20));
    onCommand(engine, [&](const std::string& command) {
        if (command == "flatten") {
            engine.stopEverything(true);
        } else if (command == "drop" || command == "heal") {
            using Kind = sim::Fault::Kind;
            server.setFault(static_cast<int>(command == "drop" ? Kind::Drop : Kind::None));
        }
    });
    return QCoreApplication::exec();
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList given = QCoreApplication::arguments();
    const venues::Venue* const venue = given.size() != 2 ? nullptr : venues::findVenue(given[1].toStdString());
    if (venue == nullptr || venue->makeTrading == nullptr) {
        std::fputs("usage: desk_probe VENUE\n", stderr);
        return 2;
    }
    return venues::tellsOfStocks(*venue) ? runStocks(*venue) : runCoins(*venue);
}
