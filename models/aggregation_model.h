// SPDX-License-Identifier: MIT
/// What the choice among venues was worth, part by part.
#pragma once

#include "engine/calibration/report_content.h"
#include "models/figure_table.h"

namespace leadline::models
{

/// One row a part of the decisions, the newest ones alone at the end.
class AggregationModel final : public FigureTable
{
    Q_OBJECT

public:
    enum class Column { By, Key, Decisions, Divided, Value, AgainstBest, AgainstBestBps, AgainstHome, AgainstHomeBps };
    static constexpr int columns = static_cast<int>(Column::AgainstHomeBps) + 1;

    using FigureTable::FigureTable;
    void show(const calibration::ReportContent& content);
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;

protected:
    [[nodiscard]] QString headerText(int section) const override;
};

} // namespace leadline::models
