// SPDX-License-Identifier: MIT
/// Where the cells of a ladder are.
#pragma once

#include <QPoint>
#include <QRect>
#include <QString>

#include <array>

namespace leadline::views
{

enum class LadderColumn { OwnBuy, BidChange, BidSize, Price, AskSize, AskChange, OwnSell, Sold, Bought, Profile };

/// As files name it: "own-buy". For people: "Own buys".
[[nodiscard]] QString nameOf(LadderColumn column);
[[nodiscard]] QString titleOf(LadderColumn column);

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

    LadderColumns() { m_shown.fill(true); }

    /// Prices have so many characters. True when that moved the columns.
    bool fitPrices(int characters);
    /// The price is always on show. True when that changed something.
    bool setShown(LadderColumn column, bool isShown);
    [[nodiscard]] bool isShown(LadderColumn column) const { return m_shown[static_cast<std::size_t>(column)]; }
    /// What a ladder with these columns wants at least, pixels.
    [[nodiscard]] int leastWidth() const;
    /// Empty for a column that is not on show.
    [[nodiscard]] QRect cellRect(int width, int row, LadderColumn column) const;
    [[nodiscard]] LadderColumn columnAt(int width, int x) const;

private:
    [[nodiscard]] std::array<int, count + 1> edges(int width) const;

    int m_priceWidth = 0; ///< what the longest price needs
    std::array<bool, count> m_shown;
};

} // namespace leadline::views
