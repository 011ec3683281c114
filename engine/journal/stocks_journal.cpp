// SPDX-License-Identifier: MIT
#include "engine/journal/stocks_journal.h"

#include "engine/journal/journal_connection.h"
#include "engine/journal/journal_schema.h"

#include <QFile>
#include <QLockFile>
#include <QSqlError>
#include <QSqlQuery>
#include <QSqlRecord>
#include <QString>
#include <QStringList>

#include <array>
#include <string_view>

namespace leadline::journal
{

using namespace Qt::StringLiterals;

namespace
{

constexpr std::string_view suffix = "-stocks";

/// Everything but the version.
constexpr std::array tables{
    "runs", "orders", "fills", "events", "positions", "latencies", "parents", "plans", "decisions"};

core::Result<void> execute(QSqlQuery& query, const QString& statement)
{
    if (!query.exec(statement)) {
        return core::defect("journal: stocks of an earlier version: " + errorText(query.lastError()));
    }
    return {};
}

QString quoted(const std::string& text)
{
    return u"'"_s + QString::fromStdString(text).replace(u"'"_s, u"''"_s) + u"'"_s;
}

/// Brings the tables of that file up to this version.
core::Result<void> renew(const JournalUrl& file)
{
    const QString name = u"stocks of an earlier version"_s;
    core::Result<void> done;
    if (auto opened = openDatabase(file, name)) {
        done = migrate(*opened);
        opened->close();
    } else {
        done = std::unexpected(opened.error());
    }
    QSqlDatabase::removeDatabase(name);
    return done;
}

/// Rows that are there already are left as they are: they may have gone on since.
core::Result<void> copy(QSqlDatabase& database, const std::string& workstation)
{
    QSqlQuery query(database);
    const QString renamed = u"CASE workstation WHEN %1 THEN %2 ELSE workstation END"_s.arg(
        quoted(formerStocksWorkstation(workstation)), quoted(workstation));
    for (const char* const table : tables) {
        const QSqlRecord columns = database.record(QString::fromLatin1(table));
        QStringList values;
        for (int i = 0; i < columns.count(); ++i) {
            const QString column = columns.fieldName(i);
            values << (column == u"workstation" ? renamed : column);
        }
        if (auto done = execute(query,
                u"INSERT OR IGNORE INTO main.%1 SELECT %2 FROM stocks.%1"_s.arg(
                    QString::fromLatin1(table), values.join(u", "_s)));
            !done) {
            return done;
        }
    }
    return {};
}

core::Result<void> takeOverFile(QSqlDatabase& database, const std::string& path, const std::string& workstation)
{
    if (!QFile::exists(QString::fromStdString(path))) {
        return {};
    }
    QLockFile lock(QString::fromStdString(path + ".lock"));
    lock.setStaleLockTime(0);
    if (!lock.tryLock()) {
        return core::defect("journal " + path + ": an earlier version of Leadline is trading stocks: end it first");
    }
    if (auto done = renew({.kind = JournalUrl::Kind::Sqlite, .file = path}); !done) {
        return done;
    }
    QSqlQuery query(database);
    if (auto done = execute(query, u"ATTACH DATABASE %1 AS stocks"_s.arg(quoted(path))); !done) {
        return done;
    }
    auto done = execute(query, u"BEGIN IMMEDIATE"_s);
    if (done) {
        done = copy(database, workstation);
        const auto ended = execute(query, done ? u"COMMIT"_s : u"ROLLBACK"_s);
        done = done ? ended : done;
    }
    if (const auto detached = execute(query, u"DETACH DATABASE stocks"_s); done && !detached) {
        return detached;
    }
    const QString from = QString::fromStdString(path);
    if (done && !QFile::rename(from, from + u".taken-over"_s)) {
        return core::defect("journal " + path + ": was taken over, and cannot be renamed to " + path + ".taken-over");
    }
    return done;
}

/// Where a server keeps both, only the name changes.
core::Result<void> rename(QSqlDatabase& database, const std::string& from, const std::string& to)
{
    QSqlQuery query(database);
    for (const char* const table : tables) {
        const QString name = QString::fromLatin1(table);
        if (!database.record(name).contains(u"workstation"_s)) {
            continue;
        }
        if (auto done = execute(
                query, u"UPDATE %1 SET workstation = %2 WHERE workstation = %3"_s.arg(name, quoted(to), quoted(from)));
            !done) {
            return done;
        }
    }
    return {};
}

core::Result<void> takeOverRows(QSqlDatabase& database, const std::string& workstation)
{
    const std::string former = formerStocksWorkstation(workstation);
    if (!database.transaction()) {
        return core::defect("journal: " + errorText(database.lastError()));
    }
    QSqlQuery query(database);
    auto done = execute(query, u"SELECT pg_try_advisory_xact_lock(hashtext(%1))"_s.arg(quoted("leadline:" + former)));
    if (done && query.next() && !query.value(0).toBool()) {
        done = core::defect("journal: another Leadline is running as workstation \"" + former
            + "\", an earlier version that trades stocks: end it first");
    }
    if (done) {
        done = rename(database, former, workstation);
    }
    if (!done) {
        database.rollback();
        return done;
    }
    if (!database.commit()) {
        return core::defect("journal: " + errorText(database.lastError()));
    }
    return {};
}

} // namespace

std::string formerStocksWorkstation(const std::string& workstation)
{
    return workstation + std::string(suffix);
}

std::string formerStocksFile(const std::string& file)
{
    constexpr std::string_view extension = ".sqlite";
    const bool hasExtension = file.ends_with(extension);
    const std::string stem = hasExtension ? file.substr(0, file.size() - extension.size()) : file;
    return stem + std::string(suffix) + std::string(extension);
}

core::Result<void> takeOverStocks(QSqlDatabase& database, const JournalUrl& url, const std::string& workstation)
{
    return url.kind == JournalUrl::Kind::Sqlite ? takeOverFile(database, formerStocksFile(url.file), workstation)
                                                : takeOverRows(database, workstation);
}

} // namespace leadline::journal
