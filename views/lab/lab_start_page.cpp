// SPDX-License-Identifier: MIT
#include "views/lab/lab_start_page.h"

#include "views/widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace leadline::views
{

using namespace Qt::StringLiterals;

LabStartPage::LabStartPage(QWidget* parent)
    : QWidget(parent)
    , m_title(new QLabel)
    , m_problem(new QLabel)
    , m_more(new QLabel(
          tr("Open a recording, or a folder of them, and see what other thresholds would have decided in each "
             "of its seconds, and at what cost. Recordings are made with <code>leadline record</code>, "
             "which follows markets and writes what venues send.")))
    , m_progress(new QProgressBar)
    , m_recordings(new QPushButton(tr("Open recordings…")))
    , m_folder(new QPushButton(tr("Open a folder…")))
    , m_cancel(new QPushButton(tr("Cancel")))
{
    auto* const column = new QVBoxLayout(this);
    column->addStretch(1);
    QFont large = m_title->font();
    large.setPointSizeF(large.pointSizeF() * 1.3);
    m_title->setFont(large);
    m_problem->setObjectName(u"problem"_s);
    m_progress->setObjectName(u"progress"_s);
    m_progress->setRange(0, 100);
    m_progress->setMaximumWidth(420);
    m_progress->setAccessibleName(tr("Progress of reading the recordings"));
    m_cancel->setObjectName(u"cancel"_s);
    m_recordings->setObjectName(u"firstRecordings"_s);
    m_folder->setObjectName(u"firstFolder"_s);
    for (QLabel* const label : {m_title, m_problem, m_more}) {
        label->setWordWrap(true);
        label->setAlignment(Qt::AlignHCenter);
        column->addWidget(label);
    }
    const auto addRow = [column](std::initializer_list<QWidget*> widgets) {
        auto* const row = new QHBoxLayout;
        row->addStretch(1);
        for (QWidget* const widget : widgets) {
            row->addWidget(widget, widget->inherits("QProgressBar") ? 3 : 0);
        }
        row->addStretch(1);
        column->addLayout(row);
    };
    addRow({m_recordings, m_folder});
    addRow({m_progress, m_cancel});
    column->addStretch(2);
    connect(m_recordings, &QPushButton::clicked, this, &LabStartPage::recordingsWanted);
    connect(m_folder, &QPushButton::clicked, this, &LabStartPage::folderWanted);
    connect(m_cancel, &QPushButton::clicked, this, &LabStartPage::cancelled);
    showEmpty({});
}

void LabStartPage::showEmpty(const QString& problem)
{
    m_title->setText(tr("What would other thresholds have done?"));
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    m_problem->setStyleSheet(QStringLiteral("color: %1").arg(Theme::of(palette()).warning.name()));
    m_more->show();
    for (QWidget* const widget : {m_recordings, m_folder}) {
        widget->show();
    }
    m_progress->hide();
    m_cancel->hide();
}

void LabStartPage::showOpening(const QString& what)
{
    m_title->setText(tr("Reading %1").arg(what));
    m_problem->hide();
    m_more->hide();
    m_recordings->hide();
    m_folder->hide();
    m_progress->setValue(0);
    m_progress->show();
    m_cancel->show();
}

void LabStartPage::setProgress(double part)
{
    m_progress->setValue(static_cast<int>(part * 100));
}

} // namespace leadline::views
