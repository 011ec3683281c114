// SPDX-License-Identifier: MIT
#include "app/commands/account_inquiry.h"
#include "app/commands/commands.h"

#include <CLI/CLI.hpp>

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonObject>

#include <cmath>
#include <cstdio>

namespace leadline::app
{

namespace
{

using namespace Qt::StringLiterals;
using venues::VenueOrder;

/// Seconds since the venue took it; nothing: not told.
std::optional<double> ageOf(const VenueOrder& order, core::Timestamp now)
{
    return order.placed == core::Timestamp{}
        ? std::nullopt
        : std::optional(std::max(0.0, std::chrono::duration<double>(now - order.placed).count()));
}

/// "45 s", "12 min", "3 h", "2 d"
std::string ageText(std::optional<double> seconds)
{
    if (!seconds) {
        return "-";
    }
    constexpr double minute = 60;
    constexpr double hour = 60 * minute;
    constexpr double day = 24 * hour;
    const auto whole = [&](double unit, const char* name) {
        return std::to_string(static_cast<long long>(*seconds / unit)) + name;
    };
    return *seconds < 2 * minute ? whole(1, " s")
        : *seconds < 2 * hour    ? whole(minute, " min")
        : *seconds < 2 * day     ? whole(hour, " h")
                                 : whole(day, " d");
}

/// "sell short" where the venue keeps two positions.
std::string sideText(const VenueOrder& order)
{
    const std::string verb(core::verb(order.side));
    return order.positionSide == core::PositionSide::Net ? verb
                                                         : verb + " " + std::string(core::describe(order.positionSide));
}

QJsonObject jsonOf(const VenueOrder& order, core::Timestamp now)
{
    QJsonObject json{{u"id"_s, qt(order.id)}, {u"client_id"_s, qt(order.clientId)}, {u"ours"_s, order.ours != 0},
        {u"symbol"_s, qt(order.symbol.view())}, {u"side"_s, qt(core::verb(order.side))},
        {u"position_side"_s, qt(core::describe(order.positionSide))}, {u"type"_s, qt(order.type)},
        {u"price"_s, qt(order.price.text())}, {u"trigger"_s, qt(order.trigger.text())},
        {u"size"_s, qt(order.size.text())}, {u"filled"_s, qt(order.filled.text())},
        {u"conditional"_s, order.isConditional}, {u"reduce_only"_s, order.isReduceOnly},
        {u"closes_position"_s, order.closesPosition}, {u"parent"_s, qt(order.parent)}};
    if (const auto age = ageOf(order, now)) {
        json.insert(u"age_s"_s, std::round(*age * 1000) / 1000);
    }
    return json;
}

std::string orDash(core::Price price)
{
    return price.raw() == 0 ? "-" : price.text();
}

void print(const AccountPlace& place, const AccountAnswer& answer)
{
    std::printf("%s (%s)\n", place.venue->id.text().c_str(), std::string(place.environment.name).c_str());
    if (answer.orders.empty()) {
        std::puts("  nothing is working");
        return;
    }
    std::printf("  %-12s %-10s %-20s %12s %12s %12s %12s %8s  %s\n", "", "side", "type", "size", "filled", "price",
        "trigger", "age", "whose");
    for (const VenueOrder& order : answer.orders) {
        const std::string size = order.closesPosition && order.size.isZero() ? "all" : order.size.text();
        const std::string type = order.type + (order.isReduceOnly ? ", reduce" : "");
        const std::string whose = std::string(order.ours != 0 ? "ours" : "another client")
            + (order.clientId.empty() ? "" : ": " + order.clientId);
        std::printf("  %-12s %-10s %-20s %12s %12s %12s %12s %8s  %s\n", order.symbol.text().c_str(),
            sideText(order).c_str(), type.c_str(), size.c_str(), order.filled.text().c_str(),
            orDash(order.price).c_str(), orDash(order.trigger).c_str(), ageText(ageOf(order, answer.now)).c_str(),
            whose.c_str());
    }
}

QJsonObject jsonOf(const AccountPlace& place, const AccountAnswer& answer)
{
    QJsonArray orders;
    for (const VenueOrder& order : answer.orders) {
        orders.append(jsonOf(order, answer.now));
    }
    return {{u"venue"_s, qt(place.venue->id.view())}, {u"environment"_s, qt(place.environment.name)},
        {u"orders"_s, orders}};
}

int runOrders(int& argc, char** argv, const AccountArguments& arguments, const Settings& settings)
{
    const QCoreApplication application(argc, argv);
    return reportAccounts(arguments, settings,
        {.question = AccountQuestion::Orders,
            .toJson = [](const AccountPlace& place, const AccountAnswer& answer) { return jsonOf(place, answer); },
            .print = print});
}

Runner addOrders(CLI::App& command)
{
    const auto arguments = std::make_shared<AccountArguments>();
    addAccountOptions(command, *arguments);
    return [arguments](Invocation& invocation) {
        return runOrders(invocation.argc, invocation.argv, *arguments, invocation.settings.values);
    };
}

} // namespace

const Command ordersCommand{
    "orders", "every order that is working at the venues, conditional ones too, and whose it is", addOrders};

} // namespace leadline::app
