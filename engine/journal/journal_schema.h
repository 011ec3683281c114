// SPDX-License-Identifier: MIT
/// The tables of the journal, the same in SQLite and PostgreSQL, and how they came to be step by step.
#pragma once

#include "engine/core/result.h"

#include <QSqlDatabase>

namespace leadline::journal
{

/// The newest version of the tables.
[[nodiscard]] int schemaVersion();
/// Brings the tables to the newest version in one transaction. A journal of a later program is refused.
[[nodiscard]] core::Result<void> migrate(QSqlDatabase& database);

} // namespace leadline::journal
