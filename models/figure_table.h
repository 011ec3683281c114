// SPDX-License-Identifier: MIT
/// Tables of figures that come as a whole, and change in few places.
#pragma once

#include "models/roles.h"

#include <QAbstractTableModel>
#include <QVariant>

#include <vector>

namespace leadline::models
{

/// A table that is replaced as a whole and tells only what changed: rows by their key, which come, go and move; cells
/// by what they hold, neighbouring ones together. Thread: GUI.
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
        QString more; ///< what a tooltip says

        [[nodiscard]] bool isSameAs(const Cell& other) const;
    };
    struct Row {
        QString key;
        std::vector<Cell> cells;
    };

    void replace(std::vector<Row> fresh);
    [[nodiscard]] virtual QString headerText(int section) const = 0;

private:
    void removeUnwanted(const std::vector<Row>& fresh);
    void move(int from, int to);
    void update(int row, Row fresh);

    std::vector<Row> m_rows;
};

} // namespace leadline::models
