// SPDX-License-Identifier: MIT
#include "app/commands/account_inquiry.h"

#include "app/commands/tape_run.h"
#include "app/settings/credentials.h"
#include "app/settings/system_clock.h"
#include "engine/feeds/trading_timing.h"
#include "engine/feeds/venue_gateway.h"
#include "engine/orders/null_journal.h"
#include "engine/orders/order_manager.h"
#include "engine/sim/protocol/venue_simulator.h"

#include <CLI/CLI.hpp>

#include <QEventLoop>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace leadline::app
{

namespace
{

constexpr std::string_view embedded = "embedded";
constexpr std::chrono::seconds patience{15};

const VenueSettings& venueSettings(const Settings& settings, const venues::Venue& venue)
{
    return settings.venues[static_cast<std::size_t>(&venue - venues::knownVenues().data())];
}

std::string sectionOf(const venues::Venue& venue)
{
    std::string section = venue.id.text();
    std::ranges::replace(section, '-', '_');
    return section;
}

bool isLoopback(const std::string& address)
{
    return address.starts_with("http://127.0.0.1:") || address.starts_with("http://localhost:");
}

core::Result<const venues::Venue*> tradedVenue(const std::string& name)
{
    const venues::Venue* const venue = venues::findVenue(name);
    if (venue == nullptr) {
        return core::defect("--venue " + name + ": no such venue");
    }
    if (venue->makeTrading == nullptr) {
        return core::defect("--venue " + name + ": cannot be traded at");
    }
    return venue;
}

AccountPlace embeddedPlace(const venues::Venue& venue, const venues::Endpoints& endpoints)
{
    // Kraken's secrets are base64; the others' are taken as they are.
    const bool isKraken = venue.id.view() == "kraken";
    return AccountPlace{.venue = &venue,
        .environment = {.name = embedded, .isLive = false, .endpoints = endpoints, .isLimited = false},
        .credentials = {
            std::string(sim::embeddedKey), isKraken ? sim::embeddedSecretBase64() : std::string(sim::embeddedSecret)}};
}

/// "PORT" of the one venue that is named, or "VENUE=PORT".
core::Result<AccountPlace> connectedPlace(const std::string& text, const std::vector<std::string>& named)
{
    constexpr int mostPorts = 65'535;
    const auto equals = text.find('=');
    const std::string digits = equals == std::string::npos ? text : text.substr(equals + 1);
    const bool isNumber = !digits.empty() && digits.find_first_not_of("0123456789") == std::string::npos;
    const long port = isNumber ? std::strtol(digits.c_str(), nullptr, 10) : 0;
    if (port < 1 || port > mostPorts || (equals == std::string::npos && named.size() != 1)) {
        return core::defect("--connect " + text + ": must be VENUE=PORT, or PORT of the one --venue");
    }
    const auto venue = tradedVenue(equals == std::string::npos ? named.front() : text.substr(0, equals));
    if (!venue) {
        return std::unexpected(venue.error());
    }
    const std::string host = "127.0.0.1:" + std::to_string(port);
    return embeddedPlace(**venue, {"ws://" + host, "http://" + host});
}

core::Result<AccountPlace> placeOf(const venues::Venue& venue, const std::string& wanted, const Settings& settings)
{
    const VenueSettings& own = venueSettings(settings, venue);
    const bool isServedHere = isLoopback(own.restUrl);
    const std::string environment = !wanted.empty() ? wanted
        : own.trading == "off" && isServedHere      ? std::string(embedded)
                                                    : own.trading;
    if (environment == embedded) {
        if (!isServedHere) {
            return core::defect(sectionOf(venue) + ".rest_url = " + own.restUrl
                + ": no embedded market; `leadline sim` prints its address, or --connect " + venue.id.text() + "=PORT");
        }
        return embeddedPlace(venue, {own.streamUrl, own.restUrl});
    }
    std::string names;
    for (const venues::TradingEnvironment& known : venue.makeTrading()->environments()) {
        names += (names.empty() ? "" : ", ") + std::string(known.name);
        if (known.name != environment) {
            continue;
        }
        const QString id = QString::fromStdString(venue.id.text());
        const FoundKey key = findKey(id);
        if (key.source.isEmpty()) {
            return core::defect(venue.id.text() + ": no key: set "
                + variablesOf(id).replace(QStringLiteral(", "), QStringLiteral(" and ")).toStdString()
                + ", or keep one in the window under Trade > Credentials");
        }
        return AccountPlace{
            .venue = &venue, .environment = known, .credentials = {key.key.toStdString(), key.secret.toStdString()}};
    }
    return core::defect(environment == "off"
            ? venue.id.text() + ": trading is off: " + sectionOf(venue)
                + ".trading or --environment says where: " + names
            : "--environment " + environment + ": " + venue.id.text() + " has " + names);
}

} // namespace

void addAccountOptions(CLI::App& command, AccountArguments& accounts)
{
    command.add_option("--venue", accounts.venues, "these, comma-separated (default: all where trading is on)")
        ->delimiter(',')
        ->allow_extra_args(false);
    command.add_option("--environment", accounts.environment,
        "live, demo, paper, or embedded: a market that `sim` serves at <venue>.rest_url (default: "
        "<venue>.trading)");
    command.add_option("--connect", accounts.connect, "VENUE=PORT of an embedded market that `sim` serves; or PORT")
        ->allow_extra_args(false);
    command.add_flag("--json", accounts.json, "one JSON object");
}

QString qt(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

core::Result<std::vector<AccountPlace>> accountPlaces(const AccountArguments& arguments, const Settings& settings)
{
    std::vector<AccountPlace> places;
    for (const std::string& text : arguments.connect) {
        auto place = connectedPlace(text, arguments.venues);
        if (!place) {
            return std::unexpected(place.error());
        }
        places.push_back(std::move(*place));
    }
    std::vector<const venues::Venue*> named;
    for (const std::string& name : arguments.venues) {
        const auto venue = tradedVenue(name);
        if (!venue) {
            return std::unexpected(venue.error());
        }
        named.push_back(*venue);
    }
    if (named.empty() && places.empty()) {
        for (const venues::Venue& venue : venues::knownVenues()) {
            const VenueSettings& own = venueSettings(settings, venue);
            if (venue.makeTrading != nullptr && (own.trading != "off" || isLoopback(own.restUrl))) {
                named.push_back(&venue);
            }
        }
    }
    for (const venues::Venue* const venue : named) {
        if (std::ranges::find(places, venue, &AccountPlace::venue) != places.end()) {
            continue;
        }
        auto place = placeOf(*venue, arguments.environment, settings);
        if (!place) {
            return std::unexpected(place.error());
        }
        places.push_back(std::move(*place));
    }
    if (places.empty()) {
        return core::defect("trading is off at every venue: --venue NAME --environment NAME asks one all the same");
    }
    return places;
}

core::Result<AccountAnswer> askAccount(const AccountPlace& place, AccountQuestion question)
{
    using feeds::VenueGateway;
    const app::SystemClock clock;
    orders::NullJournal journal;
    orders::NullListener listener;
    orders::OrderManager manager(clock, journal, listener);
    QEventLoop loop;
    VenueGateway line(*place.venue, place.environment, place.credentials, {}, {}, clock, manager);
    const bool keepsPositions = line.protocol().keepsPositions();
    const bool asksMode = question == AccountQuestion::Positions && line.protocol().hasPositionModes();
    std::string why;
    const auto look = [&] {
        const bool isComplete = question == AccountQuestion::Orders
            ? line.openOrders().has_value()
            : line.positions() && (keepsPositions || line.account()) && (!asksMode || line.isHedged());
        if (isComplete) {
            loop.quit();
        }
    };
    QObject::connect(&line, &VenueGateway::ordersKnown, &loop, look);
    QObject::connect(&line, &VenueGateway::positionsKnown, &loop, look);
    QObject::connect(&line, &VenueGateway::positionModeKnown, &loop, look);
    QObject::connect(&line, &VenueGateway::accountChanged, &loop, look);
    QObject::connect(&line, &VenueGateway::notTold, &loop, [&](venues::Ask what, const QString& words) {
        why = std::string(venues::describe(what)) + ": " + words.toStdString();
        loop.quit();
    });
    QTimer::singleShot(patience, &loop, [&] {
        why = "no answer within " + std::to_string(patience.count()) + " s";
        loop.quit();
    });
    line.askTime([&] {
        if (question == AccountQuestion::Orders) {
            return line.askOpenOrders(venues::Reach::Account);
        }
        line.askPositions();
        line.askPositionMode();
        if (!keepsPositions) {
            line.askAccount();
        }
    });
    loop.exec();
    if (!why.empty()) {
        return core::defect(place.venue->id.text() + ": " + why);
    }
    AccountAnswer answer{.now = line.venueNow(), .keepsPositions = keepsPositions, .isHedged = line.isHedged()};
    if (question == AccountQuestion::Orders) {
        answer.orders = line.openOrders()->rows;
        return answer;
    }
    answer.positions = line.positions()->rows;
    if (!keepsPositions) {
        answer.balances = line.account()->balances;
    }
    return answer;
}

int reportAccounts(const AccountArguments& arguments, const Settings& settings, const AccountReport& report)
{
    const auto places = accountPlaces(arguments, settings);
    if (!places) {
        complain(places.error().what);
        return exitBadInput;
    }
    int code = exitSuccess;
    QJsonArray list;
    for (const AccountPlace& place : *places) {
        if (const auto prepared = report.prepare ? report.prepare(place) : core::Result<void>(); !prepared) {
            complain(prepared.error().what);
            return exitBadInput;
        }
        const auto answer = askAccount(place, report.question);
        if (!answer) {
            complain(answer.error().what);
            code = exitFailed;
            continue;
        }
        arguments.json ? list.append(report.toJson(place, *answer)) : report.print(place, *answer);
    }
    if (arguments.json) {
        const QJsonObject whole{{QStringLiteral("venues"), list}};
        std::puts(QJsonDocument(whole).toJson(QJsonDocument::Compact).constData());
    }
    return code;
}

} // namespace leadline::app
