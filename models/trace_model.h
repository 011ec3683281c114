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
    /// Folding: the rules that decided come first, then those nearest to flip; of the rest one row tells how many they
    /// are. Else all of them, in the order they are evaluated.
    void setFolding(bool folds);
    /// While it folds: whether the rest is shown as well.
    void setUnfolded(bool isUnfolded);
    [[nodiscard]] bool isUnfolded() const { return m_isUnfolded; }
    /// The row that stands for the rest.
    [[nodiscard]] bool isFoldRow(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    using Lines = core::BoundedVector<routing::RuleLine, routing::ruleCount>;
    /// As they are shown. The order stays while the same rules stand on top, so that rows do not jump as values tick.
    [[nodiscard]] Lines ordered(const Lines& trace) const;
    [[nodiscard]] int linesShown() const;

    Lines m_lines;
    std::size_t m_onTop = 0; ///< lines that are shown while the rest is folded
    bool m_folds = false;
    bool m_isUnfolded = false;
};

} // namespace leadline::models
