// SPDX-License-Identifier: MIT
#include "models/expected_actual_model.h"

#include "models/format.h"

#include <array>

namespace leadline::models
{

void ExpectedActualModel::show(const calibration::ReportContent& content)
{
    std::vector<Row> rows;
    const auto number = [](double value, int decimals) { return Cell{fixedText(value, decimals), value}; };
    for (const calibration::ExpectedActual& row : content.expectedActual) {
        const QString venue = textOf(row.venue.view());
        const QString role = row.isMaker ? tr("maker") : tr("taker");
        const double difference = row.actualFees - row.expectedFees;
        rows.push_back({venue + u'\n' + role,
            {{venue}, {role}, {QString::number(row.fills), static_cast<qulonglong>(row.fills)}, number(row.value, 2),
                number(row.expectedFees, 2), number(row.actualFees, 2),
                {fixedText(difference, 2), difference, difference >= 0.005 ? Tone::Bad : Tone::Plain},
                number(row.expectedFees / row.value * 1e4, 3), number(row.actualFees / row.value * 1e4, 3)}});
    }
    replace(std::move(rows));
}

int ExpectedActualModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QString ExpectedActualModel::headerText(int section) const
{
    const std::array names{tr("Venue"), tr("Role"), tr("Fills"), tr("Value"), tr("Expected fees"), tr("Actual fees"),
        tr("Difference"), tr("Expected bps"), tr("Actual bps")};
    static_assert(names.size() == columns);
    return names[static_cast<std::size_t>(section)];
}

} // namespace leadline::models
