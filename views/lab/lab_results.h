// SPDX-License-Identifier: MIT
/// What the thresholds that are tried change: counts and costs side by side, each decision, and the map of two.
#pragma once

#include "models/changed_decision_model.h"
#include "models/outcome_table.h"
#include "models/threshold_trial.h"
#include "models/trace_model.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QTabWidget;
class QTableView;

namespace leadline::views
{

class FlipMapView;

/// Thread: GUI.
class LabResults final : public QWidget
{
    Q_OBJECT

public:
    /// `trial` must outlive it.
    explicit LabResults(models::ThresholdTrial& trial, QWidget* parent = nullptr);

    [[nodiscard]] FlipMapView& map() { return *m_map; }

Q_SIGNALS:
    /// A decision was clicked.
    void momentChosen(const leadline::core::Pair& pair, leadline::core::Timestamp time);

private:
    [[nodiscard]] QWidget* makeOutcomes();
    [[nodiscard]] QWidget* makeChanges();
    [[nodiscard]] QWidget* makeMap();
    void showOutcomes();
    void showChanges();
    void showMap();
    void wantMap();
    /// Those that judge orders of the trial's terms.
    void offerMapThresholds();
    [[nodiscard]] static std::size_t rowOf(const QComboBox& box);
    void chooseDecision(const QModelIndex& index);

    models::ThresholdTrial& m_trial;
    models::OutcomeTable m_outcomes;
    models::ChangedDecisionModel m_changes;
    models::TraceModel m_before; ///< of the decision that was chosen, as the next
    models::TraceModel m_after;
    QLabel* m_difference;
    QLabel* m_changesState; ///< in place of the list, where there is none
    QTableView* m_changeTable;
    QWidget* m_traces;
    QTabWidget* m_tabs;
    QComboBox* m_first;
    QComboBox* m_second;
    FlipMapView* m_map;
};

} // namespace leadline::views
