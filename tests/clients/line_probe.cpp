// SPDX-License-Identifier: MIT
/// Our side of what other clients leave at a venue: opens a venue gateway, prints what the venue tells it, one JSON
/// object, and leaves; with "cancel" it cancels everything first.
///
///   line_probe VENUE STREAMS REST KEY SECRET [SYMBOL] [cancel]
#include "app/settings/system_clock.h"
#include "engine/feeds/trading_timing.h"
#include "engine/feeds/venue_gateway.h"
#include "engine/orders/null_journal.h"
#include "engine/orders/order_manager.h"
#include "engine/venues/venue.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTimer>

#include <cstdio>

using namespace leadline;
using feeds::VenueGateway;

namespace
{

constexpr std::chrono::seconds patience{10};
constexpr std::chrono::milliseconds betweenLooks{100};

QString textOf(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QJsonObject jsonOf(const venues::VenueOrder& order)
{
    return {{QStringLiteral("id"), textOf(order.id)}, {QStringLiteral("symbol"), textOf(order.symbol.view())},
        {QStringLiteral("side"), textOf(core::verb(order.side))}, {QStringLiteral("type"), textOf(order.type)},
        {QStringLiteral("position"), textOf(core::describe(order.positionSide))},
        {QStringLiteral("size"), textOf(order.size.text())}, {QStringLiteral("price"), textOf(order.price.text())},
        {QStringLiteral("trigger"), textOf(order.trigger.text())}, {QStringLiteral("conditional"), order.isConditional},
        {QStringLiteral("reduceOnly"), order.isReduceOnly}, {QStringLiteral("parent"), textOf(order.parent)},
        {QStringLiteral("ours"), order.ours != 0}};
}

QJsonObject jsonOf(const venues::VenuePosition& position)
{
    return {{QStringLiteral("symbol"), textOf(position.symbol.view())},
        {QStringLiteral("side"), textOf(core::describe(position.side))},
        {QStringLiteral("size"), textOf(position.size.text())},
        {QStringLiteral("entryPrice"), textOf(position.entryPrice.text())}};
}

QJsonObject stateOf(const VenueGateway& line)
{
    QJsonArray orders;
    for (const venues::VenueOrder& row : line.openOrders()->rows) {
        orders.append(jsonOf(row));
    }
    QJsonArray positions;
    for (const venues::VenuePosition& row : line.positions()->rows) {
        positions.append(jsonOf(row));
    }
    QJsonObject state{{QStringLiteral("orders"), orders}, {QStringLiteral("positions"), positions}};
    if (line.isHedged()) {
        state.insert(QStringLiteral("hedged"), *line.isHedged());
    }
    return state;
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList given = QCoreApplication::arguments();
    constexpr int needed = 6;
    const venues::Venue* const venue = given.size() < needed ? nullptr : venues::findVenue(given[1].toStdString());
    if (venue == nullptr || venue->makeTrading == nullptr) {
        std::fputs("usage: line_probe VENUE STREAMS REST KEY SECRET [SYMBOL] [cancel]\n", stderr);
        return 2;
    }
    const bool cancels = given.last() == QLatin1String("cancel");
    const QString symbol =
        given.size() > needed && given[needed] != QLatin1String("cancel") ? given[needed] : QString();
    const app::SystemClock clock;
    orders::NullJournal journal;
    orders::NullListener listener;
    orders::OrderManager manager(clock, journal, listener);
    VenueGateway line(*venue,
        {.name = "probe",
            .isLive = false,
            .endpoints = {given[2].toStdString(), given[3].toStdString()},
            .isLimited = false},
        {given[4].toStdString(), given[5].toStdString()}, core::Symbol(symbol.toStdString()), {}, clock, manager);
    bool isCancelled = !cancels;
    // Asked for until everything is known, and nothing is left where everything was cancelled.
    QTimer again;
    QObject::connect(&again, &QTimer::timeout, &line, [&] {
        const bool hasMode = !line.protocol().hasPositionModes() || line.isHedged();
        if (!line.openOrders() || !line.positions() || !hasMode || !line.isUp()) {
            return;
        }
        if (!std::exchange(isCancelled, true)) {
            line.cancelEverything(venues::Reach::Account);
            return line.askOpenOrders(venues::Reach::Account);
        }
        if (cancels && !line.openOrders()->rows.empty()) {
            return line.askOpenOrders(venues::Reach::Account);
        }
        std::puts(QJsonDocument(stateOf(line)).toJson(QJsonDocument::Compact).constData());
        QCoreApplication::exit(0);
    });
    QObject::connect(&line, &VenueGateway::troubled, &line,
        [](const QString& what) { std::fprintf(stderr, "%s\n", qUtf8Printable(what)); });
    QTimer::singleShot(patience, &line, [] {
        std::fputs("the venue did not tell everything in time\n", stderr);
        QCoreApplication::exit(1);
    });
    again.start(betweenLooks);
    line.open();
    return QCoreApplication::exec();
}
