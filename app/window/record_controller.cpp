// SPDX-License-Identifier: MIT
#include "app/window/record_controller.h"

#include "app/settings/session_options.h"
#include "engine/recorder/tape_recorder.h"
#include "engine/session/trading_session.h"
#include "views/window/main_window.h"
#include "views/window/record_light.h"
#include "views/window/status_bar.h"

#include <QLocale>
#include <QThread>

#include <utility>

namespace leadline::app
{

namespace
{

constexpr std::chrono::milliseconds recordingEvery{250};
constexpr int looksASecond = 4;

} // namespace

RecordController::RecordController(session::TradingSession& engine, session::SourceKind source,
    views::MainWindow& window, const core::Clock& clock, ChangeSetting change)
    : m_engine(engine)
    , m_source(source)
    , m_window(window)
    , m_clock(clock)
    , m_change(std::move(change))
    , m_renewals(clock.now())
{
    connect(&m_timer, &QTimer::timeout, this, &RecordController::look);
    connect(&window.status(), &views::StatusBar::recordingWanted, this, [this](bool isOn) {
        if (const QString wrong =
                m_change(QStringLiteral("tape.record"), isOn ? QStringLiteral("yes") : QStringLiteral("no"));
            !wrong.isEmpty()) {
            m_window.say(wrong);
        }
    });
}

RecordController::~RecordController()
{
    stop();
}

void RecordController::apply(const Settings& settings)
{
    const recorder::TapeOptions options{.folder = tapeFolder(settings, m_source), .keepDays = settings.tape.keepDays};
    const bool isSame = isRecording() && options.folder == m_folder && options.keepDays == m_keepDays;
    if (settings.tape.record && isSame) {
        return;
    }
    stop();
    if (settings.tape.record) {
        start(options);
    }
}

void RecordController::start(const recorder::TapeOptions& options)
{
    std::error_code error;
    std::filesystem::create_directories(options.folder, error);
    if (error) {
        const QString why =
            tr("nothing is recorded: %1: %2")
                .arg(QString::fromStdString(options.folder.string()), QString::fromStdString(error.message()));
        m_window.say(why);
        m_window.status().showRecording({.isLosing = true, .hint = why});
        return;
    }
    m_folder = options.folder;
    m_keepDays = options.keepDays;
    m_loss = {};
    m_notes = 0;
    m_looks = 0;
    m_renewals = recorder::RenewalWatch(m_clock.now());
    m_recorder = std::make_unique<recorder::TapeRecorder>(options, m_clock);
    listen(m_recorder.get());
    m_timer.start(recordingEvery);
    look();
}

void RecordController::stop()
{
    if (!m_recorder) {
        m_window.status().showRecording({});
        return;
    }
    m_timer.stop();
    listen(nullptr);
    m_ending = std::jthread([ending = std::move(m_recorder)] { ending->close(); });
    m_folder.clear();
    m_keepDays = 0;
    m_window.status().showRecording({});
}

void RecordController::listen(feeds::RawListener* listener)
{
    const QThread* const thread = m_engine.thread();
    const bool isOwn = thread == QThread::currentThread();
    if (!isOwn && !thread->isRunning()) {
        return; // its streams have ended
    }
    QMetaObject::invokeMethod(
        &m_engine, [this, listener] { m_engine.listenRaw(listener); },
        isOwn ? Qt::DirectConnection : Qt::BlockingQueuedConnection);
}

void RecordController::look()
{
    const recorder::RecordStatistics statistics = m_recorder->statistics();
    if (m_renewals.isDue(m_clock.now(), statistics)) {
        QMetaObject::invokeMethod(&m_engine, &session::TradingSession::renewBooks);
    }
    if (m_looks++ % looksASecond != 0) {
        return;
    }
    for (; m_notes < statistics.notes.size(); ++m_notes) {
        m_window.say(QString::fromStdString(statistics.notes[m_notes]));
    }
    if (const auto words = m_loss.look(statistics)) {
        m_window.say(QString::fromStdString(*words));
    }
    m_window.status().showRecording({.isOn = true,
        .isLosing = statistics.dropped() > 0,
        .bytes = statistics.all.writtenBytes,
        .hint =
            tr("%1 messages in %2 files of %3%4")
                .arg(QLocale().toString(static_cast<qulonglong>(statistics.all.messages)))
                .arg(statistics.files.size())
                .arg(QString::fromStdString(m_folder.string()),
                    statistics.dropped() > 0
                        ? tr("; %1 lost: %2").arg(statistics.dropped()).arg(QString::fromStdString(statistics.problem))
                        : QString())});
}

} // namespace leadline::app
