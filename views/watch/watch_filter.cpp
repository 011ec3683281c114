// SPDX-License-Identifier: MIT
#include "views/watch/watch_filter.h"

namespace leadline::views
{

WatchFilter::WatchFilter(models::WatchModel& model, QObject* parent)
    : ValueOrder(model, parent)
    , m_model(model)
{
}

void WatchFilter::search(const QString& text)
{
    m_search = text.trimmed();
    invalidateFilter();
}

void WatchFilter::wantGroup(const std::optional<QString>& group)
{
    m_group = group;
    invalidateFilter();
}

bool WatchFilter::filterAcceptsRow(int row, const QModelIndex& /*parent*/) const
{
    if (m_group && m_model.groupAt(row) != *m_group) {
        return false;
    }
    return m_search.isEmpty() || m_model.symbolAt(row).contains(m_search, Qt::CaseInsensitive)
        || m_model.groupAt(row).contains(m_search, Qt::CaseInsensitive)
        || m_model.venuesAt(row).contains(m_search, Qt::CaseInsensitive);
}

} // namespace leadline::views
