// SPDX-License-Identifier: MIT
/// The run of a rebalance that carries its plan out.
#pragma once

#include "engine/rebalance/progress.h"

#include <QAbstractTableModel>

#include <memory>

namespace leadline::models
{

using SharedRun = std::shared_ptr<const rebalance::RunProgress>;

/// One row a symbol that is being carried out. Thread: GUI.
class RunModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Column {
        Symbol,
        Side,
        State,
        Result,
        Progress,
        Filled,
        Working,
        Quote,
        QuotesSeen,
        Repegs,
        Until,
        Slippage,
        Baseline,
        Strategy,
        Reason
    };
    static constexpr int columns = static_cast<int>(Column::Reason) + 1;

    using QAbstractTableModel::QAbstractTableModel;
    /// Resets for another run; of the same one tells the cells that changed.
    void show(const SharedRun& run);
    /// Lets countdowns go on.
    void tick(core::Timestamp now);
    [[nodiscard]] const rebalance::SlotProgress& at(int row) const
    {
        return m_run->slots[static_cast<std::size_t>(row)];
    }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(
        int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    [[nodiscard]] QString textOf(const rebalance::SlotProgress& slot, Column column) const;
    void tellChanges(const rebalance::RunProgress& was);

    SharedRun m_run;
    core::Timestamp m_now{};
};

} // namespace leadline::models
