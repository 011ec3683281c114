// SPDX-License-Identifier: MIT
/// What comes out today and under the thresholds that are tried, side by side.
#pragma once

#include "engine/lab/decision_tally.h"
#include "models/figure_table.h"

#include <optional>

namespace leadline::models
{

/// Thread: GUI.
class OutcomeTable final : public FigureTable
{
    Q_OBJECT

public:
    enum class Column { What, Today, Changed, Difference };
    static constexpr int columns = static_cast<int>(Column::Difference) + 1;

    using FigureTable::FigureTable;

    /// Nothing of either: it is being counted.
    void show(const std::optional<lab::DecisionTally>& today, const std::optional<lab::DecisionTally>& changed);
    void clear() { replace({}); }
    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : columns; }

protected:
    [[nodiscard]] QString headerText(int section) const override;

private:
    using Number = double (*)(const lab::DecisionTally& tally, std::size_t which);
    struct Line {
        QString key;
        QString name;
        QString more;
        Number number;
        std::size_t which = 0;
        int decimals = 0;
    };
    [[nodiscard]] static Row rowOf(const Line& line, const std::optional<lab::DecisionTally>& today,
        const std::optional<lab::DecisionTally>& changed);
};

} // namespace leadline::models
