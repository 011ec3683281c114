// SPDX-License-Identifier: MIT
/// How good executions were, part by part.
#pragma once

#include "engine/calibration/report_content.h"
#include "models/figure_table.h"

namespace leadline::models
{

/// One row a part of the parent orders.
class QualityModel final : public FigureTable
{
    Q_OBJECT

public:
    enum class Column {
        By,
        Key,
        Orders,
        Value,
        Slippage,
        Baseline,
        Improvement,
        FillRate,
        MakerShare,
        SignalToFill,
        FirstMarkOut
    };
    static constexpr int columns =
        static_cast<int>(Column::FirstMarkOut) + static_cast<int>(calibration::markOutAfter.size());

    using FigureTable::FigureTable;
    void show(const calibration::ReportContent& content);
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;

protected:
    [[nodiscard]] QString headerText(int section) const override;
};

} // namespace leadline::models
