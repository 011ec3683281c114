// SPDX-License-Identifier: MIT
/// The lab: what other thresholds would have decided along recordings.
#pragma once

#include "models/threshold_trial.h"
#include "views/widgets/panel_state.h"

#include <QStringList>
#include <QWidget>

#include <utility>
#include <vector>

class QLabel;
class QPushButton;
class QSplitter;
class QStackedWidget;

namespace leadline::views
{

class LabResults;
class LabStartPage;
class LabTerms;
class ThresholdRow;

/// What is asked of recordings; who has settings and files opens and takes over. Thread: GUI.
class LabPanel final : public QWidget, public PanelState
{
    Q_OBJECT

public:
    explicit LabPanel(std::vector<models::TriedThreshold> thresholds, QWidget* parent = nullptr);

    [[nodiscard]] models::ThresholdTrial& trial() { return m_trial; }
    /// Asks for these recordings, files or folders, as the user does.
    void open(const QStringList& recordings);
    /// Recordings that wait for the panel to be looked at.
    void setRecordings(const QStringList& recordings) { m_waiting = recordings; }
    /// It is looked at: opens those that wait.
    void openWaiting();
    /// In its place below the results.
    void say(const QString& text);
    [[nodiscard]] QJsonObject saveState() const override;
    void restoreState(const QJsonObject& state) override;

Q_SIGNALS:
    /// A tape of those recordings, for orders up to that value: the trial is to open it.
    void tapeWanted(const QStringList& recordings, const QString& every, double largestOrder);
    /// Those settings are to be the program's, for that reason.
    void takeOverWanted(const QList<std::pair<QString, double>>& settings, const QString& evidence);
    /// A decision was clicked: what it is about, in event time.
    void momentChosen(const leadline::core::Pair& pair, leadline::core::Timestamp time);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    [[nodiscard]] QWidget* makeThresholds();
    void chooseRecordings(bool isFolder);
    void takeTerms();
    void showTape();
    void showState();
    void showJudges();
    void takeOver();

    models::ThresholdTrial m_trial;
    LabTerms* m_terms;
    LabStartPage* m_start;
    QStackedWidget* m_pages;
    QSplitter* m_parts;
    std::vector<ThresholdRow*> m_rows;
    LabResults* m_results;
    QLabel* m_message;
    QPushButton* m_takeOver;
    QPushButton* m_reset;
    QStringList m_recordings; ///< that are open, or are being opened
    QStringList m_waiting; ///< for the panel to be looked at
    QString m_problem; ///< why nothing is open
};

} // namespace leadline::views
