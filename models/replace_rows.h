// SPDX-License-Identifier: MIT
/// For tables that come as a whole, row by row in the same order.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace leadline::models
{

/// Tells which rows of a table that is replaced as a whole came, went and changed.
template <class Row, class Begin, class End, class BeginRemove, class EndRemove, class Changed>
void replaceRows(std::vector<Row>& rows, std::vector<Row> fresh, Begin beginInsert, End endInsert,
    BeginRemove beginRemove, EndRemove endRemove, Changed changed)
{
    if (fresh.size() > rows.size()) {
        beginInsert(static_cast<int>(rows.size()), static_cast<int>(fresh.size()) - 1);
        rows.resize(fresh.size());
        endInsert();
    } else if (fresh.size() < rows.size()) {
        beginRemove(static_cast<int>(fresh.size()), static_cast<int>(rows.size()) - 1);
        rows.resize(fresh.size());
        endRemove();
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!(rows[i] == fresh[i])) {
            rows[i] = std::move(fresh[i]);
            changed(static_cast<int>(i));
        }
    }
}

} // namespace leadline::models
