// SPDX-License-Identifier: MIT
/// Time and sales of an instrument, with a filter by size.
#pragma once

#include "models/print_model.h"
#include "views/widgets/linked_panel.h"

#include <QSortFilterProxyModel>

class QCheckBox;
class QDoubleSpinBox;
class QLabel;
class QStackedLayout;
class QTableView;

namespace leadline::session
{
struct MarketSnapshot;
}

namespace leadline::views
{

/// Lines of a size and more, coloured by who took and with a colour a venue. Thread: GUI.
class PrintOrder final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    /// In coins; zero: all.
    void setLeast(double coins);
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    double m_least = 0;
};

/// What it filters by is kept in workspaces. Thread: GUI.
class PrintPanel final : public LinkedPanel
{
    Q_OBJECT

public:
    explicit PrintPanel(models::MarketView& view, QWidget* parent = nullptr);

    void showMarket(const session::MarketSnapshot& snapshot);
    [[nodiscard]] models::PrintModel& model() { return m_model; }
    [[nodiscard]] QJsonObject saveState() const override;
    void restoreState(const QJsonObject& state) override;

private:
    void connectView() override;
    void beginAnew() override;
    [[nodiscard]] QDoubleSpinBox* sizeField(const char* name, const QString& hint);
    void showEmptiness();

    models::PrintModel m_model;
    core::Timestamp m_time; ///< of the newest snapshot
    PrintOrder m_order;
    QTableView* m_table;
    QDoubleSpinBox* m_least;
    QDoubleSpinBox* m_large;
    QCheckBox* m_merges;
    QLabel* m_missed; ///< trades that came faster than the window took them
    QLabel* m_empty;
    QStackedLayout* m_pages;
};

} // namespace leadline::views
