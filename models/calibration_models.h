// SPDX-License-Identifier: MIT
/// The tables of a calibration report: what venues cost and take, what was expected of it, how good executions were.
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
