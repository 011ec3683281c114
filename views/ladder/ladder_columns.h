// SPDX-License-Identifier: MIT
/// Where the cells of a ladder are.
#pragma once

#include <QPoint>
#include <QRect>

#include <array>

namespace leadline::views
{

enum class LadderColumn { OwnBuy, BidChange, BidSize, Price, AskSize, AskChange, OwnSell, Sold, Bought, Profile };

struct LadderCell {
    int row = -1; ///< -1: outside the rows
    LadderColumn column = LadderColumn::Price;

    bool operator==(const LadderCell&) const = default;
};

/// Columns share the width; that of the prices is never narrower than they need. Widget coordinates. Thread: GUI.
class LadderColumns
{
public:
    static constexpr int count = static_cast<int>(LadderColumn::Profile) + 1;
    static constexpr int rowHeight = 18;
    static constexpr int figureHeight = 12; ///< of digits, pixels

    /// Prices have so many characters. True when that moved the columns.
    bool fitPrices(int characters);
    [[nodiscard]] QRect cellRect(int width, int row, LadderColumn column) const;
    [[nodiscard]] LadderColumn columnAt(int width, int x) const;

private:
    [[nodiscard]] std::array<int, count + 1> edges(int width) const;

    int m_priceWidth = 0; ///< what the longest price needs
};

} // namespace leadline::views
