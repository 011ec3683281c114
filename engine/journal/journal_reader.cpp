// SPDX-License-Identifier: MIT
#include "engine/journal/journal_reader.h"

#include "engine/journal/journal_connection.h"

#include <QSqlError>
#include <QSqlQuery>
#include <QVariant>

#include <algorithm>

namespace leadline::journal
{

using namespace Qt::StringLiterals;

core::Result<std::vector<JournalledOrder>> readJournal(const JournalUrl& url)
{
    const QString name = u"journal-reader"_s;
    std::vector<JournalledOrder> orders;
    if (!hasBegun(url)) {
        return orders;
    }
    std::string defect;
    {
        auto opened = openDatabase(url, name);
        if (!opened) {
            QSqlDatabase::removeDatabase(name);
            return std::unexpected(opened.error());
        }
        std::map<std::string, std::size_t> places;
        QSqlQuery query(*opened);
        query.setForwardOnly(true);
        const auto failed = [&](const QString& statement) {
            const bool works = query.exec(statement);
            defect = works ? defect : query.lastError().databaseText().simplified().toStdString();
            return !works;
        };
        if (!failed(u"SELECT client_id, venue, symbol, state, is_open, filled, sent_ns, run FROM orders"_s)) {
            while (query.next()) {
                places[query.value(0).toString().toStdString()] = orders.size();
                orders.push_back({.clientId = query.value(0).toString().toStdString(),
                    .market = {core::VenueId(query.value(1).toString().toStdString()),
                        core::Symbol(query.value(2).toString().toStdString())},
                    .state = query.value(3).toString().toStdString(),
                    .isOpen = query.value(4).toInt() != 0,
                    .filled = core::Quantity::parse(query.value(5).toString().toStdString()).value_or(core::Quantity{}),
                    .firstSent = query.value(6).toLongLong(),
                    .run = query.value(7).toString().toStdString()});
            }
        }
        if (defect.empty() && !failed(u"SELECT client_id, size FROM fills"_s)) {
            while (query.next()) {
                const auto place = places.find(query.value(0).toString().toStdString());
                if (place != places.end()) {
                    JournalledOrder& order = orders[place->second];
                    order.fills +=
                        core::Quantity::parse(query.value(1).toString().toStdString()).value_or(core::Quantity{});
                    ++order.fillCount;
                }
            }
        }
    }
    QSqlDatabase::removeDatabase(name);
    if (!defect.empty()) {
        return core::defect("journal " + url.shown() + ": " + defect);
    }
    return orders;
}

core::Result<std::vector<JournalledRun>> readRuns(const JournalUrl& url)
{
    const QString name = u"runs-reader"_s;
    std::vector<JournalledRun> runs;
    if (!hasBegun(url)) {
        return runs;
    }
    std::string defect;
    {
        auto opened = openDatabase(url, name);
        if (!opened) {
            QSqlDatabase::removeDatabase(name);
            return std::unexpected(opened.error());
        }
        QSqlQuery query(*opened);
        query.setForwardOnly(true);
        const bool works = query.exec(u"SELECT run, content, ended_ns FROM plans ORDER BY began_ns"_s);
        defect = works ? "" : errorText(query.lastError());
        while (works && query.next()) {
            runs.push_back({.run = query.value(0).toString().toStdString(),
                .plan = query.value(1).toString().toStdString(),
                .isOver = query.value(2).toLongLong() != 0});
        }
    }
    QSqlDatabase::removeDatabase(name);
    if (!defect.empty()) {
        return core::defect("journal " + url.shown() + ": " + defect);
    }
    return runs;
}

core::Result<std::map<core::MarketId, core::Quantity>> readHoldings(const JournalUrl& url, std::string_view environment)
{
    std::map<core::MarketId, core::Quantity> holdings;
    if (!hasBegun(url)) {
        return holdings;
    }
    const QString name = u"holdings-reader"_s;
    std::string defect;
    {
        auto opened = openDatabase(url, name);
        if (!opened) {
            QSqlDatabase::removeDatabase(name);
            return std::unexpected(opened.error());
        }
        QSqlQuery query(*opened);
        query.setForwardOnly(true);
        const bool isUnderstood =
            query.prepare(u"SELECT venue, symbol, side, size, fee_base FROM fills WHERE environment = ?"_s);
        query.addBindValue(QString::fromUtf8(environment.data(), static_cast<qsizetype>(environment.size())));
        defect = isUnderstood && query.exec() ? "" : errorText(query.lastError());
        while (defect.empty() && query.next()) {
            const auto quantity = [&](int column) {
                return core::Quantity::parse(query.value(column).toString().toStdString()).value_or(core::Quantity{});
            };
            const core::Quantity size = quantity(3);
            core::Quantity& sum = holdings[{core::VenueId(query.value(0).toString().toStdString()),
                core::Symbol(query.value(1).toString().toStdString())}];
            sum = query.value(2).toString() == u"buy"_s ? sum + size : sum - size;
            sum -= quantity(4);
        }
    }
    QSqlDatabase::removeDatabase(name);
    if (!defect.empty()) {
        return core::defect("journal " + url.shown() + ": " + defect);
    }
    return holdings;
}

} // namespace leadline::journal
