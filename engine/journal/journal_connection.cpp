// SPDX-License-Identifier: MIT
#include "engine/journal/journal_connection.h"

#include <QDir>
#include <QFileInfo>
#include <QSqlError>

namespace leadline::journal
{

using namespace Qt::StringLiterals;

std::string errorText(const QSqlError& error)
{
    const QString text = error.databaseText().isEmpty() ? error.driverText() : error.databaseText();
    return text.simplified().toStdString();
}

core::Result<QSqlDatabase> openDatabase(const JournalUrl& url, const QString& name)
{
    const bool isSqlite = url.kind == JournalUrl::Kind::Sqlite;
    QSqlDatabase made = QSqlDatabase::addDatabase(isSqlite ? u"QSQLITE"_s : u"QPSQL"_s, name);
    if (isSqlite) {
        QDir().mkpath(QFileInfo(QString::fromStdString(url.file)).absolutePath());
        made.setDatabaseName(QString::fromStdString(url.file));
        made.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=3000"_s);
    } else {
        made.setHostName(QString::fromStdString(url.host));
        made.setPort(url.port);
        made.setDatabaseName(QString::fromStdString(url.database));
        made.setUserName(QString::fromStdString(url.user));
        made.setPassword(QString::fromStdString(url.password));
        made.setConnectOptions(u"connect_timeout=3"_s);
    }
    if (!made.open()) {
        return core::defect("journal " + url.shown() + ": " + errorText(made.lastError()));
    }
    return made;
}

} // namespace leadline::journal
