// SPDX-License-Identifier: MIT
/// The instruments that are watched, one row each: what the user's list holds, and what the session says of it.
#pragma once

#include "models/watch_list.h"
#include "models/watch_row.h"

#include <QAbstractTableModel>

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace leadline::models
{

/// The rows are the user's list, in its order; what the session has not published yet waits. Rows can be dragged to
/// another place. Thread: GUI.
class WatchModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    using Column = WatchColumn;
    static constexpr int columns = watchColumns;

    using QAbstractTableModel::QAbstractTableModel;

    [[nodiscard]] const WatchList& list() const { return m_list; }
    /// Another list in place of this one.
    void setList(const WatchList& list);
    // The list's own changes, under the names that it has for them.
    bool add(const QString& symbol, const QString& group = {});
    bool remove(const QString& symbol);
    bool moveBefore(const QString& symbol, const QString& next);
    bool moveToGroup(const QString& symbol, const QString& group);
    bool addGroup(const QString& name);
    bool removeGroup(const QString& name);

    /// Takes the newest lines, in any order; tells only the cells whose texts changed. What is not among them waits,
    /// and what is not in the list is passed over.
    void show(const session::WatchLines& lines);

    [[nodiscard]] QString symbolAt(int row) const;
    [[nodiscard]] QString groupAt(int row) const;
    [[nodiscard]] QString venuesAt(int row) const; ///< their names; empty while it waits
    /// The session has not published it.
    [[nodiscard]] bool isWaiting(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
    [[nodiscard]] Qt::DropActions supportedDropActions() const override { return Qt::MoveAction; }
    [[nodiscard]] QStringList mimeTypes() const override;
    [[nodiscard]] QMimeData* mimeData(const QModelIndexList& indexes) const override;
    bool dropMimeData(
        const QMimeData* data, Qt::DropAction action, int row, int column, const QModelIndex& parent) override;

Q_SIGNALS:
    /// What is in the list, its order or its groups: something to be kept.
    void listChanged();

private:
    /// Cells that changed, neighbouring rows together.
    struct Region {
        int firstRow = 0;
        int lastRow = 0;
        int firstColumn = 0;
        int lastColumn = 0;
    };

    /// The whole row is told where it begins or ceases to wait: all of its hints change with that.
    void showRow(int row, WatchCells cells, bool isWhole, std::optional<Region>& changed);
    void tell(std::optional<Region>& changed);
    /// Rows of the symbols, which stand one behind the other, go where a changed list has them.
    void takeOrder(const WatchList& list, const QStringList& moved);
    void indexRows();

    WatchList m_list;
    std::vector<WatchRow> m_rows;
    std::unordered_map<std::string, std::size_t> m_rowOf; ///< by symbol
};

} // namespace leadline::models
