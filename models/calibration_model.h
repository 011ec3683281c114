// SPDX-License-Identifier: MIT
/// What venues cost and how long they take, as a calibration report has it.
#pragma once

#include "engine/calibration/report_content.h"
#include "models/figure_table.h"

namespace leadline::models
{

/// One row a venue and part of its executions.
class CalibrationModel final : public FigureTable
{
    Q_OBJECT

public:
    enum class Column {
        Venue,
        Part,
        Maker,
        MakerSource,
        Taker,
        TakerSource,
        Samples,
        Confidence,
        AckP50,
        AckP95,
        AckP99,
        AckSource,
        FillP95,
        FillSource,
        Reliability,
        LastChange,
        Alarm
    };
    static constexpr int columns = static_cast<int>(Column::Alarm) + 1;

    using FigureTable::FigureTable;
    void show(const calibration::ReportContent& content);
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;

protected:
    [[nodiscard]] QString headerText(int section) const override;

private:
    [[nodiscard]] static Row rowOf(const calibration::CalibrationRow& row);
};

} // namespace leadline::models
