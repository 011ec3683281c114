// SPDX-License-Identifier: MIT
#include "engine/journal/journal_writer.h"

#include <algorithm>
#include <future>
#include <utility>

namespace leadline::journal
{

namespace
{

constexpr std::size_t largestBatch = 500;

} // namespace

JournalWriter::JournalWriter(const JournalOptions& options)
    : m_retryEvery(options.retryEvery)
    , m_listenEvery(options.listenEvery)
    , m_historyOf(options.historyOf)
    , m_store(options)
{
}

JournalWriter::~JournalWriter()
{
    m_thread.request_stop();
    m_wake.notify_all();
}

core::Result<OpenedJournal> JournalWriter::open(std::uint64_t epoch, core::Timestamp now)
{
    // A connection belongs to the thread that made it: the writer's opens the journal, reads it and goes on.
    std::promise<core::Result<OpenedJournal>> promise;
    auto answer = promise.get_future();
    m_thread = std::jthread([this, epoch, now, promise = std::move(promise)](const std::stop_token& stop) mutable {
        auto opened = openStore(epoch, now);
        const bool works = opened.has_value();
        promise.set_value(std::move(opened));
        if (works) {
            run(stop);
        }
        m_store.close();
    });
    return answer.get();
}

core::Result<OpenedJournal> JournalWriter::openStore(std::uint64_t epoch, core::Timestamp now)
{
    if (const auto done = m_store.connect(); !done) {
        return std::unexpected(done.error());
    }
    if (const auto done = m_store.reserve(epoch, now); !done) {
        return std::unexpected(done.error());
    }
    auto recovered = m_store.recover();
    if (!recovered) {
        return std::unexpected(recovered.error());
    }
    auto history = m_store.history(now - m_historyOf, false);
    if (!history) {
        return std::unexpected(history.error());
    }
    m_epoch = epoch;
    m_heard = now;
    return OpenedJournal{.epoch = epoch, .recovered = std::move(*recovered), .history = std::move(*history)};
}

void JournalWriter::setEvents(JournalEvents events)
{
    const std::lock_guard lock(m_mutex);
    m_events = std::move(events);
}

JournalEvents JournalWriter::events() const
{
    const std::lock_guard lock(m_mutex);
    return m_events;
}

std::uint64_t JournalWriter::add(JournalRecord record)
{
    const std::uint64_t number = ++m_last;
    {
        const std::lock_guard lock(m_mutex);
        m_queue.push_back({number, std::move(record)});
    }
    m_wake.notify_one();
    return number;
}

bool JournalWriter::isHealthy() const
{
    const std::lock_guard lock(m_mutex);
    return m_isHealthy;
}

bool JournalWriter::isIdle() const
{
    const std::lock_guard lock(m_mutex);
    return m_queue.empty() && !m_isWriting;
}

void JournalWriter::listen()
{
    // Others commit in their own time and stamp by their venues' clocks: what is not much older is looked at again.
    constexpr auto overlap = std::chrono::minutes(10);
    const JournalEvents told = events();
    if (!told.learned) {
        return;
    }
    auto news = m_store.history(m_heard - overlap, true);
    if (!news || news->isEmpty()) {
        return; // a connection that broke is noticed by the next write
    }
    for (const calibration::Execution& execution : news->executions) {
        m_heard = std::max(m_heard, execution.time);
    }
    for (const calibration::LatencySample& sample : news->latencies) {
        m_heard = std::max(m_heard, sample.time);
    }
    told.learned(std::move(*news));
}

bool JournalWriter::takeBatch(const std::stop_token& stop, std::vector<NumberedRecord>& batch)
{
    std::unique_lock lock(m_mutex);
    m_isWriting = false;
    const auto hasWork = [&] { return !m_queue.empty(); };
    if (!m_store.isShared()) {
        m_wake.wait(lock, stop, hasWork);
    } else {
        while (!m_wake.wait_for(lock, stop, m_listenEvery, hasWork) && !stop.stop_requested()) {
            lock.unlock();
            listen();
            lock.lock();
        }
    }
    m_isWriting = !m_queue.empty();
    while (!m_queue.empty() && batch.size() < largestBatch) {
        batch.push_back(std::move(m_queue.front()));
        m_queue.pop_front();
    }
    return !batch.empty();
}

core::Result<void> JournalWriter::writeBatch(std::span<const NumberedRecord> batch)
{
    if (m_mustConnect) {
        if (auto done = m_store.connect(); !done) {
            return done;
        }
    }
    return m_store.write(batch, m_epoch);
}

bool JournalWriter::report(const core::Result<void>& done, std::uint64_t upTo)
{
    JournalEvents told;
    bool wasHealthy = true;
    {
        const std::lock_guard lock(m_mutex);
        told = m_events;
        wasHealthy = std::exchange(m_isHealthy, done.has_value());
    }
    m_mustConnect = !done;
    if (!done) {
        if (wasHealthy && told.failed) {
            told.failed(done.error().what);
        }
        return false;
    }
    if (!wasHealthy && told.healed) {
        told.healed();
    }
    if (told.durable) {
        told.durable(upTo);
    }
    return true;
}

void JournalWriter::run(const std::stop_token& stop)
{
    std::vector<NumberedRecord> batch;
    while (takeBatch(stop, batch)) {
        while (!report(writeBatch(batch), batch.back().number)) {
            std::unique_lock lock(m_mutex);
            m_wake.wait_for(lock, stop, m_retryEvery, [] { return false; });
            if (stop.stop_requested()) {
                return;
            }
        }
        batch.clear();
    }
}

} // namespace leadline::journal
