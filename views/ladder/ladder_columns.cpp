// SPDX-License-Identifier: MIT
#include "views/ladder/ladder_columns.h"

#include "views/widgets/theme.h"

#include <QCoreApplication>
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

constexpr int leastOfShare = 3; ///< pixels
constexpr std::array<const char*, LadderColumns::count> names{
    "own-buy", "bid-change", "bid-size", "price", "ask-size", "ask-change", "own-sell", "sold", "bought", "profile"};

} // namespace

QString nameOf(LadderColumn column)
{
    return QString::fromLatin1(names[static_cast<std::size_t>(column)]);
}

QString titleOf(LadderColumn column)
{
    const auto tr = [](const char* text) { return QCoreApplication::translate("LadderColumns", text); };
    switch (column) {
    case LadderColumn::OwnBuy:
        return tr("Own buys and queue");
    case LadderColumn::BidChange:
        return tr("Changes of bids");
    case LadderColumn::BidSize:
        return tr("Bids");
    case LadderColumn::Price:
        return tr("Prices");
    case LadderColumn::AskSize:
        return tr("Asks");
    case LadderColumn::AskChange:
        return tr("Changes of asks");
    case LadderColumn::OwnSell:
        return tr("Own sells and queue");
    case LadderColumn::Sold:
        return tr("Sold at the price, last minute");
    case LadderColumn::Bought:
        return tr("Bought at the price, last minute");
    case LadderColumn::Profile:
        return tr("Profile of the session");
    }
    return {};
}

bool LadderColumns::setShown(LadderColumn column, bool isShown)
{
    bool& shown = m_shown[static_cast<std::size_t>(column)];
    return std::exchange(shown, isShown || column == LadderColumn::Price) != shown;
}

int LadderColumns::leastWidth() const
{
    int least = 0;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        least += m_shown[i] ? shares[i] * leastOfShare : 0;
    }
    return least;
}

bool LadderColumns::fitPrices(int characters)
{
    const int needed = characters * QFontMetrics(Theme::figures(figureHeight)).horizontalAdvance(u'0') + priceMargins;
    return std::exchange(m_priceWidth, needed) != needed;
}

std::array<int, LadderColumns::count + 1> LadderColumns::edges(int width) const
{
    constexpr auto priceColumn = static_cast<std::size_t>(LadderColumn::Price);
    int total = 0;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        total += m_shown[i] ? shares[i] : 0;
    }
    // A price is never cut: two rows that read the same would be traded for one another.
    const int price = std::max(width * shares[priceColumn] / total, std::min(m_priceWidth, width / 3));
    const int others = std::max(1, total - shares[priceColumn]);
    std::array<int, count + 1> edges{};
    int sum = 0;
    int fixed = 0;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        if (m_shown[i]) {
            (i == priceColumn ? fixed : sum) += i == priceColumn ? price : shares[i];
        }
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
