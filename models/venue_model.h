// SPDX-License-Identifier: MIT
/// The venues of the market on show, one row each: can it be trusted, what does it show, what does it cost.
#pragma once

#include "engine/core/instrument.h"
#include "engine/desk/trust.h"

#include <QAbstractTableModel>

#include <array>
#include <vector>

namespace leadline::session
{
struct MarketSnapshot;
} // namespace leadline::session

namespace leadline::models
{

/// Thread: GUI.
class VenueModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Column { Venue, State, Bid, Ask, Spread, Buy, Sell, Age, Delay, Latency, Maker, Taker, Weight };
    static constexpr int columns = static_cast<int>(Column::Weight) + 1;

    using QAbstractTableModel::QAbstractTableModel;

    /// Takes the newest state; tells only the rows whose texts changed.
    void show(const session::MarketSnapshot& snapshot);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    /// The venue's id.
    [[nodiscard]] core::VenueId venueAt(int row) const;

private:
    struct Cell {
        QString text;
        double value = 0;
        bool operator==(const Cell&) const = default;
    };
    struct Row {
        core::VenueId venue;
        desk::Trust trust = desk::Trust::Bad;
        std::array<Cell, columns> cells;
        QString remark; ///< what the tooltip says besides the state
        bool operator==(const Row&) const = default;
    };

    [[nodiscard]] static Row rowOf(const session::MarketSnapshot& snapshot, std::size_t at);

    std::vector<Row> m_rows;
};

} // namespace leadline::models
