// SPDX-License-Identifier: MIT
/// Rows of the journal's database: `A` and the columns of an order, or `B` and those of a position, a line each; a line
/// that begins with # is a number.
#include "engine/journal/journal_mapper.h"
#include "engine/journal/journal_schema.h"
#include "tests/fuzz/fuzz.h"

#include <QCoreApplication>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QVariant>

using namespace leadline;
using namespace Qt::StringLiterals;

namespace
{

constexpr int orderColumns = 28;
constexpr int positionColumns = 9;

QSqlDatabase openInMemory()
{
    static int count = 1;
    static char name[] = "fuzz";
    static char* arguments[] = {name, nullptr};
    static QCoreApplication application(count, arguments);
    QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"fuzz"_s);
    database.setDatabaseName(u":memory:"_s);
    fuzz::require(database.open() && journal::migrate(database), "a journal begins");
    return database;
}

/// A row of those values.
QSqlQuery rowOf(const QSqlDatabase& database, std::string_view input, int columns)
{
    QSqlQuery query(database);
    query.prepare(u"SELECT ?"_s + u", ?"_s.repeated(columns - 1));
    std::vector<std::string_view> lines = fuzz::linesOf(input, static_cast<std::size_t>(columns));
    lines.resize(static_cast<std::size_t>(columns));
    for (const std::string_view line : lines) {
        if (line.starts_with('#')) {
            query.addBindValue(journal::databaseText(line.substr(1)).toLongLong());
        } else {
            query.addBindValue(journal::databaseText(line));
        }
    }
    fuzz::require(query.exec() && query.next(), "a row can be had");
    return query;
}

void checkOrder(QSqlDatabase& database, const orders::Order& order)
{
    static const journal::JournalMapper mapper({.workstation = "w"});
    const auto rows = mapper.rowsOf({1, orders::JournalEntry{.order = order}}, 1);
    database.transaction();
    QSqlQuery write(database);
    write.prepare(QLatin1String(rows.front().statement));
    for (const QVariant& value : rows.front().values) {
        write.addBindValue(value);
    }
    fuzz::require(write.exec(), "an order can be written");
    QSqlQuery query(database);
    query.prepare(journal::JournalMapper::ordersOfRun());
    query.addBindValue(journal::databaseText(orders::clientTextOrNone(order.request.run)));
    fuzz::require(query.exec() && query.next(), "an order can be found");
    const auto again = journal::JournalMapper::orderOf(query);
    fuzz::require(again.has_value(), "an order that was written can be read");
    fuzz::require(again->request == order.request && again->state == order.state && again->filled == order.filled
            && again->filledValue == order.filledValue && again->fees == order.fees && again->sent == order.sent
            && again->venueFilled == order.venueFilled && again->arrivalMid == order.arrivalMid
            && again->earlierVenueOrders == order.earlierVenueOrders && again->venueOrder == order.venueOrder,
        "an order reads back");
    query.finish();
    database.rollback();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static QSqlDatabase database = openInMemory();
    std::string_view input = fuzz::textOf(data, size);
    if (fuzz::choose(input, 2) == 0) {
        if (const auto order = journal::JournalMapper::orderOf(rowOf(database, input, orderColumns))) {
            checkOrder(database, *order);
        }
        return 0;
    }
    static_cast<void>(journal::JournalMapper::positionOf(rowOf(database, input, positionColumns)));
    return 0;
}
