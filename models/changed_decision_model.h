// SPDX-License-Identifier: MIT
/// The decisions that come out otherwise under the thresholds that are tried.
#pragma once

#include "models/lab_work.h"

#include <QAbstractTableModel>

#include <memory>

namespace leadline::models
{

/// One comparison at a time; another one is another table. Thread: GUI.
class ChangedDecisionModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Column { Time, Market, Before, After, CostBefore, CostAfter, Difference };
    static constexpr int columns = static_cast<int>(Column::Difference) + 1;

    using QAbstractTableModel::QAbstractTableModel;

    /// Null: none.
    void show(std::shared_ptr<const SubjectedComparison> comparison);
    [[nodiscard]] const lab::ChangedDecision& at(int row) const;
    /// What it is about.
    [[nodiscard]] const core::Instrument& subject(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    [[nodiscard]] QVariant text(int row, Column column) const;
    /// In quote units; NaN: not known.
    [[nodiscard]] double number(int row, Column column) const;

    std::shared_ptr<const SubjectedComparison> m_comparison;
};

} // namespace leadline::models
