// SPDX-License-Identifier: MIT
/// Fees as they were expected beside fees as they were paid.
#pragma once

#include "engine/calibration/report_content.h"
#include "models/figure_table.h"

namespace leadline::models
{

/// One row a venue and role.
class ExpectedActualModel final : public FigureTable
{
    Q_OBJECT

public:
    enum class Column { Venue, Role, Fills, Value, Expected, Actual, Difference, ExpectedBps, ActualBps };
    static constexpr int columns = static_cast<int>(Column::ActualBps) + 1;

    using FigureTable::FigureTable;
    void show(const calibration::ReportContent& content);
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;

protected:
    [[nodiscard]] QString headerText(int section) const override;
};

} // namespace leadline::models
