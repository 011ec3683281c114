// SPDX-License-Identifier: MIT
/// A rebalance while it is carried out, and what came of it.
#pragma once

#include "models/run_model.h"

#include <QWidget>

class QLabel;
class QListWidget;
class QProgressBar;
class QPushButton;
class QTableView;

namespace leadline::views
{

class FactSheet;
class ValueOrder;

/// Thread: GUI.
class RebalanceRunPage final : public QWidget
{
    Q_OBJECT

public:
    explicit RebalanceRunPage(QWidget* parent = nullptr);

    void showProgress(const models::SharedRun& run);
    void tick(core::Timestamp now);

    [[nodiscard]] const models::RunModel& run() const { return m_model; }

Q_SIGNALS:
    void pauseWanted();
    void resumeWanted();
    void stopWanted();
    void exportWanted();

private:
    [[nodiscard]] QWidget* makeHead();
    [[nodiscard]] QWidget* makeDetails();
    [[nodiscard]] QWidget* makeSummary();
    void showHead();
    void showCountdown();
    void showSummary();
    void showDetails();
    void showSteps(int row);

    models::RunModel m_model;
    ValueOrder* m_order;
    QTableView* m_table;
    QProgressBar* m_bar;
    QLabel* m_state;
    QLabel* m_countdown;
    QPushButton* m_pause;
    QPushButton* m_resume;
    QPushButton* m_stop;
    FactSheet* m_details;
    QListWidget* m_steps;
    QWidget* m_summary;
    FactSheet* m_figures;
    models::SharedRun m_run;
    core::Timestamp m_now{};
};

} // namespace leadline::views
