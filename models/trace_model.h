// SPDX-License-Identifier: MIT
/// The rules of one decision: name, value, limit, outcome, margin to flip.
#pragma once

#include "engine/routing/decision.h"

#include <QAbstractTableModel>

#include <array>

namespace leadline::models
{

/// Thread: GUI.
class TraceModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Column { Rule, Value, Limit, Margin, Outcome };
    static constexpr int columns = static_cast<int>(Column::Outcome) + 1;

    using QAbstractTableModel::QAbstractTableModel;

    /// Only what differs is told.
    void show(const routing::Decision& decision);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    core::BoundedVector<routing::RuleLine, routing::ruleCount> m_lines;
};

} // namespace leadline::models
