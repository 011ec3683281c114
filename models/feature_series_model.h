// SPDX-License-Identifier: MIT
/// The samples of the last minutes: one row a sample, one column a feature.
#pragma once

#include "engine/session/chart_sample.h"

#include <QAbstractTableModel>
#include <QPointF>

#include <deque>
#include <vector>

namespace leadline::models
{

/// Thread: GUI.
class FeatureSeriesModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    /// By default five minutes at ten samples a second.
    explicit FeatureSeriesModel(int mostRows = 3000, QObject* parent = nullptr)
        : QAbstractTableModel(parent)
        , m_mostRows(mostRows)
    {
    }

    /// Appends the samples that are newer than the last one known.
    void append(const std::vector<session::ChartSample>& samples);

    /// In place of all that is there: a replay went to another moment.
    void replace(const std::vector<session::ChartSample>& samples);

    /// Of another instrument: its samples are numbered anew.
    void clear();

    /// The curve of one feature as at most `2 * columns` points: the smallest and largest value in each of `columns`
    /// equal spans of time between `from` and `to` (event time, ms). Undefined values leave a hole.
    [[nodiscard]] std::vector<QPointF> curve(features::Feature feature, qint64 from, qint64 to, int columns) const;
    /// Event time of the newest sample, ms; 0 when there is none.
    [[nodiscard]] qint64 newest() const;
    [[nodiscard]] qint64 oldest() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    int m_mostRows;
    std::deque<session::ChartSample> m_samples;
    std::uint64_t m_lastNumber = 0;
};

} // namespace leadline::models
