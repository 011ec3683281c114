// SPDX-License-Identifier: MIT
#include "models/feature_series_model.h"

#include "models/format.h"
#include "models/roles.h"

#include <algorithm>
#include <cmath>

namespace leadline::models
{

void FeatureSeriesModel::clear()
{
    beginResetModel();
    m_samples.clear();
    m_lastNumber = 0;
    endResetModel();
}

void FeatureSeriesModel::replace(const std::vector<session::ChartSample>& samples)
{
    beginResetModel();
    const auto most = static_cast<std::size_t>(m_mostRows);
    const std::size_t excess = samples.size() > most ? samples.size() - most : 0;
    m_samples.assign(samples.begin() + static_cast<std::ptrdiff_t>(excess), samples.end());
    m_lastNumber = samples.empty() ? 0 : samples.back().number;
    endResetModel();
}

void FeatureSeriesModel::append(const std::vector<session::ChartSample>& samples)
{
    const auto fresh = std::ranges::find_if(samples, [&](const auto& sample) { return sample.number > m_lastNumber; });
    const int count = static_cast<int>(samples.end() - fresh);
    if (count == 0) {
        return;
    }
    const int have = static_cast<int>(m_samples.size());
    if (const int excess = std::min(have, have + count - m_mostRows); excess > 0) {
        beginRemoveRows({}, 0, excess - 1);
        m_samples.erase(m_samples.begin(), m_samples.begin() + excess);
        endRemoveRows();
    }
    const int at = static_cast<int>(m_samples.size());
    beginInsertRows({}, at, at + count - 1);
    m_samples.insert(m_samples.end(), fresh, samples.end());
    m_lastNumber = samples.back().number;
    endInsertRows();
}

qint64 FeatureSeriesModel::newest() const
{
    return m_samples.empty() ? 0 : core::millisecondsOf(m_samples.back().features.time);
}

qint64 FeatureSeriesModel::oldest() const
{
    return m_samples.empty() ? 0 : core::millisecondsOf(m_samples.front().features.time);
}

std::vector<QPointF> FeatureSeriesModel::curve(features::Feature feature, qint64 from, qint64 to, int columns) const
{
    std::vector<QPointF> points;
    if (columns <= 0 || to <= from) {
        return points;
    }
    qint64 column = -1;
    QPointF low;
    QPointF high;
    const auto flush = [&] {
        if (column < 0) {
            return;
        }
        const bool lowFirst = low.x() <= high.x();
        points.push_back(lowFirst ? low : high);
        if (low != high) {
            points.push_back(lowFirst ? high : low);
        }
    };
    const auto begin = std::ranges::lower_bound(m_samples, from, {},
        [](const session::ChartSample& sample) { return core::millisecondsOf(sample.features.time); });
    for (auto it = begin; it != m_samples.end(); ++it) {
        const qint64 time = core::millisecondsOf(it->features.time);
        const double value = it->features[feature];
        if (time > to || !std::isfinite(value)) {
            continue;
        }
        const QPointF point(static_cast<double>(time), value);
        const qint64 at = (time - from) * columns / (to - from);
        if (at != column) {
            flush();
            column = at;
            low = high = point;
        } else if (value < low.y()) {
            low = point;
        } else if (value > high.y()) {
            high = point;
        }
    }
    flush();
    return points;
}

int FeatureSeriesModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_samples.size());
}

int FeatureSeriesModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(features::featureCount) + 1;
}

QVariant FeatureSeriesModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || (role != Qt::DisplayRole && role != UnitsRole)) {
        return {};
    }
    const features::FeatureSet& features = m_samples[static_cast<std::size_t>(index.row())].features;
    if (index.column() == 0) {
        return role == UnitsRole ? QVariant(static_cast<qlonglong>(core::nanosecondsOf(features.time)))
                                 : QVariant(clockText(features.time));
    }
    const double value = features[static_cast<features::Feature>(index.column() - 1)];
    return role == UnitsRole ? QVariant(value) : QVariant(valueText(value));
}

QVariant FeatureSeriesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    return section == 0 ? tr("Time (UTC)")
                        : QString::fromUtf8(features::nameOf(static_cast<features::Feature>(section - 1)));
}

} // namespace leadline::models
