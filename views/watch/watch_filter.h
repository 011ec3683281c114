// SPDX-License-Identifier: MIT
/// Which of the watched instruments are on show, and in which order.
#pragma once

#include "models/watch_model.h"
#include "views/widgets/sorted_table.h"

#include <optional>

namespace leadline::views
{

/// One group, or all; rows that match the search. Thread: GUI.
class WatchFilter final : public ValueOrder
{
    Q_OBJECT

public:
    explicit WatchFilter(models::WatchModel& model, QObject* parent = nullptr);

    void search(const QString& text); ///< in symbols, groups and venues
    /// Nothing: every group. An empty name: what is in none.
    void wantGroup(const std::optional<QString>& group);
    [[nodiscard]] const std::optional<QString>& group() const { return m_group; }
    [[nodiscard]] bool isNarrowed() const { return m_group.has_value() || !m_search.isEmpty(); }
    /// Rows may have changed their group.
    void look() { invalidateFilter(); }

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    models::WatchModel& m_model;
    QString m_search;
    std::optional<QString> m_group;
};

} // namespace leadline::views
