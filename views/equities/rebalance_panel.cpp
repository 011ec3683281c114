// SPDX-License-Identifier: MIT
#include "views/equities/rebalance_panel.h"

#include "views/equities/key_offer.h"
#include "views/equities/rebalance_plan_page.h"
#include "views/equities/rebalance_run_page.h"
#include "views/widgets/theme.h"

#include <QAccessible>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QTabWidget>
#include <QVBoxLayout>

namespace leadline::views
{

namespace
{

/// The engine answers at once where it can.
constexpr std::chrono::seconds startPatience{15};

/// The one plan file that is being dropped; empty when it is anything else.
QString planFileOf(const QMimeData& data)
{
    const QList<QUrl> urls = data.urls();
    const QString path = urls.size() == 1 ? urls.front().toLocalFile() : QString();
    const QString ending = QFileInfo(path).suffix().toLower();
    return ending == QStringLiteral("csv") || ending == QStringLiteral("json") ? path : QString();
}

} // namespace

RebalancePanel::RebalancePanel(QWidget* parent)
    : QWidget(parent)
    , m_name(new QLabel(tr("No plan is open")))
    , m_environment(new QLabel)
    , m_message(new QLabel)
    , m_keyOffer(new KeyOffer)
    , m_tabs(new QTabWidget)
    , m_planPage(new RebalancePlanPage)
    , m_runPage(new RebalanceRunPage)
{
    setAcceptDrops(true);
    auto* const layout = new QVBoxLayout(this);
    layout->setContentsMargins(4, 4, 4, 4);
    auto* const head = new QHBoxLayout;
    auto* const openButton = new QPushButton(tr("&Open plan …"));
    openButton->setObjectName(QStringLiteral("open"));
    openButton->setToolTip(tr("A CSV or JSON file of target weights or trades; it can be dropped here as well"));
    head->addWidget(openButton);
    m_name->setObjectName(QStringLiteral("name"));
    m_name->setMinimumWidth(60);
    head->addWidget(m_name, 1);
    m_environment->setObjectName(QStringLiteral("environment"));
    head->addWidget(m_environment);
    layout->addLayout(head);
    m_message->setObjectName(QStringLiteral("message"));
    m_message->setWordWrap(true);
    m_message->setTextFormat(Qt::PlainText);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    layout->addWidget(m_message);
    layout->addWidget(m_keyOffer);
    m_tabs->setDocumentMode(true);
    m_tabs->setObjectName(QStringLiteral("pages"));
    m_tabs->addTab(m_planPage, tr("Plan"));
    m_tabs->addTab(m_runPage, tr("Run"));
    layout->addWidget(m_tabs, 1);
    showMessage({});
    setEnvironment(tr("Not connected"), false);
    m_planPage->setLive(true); // until it is known where orders go

    connect(openButton, &QPushButton::clicked, this, &RebalancePanel::choosePlan);
    connect(m_keyOffer, &KeyOffer::keyWanted, this, &RebalancePanel::keyWanted);
    connect(m_planPage, &RebalancePlanPage::planEdited, this, &RebalancePanel::planEdited);
    connect(m_planPage, &RebalancePlanPage::previewWanted, this, &RebalancePanel::previewWanted);
    connect(m_planPage, &RebalancePlanPage::runWanted, this, &RebalancePanel::begin);
    connect(m_planPage, &RebalancePlanPage::said, this, &RebalancePanel::showMessage);
    connect(m_runPage, &RebalanceRunPage::pauseWanted, this, &RebalancePanel::pauseWanted);
    connect(m_runPage, &RebalanceRunPage::resumeWanted, this, &RebalancePanel::resumeWanted);
    connect(m_runPage, &RebalanceRunPage::stopWanted, this, &RebalancePanel::stopWanted);
    connect(m_runPage, &RebalanceRunPage::exportWanted, this, &RebalancePanel::chooseReport);
}

const models::PlanModel& RebalancePanel::plan() const
{
    return m_planPage->plan();
}

const models::RunModel& RebalancePanel::run() const
{
    return m_runPage->run();
}

void RebalancePanel::showPlan(const models::SharedPlan& plan)
{
    showMessage({});
    if (!m_opened.isEmpty()) {
        m_name->setToolTip(m_opened);
        m_opened.clear();
        m_tabs->setCurrentWidget(m_planPage);
    }
    m_planPage->showPlan(plan);
    showName(plan);
}

void RebalancePanel::showPreview(const models::SharedPreview& preview)
{
    showMessage({});
    m_planPage->showPreview(preview);
}

void RebalancePanel::showProgress(const models::SharedRun& run)
{
    const bool isOther = run != nullptr && (m_run == nullptr || m_run->run != run->run);
    m_run = run;
    if (isOther || isRunning()) {
        m_isStarting = false;
    }
    if (isOther) {
        showMessage({});
        if (isRunning()) {
            m_tabs->setCurrentWidget(m_runPage);
        }
    }
    m_runPage->showProgress(run);
    showHindrance();
}

void RebalancePanel::showName(const models::SharedPlan& plan)
{
    const QString file = QFileInfo(m_name->toolTip()).fileName();
    const int rows = plan == nullptr ? 0 : static_cast<int>(plan->rows.size());
    m_name->setText(plan == nullptr ? tr("No plan is open")
            : file.isEmpty()        ? tr("A plan, rows: %1").arg(rows)
                                    : tr("%1, rows: %2").arg(file).arg(rows));
}

bool RebalancePanel::isRunning() const
{
    return m_run != nullptr && m_run->state != rebalance::RunProgress::State::Over;
}

void RebalancePanel::begin(rebalance::Urgency urgency)
{
    showMessage({});
    m_isStarting = true;
    showHindrance();
    Q_EMIT runWanted(urgency);
}

void RebalancePanel::showHindrance()
{
    const bool isCutOff = isRunning() && m_run->state == rebalance::RunProgress::State::CutOff;
    m_planPage->setHindrance(isCutOff ? tr("A run was cut off: resume it or stop it first")
            : isRunning()             ? tr("A run is going on")
            : m_isStarting            ? tr("The run is being started")
                                      : QString());
}

void RebalancePanel::say(const QString& text)
{
    showMessage(text);
    if (!text.isEmpty()) {
        // What was asked for may be asked for again.
        m_opened.clear();
        m_isStarting = false;
        showHindrance();
    }
}

void RebalancePanel::showMessage(const QString& text)
{
    m_message->setText(text.simplified());
    m_message->setVisible(!text.isEmpty());
    QPalette colours = palette();
    colours.setColor(QPalette::WindowText, Theme::of(palette()).bad);
    m_message->setPalette(colours);
    if (!text.isEmpty()) {
        QAccessibleEvent event(m_message, QAccessible::Alert);
        QAccessible::updateAccessibility(&event);
    }
}

void RebalancePanel::setEnvironment(const QString& label, bool isLive)
{
    m_environment->setText(label);
    m_environment->setAccessibleName(tr("Orders go to: %1").arg(label));
    m_environment->setStyleSheet(plateStyle(isLive ? Theme::stop : Theme::paper));
    m_planPage->setLive(isLive);
}

void RebalancePanel::offerKey(const QString& why)
{
    m_keyOffer->offer(why);
}

void RebalancePanel::tick(core::Timestamp now)
{
    if (!m_isStarting) {
        m_askedAt = {};
    } else if (m_askedAt == core::Timestamp{}) {
        m_askedAt = now;
    } else if (now - m_askedAt >= startPatience) {
        say(tr("No answer in %1 s: whether the run began is not known").arg(startPatience.count()));
    }
    m_planPage->tick(now);
    m_runPage->tick(now);
}

void RebalancePanel::open(const QString& path)
{
    m_opened = path;
    Q_EMIT planOpened(path);
}

void RebalancePanel::choosePlan()
{
    auto* const dialog = new QFileDialog(this, tr("Open a plan"), {}, tr("Plans (*.csv *.json);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &RebalancePanel::open);
    dialog->open();
}

void RebalancePanel::chooseReport()
{
    auto* const dialog = new QFileDialog(this, tr("Export the report"), {}, tr("CSV (*.csv);;JSON (*.json)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString& filter) {
        dialog->setDefaultSuffix(
            filter.contains(QStringLiteral("json")) ? QStringLiteral("json") : QStringLiteral("csv"));
    });
    connect(dialog, &QFileDialog::fileSelected, this, &RebalancePanel::reportWanted);
    dialog->open();
}

void RebalancePanel::dragEnterEvent(QDragEnterEvent* event)
{
    if (!planFileOf(*event->mimeData()).isEmpty()) {
        event->acceptProposedAction();
    }
}

void RebalancePanel::dropEvent(QDropEvent* event)
{
    const QString path = planFileOf(*event->mimeData());
    if (!path.isEmpty()) {
        event->acceptProposedAction();
        open(path);
    }
}

} // namespace leadline::views
