// SPDX-License-Identifier: MIT
#include "views/charts/calibration_panel.h"

#include "models/session_client.h"
#include "report/chart_painter.h"
#include "views/charts/export_dialog.h"
#include "views/widgets/theme.h"
#include "views/widgets/tone_delegate.h"

#include <QButtonGroup>
#include <QDateTime>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QStandardPaths>
#include <QTabWidget>
#include <QTableView>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace leadline::views
{

namespace
{

constexpr int firstDays = 30;

QString dateText(core::Timestamp time)
{
    return QDateTime::fromMSecsSinceEpoch(core::millisecondsOf(time), Qt::UTC)
        .toString(QStringLiteral("yyyy-MM-dd HH:mm"));
}

/// The newest value of each line, for those who hear the window.
QString spoken(const calibration::HistoryChart& chart)
{
    QStringList lines;
    for (const calibration::HistoryLine& line : chart.lines) {
        const auto newest =
            std::find_if(line.values.rbegin(), line.values.rend(), [](double value) { return std::isfinite(value); });
        lines << HistoryView::tr("%1: %2").arg(QString::fromStdString(line.name),
            newest == line.values.rend()
                ? HistoryView::tr("nothing measured")
                : QString::number(*newest, 'f', 2) + u' ' + QString::fromStdString(chart.unit));
    }
    return lines.join(QStringLiteral(", "));
}

} // namespace

HistoryView::HistoryView(QWidget* parent)
    : QWidget(parent)
{
    setMinimumSize(320, 170);
}

void HistoryView::setChart(const calibration::HistoryChart& chart)
{
    m_chart = chart;
    setAccessibleName(QString::fromStdString(chart.title + ", " + chart.unit));
    setAccessibleDescription(spoken(chart));
    update();
}

void HistoryView::paintEvent(QPaintEvent* /*event*/)
{
    const Theme theme = Theme::of(palette());
    QPainter painter(this);
    painter.fillRect(rect(), theme.background);
    report::paintChart(painter, QRectF(rect()).adjusted(6, 4, -6, -2), m_chart,
        {.text = theme.text,
            .faint = theme.faint,
            .grid = theme.line,
            .lines = {theme.bid, theme.ask, theme.good, theme.warning},
            .font = font()});
}

CalibrationPanel::CalibrationPanel(models::SessionClient& session, const core::Clock& clock, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_clock(clock)
    , m_periods(new QButtonGroup(this))
    , m_summary(new QLabel(tr("No executions yet")))
    , m_tabs(new QTabWidget)
    , m_history(new QVBoxLayout)
{
    auto* const layout = new QVBoxLayout(this);
    layout->setContentsMargins(4, 4, 4, 4);
    auto* const head = new QHBoxLayout;
    for (const auto& [days, name] :
        {std::pair{1, tr("Last day")}, std::pair{7, tr("7 days")}, std::pair{firstDays, tr("30 days")}}) {
        auto* const button = new QPushButton(name);
        button->setCheckable(true);
        button->setChecked(days == firstDays);
        button->setAccessibleName(tr("Period: %1").arg(name));
        m_periods->addButton(button, days);
        head->addWidget(button);
    }
    m_summary->setAccessibleName(tr("What the figures are made from"));
    m_summary->setMinimumWidth(80);
    head->addWidget(m_summary, 1);
    auto* const exportButton = new QPushButton(tr("&Export …"));
    exportButton->setObjectName(QStringLiteral("export"));
    exportButton->setAccessibleName(tr("Export a report of the period"));
    head->addWidget(exportButton);
    layout->addLayout(head);

    const auto addTable = [this](QAbstractItemModel& model, const char* name, const QString& title,
                              std::initializer_list<int> widths) {
        QTableView* const table = makeTable(model, widths);
        table->setObjectName(QString::fromLatin1(name));
        table->setAccessibleName(title);
        m_tabs->addTab(table, title);
    };
    m_tabs->setDocumentMode(true);
    m_tabs->setObjectName(QStringLiteral("pages"));
    addTable(m_venues, "calibration", tr("Fees and latency"),
        {120, 80, 74, 74, 74, 74, 60, 78, 82, 66, 66, 74, 82, 74, 78, 150, 260});
    addTable(m_expectedActual, "expected-actual", tr("Expected and actual"), {120, 60, 60, 110, 100, 100, 90, 100, 90});
    addTable(m_quality, "quality", tr("Execution quality"), {96, 120, 60, 100, 98, 98, 94, 74, 90, 130, 98, 98, 104});
    addTable(m_aggregation, "aggregation", tr("Aggregation"), {74, 300, 84, 70, 100, 110, 80, 110, 80});
    m_tabs->setTabToolTip(m_tabs->count() - 1,
        tr("What the choice among venues was worth: all-in prices when the order was decided, against the single venue "
           "that cost least and against the home venue (the first of the instrument), times what filled; a saving is "
           "positive"));
    auto* const page = new QWidget;
    page->setLayout(m_history);
    m_history->setContentsMargins(0, 0, 0, 0);
    auto* const scroll = new QScrollArea;
    scroll->setWidget(page);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setAccessibleName(tr("History"));
    m_tabs->addTab(scroll, tr("History"));
    layout->addWidget(m_tabs, 1);

    connect(m_periods, &QButtonGroup::idClicked, this, &CalibrationPanel::askForReport);
    connect(exportButton, &QPushButton::clicked, this, &CalibrationPanel::exportReport);
    connect(&session, &models::SessionClient::reportReady, this, [this](const auto& report) {
        m_report = report;
        showReport(*report);
    });
    auto* const renewal = new QTimer(this);
    connect(renewal, &QTimer::timeout, this, &CalibrationPanel::askForReport);
    renewal->start(std::chrono::seconds(5));
}

void CalibrationPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    askForReport();
}

void CalibrationPanel::askForReport()
{
    if (isVisible()) {
        const core::Timestamp now = m_clock.now();
        m_session.makeReport(now - std::chrono::days(days()), now + core::Duration(1));
    }
}

void CalibrationPanel::exportReport()
{
    if (m_report == nullptr) {
        return;
    }
    auto* const dialog =
        new ExportDialog(*m_report, QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation), window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ExportDialog::written, this, &CalibrationPanel::exported);
    dialog->open();
}

int CalibrationPanel::days() const
{
    return m_periods->checkedId();
}

void CalibrationPanel::showReport(const calibration::ReportContent& content)
{
    m_venues.show(content);
    m_expectedActual.show(content);
    m_quality.show(content);
    m_aggregation.show(content);
    m_summary->setText(tr("%1 to %2 UTC: %3 executions of %4 orders, %5")
                           .arg(dateText(content.from), dateText(content.to))
                           .arg(content.executions)
                           .arg(content.orders)
                           .arg(QString::fromStdString(content.environment)));
    while (m_charts.size() > content.charts.size()) {
        delete m_charts.back();
        m_charts.pop_back();
    }
    while (m_charts.size() < content.charts.size()) {
        m_charts.push_back(new HistoryView);
        m_history->addWidget(m_charts.back());
    }
    for (std::size_t i = 0; i < m_charts.size(); ++i) {
        m_charts[i]->setChart(content.charts[i]);
    }
}

} // namespace leadline::views
