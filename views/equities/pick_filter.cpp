// SPDX-License-Identifier: MIT
#include "views/equities/pick_filter.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace leadline::views
{

void PickFilter::search(const QString& text)
{
    m_search = text.trimmed();
    invalidateFilter();
}

void PickFilter::want(bool rejected, bool nearMisses)
{
    m_wantsRejected = rejected;
    m_wantsNearMisses = nearMisses;
    invalidateFilter();
}

bool PickFilter::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    using Column = models::PickModel::Column;
    const QModelIndex index = sourceModel()->index(row, 0, parent);
    const auto* const pick = static_cast<const models::PickModel*>(sourceModel())->at(row);
    if (pick != nullptr && pick->judgement.verdict == picks::Verdict::Rejected
        && !(pick->judgement.isNearMiss ? m_wantsNearMisses : m_wantsRejected)) {
        return false;
    }
    return m_search.isEmpty()
        || std::ranges::any_of(
            std::array{Column::Symbol, Column::Verdict, Column::Source, Column::Reasons}, [&](Column column) {
                const QString text = index.siblingAtColumn(static_cast<int>(column)).data().toString();
                return text.contains(m_search, Qt::CaseInsensitive);
            });
}

bool PickFilter::lessThan(const QModelIndex& left, const QModelIndex& right) const
{
    const QVariant a = left.data(models::UnitsRole);
    const QVariant b = right.data(models::UnitsRole);
    if (a.typeId() != QMetaType::Double && a.typeId() != QMetaType::Int) {
        return a.toString().localeAwareCompare(b.toString()) < 0;
    }
    // What is not known stands below, whichever way is up.
    const bool isAscending = sortOrder() == Qt::AscendingOrder;
    if (std::isnan(a.toDouble()) || std::isnan(b.toDouble())) {
        return isAscending ? !std::isnan(a.toDouble()) && std::isnan(b.toDouble())
                           : std::isnan(a.toDouble()) && !std::isnan(b.toDouble());
    }
    return a.toDouble() < b.toDouble();
}

} // namespace leadline::views
