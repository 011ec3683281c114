// SPDX-License-Identifier: MIT
#include "models/pick_model.h"

#include "models/format.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace leadline::models
{

namespace
{

using picks::Finding;
using picks::Outcome;
using picks::PickRow;
using picks::Rule;
using picks::Verdict;

Tone toneOf(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Fine:
        return Tone::Plain;
    case Outcome::Unknown:
        return Tone::Faint;
    case Outcome::Risky:
        return Tone::Warning;
    case Outcome::Failed:
        return Tone::Bad;
    }
    return Tone::Plain;
}

/// Said without colour.
QString markOf(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Fine:
    case Outcome::Unknown:
        return {};
    case Outcome::Risky:
        return QStringLiteral("! ");
    case Outcome::Failed:
        return QStringLiteral("✗ ");
    }
    return {};
}

const Finding& findingOf(const PickRow& row, Rule rule)
{
    return row.judgement.findings.at(static_cast<std::size_t>(rule));
}

QString depthText(const picks::Reading& reading)
{
    if (!reading.hasDepth()) {
        return QStringLiteral("–");
    }
    // Dollars, in whole billionths; the figure is for people.
    const QString dollars = sizeText(core::Quantity::fromRaw(reading.depth().raw() / core::decimalScale));
    return PickModel::tr("%1, %2").arg(dollars, textOf(describe(reading.depthKind)));
}

QString haltText(const picks::Reading& reading, const Finding& finding)
{
    const picks::HaltReading& halt = reading.halt;
    if (finding.value > 0 && (finding.outcome == Outcome::Failed || finding.outcome == Outcome::Risky)) {
        const QString minutes = QString::number(std::floor(finding.value));
        return finding.outcome == Outcome::Failed ? PickModel::tr("ended %1 min ago").arg(minutes)
                                                  : PickModel::tr("suspected until %1 min ago").arg(minutes);
    }
    const QString state = textOf(describe(halt.kind));
    return halt.isSuspected() ? PickModel::tr("%1, suspected").arg(state) : state;
}

QString fallBackText(const std::vector<picks::FallBack>& fallBacks)
{
    QStringList lines;
    for (const picks::FallBack& one : fallBacks) {
        lines << QString::fromStdString(one.source + ": " + one.why);
    }
    return lines.join(u'\n');
}

/// What rejects, then what is a risk.
QStringList reasonsOf(const PickRow& row)
{
    QStringList reasons;
    for (const Outcome outcome : {Outcome::Failed, Outcome::Risky}) {
        for (const Finding& finding : row.judgement.findings) {
            if (finding.outcome == outcome) {
                reasons << markOf(outcome) + QString::fromStdString(describe(finding));
            }
        }
    }
    return reasons;
}

/// Passes first, near misses before the other rejected ones.
int rankOf(const picks::Judgement& judgement)
{
    return judgement.verdict != Verdict::Rejected ? static_cast<int>(judgement.verdict) : judgement.isNearMiss ? 2 : 3;
}

QString verdictText(const picks::Judgement& judgement)
{
    const std::array texts{
        PickModel::tr("✓ pass"), PickModel::tr("! risky"), PickModel::tr("✗ near miss"), PickModel::tr("✗ rejected")};
    return texts[static_cast<std::size_t>(rankOf(judgement))];
}

Tone toneOf(Verdict verdict)
{
    const std::array tones{Tone::Good, Tone::Warning, Tone::Bad};
    return tones[static_cast<std::size_t>(verdict)];
}

QString withUnit(double value, picks::Unit unit)
{
    if (!std::isfinite(value)) {
        return QStringLiteral("–");
    }
    const QString name = textOf(nameOf(unit));
    return valueText(value) + (name.isEmpty() ? QString() : u' ' + name);
}

} // namespace

