// SPDX-License-Identifier: MIT
#include "engine/store/execution_file.h"

#include "engine/store/row_file.h"

namespace leadline::store
{

std::optional<core::Defect> writeExecutions(const std::filesystem::path& file, std::span<const ExecutionRow> rows)
{
    return writeTable(file, ExecutionRow::table(), [&](Appender& appender) -> std::optional<core::Defect> {
        for (const ExecutionRow& row : rows) {
            row.put(appender);
            if (auto failed = appender.endRow()) {
                return failed;
            }
        }
        return std::nullopt;
    });
}

} // namespace leadline::store
