// SPDX-License-Identifier: MIT
#include "views/ladder/ladder_columns.h"

#include "views/widgets/theme.h"

#include <QFontMetrics>

#include <algorithm>
#include <utility>

namespace leadline::views
{

namespace
{

constexpr int priceMargins = 12;
/// Shares of the width, by column.
constexpr std::array<int, LadderColumns::count> shares{12, 8, 11, 13, 11, 8, 12, 8, 8, 9};

} // namespace

bool LadderColumns::fitPrices(int characters)
{
    const int needed = characters * QFontMetrics(Theme::figures(figureHeight)).horizontalAdvance(u'0') + priceMargins;
    return std::exchange(m_priceWidth, needed) != needed;
}

std::array<int, LadderColumns::count + 1> LadderColumns::edges(int width) const
{
    constexpr auto priceColumn = static_cast<std::size_t>(LadderColumn::Price);
    int total = 0;
    for (const int share : shares) {
        total += share;
    }
    // A price is never cut: two rows that read the same would be traded for one another.
    const int price = std::max(width * shares[priceColumn] / total, std::min(m_priceWidth, width / 3));
    const int others = total - shares[priceColumn];
    std::array<int, count + 1> edges{};
    int sum = 0;
    int fixed = 0;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        (i == priceColumn ? fixed : sum) += i == priceColumn ? price : shares[i];
        edges[i + 1] = fixed + (width - price) * sum / others;
    }
    return edges;
}

QRect LadderColumns::cellRect(int width, int row, LadderColumn column) const
{
    const auto all = edges(width);
    const auto at = static_cast<std::size_t>(column);
    return {all[at], row * rowHeight, all[at + 1] - all[at], rowHeight};
}

LadderColumn LadderColumns::columnAt(int width, int x) const
{
    const auto all = edges(width);
    const auto edge = std::upper_bound(all.begin() + 1, all.end() - 1, x);
    return static_cast<LadderColumn>(edge - all.begin() - 1);
}

} // namespace leadline::views
