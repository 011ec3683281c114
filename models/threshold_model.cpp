// SPDX-License-Identifier: MIT
#include "models/threshold_model.h"

#include "engine/core/digit_groups.h"
#include "models/roles.h"

namespace leadline::models
{

namespace
{

QString shown(const QString& value, bool isNumber)
{
    return isNumber ? QString::fromStdString(core::grouped(value.toStdString())) : value;
}

} // namespace

ThresholdModel::ThresholdModel(std::vector<Threshold> thresholds, Check check, QObject* parent)
    : QAbstractTableModel(parent)
    , m_thresholds(std::move(thresholds))
    , m_check(std::move(check))
{
    accept();
    m_started = m_accepted;
}

QStringList ThresholdModel::waiting() const
{
    QStringList keys;
    for (std::size_t i = 0; i < m_thresholds.size(); ++i) {
        if (m_thresholds[i].holdsFromNextStart && m_accepted[i] != m_started[i]) {
            keys << m_thresholds[i].key;
        }
    }
    return keys;
}

bool ThresholdModel::isChanged() const
{
    for (std::size_t i = 0; i < m_thresholds.size(); ++i) {
        if (m_thresholds[i].value != m_accepted[i]) {
            return true;
        }
    }
    return false;
}

void ThresholdModel::accept()
{
    m_accepted.clear();
    for (const Threshold& threshold : m_thresholds) {
        m_accepted.push_back(threshold.value);
    }
}

void ThresholdModel::adopt(const QString& key, const QString& value)
{
    for (int row = 0; row < rowCount(); ++row) {
        const auto at = static_cast<std::size_t>(row);
        if (m_thresholds[at].key == key) {
            m_thresholds[at].value = m_accepted[at] = value;
            Q_EMIT dataChanged(index(row, 0), index(row, columns - 1));
            Q_EMIT edited();
        }
    }
}

void ThresholdModel::resetToDefaults()
{
    for (int row = 0; row < rowCount(); ++row) {
        setData(index(row, static_cast<int>(Column::Value)), m_thresholds[static_cast<std::size_t>(row)].defaultValue);
    }
}

int ThresholdModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_thresholds.size());
}

int ThresholdModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant ThresholdModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const auto at = static_cast<std::size_t>(index.row());
    const Threshold& threshold = m_thresholds[at];
    if (role == ToneRole) {
        const bool isEdited = threshold.value != m_accepted[at];
        return static_cast<int>(isEdited                    ? Tone::Warning
                : threshold.value != threshold.defaultValue ? Tone::Good
                                                            : Tone::Plain);
    }
    if (role == ChoicesRole) {
        return threshold.choices;
    }
    if (role == Qt::ToolTipRole) {
        return QStringLiteral("%1: %2 (%3)").arg(threshold.key, threshold.meaning, threshold.range);
    }
    if (role != Qt::DisplayRole && role != Qt::EditRole) {
        return {};
    }
    switch (static_cast<Column>(index.column())) {
    case Column::Key:
        return threshold.key;
    case Column::Value:
        return shown(threshold.value, threshold.isNumber && role == Qt::DisplayRole);
    case Column::Unit:
        return threshold.unit;
    case Column::Default:
        return shown(threshold.defaultValue, threshold.isNumber);
    case Column::Range:
        return threshold.range;
    case Column::Holds:
        return threshold.holdsFromNextStart ? tr("from the next start") : tr("at once");
    case Column::Origin:
        return threshold.value != m_accepted[at] ? tr("edited") : threshold.origin;
    case Column::Meaning:
        return threshold.meaning;
    }
    return {};
}

bool ThresholdModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || role != Qt::EditRole
        || static_cast<Column>(index.column()) != Column::Value) {
        return false;
    }
    Threshold& threshold = m_thresholds[static_cast<std::size_t>(index.row())];
    QString text = value.toString().trimmed();
    if (text == threshold.value) {
        return true;
    }
    if (const QString wrong = m_check(threshold.key, text); !wrong.isEmpty()) {
        Q_EMIT refused(wrong);
        return false;
    }
    threshold.value = text;
    Q_EMIT dataChanged(this->index(index.row(), 0), this->index(index.row(), columns - 1));
    Q_EMIT edited();
    return true;
}

Qt::ItemFlags ThresholdModel::flags(const QModelIndex& index) const
{
    const Qt::ItemFlags plain = QAbstractTableModel::flags(index);
    return index.isValid() && static_cast<Column>(index.column()) == Column::Value ? plain | Qt::ItemIsEditable : plain;
}

QVariant ThresholdModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (static_cast<Column>(section)) {
    case Column::Key:
        return tr("Setting");
    case Column::Value:
        return tr("Value");
    case Column::Unit:
        return tr("Unit");
    case Column::Default:
        return tr("Default");
    case Column::Range:
        return tr("Allowed");
    case Column::Holds:
        return tr("Holds");
    case Column::Origin:
        return tr("From");
    case Column::Meaning:
        return tr("Meaning");
    }
    return {};
}

} // namespace leadline::models
