// SPDX-License-Identifier: MIT
/// The tables of a calibration report: what venues cost and take, what was expected of it, how good executions were.
#pragma once

#include "engine/calibration/report_content.h"
#include "models/roles.h"

#include <QAbstractTableModel>
#include <QVariant>

#include <vector>

namespace leadline::models
{

/// A table that is replaced as a whole and tells only what changed: rows by their key, cells by what they read.
/// Thread: GUI.
class FigureTable : public QAbstractTableModel
{
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(
        int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

protected:
    struct Cell {
        QString text;
        QVariant value; ///< a number stands on the right
        Tone tone = Tone::Plain;
    };
    struct Row {
        QString key;
        std::vector<Cell> cells;
    };

    void replace(std::vector<Row> fresh);
    [[nodiscard]] virtual QString headerText(int section) const = 0;

private:
    void update(int row, Row fresh);

    std::vector<Row> m_rows;
};

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
