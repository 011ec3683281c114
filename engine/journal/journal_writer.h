// SPDX-License-Identifier: MIT
/// The thread that writes a journal, and what waits for it.
#pragma once

#include "engine/journal/journal_store.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <stop_token>
#include <thread>

namespace leadline::journal
{

/// What is known of a journal once it is open.
struct OpenedJournal {
    std::uint64_t epoch = 0;
    orders::RecoveredState recovered;
    History history;
};

/// Everything that waits goes into one transaction, in order. What fails is tried again until it works; records are
/// idempotent, so that a commit whose answer was lost does no harm. Calls: from one thread.
class JournalWriter
{
public:
    explicit JournalWriter(const JournalOptions& options);
    /// Writes what waits, as far as that is possible at once.
    ~JournalWriter();

    /// Starts the thread; it ends when the journal cannot be opened.
    core::Result<OpenedJournal> open(std::uint64_t epoch, core::Timestamp now);
    void setEvents(JournalEvents events);
    /// Its number; the first one has 1.
    std::uint64_t add(JournalRecord record);
    [[nodiscard]] bool isHealthy() const;
    /// Nothing waits to be written.
    [[nodiscard]] bool isIdle() const;

private:
    core::Result<OpenedJournal> openStore(std::uint64_t epoch, core::Timestamp now);
    void run(const std::stop_token& stop);
    /// Waits for work, or for the time to listen; false when it is asked to stop and nothing is left.
    bool takeBatch(const std::stop_token& stop, std::vector<NumberedRecord>& batch);
    core::Result<void> writeBatch(std::span<const NumberedRecord> batch);
    /// Says how it went; returns whether it works.
    bool report(const core::Result<void>& done, std::uint64_t upTo);
    void listen();
    [[nodiscard]] JournalEvents events() const;

    core::Duration m_retryEvery{};
    core::Duration m_listenEvery{};
    core::Duration m_historyOf{};
    std::uint64_t m_last = 0;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_wake;
    JournalEvents m_events; ///< guarded by m_mutex
    std::deque<NumberedRecord> m_queue; ///< guarded by m_mutex
    bool m_isHealthy = true; ///< guarded by m_mutex
    bool m_isWriting = false; ///< guarded by m_mutex
    // Used in the thread alone:
    JournalStore m_store;
    std::uint64_t m_epoch = 0;
    core::Timestamp m_heard; ///< newest record of another workstation
    bool m_mustConnect = false;
    std::jthread m_thread; ///< last: it must end before anything else does
};

} // namespace leadline::journal
