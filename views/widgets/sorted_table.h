// SPDX-License-Identifier: MIT
/// Tables that sort by the values behind their texts, when they are asked to.
#pragma once

#include <QSortFilterProxyModel>

class QTableView;

namespace leadline::views
{

/// Sorts by UnitsRole, with what is unknown last either way. Rows stay where they are while values change, since a row
/// must not leave from under the pointer. Thread: GUI.
class ValueOrder : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit ValueOrder(QAbstractItemModel& model, QObject* parent = nullptr);
    /// Sorts anew by the column that was chosen last, if one was.
    void renew();

protected:
    [[nodiscard]] bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;
};

/// Lets a table be sorted: by a click on a header, and from its menu, which the Menu key opens. Its model must be a
/// ValueOrder.
void makeSortable(QTableView& table);

} // namespace leadline::views
