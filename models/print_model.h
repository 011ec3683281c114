// SPDX-License-Identifier: MIT
/// Time and sales: what was traded, newest first.
#pragma once

#include "engine/session/print.h"

#include <QAbstractTableModel>

#include <deque>
#include <vector>

namespace leadline::models
{

/// Trades of one venue, price and side that follow one another within a tenth of a second are one line: most often one
/// order that took several. Thread: GUI.
class PrintModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Column { Time, Side, Price, Size, Trades, Venue };
    static constexpr int columns = static_cast<int>(Column::Venue) + 1;
    static constexpr std::size_t most = 1000; ///< lines that are kept

    using QAbstractTableModel::QAbstractTableModel;

    /// Those of a snapshot, oldest first; what was shown before is passed over.
    void show(const std::vector<session::Print>& prints, int priceDecimals);
    void clear();
    /// One line a trade.
    void setMerging(bool isMerging) { m_isMerging = isMerging; }
    [[nodiscard]] bool isMerging() const { return m_isMerging; }
    /// Lines of so many coins and more stand out; zero: none do.
    void setLarge(double coins);
    [[nodiscard]] double large() const { return m_large; }
    /// Trades that came faster than the window took them.
    [[nodiscard]] std::uint64_t missed() const { return m_missed; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    /// UnitsRole of the size: coins. Qt::FontRole is bold, and the size has a mark, where it is large.
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Line {
        session::Print print; ///< of the first trade, with the size of all
        core::Timestamp last; ///< time of the newest trade
        int trades = 1;
    };

    [[nodiscard]] bool isLarge(const Line& line) const;
    [[nodiscard]] bool continues(const Line& line, const session::Print& print) const;

    std::deque<Line> m_lines; ///< newest first
    std::uint64_t m_newest = 0; ///< number of the last print
    std::uint64_t m_missed = 0;
    double m_large = 0;
    int m_decimals = 2;
    bool m_isMerging = true;
};

} // namespace leadline::models
