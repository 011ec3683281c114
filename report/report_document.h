// SPDX-License-Identifier: MIT
/// A report as people read it: texts, tables and charts in their order, before it becomes a page.
#pragma once

#include "engine/calibration/report_content.h"

#include <QString>

#include <utility>
#include <vector>

namespace leadline::report
{

enum class Emphasis : std::uint8_t { Plain, Strong, Faint, Alarm };

struct Cell {
    QString text;
    Emphasis emphasis = Emphasis::Plain;
};
struct Column {
    QString name;
    bool isNumber = false;
};
struct Row {
    std::vector<Cell> cells; ///< a single one: a heading over the rows that follow
    bool isTotal = false;
};
struct Table {
    std::vector<Column> columns;
    std::vector<Row> rows;
};
struct Section {
    QString title;
    QString note;
    std::vector<Table> tables;
    std::vector<const calibration::HistoryChart*> charts;
};
struct KeyFigure {
    QString name;
    QString value;
    QString note;
};
/// Points into the content it was made from.
struct Document {
    QString title;
    QString period;
    QString environment;
    std::vector<std::pair<QString, QString>> facts;
    std::vector<KeyFigure> figures;
    std::vector<Section> sections;
    QString footer;
};

[[nodiscard]] Document documentOf(const calibration::ReportContent& content);

} // namespace leadline::report
