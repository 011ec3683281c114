// SPDX-License-Identifier: MIT
/// The plan of a rebalance, with what it would cost.
#pragma once

#include "engine/rebalance/plan_orders.h"
#include "models/figure_table.h"

#include <QHash>

#include <memory>

namespace leadline::models
{

using SharedPlan = std::shared_ptr<const rebalance::Plan>;
using SharedPreview = std::shared_ptr<const rebalance::PlanPreview>;

/// One row a symbol: orders first, then the plan's rows that none was made for yet, then what is refused and left out.
/// Thread: GUI.
class PlanModel final : public FigureTable
{
    Q_OBJECT

public:
    enum class Column {
        Symbol,
        Weight, ///< the target: a bar, where the plan is one of weights
        Now,
        Side,
        Shares,
        Dollars,
        Spread,
        LimitBps,
        LimitDollars,
        MarketBps,
        MarketDollars,
        Check
    };
    static constexpr int columns = static_cast<int>(Column::Check) + 1;
    static constexpr int weightSteps = 1000; ///< a whole, in steps of a bar that is dragged and of arrow keys: 0.1 %

    /// Whether a preview is one of the plan as it is.
    enum class Figures : std::uint8_t { Current, Outdated };

    using FigureTable::FigureTable;
    /// Without a preview: the plan alone.
    void show(const rebalance::Plan& plan, const SharedPreview& preview, Figures figures);
    /// Tells the weight that setData() has moved by UnitsRole.
    void settleWeight(const QModelIndex& index);
    /// Of a plan of weights; zero for trades.
    [[nodiscard]] double weightSum() const;
    /// More than the equity is given away.
    [[nodiscard]] bool isOverFull() const { return weightSum() > 1 + 1e-9; }

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
    /// A weight. EditRole: text in percent, which is told. UnitsRole: a part of the equity while a bar is dragged,
    /// which is only shown until settleWeight().
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;

Q_SIGNALS:
    /// The user wants it so; the caller shows the plan that comes of it.
    void weightEdited(const leadline::core::Symbol& symbol, double weight);
    void weightSumChanged();
    /// What was typed is no weight.
    void refused(const QString& why);

protected:
    [[nodiscard]] QString headerText(int section) const override;

private:
    [[nodiscard]] rebalance::PlanRow* planRowOf(const QModelIndex& index);
    [[nodiscard]] double weightOf(const core::Symbol& symbol) const;
    [[nodiscard]] Row rowOf(const rebalance::PlannedOrder& order) const;
    [[nodiscard]] Row rowOf(const rebalance::LeftOut& leftOut) const;
    [[nodiscard]] Row bareRow(const core::Symbol& symbol) const;
    void rebuild();
    void scaleBars();

    rebalance::Plan m_plan;
    SharedPreview m_preview;
    Figures m_figures = Figures::Current;
    QHash<QString, std::size_t> m_planRows; ///< by symbol, of a plan of weights
    double m_scale = 1; ///< the weight of a full bar
};

} // namespace leadline::models
