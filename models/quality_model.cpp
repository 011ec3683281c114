// SPDX-License-Identifier: MIT
#include "models/quality_model.h"

#include "models/format.h"

#include <array>

namespace leadline::models
{

void QualityModel::show(const calibration::ReportContent& content)
{
    const std::array groups{tr("all"), tr("symbol"), tr("venue"), tr("strategy"), tr("hours (UTC)"), tr("origin")};
    const auto number = [](double value, int decimals) { return Cell{fixedText(value, decimals), value}; };
    const auto share = [](double fraction) { return Cell{shareText(fraction), fraction}; };
    std::vector<Row> rows;
    for (const calibration::QualityRow& row : content.quality) {
        const calibration::QualityFigures& of = row.figures;
        const QString& group = groups[static_cast<std::size_t>(row.by)];
        const QString key = textOf(row.key);
        Row made{group + u'\n' + key,
            {{group}, {key}, {QString::number(of.orders), static_cast<qulonglong>(of.orders)}, number(of.value, 0),
                number(of.slippageBps, 2), number(of.baselineBps, 2), share(of.improvement), share(of.fillRate),
                share(of.makerShare), number(of.signalToFillSeconds, 2)}};
        for (const double bps : of.markOutBps) {
            made.cells.push_back(number(bps, 2));
        }
        rows.push_back(std::move(made));
    }
    replace(std::move(rows));
}

int QualityModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QString QualityModel::headerText(int section) const
{
    const std::array names{tr("By"), tr("Of"), tr("Orders"), tr("Value"), tr("Slippage bps"), tr("Baseline bps"),
        tr("Improvement"), tr("Fill rate"), tr("Maker share"), tr("Signal to fill s")};
    const auto at = static_cast<std::size_t>(section);
    if (at < names.size()) {
        return names[at];
    }
    const core::Duration after = calibration::markOutAfter[at - names.size()];
    return tr("Mark-out %1 s").arg(std::chrono::duration_cast<std::chrono::seconds>(after).count());
}

} // namespace leadline::models
