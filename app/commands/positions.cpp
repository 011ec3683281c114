// SPDX-License-Identifier: MIT
#include "app/commands/account_inquiry.h"
#include "app/commands/commands.h"
#include "app/settings/session_options.h"
#include "app/settings/stock_options.h"
#include "engine/execution/position_keeper.h"
#include "engine/journal/journal_reader.h"
#include "engine/session/session_options.h"

#include <CLI/CLI.hpp>

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonObject>

#include <cstdio>
#include <map>
#include <utility>

namespace leadline::app
{

namespace
{

using namespace Qt::StringLiterals;
using Holdings = std::map<core::MarketId, core::Quantity>;

/// A position, or the balance of a coin.
struct HeldRow {
    std::string name; ///< symbol, or coin
    std::string kind; ///< "position", "long", "short", "margin", "balance"
    core::Quantity venue;
    core::Quantity ours;
    core::Price entryPrice; ///< zero: not told

    [[nodiscard]] core::Quantity difference() const { return venue - ours; }
};

/// Where the orders sent there are written down; empty: nowhere that lasts.
std::string journalOf(const AccountPlace& place, const AccountArguments& arguments, const Settings& settings)
{
    if (!arguments.journal.empty()) {
        return arguments.journal;
    }
    const bool isKept = place.environment.name != "embedded" || settings.orders.journal != "auto";
    return isKept ? journalFor(settings, session::SourceKind::Live) : std::string();
}

core::Result<Holdings> holdingsOf(const AccountPlace& place, const std::string& journal)
{
    if (journal.empty()) {
        return Holdings{};
    }
    const auto url = journal::JournalUrl::parse(journal);
    return url ? journal::readHoldings(*url, place.environment.name) : std::unexpected(url.error());
}

/// Where the venue keeps positions.
std::vector<HeldRow> positionRows(const AccountPlace& place, const AccountAnswer& answer, const Holdings& holdings)
{
    orders::PositionBook ours;
    for (const auto& [market, size] : holdings) {
        ours.restore({.market = market, .size = size});
    }
    execution::PositionKeeper keeper(ours);
    keeper.addVenue(place.venue->id, true);
    keeper.told(place.venue->id, answer.positions, answer.now);
    std::vector<HeldRow> rows;
    for (const execution::PositionRow& row : keeper.rows()) {
        if (row.market.venue == place.venue->id) {
            rows.push_back({.name = row.market.symbol.text(),
                .kind = row.side == core::PositionSide::Net ? "position" : std::string(core::describe(row.side)),
                .venue = row.venue,
                .ours = row.ours,
                .entryPrice = row.entryPrice});
        }
    }
    return rows;
}

/// Where it keeps coins: each with what our fills of its pairs add up to, then what was borrowed.
std::vector<HeldRow> balanceRows(const AccountPlace& place, const AccountAnswer& answer, const Holdings& holdings)
{
    std::map<core::Asset, HeldRow> coins;
    for (const venues::Balance& balance : answer.balances) {
        coins[balance.asset].venue = balance.total;
    }
    for (const auto& [market, size] : holdings) {
        if (market.venue == place.venue->id) {
            coins[place.venue->pairOf(market.symbol).base].ours += size;
        }
    }
    std::vector<HeldRow> rows;
    for (auto& [asset, row] : coins) {
        if (!row.venue.isZero() || !row.ours.isZero()) {
            row.name = asset.text();
            row.kind = "balance";
            rows.push_back(row);
        }
    }
    for (const venues::VenuePosition& position : answer.positions) {
        rows.push_back({.name = position.symbol.text(),
            .kind = "margin",
            .venue = position.size,
            .entryPrice = position.entryPrice});
    }
    return rows;
}

QJsonObject jsonOf(const AccountPlace& place, const AccountAnswer& answer, const std::vector<HeldRow>& rows)
{
    QJsonArray list;
    for (const HeldRow& row : rows) {
        list.append(QJsonObject{{u"name"_s, qt(row.name)}, {u"kind"_s, qt(row.kind)},
            {u"venue"_s, qt(row.venue.text())}, {u"ours"_s, qt(row.ours.text())},
            {u"difference"_s, qt(row.difference().text())}, {u"entry_price"_s, qt(row.entryPrice.text())}});
    }
    QJsonObject json{{u"venue"_s, qt(place.venue->id.view())}, {u"environment"_s, qt(place.environment.name)},
        {u"positions"_s, list}};
    if (answer.isHedged) {
        json.insert(u"hedged"_s, *answer.isHedged);
    }
    return json;
}

void print(const AccountPlace& place, const AccountAnswer& answer, const std::vector<HeldRow>& rows)
{
    std::printf("%s (%s)%s\n", place.venue->id.text().c_str(), std::string(place.environment.name).c_str(),
        answer.isHedged == true ? ", hedge mode" : "");
    if (rows.empty()) {
        std::puts("  nothing is held");
        return;
    }
    std::printf("  %-16s %-9s %18s %18s %18s %14s\n", "", "", "venue", "our fills", "difference", "entry");
    for (const HeldRow& row : rows) {
        std::printf("  %-16s %-9s %18s %18s %18s %14s\n", row.name.c_str(), row.kind.c_str(), row.venue.text().c_str(),
            row.ours.text().c_str(), row.difference().text().c_str(),
            row.entryPrice.raw() == 0 ? "-" : row.entryPrice.text().c_str());
    }
}

int runPositions(int& argc, char** argv, const AccountArguments& arguments, const Settings& settings)
{
    const QCoreApplication application(argc, argv);
    Holdings holdings; // of the account that is asked
    const auto rowsOf = [&](const AccountPlace& place, const AccountAnswer& answer) {
        return answer.keepsPositions ? positionRows(place, answer, holdings) : balanceRows(place, answer, holdings);
    };
    return reportAccounts(arguments, settings,
        {.question = AccountQuestion::Positions,
            .prepare = [&](const AccountPlace& place) -> core::Result<void> {
                auto read = holdingsOf(place, journalOf(place, arguments, settings));
                if (!read) {
                    return std::unexpected(read.error());
                }
                holdings = std::move(*read);
                return {};
            },
            .toJson = [&](const AccountPlace& place,
                          const AccountAnswer& answer) { return jsonOf(place, answer, rowsOf(place, answer)); },
            .print = [&](const AccountPlace& place,
                         const AccountAnswer& answer) { print(place, answer, rowsOf(place, answer)); }});
}

Runner addPositions(CLI::App& command)
{
    const auto arguments = std::make_shared<AccountArguments>();
    addAccountOptions(command, *arguments);
    command.add_option("--journal", arguments->journal, "sqlite:FILE or postgresql://... (default: ours)");
    return [arguments](Invocation& invocation) {
        return runPositions(invocation.argc, invocation.argv, *arguments, invocation.settings.values);
    };
}

} // namespace

const Command positionsCommand{"positions",
    "what is held, as each venue says, beside what our own fills add up to, and the difference", addPositions};

} // namespace leadline::app
