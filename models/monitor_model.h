// SPDX-License-Identifier: MIT
/// What the market is like now and how we fare in it: one row a venue, with the minutes behind it.
#pragma once

#include "engine/session/monitor_snapshot.h"

#include <QAbstractTableModel>

#include <deque>
#include <map>
#include <vector>

namespace leadline::session
{
struct MarketSnapshot;
}

namespace leadline::models
{

/// One second of one market.
struct MonitorPoint {
    core::Timestamp time;
    double stability = routing::SignalInputs::unknown;
    double flow = routing::SignalInputs::unknown; ///< normalised, -1..1
    double slippageBps = routing::SignalInputs::unknown; ///< of the newest orders
    double baselineBps = routing::SignalInputs::unknown;
    bool isTripped = false;
};

/// Thread: GUI.
class MonitorModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Column {
        Market,
        Stability,
        Flow,
        FlowSize,
        Buy,
        Sell,
        Orders,
        Slippage,
        Improvement,
        FillRate,
        Breaker
    };
    static constexpr int columns = static_cast<int>(Column::Breaker) + 1;
    static constexpr std::size_t mostPoints = 1800; ///< half an hour

    using QAbstractTableModel::QAbstractTableModel;

    void show(const session::MarketSnapshot& snapshot);
    /// Oldest first, a second apart while the market moves.
    [[nodiscard]] const std::deque<MonitorPoint>& history(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    /// A replay went to another moment: what came after it has not happened.
    void forgetAfter(core::Timestamp time);
    void remember(const session::MonitorSnapshot& monitor, core::Timestamp time);
    [[nodiscard]] QString breakerText(const session::MonitorSnapshot& monitor) const;
    [[nodiscard]] QString text(const session::MonitorSnapshot& monitor, Column column) const;

    std::vector<session::MonitorSnapshot> m_rows;
    std::map<core::MarketId, std::deque<MonitorPoint>> m_history;
    core::Timestamp m_time;
    core::Timestamp m_shownAt;
    std::uint64_t m_moment = 0; ///< of a replay
};

} // namespace leadline::models
