// SPDX-License-Identifier: MIT
/// Makes calibration reports from the journal in a thread of their own: a long history takes seconds, which no order
/// may wait for.
#pragma once

#include "engine/core/time.h"

#include <QObject>
#include <QString>

#include <memory>
#include <thread>

namespace leadline::calibration
{
struct ReportContent;
}
namespace leadline::execution
{
struct JournalReportRequest;
}

namespace leadline::session
{

using SharedReport = std::shared_ptr<const calibration::ReportContent>;

/// Thread: engine.
class ReportWorker final : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Whoever asks is answered by the report under way.
    [[nodiscard]] bool isBusy() const { return m_isBusy; }
    /// Answered by ready() or failed(). Not while it is busy.
    void make(execution::JournalReportRequest request, core::Timestamp made);
    /// Waits for the one under way and forgets it: it reads what may go now.
    void stop();

Q_SIGNALS:
    void ready(const leadline::session::SharedReport& report);
    void failed(const QString& why);

private:
    bool m_isBusy = false;
    std::jthread m_thread;
};

} // namespace leadline::session

Q_DECLARE_METATYPE(leadline::session::SharedReport)
