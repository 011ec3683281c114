// SPDX-License-Identifier: MIT
#include "models/plan_model.h"

#include "models/format.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

namespace leadline::models
{

namespace
{

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double basisPoints = 10'000;

/// Of the equity; not a number without one.
double partOf(double dollars, double equity)
{
    return equity > 0 ? dollars / equity : nan;
}

double bpsOf(double dollars, double notional)
{
    return notional > 0 ? dollars / notional * basisPoints : nan;
}

/// To a tenth of a percent: what a quote moves needs no more.
QString roughPercentText(double part)
{
    return percentText(std::round(part * 1000) / 1000);
}

/// "12.5", "12.5 %" and "12,5" are an eighth; nothing when it is none of 0 to 100 percent.
std::optional<double> weightOfText(QString text)
{
    text = text.trimmed();
    if (text.endsWith(u'%')) {
        text = text.chopped(1).trimmed();
    }
    bool isNumber = false;
    const double percent = text.replace(u',', u'.').toDouble(&isNumber);
    return isNumber && percent >= 0 && percent <= 100 ? std::optional(percent / 100) : std::nullopt;
}

} // namespace

void PlanModel::show(const rebalance::Plan& plan, const SharedPreview& preview, Figures figures)
{
    m_plan = plan;
    m_preview = preview;
    m_figures = figures;
    m_planRows.clear();
    for (std::size_t i = 0; i < plan.rows.size() && plan.kind == rebalance::Plan::Kind::Weights; ++i) {
        m_planRows.insert(textOf(plan.rows[i].symbol.view()), i);
    }
    rebuild();
    scaleBars();
    Q_EMIT weightSumChanged();
}

void PlanModel::rebuild()
{
    std::vector<Row> rows;
    QHash<QString, int> seen;
    const auto add = [&](Row row) {
        const QString symbol = row.key;
        // A symbol may have an order and a refusal.
        if (const int before = seen[symbol]++; before > 0) {
            row.key = QStringLiteral("%1\n%2").arg(symbol).arg(before);
        }
        rows.push_back(std::move(row));
    };
    const auto addLeftOut = [&](bool isRefusal) {
        for (const rebalance::LeftOut& leftOut : m_preview->leftOut) {
            if (leftOut.isRefusal == isRefusal) {
                add(rowOf(leftOut));
            }
        }
    };
    if (m_preview != nullptr) {
        for (const rebalance::PlannedOrder& order : m_preview->orders) {
            add(rowOf(order));
        }
    }
    const auto isLeftOut = [this](const core::Symbol& symbol) {
        return m_preview != nullptr
            && std::ranges::find(m_preview->leftOut, symbol, &rebalance::LeftOut::symbol) != m_preview->leftOut.end();
    };
    for (const rebalance::PlanRow& row : m_plan.rows) {
        if (!seen.contains(textOf(row.symbol.view())) && !isLeftOut(row.symbol)) {
            add(bareRow(row.symbol));
        }
    }
    if (m_preview != nullptr) {
        addLeftOut(true);
        addLeftOut(false);
    }
    replace(std::move(rows));
}

double PlanModel::weightOf(const core::Symbol& symbol) const
{
    const auto row = m_planRows.constFind(textOf(symbol.view()));
    return row == m_planRows.cend() ? nan : m_plan.rows[*row].weight;
}

PlanModel::Row PlanModel::rowOf(const rebalance::PlannedOrder& order) const
{
    const double equity = m_preview->equity;
    const double price = order.reference.toDoubleLossy();
    const double planned = weightOf(order.symbol);
    // What is sold because the plan does not name it, and trades, have the weight they lead to.
    const double reached = partOf(order.target.toDoubleLossy() * price, equity);
    const Cell weight =
        std::isnan(planned) ? Cell{roughPercentText(reached), reached} : Cell{percentText(planned), planned};
    const double now = partOf(order.held.toDoubleLossy() * price, equity);
    const Tone tone = m_figures == Figures::Current ? Tone::Plain : Tone::Faint;
    const auto number = [tone](double value, int decimals) { return Cell{fixedText(value, decimals), value, tone}; };
    const auto dollars = [tone](double value) { return Cell{dollarsText(value), value, tone}; };
    // A crossed quote has no spread to pay.
    const bool isPriced = order.validation.check != rebalance::QuoteCheck::Crossed;
    const double marketCost = isPriced ? order.marketCost : nan;
    const double limitCost = isPriced ? order.limitCost : nan;
    const double marketBps = bpsOf(marketCost, order.notional);
    const Tone checkTone = order.validation.isFine() ? Tone::Good : Tone::Warning;
    const QString symbol = textOf(order.symbol.view());
    return {symbol,
        {{symbol}, weight, {roughPercentText(now), now, tone},
            {order.side == core::Side::Bid ? tr("BUY") : tr("SELL"), {}, tone},
            {textOf(order.size.text()), order.size.toDoubleLossy(), tone}, dollars(order.notional),
            // A market order pays half the spread against mid.
            number(2 * marketBps, 1), number(bpsOf(limitCost, order.notional), 1), dollars(limitCost),
            number(marketBps, 1), dollars(marketCost),
            {textOf(order.validation.text()), {}, m_figures == Figures::Current ? checkTone : Tone::Faint}}};
}

PlanModel::Row PlanModel::bareRow(const core::Symbol& symbol) const
{
    const double weight = weightOf(symbol);
    const QString name = textOf(symbol.view());
    Row row{name, {{name}, {percentText(weight), weight}}};
    for (int column = static_cast<int>(Column::Now); column < columns; ++column) {
        const auto of = static_cast<Column>(column);
        const bool isText = of == Column::Side || of == Column::Check;
        row.cells.push_back(isText ? Cell{} : Cell{QStringLiteral("–"), nan, Tone::Faint});
    }
    return row;
}

PlanModel::Row PlanModel::rowOf(const rebalance::LeftOut& leftOut) const
{
    Row row = bareRow(leftOut.symbol);
    if (leftOut.symbol.isEmpty()) {
        row.cells.front().text = tr("(the plan)");
    }
    const QString why = textOf(leftOut.why);
    const Tone tone = m_figures == Figures::Current && leftOut.isRefusal ? Tone::Bad : Tone::Faint;
    row.cells[static_cast<std::size_t>(Column::Check)] = {
        leftOut.isRefusal ? tr("refused: %1").arg(why) : tr("left out: %1").arg(why), {}, tone};
    return row;
}

void PlanModel::scaleBars()
{
    double largest = 0;
    for (int row = 0; row < rowCount(); ++row) {
        for (const Column column : {Column::Weight, Column::Now}) {
            const double weight = FigureTable::data(index(row, static_cast<int>(column)), UnitsRole).toDouble();
            largest = std::isnan(weight) ? largest : std::max(largest, weight);
        }
    }
    // A quarter of the way is left, so that a bar can be drawn out.
    constexpr std::array scales{0.05, 0.1, 0.25, 0.5, 1.0};
    const auto fitting = std::ranges::find_if(scales, [=](double scale) { return scale >= largest * 1.25; });
    const double scale = fitting == scales.end() ? scales.back() : *fitting;
    if (scale == m_scale) {
        return;
    }
    m_scale = scale;
    const int column = static_cast<int>(Column::Weight);
    Q_EMIT headerDataChanged(Qt::Horizontal, column, column);
    if (rowCount() > 0) {
        Q_EMIT dataChanged(index(0, column), index(rowCount() - 1, column), {BarRole, MarkRole, ScaleRole});
    }
}

double PlanModel::weightSum() const
{
    double sum = 0;
    for (const rebalance::PlanRow& row : m_plan.rows) {
        sum += m_plan.kind == rebalance::Plan::Kind::Weights ? row.weight : 0;
    }
    return sum;
}

rebalance::PlanRow* PlanModel::planRowOf(const QModelIndex& index)
{
    const auto row = m_planRows.constFind(FigureTable::data(index.siblingAtColumn(0), Qt::DisplayRole).toString());
    return row == m_planRows.cend() ? nullptr : &m_plan.rows[*row];
}

int PlanModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant PlanModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const auto unitsOf = [&](Column column) {
        return FigureTable::data(index.siblingAtColumn(static_cast<int>(column)), UnitsRole);
    };
    const auto partOfBar = [this](double weight) {
        return std::isnan(weight) ? QVariant() : QVariant(std::clamp(weight / m_scale, 0.0, 1.0));
    };
    const auto column = static_cast<Column>(index.column());
    if (role == Qt::AccessibleDescriptionRole && column == Column::Symbol) {
        const auto text = [&](Column of) {
            return FigureTable::data(index.siblingAtColumn(static_cast<int>(of)), Qt::DisplayRole).toString();
        };
        return tr("%1: target %2, now %3, %4 %5, %6 dollars, %7")
            .arg(text(Column::Symbol), text(Column::Weight), text(Column::Now), text(Column::Side),
                text(Column::Shares), text(Column::Dollars), text(Column::Check));
    }
    if (role == Qt::ToolTipRole && column == Column::Check) {
        return FigureTable::data(index, Qt::DisplayRole);
    }
    if (column != Column::Weight) {
        return FigureTable::data(index, role);
    }
    switch (role) {
    case Qt::EditRole:
        return percentText(unitsOf(Column::Weight).toDouble()).remove(QStringLiteral(" %"));
    case Qt::ToolTipRole:
        return flags(index) & Qt::ItemIsEditable
            ? tr("Drag the end of the bar, with Shift in fine steps; Left and Right change it by 0.1 %, with Shift by "
                 "1 %; double-click or F2 to type it. The mark is the weight now.")
            : QVariant();
    case BarRole:
        return partOfBar(unitsOf(Column::Weight).toDouble());
    case MarkRole:
        return partOfBar(unitsOf(Column::Now).toDouble());
    case ScaleRole:
        return m_scale;
    default:
        return FigureTable::data(index, role);
    }
}

