// SPDX-License-Identifier: MIT
#include "models/outcome_table.h"

#include "models/format.h"

#include <QLocale>

#include <cmath>

namespace leadline::models
{

namespace
{

double countOfAction(const lab::DecisionTally& tally, std::size_t which)
{
    return static_cast<double>(tally.actions[which]);
}

double countOfReason(const lab::DecisionTally& tally, std::size_t which)
{
    return static_cast<double>(tally.reasons[which]);
}

double costOf(const lab::DecisionTally& tally, std::size_t /*which*/)
{
    return tally.costInQuote();
}

double feesOf(const lab::DecisionTally& tally, std::size_t /*which*/)
{
    return tally.feesInQuote();
}

double costPerOrder(const lab::DecisionTally& tally, std::size_t /*which*/)
{
    const std::int64_t priced = tally.sent() - tally.unpriced;
    return priced > 0 ? tally.costInQuote() / static_cast<double>(priced) : std::nan("");
}

QString figure(double value, int decimals)
{
    return std::isfinite(value) ? QLocale().toString(value == 0 ? 0.0 : value, 'f', decimals)
                                : fixedText(value, decimals);
}

} // namespace

FigureTable::Row OutcomeTable::rowOf(
    const Line& line, const std::optional<lab::DecisionTally>& today, const std::optional<lab::DecisionTally>& changed)
{
    const auto cell = [&](const std::optional<lab::DecisionTally>& tally) {
        if (!tally) {
            return Cell{.text = tr("counting…"), .value = {}, .tone = Tone::Faint, .more = {}};
        }
        const double value = line.number(*tally, line.which);
        return Cell{.text = figure(value, line.decimals), .value = value, .more = {}};
    };
    Cell difference{.text = {}, .value = {}, .more = {}};
    if (today && changed) {
        const double value = line.number(*changed, line.which) - line.number(*today, line.which);
        const QString text = figure(value, line.decimals);
        const bool isNothing = text == figure(0, line.decimals) || text == u'-' + figure(0, line.decimals);
        difference = {.text = isNothing ? QStringLiteral("0")
                : value > 0             ? u'+' + text
                                        : text,
            .value = value,
            .tone = isNothing ? Tone::Faint : Tone::Plain,
            .more = {}};
    }
    return {line.key, {{.text = line.name, .value = {}, .more = line.more}, cell(today), cell(changed), difference}};
}

void OutcomeTable::show(
    const std::optional<lab::DecisionTally>& today, const std::optional<lab::DecisionTally>& changed)
{
    std::vector<Row> rows;
    for (const auto action : {routing::Action::Aggressive, routing::Action::Passive, routing::Action::Abort}) {
        const QString name = textOf(routing::nameOf(action));
        rows.push_back(rowOf({name, name, {}, countOfAction, static_cast<std::size_t>(action)}, today, changed));
    }
    rows.push_back(rowOf({QStringLiteral("cost"), tr("Expected cost"),
                             tr("All-in price against mid, times the size, in quote units; of an order that rests, if "
                                "it is filled"),
                             costOf, 0, 2},
        today, changed));
    rows.push_back(
        rowOf({QStringLiteral("order"), tr("Cost an order"), tr("Of those that are sent"), costPerOrder, 0, 4}, today,
            changed));
    rows.push_back(
        rowOf({QStringLiteral("fees"), tr("Fees"), tr("Part of the cost; a rebate is negative"), feesOf, 0, 2}, today,
            changed));
    for (std::size_t i = 0; i < lab::reasonCount; ++i) {
        if ((today && today->reasons[i] != 0) || (changed && changed->reasons[i] != 0)) {
            const auto& reason = routing::infoOf(static_cast<routing::Reason>(i));
            const QString code = textOf(reason.code);
            rows.push_back(
                rowOf({QStringLiteral("reason ") + code, code, textOf(reason.text), countOfReason, i}, today, changed));
        }
    }
    replace(std::move(rows));
}

QString OutcomeTable::headerText(int section) const
{
    switch (static_cast<Column>(section)) {
    case Column::What:
        return tr("Decisions");
    case Column::Today:
        return tr("Today");
    case Column::Changed:
        return tr("Changed");
    case Column::Difference:
        return tr("Difference");
    }
    return {};
}

} // namespace leadline::models
