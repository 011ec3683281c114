// SPDX-License-Identifier: MIT
#include "engine/store/partitioned_store.h"

#include "engine/store/store_folders.h"

#include <pthread.h>

#include <utility>

namespace leadline::store
{

namespace
{

namespace fs = std::filesystem;

} // namespace

PartitionedStore::PartitionedStore(StoreOptions options, const core::Clock& clock, StoreEvents events)
    : m_options(std::move(options))
    , m_clock(clock)
    , m_events(std::move(events))
    , m_now(clock.now())
    , m_writer(m_options.root, m_options.retentionDays, clock.now())
    , m_thread([this](const std::stop_token& stop) { run(stop); })
{
}

void PartitionedStore::trim(RowQueues& queues)
{
    m_dropped.fetch_add(queues.trim(m_options.maximumRows), std::memory_order_relaxed);
}

template <class Row> void PartitionedStore::take(Row row)
{
    const std::scoped_lock lock(m_mutex);
    m_inbox.add(std::move(row));
    trim(m_inbox);
    wakeIfDue();
}

void PartitionedStore::add(const FeatureRow& row)
{
    take(row);
}

void PartitionedStore::add(ExecutionRow row)
{
    take(std::move(row));
}

void PartitionedStore::add(DecisionRow row)
{
    take(std::move(row));
}

void PartitionedStore::tick()
{
    const std::scoped_lock lock(m_mutex);
    wakeIfDue();
}

void PartitionedStore::wakeIfDue()
{
    using std::chrono::days;
    using std::chrono::floor;
    const core::Timestamp now = m_clock.now();
    if (m_inbox.size() >= m_options.batchRows || now < m_now || now - m_now >= m_options.batchTime
        || floor<days>(now) != floor<days>(m_now)) {
        m_now = now;
        m_isDue = true;
        m_wake.notify_one();
    }
}

void PartitionedStore::flush()
{
    std::unique_lock lock(m_mutex);
    const std::uint64_t asked = ++m_flushesAsked;
    m_now = m_clock.now();
    m_isDue = true;
    m_wake.notify_one();
    m_flushed.wait(lock, [&] { return m_flushesDone >= asked; });
}

void PartitionedStore::run(const std::stop_token& stop)
{
    pthread_setname_np(pthread_self(), "store");
    for (bool isLast = false; !isLast;) {
        std::unique_lock lock(m_mutex);
        m_wake.wait(lock, stop, [this] { return m_isDue; });
        isLast = stop.stop_requested();
        m_isDue = false;
        const std::uint64_t asked = m_flushesAsked;
        const core::Timestamp now = m_now;
        RowQueues taken;
        std::swap(taken, m_inbox);
        lock.unlock();

        m_kept.append(taken);
        work(now);

        lock.lock();
        m_flushesDone = asked;
        m_flushed.notify_all();
    }
}

void PartitionedStore::work(core::Timestamp now)
{
    const auto failed = m_writer.write(m_kept, now);
    trim(m_kept);
    if (failed.has_value() == m_isFailing) {
        return;
    }
    m_isFailing = failed.has_value();
    if (failed && m_events.failed) {
        m_events.failed(failed->what);
    } else if (!failed && m_events.healed) {
        m_events.healed();
    }
}

core::Result<ReadableParts> readableParts(const fs::path& root, const std::string& table, PartCheck check)
{
    auto database = DuckDb::open();
    if (!database) {
        return std::unexpected(database.error());
    }
    ReadableParts found;
    for (const auto& path : pathsBelow(root / table)) {
        const std::string name = path.filename().string();
        if (!name.starts_with("part-") || path.extension() != ".parquet") {
            continue;
        }
        const std::string file = quotedText(path.string());
        const auto read = database->ask(check == PartCheck::Footer
                ? "SELECT num_rows FROM parquet_file_metadata(" + file + ")"
                : "SELECT count(COLUMNS(*)) FROM read_parquet(" + file + ", hive_partitioning=false)");
        if (read) {
            found.parts.push_back(path);
        } else {
            found.corrupt.push_back(path.string() + ": " + read.error().what);
        }
    }
    return found;
}

} // namespace leadline::store
