// SPDX-License-Identifier: MIT
#include "models/latency_model.h"

#include "models/roles.h"

#include <array>

namespace leadline::models
{

void LatencyModel::show(const std::shared_ptr<const std::vector<session::LatencyLine>>& lines)
{
    if (lines == nullptr || lines == m_shown) {
        return;
    }
    m_shown = lines;
    std::vector<session::LatencyLine> next = *lines;
    next.push_back({tr("data to pixels").toStdString(), m_pixels.size(), m_pixels.quantile(0.50),
        m_pixels.quantile(0.95), m_pixels.quantile(0.99)});
    if (next.size() != m_lines.size()) {
        beginResetModel();
        m_lines = std::move(next);
        endResetModel();
        return;
    }
    m_lines = std::move(next);
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columns - 1));
}

int LatencyModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_lines.size());
}

int LatencyModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant LatencyModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const session::LatencyLine& line = m_lines[static_cast<std::size_t>(index.row())];
    const auto column = static_cast<Column>(index.column());
    if (role == Qt::TextAlignmentRole) {
        return alignmentOf(column != Column::Leg);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    const auto text = [&](double milliseconds) {
        return line.samples == 0 ? QStringLiteral("–") : QString::number(milliseconds, 'f', milliseconds < 10 ? 3 : 1);
    };
    switch (column) {
    case Column::Leg:
        return QString::fromStdString(line.name);
    case Column::Samples:
        return QString::number(line.samples);
    case Column::P50:
        return text(line.p50);
    case Column::P95:
        return text(line.p95);
    case Column::P99:
        return text(line.p99);
    }
    return {};
}

QVariant LatencyModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0 || section >= columns) {
        return {};
    }
    const std::array<QString, columns> names{
        tr("Leg, newest 1,000"), tr("Samples"), tr("p50, ms"), tr("p95, ms"), tr("p99, ms")};
    return names[static_cast<std::size_t>(section)];
}

} // namespace leadline::models
