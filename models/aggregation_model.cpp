// SPDX-License-Identifier: MIT
#include "models/aggregation_model.h"

#include "models/format.h"

#include <array>

namespace leadline::models
{

void AggregationModel::show(const calibration::ReportContent& content)
{
    const std::array groups{tr("all"), tr("symbol"), tr("month"), tr("day"), tr("decision")};
    const auto whole = [](std::size_t count) { return Cell{QString::number(count), static_cast<qulonglong>(count)}; };
    // Nothing to compare with saved nothing that is known.
    const auto saved = [](const calibration::SavedFigures& of) {
        const double amount = of.decisions > 0 ? of.saved : calibration::unknownFigure;
        return Cell{fixedText(amount, 2), amount, of.saved < 0 ? Tone::Bad : Tone::Plain};
    };
    const auto number = [](double value, int decimals) { return Cell{fixedText(value, decimals), value}; };
    std::vector<Row> rows;
    rows.reserve(content.aggregation.size());
    for (const calibration::AggregationRow& row : content.aggregation) {
        const calibration::AggregationFigures& of = row.figures;
        const QString& group = groups[static_cast<std::size_t>(row.by)];
        const QString key = textOf(row.key);
        rows.push_back({group + u'\n' + key,
            {{group}, {key}, whole(of.decisions), whole(of.divided), number(of.againstBest.value, 0),
                saved(of.againstBest), number(of.againstBest.bps(), 2), saved(of.againstHome),
                number(of.againstHome.bps(), 2)}});
    }
    replace(std::move(rows));
}

int AggregationModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QString AggregationModel::headerText(int section) const
{
    const std::array names{tr("By"), tr("Of"), tr("Decisions"), tr("Divided"), tr("Value"), tr("Against best"),
        tr("Best bps"), tr("Against home"), tr("Home bps")};
    return names[static_cast<std::size_t>(section)];
}

} // namespace leadline::models