PickModel::Row PickModel::rowOf(const PickRow& row)
{
    const picks::Reading& reading = row.reading;
    const auto judged = [&row](Rule rule, const QString& text, const QVariant& value) {
        const Finding& finding = findingOf(row, rule);
        return Cell{
            markOf(finding.outcome) + text, value, toneOf(finding.outcome), QString::fromStdString(describe(finding))};
    };
    const double spread = reading.spreadBps();
    const double gap = findingOf(row, Rule::Gap).value;
    const double imbalance = reading.orderImbalance();
    const QStringList reasons = reasonsOf(row);
    const QString symbol = textOf(reading.symbol.view());
    const QString verdict = verdictText(row.judgement);
    const double score = row.score.value_or(std::nan(""));
    const double depth = reading.hasDepth() ? reading.depth().toDoubleLossy() : std::nan("");
    const bool isDepthMissing = findingOf(row, Rule::Depth).outcome == Outcome::Unknown;
    const QString source = row.source.empty()
        ? QStringLiteral("–")
        : tr("%1, %2").arg(QString::fromStdString(row.source), textOf(describe(row.sourceKind)));
    return {symbol,
        {{symbol}, {verdict, rankOf(row.judgement), toneOf(row.judgement.verdict), reasons.join(u'\n')},
            {row.score ? valueText(score) : QStringLiteral("–"), score},
            {QString::number(row.quality), row.quality, Tone::Plain, tr("execution quality, 0 to 10")},
            judged(Rule::Spread, fixedText(spread, 1), spread),
            judged(isDepthMissing ? Rule::DepthData : Rule::Depth, depthText(reading), depth),
            judged(Rule::Gap, fixedText(gap, 2), gap), judged(Rule::Imbalance, fixedText(imbalance, 2), imbalance),
            judged(Rule::Halt, haltText(reading, findingOf(row, Rule::Halt)), {}),
            {source, {}, row.fallBacks.empty() ? Tone::Plain : Tone::Warning, fallBackText(row.fallBacks)},
            {reasons.join(QStringLiteral("; ")), {}, toneOf(row.judgement.verdict), reasons.join(u'\n')}}};
}

void PickModel::show(const picks::SharedScan& report)
{
    std::vector<Row> rows;
    if (report) {
        for (const PickRow& row : report->rows) {
            rows.push_back(rowOf(row));
        }
    }
    const bool isOther = (m_report ? m_report->scoredBy : std::string()) != (report ? report->scoredBy : std::string());
    m_report = report;
    replace(std::move(rows));
    if (isOther) {
        Q_EMIT headerDataChanged(Qt::Horizontal, static_cast<int>(Column::Score), static_cast<int>(Column::Score));
    }
}

const PickRow* PickModel::at(int row) const
{
    if (!m_report || row < 0 || row >= rowCount()) {
        return nullptr;
    }
    // While rows come and go they are not yet where the report has them.
    const std::string symbol = index(row, static_cast<int>(Column::Symbol)).data().toString().toStdString();
    const auto isNamed = [&symbol](const PickRow& one) { return one.reading.symbol.view() == symbol; };
    const auto& rows = m_report->rows;
    const auto at = static_cast<std::size_t>(row);
    if (at < rows.size() && isNamed(rows[at])) {
        return &rows[at];
    }
    const auto found = std::ranges::find_if(rows, isNamed);
    return found == rows.end() ? nullptr : &*found;
}

int PickModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant PickModel::data(const QModelIndex& index, int role) const
{
    if (index.isValid() && static_cast<Column>(index.column()) == Column::Verdict && role == Qt::TextAlignmentRole) {
        return alignmentOf(false);
    }
    if (index.isValid() && static_cast<Column>(index.column()) == Column::Symbol && role == Qt::AccessibleTextRole) {
        const auto text = [this, &index](Column column) {
            return index.siblingAtColumn(static_cast<int>(column)).data().toString();
        };
        return tr("%1, %2, %3").arg(text(Column::Symbol), text(Column::Verdict), text(Column::Reasons));
    }
    return FigureTable::data(index, role);
}

QString PickModel::headerText(int section) const
{
    const std::string scoredBy = m_report ? m_report->scoredBy : std::string();
    const QString score = scoredBy.empty() ? tr("Score") : tr("Score, %1").arg(QString::fromStdString(scoredBy));
    const std::array names{tr("Symbol"), tr("Verdict"), score, tr("Quality"), tr("Spread bps"), tr("Depth USD"),
        tr("Gap %"), tr("Imbalance"), tr("Halt"), tr("Source"), tr("Reasons")};
    static_assert(names.size() == columns);
    return names[static_cast<std::size_t>(section)];
}

void FindingModel::show(const std::vector<Finding>& findings)
{
    std::vector<Row> rows;
    for (const Finding& finding : findings) {
        QString rule = textOf(nameOf(finding.rule));
        rule.replace(u'_', u' ');
        const auto number = [&finding](double value) { return Cell{withUnit(value, finding.unit), value}; };
        Cell margin = number(finding.margin);
        margin.tone = finding.outcome == Outcome::Failed ? Tone::Bad : Tone::Plain;
        const QString note = QString::fromStdString(finding.note);
        rows.push_back({rule,
            {{rule}, {markOf(finding.outcome) + textOf(nameOf(finding.outcome)), {}, toneOf(finding.outcome)},
                number(finding.value), number(finding.limit), margin, {note, {}, Tone::Plain, note}}});
    }
    replace(std::move(rows));
}

int FindingModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QString FindingModel::headerText(int section) const
{
    const std::array names{tr("Rule"), tr("Outcome"), tr("Value"), tr("Limit"), tr("Margin"), tr("Note")};
    static_assert(names.size() == columns);
    return names[static_cast<std::size_t>(section)];
}

} // namespace leadline::models
