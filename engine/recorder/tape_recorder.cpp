// SPDX-License-Identifier: MIT
#include "engine/recorder/tape_recorder.h"

namespace leadline::recorder
{

namespace
{

// Together less than the second that a crash may cost.
constexpr std::chrono::milliseconds gathering{100};
constexpr std::chrono::milliseconds flushEvery{700};

} // namespace

TapeRecorder::TapeRecorder(const TapeOptions& options, const core::Clock& clock)
    : m_clock(clock)
    , m_queue(options.queueBytes)
    , m_folder(options.folder, options.keepDays)
    , m_thread([this] { run(); })
{
}

TapeRecorder::~TapeRecorder()
{
    close();
}

void TapeRecorder::close()
{
    m_queue.close();
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

void TapeRecorder::run()
{
    LineBatch batch;
    core::Duration flushed = m_clock.steady();
    while (m_queue.take(batch, gathering)) {
        m_folder.write(batch);
        if (const core::Duration now = m_clock.steady(); now - flushed >= flushEvery) {
            flushed = now;
            m_folder.flush();
        }
        publish();
    }
    m_folder.flush();
    publish();
    m_folder.close();
    const TapeCounts all = m_folder.statistics().all;
    const std::lock_guard lock(m_mutex);
    m_statistics.all = all; // what the end lost, too; its files stay named
}

void TapeRecorder::publish()
{
    RecordStatistics statistics = m_folder.statistics();
    const std::lock_guard lock(m_mutex);
    m_statistics = std::move(statistics);
}

RecordStatistics TapeRecorder::statistics() const
{
    RecordStatistics statistics;
    {
        const std::lock_guard lock(m_mutex);
        statistics = m_statistics;
    }
    statistics.droppedInQueue = m_queue.dropped();
    return statistics;
}

} // namespace leadline::recorder
