// SPDX-License-Identifier: MIT
#include "models/venue_model.h"

#include "engine/routing/venue_choice.h"
#include "engine/session/market_snapshot.h"
#include "models/format.h"
#include "models/roles.h"

#include <algorithm>
#include <cmath>

namespace leadline::models
{

namespace
{

/// All-in cost of taking, or that the book is too short for it.
QString costText(const routing::VenueQuote& quote)
{
    return quote.fills ? fixedText(quote.impactBps + quote.feeBps + quote.latencyBps, 2) : QStringLiteral("too short");
}

/// Where the venue costs least, and whether it was the weighted size that decided between equals; empty elsewhere.
QString rankText(const session::MarketSnapshot& snapshot, std::size_t at, core::Side side)
{
    std::vector<routing::VenueQuote> quotes;
    quotes.reserve(snapshot.venues.size());
    for (const session::VenueSnapshot& venue : snapshot.venues) {
        quotes.push_back(side == core::Side::Bid ? venue.buy : venue.sell);
    }
    if (quotes.size() < 2 || routing::bestOf(quotes, side) != at) {
        return {};
    }
    const auto ties = std::ranges::count_if(quotes,
        [&](const routing::VenueQuote& other) { return other.isOffered() && routing::isTie(quotes[at], other); });
    return ties > 1 ? VenueModel::tr(" best by weight") : VenueModel::tr(" best");
}

} // namespace

VenueModel::Row VenueModel::rowOf(const session::MarketSnapshot& snapshot, std::size_t at)
{
    const session::VenueSnapshot& venue = snapshot.venues[at];
    const int decimals = snapshot.priceDecimals;
    Row row{.venue = venue.market.venue, .trust = venue.trust};
    const auto set = [&row](Column column, const QString& text, double value) {
        row.cells[static_cast<std::size_t>(column)] = {text, value};
    };
    const auto best = [](const std::vector<core::Level>& levels) {
        return levels.empty() ? core::Price{} : levels.front().price;
    };
    const core::Price bid = best(venue.bids);
    const core::Price ask = best(venue.asks);
    const bool hasTouch = bid.raw() > 0 && ask.raw() > 0;
    const double spread =
        hasTouch ? (ask - bid).toDoubleLossy() / core::midpoint(bid, ask).toDoubleLossy() * 1e4 : std::nan("");
    // Figures that tick many times a second are rounded to what can be read, so that rows change no more often.
    set(Column::Venue, QString::fromStdString(venue.name), 0);
    set(Column::State, QString::fromStdString(venue.trustText), static_cast<int>(venue.trust));
    set(Column::Bid, hasTouch ? priceText(bid, decimals) : QStringLiteral("–"), bid.toDoubleLossy());
    set(Column::Ask, hasTouch ? priceText(ask, decimals) : QStringLiteral("–"), ask.toDoubleLossy());
    set(Column::Spread, fixedText(spread, 2), spread);
    set(Column::Buy, costText(venue.buy) + rankText(snapshot, at, core::Side::Bid), venue.buy.allInPrice);
    set(Column::Sell, costText(venue.sell) + rankText(snapshot, at, core::Side::Ask), venue.sell.allInPrice);
    if (venue.levelsAside > 0) {
        row.remark = tr("\n%n level(s) of its book are too large or too fine to be held and stand aside", nullptr,
            static_cast<int>(venue.levelsAside));
    }
    set(Column::Age, fixedText(venue.ageSeconds, 1), venue.ageSeconds);
    set(Column::Delay, fixedText(std::round(venue.delayMs), 0), venue.delayMs);
    set(Column::Latency, fixedText(venue.terms.latencyMs, 0), venue.terms.latencyMs);
    set(Column::Maker, fixedText(venue.terms.makerFeeBps, 1), venue.terms.makerFeeBps);
    set(Column::Taker, fixedText(venue.terms.takerFeeBps, 1), venue.terms.takerFeeBps);
    set(Column::Weight, fixedText(venue.weight, 3), venue.weight);
    return row;
}

void VenueModel::show(const session::MarketSnapshot& snapshot)
{
    const int count = static_cast<int>(snapshot.venues.size());
    if (count < rowCount()) {
        beginRemoveRows({}, count, rowCount() - 1);
        m_rows.resize(static_cast<std::size_t>(count));
        endRemoveRows();
    }
    for (int i = 0; i < rowCount(); ++i) {
        const auto at = static_cast<std::size_t>(i);
        Row row = rowOf(snapshot, at);
        if (row == m_rows[at]) {
            continue;
        }
        int first = columns;
        int last = -1;
        for (int column = 0; column < columns; ++column) {
            const auto cell = static_cast<std::size_t>(column);
            // The trust colours the whole row.
            if (row.cells[cell].text != m_rows[at].cells[cell].text || row.trust != m_rows[at].trust) {
                first = std::min(first, column);
                last = column;
            }
        }
        m_rows[at] = std::move(row);
        if (last >= 0) {
            Q_EMIT dataChanged(index(i, first), index(i, last));
        }
    }
    if (count > rowCount()) {
        beginInsertRows({}, rowCount(), count - 1);
        for (int i = rowCount(); i < count; ++i) {
            m_rows.push_back(rowOf(snapshot, static_cast<std::size_t>(i)));
        }
        endInsertRows();
    }
}

int VenueModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int VenueModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

core::VenueId VenueModel::venueAt(int row) const
{
    return m_rows[static_cast<std::size_t>(row)].venue;
}

QVariant VenueModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    const Cell& cell = row.cells[static_cast<std::size_t>(index.column())];
    const auto column = static_cast<Column>(index.column());
    const bool isText = column == Column::Venue || column == Column::State;
    switch (role) {
    case Qt::DisplayRole:
        return cell.text;
    case UnitsRole:
        return isText ? QVariant(cell.text) : QVariant(cell.value);
    case Qt::ToolTipRole:
        return row.cells[static_cast<std::size_t>(Column::State)].text + row.remark;
    case Qt::TextAlignmentRole:
        return alignmentOf(!isText);
    case ToneRole:
        if (column == Column::Venue || column == Column::State) {
            return static_cast<int>(row.trust == desk::Trust::Good ? Tone::Good
                    : row.trust == desk::Trust::Doubtful           ? Tone::Warning
                                                                   : Tone::Bad);
        }
        return static_cast<int>(row.trust == desk::Trust::Bad ? Tone::Faint : Tone::Plain);
    default:
        return {};
    }
}

