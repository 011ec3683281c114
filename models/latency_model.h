// SPDX-License-Identifier: MIT
/// How long each leg of an order's way takes, market data, and the window itself.
#pragma once

#include "engine/calibration/recent_durations.h"
#include "engine/session/latency_line.h"

#include <QAbstractTableModel>

#include <vector>

namespace leadline::models
{

/// Thread: GUI.
class LatencyModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Column { Leg, Samples, P50, P95, P99 };
    static constexpr int columns = static_cast<int>(Column::P99) + 1;

    using QAbstractTableModel::QAbstractTableModel;

    /// The engine's lines as they are now; nothing happens while they are the same.
    void show(const std::shared_ptr<const std::vector<session::LatencyLine>>& lines);
    /// From a book's arrival in the engine to its pixels.
    void drawn(core::Duration took) { m_pixels.add(took); }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::shared_ptr<const std::vector<session::LatencyLine>> m_shown;
    std::vector<session::LatencyLine> m_lines;
    calibration::RecentDurations m_pixels;
};

} // namespace leadline::models
