// SPDX-License-Identifier: MIT
/// Rebalancing: open a plan, look at what it would do, run it, and read what came of it.
#pragma once

#include "models/plan_model.h"
#include "models/run_model.h"

#include <QWidget>

class QLabel;
class QTabWidget;

namespace leadline::views
{

class KeyOffer;
class RebalancePlanPage;
class RebalanceRunPage;

/// Tells what the user wants and shows what comes of it; it reads no file and sends nothing itself. Thread: GUI.
class RebalancePanel final : public QWidget
{
    Q_OBJECT

public:
    explicit RebalancePanel(QWidget* parent = nullptr);

    [[nodiscard]] const models::PlanModel& plan() const;
    [[nodiscard]] const models::RunModel& run() const;
    [[nodiscard]] QTabWidget& tabs() { return *m_tabs; }
    QSize sizeHint() const override { return {1000, 520}; }

public Q_SLOTS:
    /// The plan of planOpened(), or of planEdited(), which comes back unchanged or not at all.
    void showPlan(const leadline::models::SharedPlan& plan);
    /// The dry run of the newest plan.
    void showPreview(const leadline::models::SharedPreview& preview);
    void showProgress(const leadline::models::SharedRun& run);
    /// One line about what went wrong; it stays until the next plan, preview or run. Empty: takes it away.
    void say(const QString& text);
    void setEnvironment(const QString& label, bool isLive);
    /// Without a key nothing can be sent: why, and where it goes. Empty: there is one.
    void offerKey(const QString& why);
    /// What time it is, for countdowns; a run whose start is not answered says so.
    void tick(leadline::core::Timestamp now);

Q_SIGNALS:
    void planOpened(const QString& path);
    void planEdited(const leadline::models::SharedPlan& plan);
    void previewWanted();
    void runWanted(leadline::rebalance::Urgency urgency);
    void pauseWanted();
    void resumeWanted();
    void stopWanted();
    void reportWanted(const QString& path);
    void keyWanted(); ///< the dialog of keys is to be opened

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void choosePlan();
    void chooseReport();
    void open(const QString& path);
    void begin(rebalance::Urgency urgency);
    [[nodiscard]] bool isRunning() const;
    void showName(const models::SharedPlan& plan);
    void showHindrance();
    void showMessage(const QString& text);

    QLabel* m_name;
    QLabel* m_environment;
    QLabel* m_message;
    KeyOffer* m_keyOffer;
    QTabWidget* m_tabs;
    RebalancePlanPage* m_planPage;
    RebalanceRunPage* m_runPage;
    models::SharedRun m_run;
    QString m_opened; ///< the path asked for last
    bool m_isStarting = false; ///< a run is asked for, and no answer has come
    core::Timestamp m_askedAt{}; ///< first tick since then; the epoch: none yet
};

} // namespace leadline::views
