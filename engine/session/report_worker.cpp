// SPDX-License-Identifier: MIT
#include "engine/session/report_worker.h"

#include "engine/calibration/report_content.h"
#include "engine/execution/journal_report.h"

#include <cassert>
#include <utility>

namespace leadline::session
{

void ReportWorker::make(execution::JournalReportRequest request, core::Timestamp made)
{
    assert(!m_isBusy && "one report at a time");
    m_isBusy = true;
    m_thread = std::jthread([this, request = std::move(request), made] {
        auto report = execution::reportFromJournal(request, made);
        QMetaObject::invokeMethod(
            this,
            [this, report = std::move(report)]() mutable {
                m_isBusy = false;
                if (report) {
                    Q_EMIT ready(std::make_shared<const calibration::ReportContent>(std::move(*report)));
                } else {
                    Q_EMIT failed(QString::fromStdString(report.error().what));
                }
            },
            Qt::QueuedConnection);
    });
}

void ReportWorker::stop()
{
    m_thread = {};
    m_isBusy = false;
}

} // namespace leadline::session
