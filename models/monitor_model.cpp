// SPDX-License-Identifier: MIT
#include "models/monitor_model.h"

#include "engine/session/market_snapshot.h"
#include "models/format.h"
#include "models/roles.h"

#include <algorithm>
#include <array>

namespace leadline::models
{

namespace
{

constexpr std::chrono::milliseconds shownEvery{250}; ///< figures that change faster cannot be read
constexpr std::chrono::seconds rememberedEvery{1};

QString strategyText(routing::Strategy strategy)
{
    return QString::fromUtf8(routing::nameOf(strategy)).replace(u'_', u' ');
}

} // namespace

void MonitorModel::show(const session::MarketSnapshot& snapshot)
{
    const bool isSameMarkets = std::ranges::equal(
        m_rows, snapshot.monitor, {}, &session::MonitorSnapshot::market, &session::MonitorSnapshot::market);
    m_time = snapshot.time;
    if (snapshot.moment != m_moment) {
        m_moment = snapshot.moment;
        forgetAfter(snapshot.time);
    }
    for (const session::MonitorSnapshot& monitor : snapshot.monitor) {
        remember(monitor, snapshot.time);
    }
    if (!isSameMarkets) {
        beginResetModel();
        m_rows = snapshot.monitor;
        m_shownAt = snapshot.time;
        endResetModel();
        return;
    }
    const core::Duration since = snapshot.time - m_shownAt;
    if (m_rows.empty() || (since >= core::Duration{} && since < shownEvery)) {
        return;
    }
    m_shownAt = snapshot.time;
    m_rows = snapshot.monitor;
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columns - 1));
}

void MonitorModel::forgetAfter(core::Timestamp time)
{
    for (auto& [market, points] : m_history) {
        std::erase_if(points, [time](const MonitorPoint& point) { return point.time > time; });
    }
}

void MonitorModel::remember(const session::MonitorSnapshot& monitor, core::Timestamp time)
{
    std::deque<MonitorPoint>& points = m_history[monitor.market];
    if (!points.empty() && time - points.back().time < rememberedEvery) {
        return;
    }
    points.push_back({.time = time,
        .stability = monitor.in.stability,
        .flow = monitor.in.flow,
        .slippageBps = monitor.recent.slippageBps,
        .baselineBps = monitor.recent.baselineBps,
        .isTripped = monitor.isTripped});
    if (points.size() > mostPoints) {
        points.pop_front();
    }
}

const std::deque<MonitorPoint>& MonitorModel::history(int row) const
{
    static const std::deque<MonitorPoint> none;
    if (row < 0 || row >= rowCount()) {
        return none;
    }
    const auto found = m_history.find(m_rows[static_cast<std::size_t>(row)].market);
    return found == m_history.end() ? none : found->second;
}

int MonitorModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int MonitorModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QString MonitorModel::breakerText(const session::MonitorSnapshot& monitor) const
{
    if (monitor.changesAt == core::Timestamp{}) {
        return monitor.isTripped ? tr("OPEN: no new orders") : tr("closed");
    }
    const QString left = countdownText(monitor.changesAt - m_time);
    return monitor.isTripped ? tr("OPEN, closes in %1").arg(left) : tr("closed, opens in %1").arg(left);
}

QString MonitorModel::text(const session::MonitorSnapshot& monitor, Column column) const
{
    const calibration::QualityFigures& recent = monitor.recent;
    switch (column) {
    case Column::Market:
        return QString::fromStdString(monitor.market.symbol.text() + " @ " + monitor.market.venue.text());
    case Column::Stability:
        return fixedText(monitor.in.stability, 3);
    case Column::Flow:
        return (monitor.in.flow > 0          ? QStringLiteral("▲ ")
                       : monitor.in.flow < 0 ? QStringLiteral("▼ ")
                                             : QString())
            + fixedText(monitor.in.flow, 2);
    case Column::FlowSize:
        return valueText(monitor.flow);
    case Column::Buy:
        return strategyText(monitor.recommended[0]);
    case Column::Sell:
        return strategyText(monitor.recommended[1]);
    case Column::Orders:
        return QString::number(recent.orders);
    case Column::Slippage:
        return fixedText(recent.slippageBps, 2);
    case Column::Improvement:
        return std::isfinite(recent.improvement) ? percentText(recent.improvement) : QStringLiteral("–");
    case Column::FillRate:
        return std::isfinite(recent.fillRate) ? percentText(recent.fillRate) : QStringLiteral("–");
    case Column::Breaker:
        return breakerText(monitor);
    }
    return {};
}

QVariant MonitorModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const session::MonitorSnapshot& monitor = m_rows[static_cast<std::size_t>(index.row())];
    const auto column = static_cast<Column>(index.column());
    if (role == ToneRole) {
        if (column == Column::Breaker) {
            return static_cast<int>(monitor.isTripped        ? Tone::Bad
                    : monitor.changesAt != core::Timestamp{} ? Tone::Warning
                                                             : Tone::Plain);
        }
        if (column == Column::Improvement && std::isfinite(monitor.recent.improvement)) {
            return static_cast<int>(monitor.recent.improvement >= 0 ? Tone::Good : Tone::Bad);
        }
        return static_cast<int>(Tone::Plain);
    }
    if (role == Qt::TextAlignmentRole) {
        const bool isText =
            column == Column::Market || column == Column::Buy || column == Column::Sell || column == Column::Breaker;
        return alignmentOf(!isText);
    }
    return role == Qt::DisplayRole ? QVariant(text(monitor, column)) : QVariant();
}

QVariant MonitorModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical) {
        const bool isRow = role == Qt::DisplayRole && section >= 0 && section < rowCount();
        return isRow ? QVariant(QString::fromStdString(m_rows[static_cast<std::size_t>(section)].market.venue.text()))
                     : QVariant();
    }
    if (section < 0 || section >= columns) {
        return {};
    }
    static constexpr std::array names{QT_TR_NOOP("Market"), QT_TR_NOOP("Stability"), QT_TR_NOOP("Flow, 1 min"),
        QT_TR_NOOP("Flow size"), QT_TR_NOOP("A buy goes"), QT_TR_NOOP("A sell goes"), QT_TR_NOOP("Orders"),
        QT_TR_NOOP("Slippage, bps"), QT_TR_NOOP("Against market"), QT_TR_NOOP("Filled"), QT_TR_NOOP("Breaker")};
    static constexpr std::array tips{QT_TR_NOOP("Symbol and venue"),
        QT_TR_NOOP("spread_stability_norm_100: deviation of the spread over its mean; small is calm"),
        QT_TR_NOOP("ofi_normalized_1m: +1 all buying, -1 all selling"), QT_TR_NOOP("ofi_1m, in units"),
        QT_TR_NOOP("What the signal policy would do with a buy at the strength in force"),
        QT_TR_NOOP("What the signal policy would do with a sell at the strength in force"),
        QT_TR_NOOP("The newest orders there that are over, at most 200"),
        QT_TR_NOOP("Fees included, against the mid at arrival; a cost is positive"),
        QT_TR_NOOP("Improvement over what market orders would have cost"), QT_TR_NOOP("Mean share filled"),
        QT_TR_NOOP("Open: new orders are stopped there until the spread is stable again, or it is reset")};
    const auto at = static_cast<std::size_t>(section);
    return role == Qt::DisplayRole ? QVariant(tr(names[at]))
        : role == Qt::ToolTipRole  ? QVariant(tr(tips[at]))
                                   : QVariant();
}

} // namespace leadline::models
