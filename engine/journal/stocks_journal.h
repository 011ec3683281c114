// SPDX-License-Identifier: MIT
/// Taking over the journal that earlier versions kept for stocks beside the one for coins.
#pragma once

#include "engine/core/result.h"
#include "engine/journal/journal_url.h"

#include <QSqlDatabase>

#include <string>

namespace leadline::journal
{

/// The name under which earlier versions wrote the stocks of a workstation.
[[nodiscard]] std::string formerStocksWorkstation(const std::string& workstation);
/// Where they kept them with SQLite: "journal.sqlite" → "journal-stocks.sqlite".
[[nodiscard]] std::string formerStocksFile(const std::string& file);

/// Moves what is there into the open journal of `workstation`, whose tables are up to date; nothing to do is no defect.
/// The file is renamed to "….taken-over" afterwards. A crash in between does no harm: the next start goes on. A defect
/// where an earlier version is at work on it.
[[nodiscard]] core::Result<void> takeOverStocks(
    QSqlDatabase& database, const JournalUrl& url, const std::string& workstation);

} // namespace leadline::journal
