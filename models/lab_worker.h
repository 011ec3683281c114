// SPDX-License-Identifier: MIT
/// A thread that has a decision tape and answers the newest questions about it.
#pragma once

#include "models/lab_work.h"

#include <QObject>
#include <QSet>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

namespace leadline::models
{

/// Neither the window nor the engine waits for it. The newest questions win: what was asked before and is not asked
/// again is dropped, also while it is worked on, and never answered. Thread: GUI; what works is a thread of its own.
class LabWorker final : public QObject
{
    Q_OBJECT

public:
    explicit LabWorker(QObject* parent = nullptr);
    ~LabWorker() override;

    /// Answered by progressed() and in the end by opened(), failed() or, where it was cancelled, stopped(). The tape
    /// before, and all questions about it, are forgotten.
    void open(TapeOpener opener);
    /// All that is wanted from now on, in this order, each answered by answered(). Nothing before a tape was opened.
    void ask(std::vector<LabWork> works);
    /// Stops opening; questions go on.
    void cancel();

Q_SIGNALS:
    void opened(const leadline::models::TapeFacts& facts);
    void failed(const QString& why);
    void stopped();
    /// Of opening: 0 to 1.
    void progressed(double part);
    void answered(const leadline::models::LabAnswer& answer);

private:
    /// In the GUI's thread, unless a newer tape was asked for.
    void deliver(std::uint64_t opening, std::function<void()> what);
    void run(const std::stop_token& stop);
    void openNow(std::unique_lock<std::mutex>& lock);
    void answerNow(std::unique_lock<std::mutex>& lock);
    [[nodiscard]] LabAnswer answerTo(const LabWork& work, const lab::Progress& progress);

    // The GUI's.
    std::uint64_t m_wantedOpening = 0; ///< of the newest open()
    QSet<QString> m_wanted; ///< identities of what is to be answered

    // Shared, under the mutex.
    std::mutex m_mutex;
    std::condition_variable_any m_more;
    std::optional<TapeOpener> m_opener; ///< not begun yet
    std::uint64_t m_opening = 0; ///< of the opener that is next or was last
    std::deque<LabWork> m_works; ///< not begun yet
    QString m_current; ///< identity of what is worked on
    std::stop_source m_stop; ///< of what is worked on

    // The worker's.
    lab::DecisionTape m_tape; ///< its moments are those about m_subject
    std::vector<lab::MomentRow> m_moments; ///< all of them
    std::string m_subject;

    std::jthread m_thread; ///< last, so that it ends first
};

} // namespace leadline::models
