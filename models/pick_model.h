// SPDX-License-Identifier: MIT
/// The scan for day trading: one row a symbol, and what every rule said of one of them.
#pragma once

#include "engine/picks/scan_report.h"
#include "models/figure_table.h"

namespace leadline::models
{

/// In the order of the report. A finding that rejects or is a risk has a mark beside its colour. Thread: GUI.
class PickModel final : public FigureTable
{
    Q_OBJECT

public:
    enum class Column { Symbol, Verdict, Score, Quality, Spread, Depth, Gap, Imbalance, Halt, Source, Reasons };
    static constexpr int columns = static_cast<int>(Column::Reasons) + 1;

    using FigureTable::FigureTable;
    /// A second scan changes what is different.
    void show(const picks::SharedScan& report);
    /// Null before the first scan. Valid until the next one is shown.
    [[nodiscard]] const picks::PickRow* at(int row) const;

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

protected:
    [[nodiscard]] QString headerText(int section) const override;

private:
    [[nodiscard]] static Row rowOf(const picks::PickRow& row);

    picks::SharedScan m_report;
};

/// One row a rule, in the order they are looked at. Thread: GUI.
class FindingModel final : public FigureTable
{
    Q_OBJECT

public:
    enum class Column { Rule, Outcome, Value, Limit, Margin, Note };
    static constexpr int columns = static_cast<int>(Column::Note) + 1;

    using FigureTable::FigureTable;
    void show(const std::vector<picks::Finding>& findings);

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;

protected:
    [[nodiscard]] QString headerText(int section) const override;
};

} // namespace leadline::models
