// SPDX-License-Identifier: MIT
/// Writes what venues send as it comes, in a thread of its own.
#pragma once

#include "engine/core/time.h"
#include "engine/feeds/raw_listener.h"
#include "engine/recorder/line_queue.h"
#include "engine/recorder/record_statistics.h"
#include "engine/recorder/tape_folder.h"

#include <filesystem>
#include <mutex>
#include <thread>

namespace leadline::recorder
{

struct TapeOptions {
    std::filesystem::path folder;
    int keepDays = 0; ///< zero: for ever
    std::size_t queueBytes = std::size_t{64} << 20; ///< that may wait for the disk
};

/// heard() belongs to one thread, the feeds'; close() to any, once nothing is heard any more; statistics() to any.
class TapeRecorder final : public feeds::RawListener
{
public:
    /// `clock` must be readable from another thread, and outlive it.
    TapeRecorder(const TapeOptions& options, const core::Clock& clock);
    ~TapeRecorder() override;

    void heard(const feeds::RawText& text) override { m_queue.put(text); }
    /// Writes what waits, and ends the files. Nothing is heard any more.
    void close();
    [[nodiscard]] RecordStatistics statistics() const;

private:
    void run();
    void publish();

    const core::Clock& m_clock;
    LineQueue m_queue;
    TapeFolder m_folder; ///< the writing thread's
    mutable std::mutex m_mutex;
    RecordStatistics m_statistics; ///< guarded by the mutex
    std::jthread m_thread;
};

} // namespace leadline::recorder
