// SPDX-License-Identifier: MIT
/// Opening the database of a journal's address. The connection belongs to the thread that opened it.
#pragma once

#include "engine/core/result.h"
#include "engine/journal/journal_url.h"

#include <QSqlDatabase>
#include <QString>

class QSqlError;

namespace leadline::journal
{

/// Under that name in Qt's list of connections; it stays there after a failure.
[[nodiscard]] core::Result<QSqlDatabase> openDatabase(const JournalUrl& url, const QString& name);
/// The database's words; the driver's where it has none.
[[nodiscard]] std::string errorText(const QSqlError& error);

} // namespace leadline::journal
