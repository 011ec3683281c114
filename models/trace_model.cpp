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

/// Quiet rules that are shown beside those that did something.
constexpr std::size_t nearestShown = 3;

bool isActing(const routing::RuleLine& line)
{
    return line.outcome == routing::RuleLine::Outcome::Decided || line.outcome == routing::RuleLine::Outcome::Applied
        || line.outcome == routing::RuleLine::Outcome::Overruled;
}

/// How far a rule is from another outcome, as a part of its limit. What is either on or off is never near.
double distanceOf(const routing::RuleLine& line)
{
    const double distance = std::abs(line.marginToFlip()) / std::abs(line.limit);
    return line.limit == 0 || std::isnan(distance) ? HUGE_VAL : distance;
}

/// First what settled the action, then what changed the order, then what was overruled, then the others by distance.
double traceRank(const routing::RuleLine& line)
{
    using Outcome = routing::RuleLine::Outcome;
    return line.outcome == Outcome::Decided  ? -3
        : line.outcome == Outcome::Applied   ? -2
        : line.outcome == Outcome::Overruled ? -1
                                             : distanceOf(line);
}

} // namespace

void TraceModel::setFolding(bool folds)
{
    beginResetModel();
    m_folds = folds;
    m_onTop = 0;
    m_lines.clear();
    endResetModel();
}

void TraceModel::setUnfolded(bool isUnfolded)
{
    if (isUnfolded != m_isUnfolded) {
        beginResetModel();
        m_isUnfolded = isUnfolded;
        endResetModel();
    }
}

int TraceModel::linesShown() const
{
    return static_cast<int>(m_folds && !m_isUnfolded ? m_onTop : m_lines.size());
}

bool TraceModel::isFoldRow(int row) const
{
    return m_folds && m_onTop < m_lines.size() && row == linesShown();
}

TraceModel::Lines TraceModel::ordered(const Lines& trace) const
{
    Lines lines = trace;
    std::ranges::stable_sort(lines, {}, traceRank);
    const auto acting = static_cast<std::size_t>(std::ranges::count_if(lines, isActing));
    const std::size_t onTop = std::min(lines.size(), acting + nearestShown);
    // The same rules on top as before: they stay where they are, and so does the rest.
    const auto find = [&trace](routing::Rule rule) { return std::ranges::find(trace, rule, &routing::RuleLine::rule); };
    bool isSameTop = onTop == m_onTop && lines.size() == m_lines.size();
    for (std::size_t i = 0; i < m_lines.size() && isSameTop; ++i) {
        const auto now = find(m_lines[i].rule);
        const bool isOnTop = std::ranges::find(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(onTop),
                                 m_lines[i].rule, &routing::RuleLine::rule)
            != lines.begin() + static_cast<std::ptrdiff_t>(onTop);
        isSameTop = now != trace.end() && isOnTop == (i < onTop)
            && (!isActing(*now) && !isActing(m_lines[i]) ? true : now->outcome == m_lines[i].outcome);
    }
    if (isSameTop) {
        for (std::size_t i = 0; i < m_lines.size(); ++i) {
            lines[i] = *find(m_lines[i].rule);
        }
    }
    return lines;
}

void TraceModel::show(const routing::Decision& decision)
{
    const Lines lines = m_folds ? ordered(decision.trace) : decision.trace;
    const auto acting = static_cast<std::size_t>(std::ranges::count_if(lines, isActing));
    const std::size_t onTop = std::min(lines.size(), acting + nearestShown);
    const bool hasSameRules =
        onTop == m_onTop && std::ranges::equal(m_lines, lines, {}, &routing::RuleLine::rule, &routing::RuleLine::rule);
    if (!hasSameRules) {
        beginResetModel();
        m_lines = lines;
        m_onTop = onTop;
        endResetModel();
        return;
    }
    int first = -1;
    int last = -1;
    for (std::size_t at = 0; at < m_lines.size(); ++at) {
        const int row = static_cast<int>(at);
        if (!isSame(m_lines[at], lines[at])) {
            m_lines[at] = lines[at];
            first = first < 0 && row < linesShown() ? row : first;
            last = row < linesShown() ? row : last;
        }
    }
    if (first >= 0) {
        Q_EMIT dataChanged(index(first, 0), index(last, columns - 1));
    }
}

int TraceModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : linesShown() + (isFoldRow(linesShown()) ? 1 : 0);
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
    if (isFoldRow(index.row())) {
        const auto rest = static_cast<int>(m_lines.size() - m_onTop);
        const bool isText = index.column() == 0 && role == Qt::DisplayRole;
        return isText          ? QVariant(m_isUnfolded ? tr("fold the quiet ones") : tr("+ %n more", nullptr, rest))
            : role == ToneRole ? QVariant(static_cast<int>(Tone::Faint))
                               : QVariant();
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
