// SPDX-License-Identifier: MIT
/// What a live session saw and did, as Hive-partitioned Parquet that any tool reads.
#pragma once

#include "engine/core/time.h"
#include "engine/store/partition_writer.h"
#include "engine/store/row_queues.h"

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace leadline::store
{

struct StoreOptions {
    std::filesystem::path root;
    std::size_t batchRows = 20'000; ///< a batch is written when so many rows wait,
    core::Duration batchTime = std::chrono::minutes(5); ///< or when the last one is so long ago
    /// Rows kept while the disk refuses, and as many more while it hangs; beyond that the oldest are dropped.
    std::size_t maximumRows = 200'000;
    int retentionDays = 0; ///< whole days kept before today; 0: for ever
};

/// Called on the store's thread: once when writing begins to fail, once when everything is on the disk again.
struct StoreEvents {
    std::function<void(const std::string&)> failed;
    std::function<void()> healed;
};

/// Writes <root>/<table>/venue=<v>/symbol=<s>/date=<UTC day of the row>/part-<run>-<n>.parquet. A part appears under
/// its name when it is whole and on the disk. The journal, not this store, is the truth about orders.
/// Thread: one owner (the engine's) calls; a thread of its own writes. Only flush() and the end wait for the disk.
class PartitionedStore
{
public:
    /// `clock` is read on the owner's thread only.
    PartitionedStore(StoreOptions options, const core::Clock& clock, StoreEvents events = {});
    /// Writes what is left.
    ~PartitionedStore() = default;
    PartitionedStore(const PartitionedStore&) = delete;
    PartitionedStore& operator=(const PartitionedStore&) = delete;

    void add(const FeatureRow& row);
    void add(ExecutionRow row);
    void add(DecisionRow row);
    /// To be called about once a second, so that a quiet market is written, too.
    void tick();
    /// Waits until every row added before was written or refused.
    void flush();

    [[nodiscard]] std::uint64_t droppedRows() const { return m_dropped.load(std::memory_order_relaxed); }

private:
    template <class Row> void take(Row row);
    void wakeIfDue();
    void trim(RowQueues& queues);
    void run(const std::stop_token& stop);
    void work(core::Timestamp now);

    const StoreOptions m_options;
    const core::Clock& m_clock;
    const StoreEvents m_events;
    std::atomic<std::uint64_t> m_dropped = 0; // relaxed: a count for the screen

    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::condition_variable_any m_flushed;
    RowQueues m_inbox;
    bool m_isDue = true;
    core::Timestamp m_now; ///< when the writer was woken last
    std::uint64_t m_flushesAsked = 0;
    std::uint64_t m_flushesDone = 0;

    // The writer's own.
    RowQueues m_kept;
    PartitionWriter m_writer;
    bool m_isFailing = false;

    std::jthread m_thread;
};

struct ReadableParts {
    std::vector<std::filesystem::path> parts; ///< sorted
    std::vector<std::string> corrupt; ///< one line each, which names the part
};

enum class PartCheck : std::uint8_t {
    Footer, ///< finds parts that are cut or are no Parquet
    Content, ///< reads everything
};

/// The parts of a table that can be read; the others are named.
[[nodiscard]] core::Result<ReadableParts> readableParts(
    const std::filesystem::path& root, const std::string& table, PartCheck check = PartCheck::Footer);

} // namespace leadline::store
