// SPDX-License-Identifier: MIT
#include "models/watch_row.h"

#include "models/format.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace leadline::models
{

namespace
{

using session::WatchLine;
using session::WatchVenue;

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

QString nothing()
{
    return QStringLiteral("–");
}

/// What rounds to nothing has no sign.
QString signedText(double value, const QString& text)
{
    const bool isZero = std::ranges::none_of(text, [](QChar c) { return c >= u'1' && c <= u'9'; });
    return value > 0 && !isZero ? u'+' + text : text;
}

/// Said without colour.
QString markOf(desk::Trust trust)
{
    switch (trust) {
    case desk::Trust::Good:
        return QStringLiteral("✓");
    case desk::Trust::Doubtful:
        return QStringLiteral("!");
    case desk::Trust::Bad:
        return QStringLiteral("✗");
    }
    return {};
}

QString trustName(desk::Trust trust)
{
    switch (trust) {
    case desk::Trust::Good:
        return WatchRow::tr("trusted");
    case desk::Trust::Doubtful:
        return WatchRow::tr("doubtful");
    case desk::Trust::Bad:
        return WatchRow::tr("not trusted");
    }
    return {};
}

Tone toneOfChange(double value)
{
    return value > 0 ? Tone::Good : value < 0 ? Tone::Bad : Tone::Faint;
}

/// All that can be trusted first; the more that cannot, the higher the value.
double distrustOf(const std::vector<WatchVenue>& venues)
{
    double value = venues.empty() ? 10'000 : 0;
    for (const WatchVenue& one : venues) {
        value += one.trust == desk::Trust::Bad ? 100 : one.trust == desk::Trust::Doubtful ? 1 : 0;
    }
    return value;
}

Tone toneOf(const std::vector<WatchVenue>& venues)
{
    const auto isGood = [](const WatchVenue& one) { return one.trust == desk::Trust::Good; };
    return std::ranges::all_of(venues, isGood) && !venues.empty() ? Tone::Good
        : std::ranges::any_of(venues, isGood)                     ? Tone::Warning
                                                                  : Tone::Bad;
}

/// A mark each: their names have no room in a narrow list.
QString venuesText(const std::vector<WatchVenue>& venues)
{
    QString text;
    for (const WatchVenue& one : venues) {
        text += markOf(one.trust);
    }
    return text.isEmpty() ? WatchRow::tr("✗ none") : text;
}

QStringList venuesInWords(const std::vector<WatchVenue>& venues)
{
    QStringList texts;
    for (const WatchVenue& one : venues) {
        texts << textOf(one.venue.view()) + u' ' + trustName(one.trust);
    }
    return texts;
}

} // namespace

WatchCells watchCells(const QString& symbol, const WatchLine& line)
{
    WatchCells cells;
    const auto set = [&cells](WatchColumn column, const QString& text, double value, Tone tone = Tone::Plain) {
        cells[static_cast<std::size_t>(column)] = {text, value, tone};
    };
    const auto touch = [&](WatchColumn column, core::Price price) {
        const bool isThere = price.raw() > 0;
        set(column, isThere ? priceText(price, line.priceDecimals) : nothing(),
            isThere ? price.toDoubleLossy() : unknown);
    };
    // Nothing is a dash, so that what is held stands out among two hundred rows.
    const auto amount = [&](WatchColumn column, bool isThere, const QString& text, double value, Tone tone) {
        set(column, isThere ? text : nothing(), value, isThere ? tone : Tone::Faint);
    };
    set(WatchColumn::Symbol, symbol, 0);
    set(WatchColumn::Venues, venuesText(line.venues), distrustOf(line.venues), toneOf(line.venues));
    touch(WatchColumn::Bid, line.bid);
    touch(WatchColumn::Ask, line.ask);
    set(WatchColumn::Spread, fixedText(line.spreadBps, 2), line.spreadBps);
    const QString change = fixedText(line.changePercent, 2);
    set(WatchColumn::Change,
        std::isfinite(line.changePercent) ? signedText(line.changePercent, change) + QStringLiteral(" %") : change,
        line.changePercent, toneOfChange(line.changePercent));
    set(WatchColumn::Activity, fixedText(std::round(line.activity), 0), line.activity);
    const double position = line.position.toDoubleLossy();
    amount(WatchColumn::Position, !line.position.isZero(), signedText(position, sizeText(line.position)), position,
        Tone::Plain);
    amount(WatchColumn::Profit, line.profit != 0, signedText(line.profit, dollarsText(line.profit)), line.profit,
        toneOfChange(line.profit));
    amount(WatchColumn::Orders, line.workingOrders > 0, QString::number(line.workingOrders), line.workingOrders,
        Tone::Plain);
    set(WatchColumn::Breaker, line.isBreakerOpen ? WatchRow::tr("⚠ open") : WatchRow::tr("closed"),
        line.isBreakerOpen ? 1 : 0, line.isBreakerOpen ? Tone::Warning : Tone::Faint);
    return cells;
}

WatchRow WatchRow::waiting(const QString& symbol, const QString& group)
{
    WatchRow row{.symbol = symbol, .group = group, .line = {}, .cells = {}};
    row.cells.fill({nothing(), unknown, Tone::Faint});
    row.cells[static_cast<std::size_t>(WatchColumn::Symbol)].text = symbol;
    row.cells[static_cast<std::size_t>(WatchColumn::Venues)].text = tr("waiting …");
    return row;
}

QString WatchRow::spoken(WatchColumn column) const
{
    QString text = cells[static_cast<std::size_t>(column)].text;
    if (line && column == WatchColumn::Venues) {
        text = line->venues.empty() ? tr("none") : venuesInWords(line->venues).join(QStringLiteral(", "));
    } else if (line && column == WatchColumn::Profit && text != nothing()) {
        text += u' ' + textOf(line->currency);
    }
    return watchHeader(column) + u' ' + text;
}

QString WatchRow::summary() const
{
    QStringList parts{symbol};
    if (!group.isEmpty()) {
        parts << tr("group %1").arg(group);
    }
    if (!line) {
        return (parts << tr("waiting for the session")).join(QStringLiteral(", "));
    }
    parts << venuesInWords(line->venues);
    for (const WatchColumn column : {WatchColumn::Bid, WatchColumn::Ask, WatchColumn::Spread, WatchColumn::Change,
             WatchColumn::Position, WatchColumn::Profit, WatchColumn::Orders, WatchColumn::Breaker}) {
        if (cells[static_cast<std::size_t>(column)].text != nothing()) {
            parts << spoken(column);
        }
    }
    return parts.join(QStringLiteral(", "));
}

QString WatchRow::hint(WatchColumn column) const
{
    if (!line) {
        return tr("%1 waits for the session: nothing has been published yet").arg(symbol);
    }
    switch (column) {
    case WatchColumn::Symbol:
        return group.isEmpty() ? symbol : tr("%1, in the group %2").arg(symbol, group);
    case WatchColumn::Venues: {
        QStringList lines;
        for (const WatchVenue& one : line->venues) {
            lines << markOf(one.trust) + u' ' + textOf(one.venue.view()) + QStringLiteral(": ")
                    + (one.trustText.empty() ? trustName(one.trust) : textOf(one.trustText));
        }
        return lines.isEmpty() ? tr("No venue has it") : lines.join(u'\n');
    }
    case WatchColumn::Breaker:
        return line->isBreakerOpen ? tr("The stability breaker is open: the market moves too fast to take")
                                   : tr("The stability breaker is closed");
    case WatchColumn::Position:
        return QString::fromStdString(line->position.text());
    case WatchColumn::Bid:
    case WatchColumn::Ask:
    case WatchColumn::Spread:
    case WatchColumn::Change:
    case WatchColumn::Activity:
    case WatchColumn::Profit:
    case WatchColumn::Orders:
        return spoken(column); // in full: the column may be too narrow for it
    }
    return {};
}

QString watchHeader(WatchColumn column)
{
    switch (column) {
    case WatchColumn::Symbol:
        return WatchRow::tr("Symbol");
    case WatchColumn::Venues:
        return WatchRow::tr("Venues");
    case WatchColumn::Bid:
        return WatchRow::tr("Bid");
    case WatchColumn::Ask:
        return WatchRow::tr("Ask");
    case WatchColumn::Spread:
        return WatchRow::tr("Spread");
    case WatchColumn::Change:
        return WatchRow::tr("Change");
    case WatchColumn::Activity:
        return WatchRow::tr("Activity /s");
    case WatchColumn::Position:
        return WatchRow::tr("Position");
    case WatchColumn::Profit:
        return WatchRow::tr("P&L");
    case WatchColumn::Orders:
        return WatchRow::tr("Orders");
    case WatchColumn::Breaker:
        return WatchRow::tr("Breaker");
    }
    return {};
}

QString watchHeaderHint(WatchColumn column)
{
    switch (column) {
    case WatchColumn::Symbol:
        return {};
    case WatchColumn::Venues:
        return WatchRow::tr("Where it is traded: ✓ trusted, ! doubtful, ✗ not trusted");
    case WatchColumn::Bid:
        return WatchRow::tr("Best bid of the venues that take part");
    case WatchColumn::Ask:
        return WatchRow::tr("Best ask of the venues that take part");
    case WatchColumn::Spread:
        return WatchRow::tr("Between best bid and ask, bps of their middle");
    case WatchColumn::Change:
        return WatchRow::tr("Of the middle since it was first seen today (UTC)");
    case WatchColumn::Activity:
        return WatchRow::tr("Trades and book changes a second");
    case WatchColumn::Position:
        return WatchRow::tr("Coins or shares; below zero: short");
    case WatchColumn::Profit:
        return WatchRow::tr("Profit and loss of today (UTC), in the currency of the quotes");
    case WatchColumn::Orders:
        return WatchRow::tr("Our orders that work");
    case WatchColumn::Breaker:
        return WatchRow::tr("The stability breaker: open while the market moves too fast to take");
    }
    return {};
}

} // namespace leadline::models
