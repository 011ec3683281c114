// SPDX-License-Identifier: MIT
#include "views/widgets/sorted_table.h"

#include "models/roles.h"

#include <QAction>
#include <QHeaderView>
#include <QTableView>

#include <algorithm>
#include <cmath>
#include <optional>

namespace leadline::views
{

namespace
{

bool isText(const QVariant& value)
{
    return value.userType() == QMetaType::QString;
}

bool isKnown(const QVariant& value)
{
    return value.isValid() && (isText(value) ? !value.toString().isEmpty() : !std::isnan(value.toDouble()));
}

} // namespace

ValueOrder::ValueOrder(QAbstractItemModel& model, QObject* parent)
    : QSortFilterProxyModel(parent)
{
    setDynamicSortFilter(false);
    setSortRole(models::UnitsRole);
    setSourceModel(&model);
}

void ValueOrder::renew()
{
    if (sortColumn() >= 0) {
        sort(sortColumn(), sortOrder());
    }
}

bool ValueOrder::lessThan(const QModelIndex& left, const QModelIndex& right) const
{
    const QVariant one = left.data(models::UnitsRole);
    const QVariant other = right.data(models::UnitsRole);
    if (isKnown(one) != isKnown(other)) {
        return isKnown(one) == (sortOrder() == Qt::AscendingOrder);
    }
    if (!isKnown(one)) {
        return false;
    }
    return isText(one) ? QString::localeAwareCompare(one.toString(), other.toString()) < 0
                       : one.toDouble() < other.toDouble();
}

void makeSortable(QTableView& table)
{
    table.horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    table.setSortingEnabled(true);
    table.setContextMenuPolicy(Qt::ActionsContextMenu);
    const auto add = [&table](const QString& text, auto order) {
        auto* const action = new QAction(text, &table);
        QObject::connect(action, &QAction::triggered, &table, [&table, order] {
            const int column = std::max(table.currentIndex().column(), 0);
            table.horizontalHeader()->setSortIndicator(order ? column : -1, order.value_or(Qt::AscendingOrder));
        });
        table.addAction(action);
    };
    add(QTableView::tr("Sort by this column, &smallest first"), std::optional(Qt::AscendingOrder));
    add(QTableView::tr("Sort by this column, &largest first"), std::optional(Qt::DescendingOrder));
    add(QTableView::tr("In the &plan's order"), std::optional<Qt::SortOrder>());
}

} // namespace leadline::views