QVariant VenueModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || (role != Qt::DisplayRole && role != Qt::ToolTipRole)) {
        return {};
    }
    const bool isHint = role == Qt::ToolTipRole;
    switch (static_cast<Column>(section)) {
    case Column::Venue:
        return tr("Venue");
    case Column::State:
        return isHint ? tr("Whether it can be trusted, and why it is left out if it is") : tr("State");
    case Column::Bid:
        return tr("Bid");
    case Column::Ask:
        return tr("Ask");
    case Column::Spread:
        return isHint ? tr("Between best bid and ask, bps of their middle") : tr("Spread");
    case Column::Buy:
        return isHint ? tr("All-in cost of buying the notional at once, bps of the middle of all venues; best by "
                           "weight: of equal\n"
                           "prices the one whose touch holds most, weighed by reliability and latency")
                      : tr("Buy");
    case Column::Sell:
        return isHint ? tr("All-in cost of selling the notional at once, bps of the middle of all venues") : tr("Sell");
    case Column::Age:
        return isHint ? tr("Seconds since the book's last update") : tr("Age s");
    case Column::Delay:
        return isHint ? tr("Milliseconds from the venue's stamp to us, beyond the smallest seen") : tr("Data ms");
    case Column::Latency:
        return isHint ? tr("Milliseconds from sending an order to its acknowledgement, assumed") : tr("Order ms");
    case Column::Maker:
        return isHint ? tr("Fee of a resting order, bps") : tr("Maker");
    case Column::Taker:
        return isHint ? tr("Fee of an order that takes, bps") : tr("Taker");
    case Column::Weight:
        return isHint ? tr("What the ranking makes of a size: reliability and latency") : tr("Weight");
    }
    return {};
}

} // namespace leadline::models
