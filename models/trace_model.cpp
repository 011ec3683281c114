// SPDX-License-Identifier: MIT
#include "models/trace_model.h"

#include "models/format.h"
#include "models/roles.h"

#include <QFont>

#include <algorithm>
#include <bit>
#include <cmath>

namespace leadline::models
{

namespace
{

bool sameBits(double a, double b)
{
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

bool isSame(const routing::RuleLine& a, const routing::RuleLine& b)
{
    return a.rule == b.rule && sameBits(a.observed, b.observed) && sameBits(a.limit, b.limit)
        && a.firesAbove == b.firesAbove && a.outcome == b.outcome;
}

Tone toneOf(const routing::RuleLine& line)
{
    using Outcome = routing::RuleLine::Outcome;
    switch (line.outcome) {
    case Outcome::Quiet:
        return Tone::Plain;
    case Outcome::Decided:
        return line.effect == routing::Effect::Abort ? Tone::Bad : Tone::Good;
    case Outcome::Applied:
        return Tone::Warning;
    case Outcome::Overruled:
    case Outcome::Unknown:
    case Outcome::TouchOnly:
        return Tone::Faint;
    }
    return Tone::Plain;
}

/// "≤ 0.0015" while the value keeps to it, "> 0.0015" once it does not: the row reads as it stands.
QString limitText(const routing::RuleLine& line)
{
    const QString stands = QString::fromUtf8(line.comparison());
    if (std::isnan(line.limit)) {
        return TraceModel::tr("any");
    }
    const QString sign = stands == QStringLiteral("<=") ? QStringLiteral("≤ ")
        : stands == QStringLiteral(">=")                ? QStringLiteral("≥ ")
        : stands.isEmpty()                              ? QString()
                                                        : stands + QLatin1Char(' ');
    return sign + valueText(line.limit);
}

} // namespace

void TraceModel::show(const routing::Decision& decision)
{
    const bool hasSameRules =
        std::ranges::equal(m_lines, decision.trace, {}, &routing::RuleLine::rule, &routing::RuleLine::rule);
    if (!hasSameRules) {
        beginResetModel();
        m_lines = decision.trace;
        endResetModel();
        return;
    }
    int first = -1;
    int last = -1;
    for (int row = 0; row < rowCount(); ++row) {
        const auto at = static_cast<std::size_t>(row);
        if (!isSame(m_lines[at], decision.trace[at])) {
            m_lines[at] = decision.trace[at];
            first = first < 0 ? row : first;
            last = row;
        }
    }
    if (first >= 0) {
        Q_EMIT dataChanged(index(first, 0), index(last, columns - 1));
    }
}

int TraceModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_lines.size());
}

int TraceModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant TraceModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const routing::RuleLine& line = m_lines[static_cast<std::size_t>(index.row())];
    if (role == ToneRole) {
        return static_cast<int>(toneOf(line));
    }
    const auto column = static_cast<Column>(index.column());
    if (role == Qt::TextAlignmentRole) {
        const bool isText = column == Column::Rule || column == Column::Outcome;
        return alignmentOf(!isText);
    }
    if (role != Qt::DisplayRole && role != UnitsRole) {
        return {};
    }
    const bool exact = role == UnitsRole;
    switch (column) {
    case Column::Rule:
        return QString::fromUtf8(routing::nameOf(line.rule));
    case Column::Value:
        return exact ? QVariant(line.observed) : QVariant(valueText(line.observed));
    case Column::Limit:
        return exact ? QVariant(line.limit) : QVariant(limitText(line));
    case Column::Margin:
        return exact ? QVariant(line.marginToFlip()) : QVariant(valueText(line.marginToFlip()));
    case Column::Outcome:
        return QString::fromUtf8(routing::nameOf(line.outcome));
    }
    return {};
}

QVariant TraceModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (static_cast<Column>(section)) {
    case Column::Rule:
        return tr("Rule");
    case Column::Value:
        return tr("Value");
    case Column::Limit:
        return tr("Limit");
    case Column::Margin:
        return tr("Margin to flip");
    case Column::Outcome:
        return tr("Outcome");
    }
    return {};
}

} // namespace leadline::models