Qt::ItemFlags PlanModel::flags(const QModelIndex& index) const
{
    const Qt::ItemFlags plain = FigureTable::flags(index);
    const bool isWeight = index.isValid() && static_cast<Column>(index.column()) == Column::Weight
        && m_planRows.contains(FigureTable::data(index.siblingAtColumn(0), Qt::DisplayRole).toString());
    return isWeight ? plain | Qt::ItemIsEditable : plain;
}

bool PlanModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    rebalance::PlanRow* const row = index.isValid() ? planRowOf(index) : nullptr;
    if (row == nullptr || !(flags(index) & Qt::ItemIsEditable)) {
        return false;
    }
    if (role == UnitsRole) {
        row->weight = std::clamp(value.toDouble(), 0.0, 1.0);
        rebuild();
        Q_EMIT weightSumChanged();
        return true;
    }
    if (role != Qt::EditRole) {
        return false;
    }
    const std::optional<double> weight = weightOfText(value.toString());
    if (!weight) {
        Q_EMIT refused(tr("A weight is a number from 0 to 100 percent, which \"%1\" is not").arg(value.toString()));
        return false;
    }
    // An editor that is left as it was has rounded nothing.
    if (value.toString() != data(index, Qt::EditRole).toString()) {
        Q_EMIT weightEdited(row->symbol, *weight);
    }
    return true;
}

void PlanModel::settleWeight(const QModelIndex& index)
{
    if (const rebalance::PlanRow* const row = index.isValid() ? planRowOf(index) : nullptr) {
        Q_EMIT weightEdited(row->symbol, row->weight);
    }
}

QString PlanModel::headerText(int section) const
{
    switch (static_cast<Column>(section)) {
    case Column::Symbol:
        return tr("Symbol");
    case Column::Weight:
        return tr("Target (bar to %1 %)").arg(m_scale * 100);
    case Column::Now:
        return tr("Now");
    case Column::Side:
        return tr("Side");
    case Column::Shares:
        return tr("Shares");
    case Column::Dollars:
        return tr("Dollars");
    case Column::Spread:
        return tr("Spread bps");
    case Column::LimitBps:
        return tr("Limit bps");
    case Column::LimitDollars:
        return tr("Limit $");
    case Column::MarketBps:
        return tr("Market bps");
    case Column::MarketDollars:
        return tr("Market $");
    case Column::Check:
        return tr("Check");
    }
    return {};
}

} // namespace leadline::models
