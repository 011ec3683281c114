// SPDX-License-Identifier: MIT
/// Which picks are on show, and in which order.
#pragma once

#include "models/pick_model.h"

#include <QSortFilterProxyModel>

namespace leadline::views
{

/// Rows that match the search and are wanted; sorted by their exact values, what is not known last. Thread: GUI.
class PickFilter final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    void search(const QString& text); ///< in symbols, verdicts, sources and reasons
    void want(bool rejected, bool nearMisses);

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
    [[nodiscard]] bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

private:
    QString m_search;
    bool m_wantsRejected = true; ///< those that are no near misses
    bool m_wantsNearMisses = true;
};

} // namespace leadline::views
