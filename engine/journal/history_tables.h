// SPDX-License-Identifier: MIT
/// The tables of History on an open connection.
#pragma once

#include "engine/journal/history.h"

#include <QSqlDatabase>

namespace leadline::journal
{

/// Doubles that are not known are NULL.
[[nodiscard]] QVariant orNull(double value);
[[nodiscard]] core::Result<History> readHistory(QSqlDatabase& database, const HistoryFilter& filter);

} // namespace leadline::journal
