// SPDX-License-Identifier: MIT
/// Writes rows as Parquet parts under the folders of a partitioned store, and removes days that are too old.
#pragma once

#include "engine/core/time.h"
#include "engine/store/duckdb_handle.h"
#include "engine/store/root_lock.h"
#include "engine/store/row_queues.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace leadline::store
{

/// Thread: the store's.
class PartitionWriter
{
public:
    /// `retentionDays`: whole days kept before today; 0: for ever. `start` names the run.
    PartitionWriter(std::filesystem::path root, int retentionDays, core::Timestamp start);

    /// Writes the rows and sweeps; rows that could not be written stay. The first defect.
    [[nodiscard]] std::optional<core::Defect> write(RowQueues& rows, core::Timestamp now);

private:
    template <class Row> [[nodiscard]] std::optional<core::Defect> writeQueue(std::deque<Row>& rows);
    template <class Row>
    [[nodiscard]] std::optional<core::Defect> writePart(
        const std::filesystem::path& folder, const std::vector<const Row*>& rows);
    template <class Row> [[nodiscard]] std::optional<core::Defect> fillTable(const std::vector<const Row*>& rows);
    [[nodiscard]] std::optional<core::Defect> sweep(core::Timestamp now);

    const std::filesystem::path m_root;
    const int m_retentionDays;
    const std::string m_run; ///< sorts by the time of its start
    RootLock m_lock;
    std::optional<DuckDb> m_database;
    std::optional<std::chrono::sys_days> m_sweptOn;
    std::uint64_t m_parts = 0;
};

} // namespace leadline::store
