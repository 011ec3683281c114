// SPDX-License-Identifier: MIT
#include "engine/store/partition_writer.h"

#include "engine/core/time_text.h"
#include "engine/store/store_folders.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <map>

namespace leadline::store
{

namespace
{

namespace fs = std::filesystem;

core::Defect systemDefect(const fs::path& path)
{
    return {path.string() + ": " + std::strerror(errno)};
}

/// The day of a folder "date=2024-08-08"; nothing for other names.
std::optional<std::chrono::sys_days> dayOf(const std::string& name)
{
    constexpr std::string_view prefix = "date=";
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    if (!name.starts_with(prefix) || name.size() != prefix.size() + 10
        || std::sscanf(name.c_str() + prefix.size(), "%4d-%2u-%2u", &year, &month, &day) != 3) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
    return date.ok() ? std::optional(std::chrono::sys_days(date)) : std::nullopt;
}

std::string runName(core::Timestamp start)
{
    std::string name = core::isoDate(start) + 'T';
    std::erase(name, '-');
    const auto seconds = std::chrono::floor<std::chrono::seconds>(start);
    const std::chrono::hh_mm_ss clock(seconds - std::chrono::floor<std::chrono::days>(seconds));
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%02d%02d%02dZ-%d", static_cast<int>(clock.hours().count()),
        static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()),
        static_cast<int>(::getpid()));
    return name + text.data();
}

void keepFirst(std::optional<core::Defect>& first, std::optional<core::Defect> failed)
{
    if (!first) {
        first = std::move(failed);
    }
}

} // namespace

PartitionWriter::PartitionWriter(fs::path root, int retentionDays, core::Timestamp start)
    : m_root(std::move(root))
    , m_retentionDays(retentionDays)
    , m_run(runName(start))
{
}

std::optional<core::Defect> PartitionWriter::write(RowQueues& rows, core::Timestamp now)
{
    auto failed = m_lock.isOpen() ? std::nullopt : m_lock.open(m_root);
    if (failed) {
        return failed;
    }
    std::apply([&](auto&... queue) { (keepFirst(failed, writeQueue(queue)), ...); }, rows.tables);
    keepFirst(failed, sweep(now));
    return failed;
}

/// Leaves the rows that could not be written.
template <class Row> std::optional<core::Defect> PartitionWriter::writeQueue(std::deque<Row>& rows)
{
    std::map<fs::path, std::vector<const Row*>> partitions;
    for (const Row& row : rows) {
        partitions[fs::path(hiveFolder("venue", row.market.venue.view()))
            / hiveFolder("symbol", row.market.symbol.view()) / hiveFolder("date", core::isoDate(row.time()))]
            .push_back(&row);
    }
    std::optional<core::Defect> failed;
    std::deque<Row> left;
    for (const auto& [folder, part] : partitions) {
        if (auto refused = writePart(m_root / Row::table().name / folder, part)) {
            keepFirst(failed, std::move(refused));
            m_database.reset(); // some failures leave a database that only fails
            for (const Row* const row : part) {
                left.push_back(*row);
            }
        }
    }
    // The oldest are at the front, where rows are given up.
    std::ranges::stable_sort(left, {}, &Row::time);
    rows = std::move(left);
    return failed;
}

/// As the table `part`.
template <class Row> std::optional<core::Defect> PartitionWriter::fillTable(const std::vector<const Row*>& rows)
{
    const Table& table = Row::table();
    if (!m_database) {
        auto opened = DuckDb::open();
        if (!opened) {
            return opened.error();
        }
        m_database = std::move(*opened);
    }
    if (auto failed = m_database->run("DROP TABLE IF EXISTS part")) {
        return failed;
    }
    if (auto failed = m_database->createTable("part", table.columns)) {
        return failed;
    }
    auto appender = Appender::open(*m_database, "part", table.columns);
    if (!appender) {
        return appender.error();
    }
    for (const Row* const row : rows) {
        row->put(*appender);
        if (auto failed = appender->endRow()) {
            return failed;
        }
    }
    return appender->flush();
}

template <class Row>
std::optional<core::Defect> PartitionWriter::writePart(const fs::path& folder, const std::vector<const Row*>& rows)
{
    if (auto failed = fillTable(rows)) {
        return failed;
    }
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) {
        return core::Defect{folder.string() + ": " + error.message()};
    }
    fs::path final;
    do {
        std::array<char, 32> number{};
        std::snprintf(number.data(), number.size(), "%08llu", static_cast<unsigned long long>(++m_parts));
        final = folder / ("part-" + m_run + '-' + number.data() + ".parquet");
    } while (fs::exists(final, error));
    const fs::path partial = folder / ('.' + final.filename().string() + ".tmp");
    const auto content = m_database->forFile("part", Row::table().columns);
    auto failed = content ? m_database->run("COPY " + *content + " TO " + quotedText(partial.string())
                      + " (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)")
                          : std::optional(content.error());
    if (failed) {
        failed->what = final.string() + ": " + failed->what;
    } else {
        failed = synced(partial);
        if (!failed && ::rename(partial.c_str(), final.c_str()) != 0) {
            failed = systemDefect(final);
        }
    }
    if (failed) {
        fs::remove(partial, error);
        return failed;
    }
    // The part is there; a folder that cannot be synced is no reason to write it twice.
    (void)synced(folder);
    return std::nullopt;
}

std::optional<core::Defect> PartitionWriter::sweep(core::Timestamp now)
{
    const auto today = std::chrono::floor<std::chrono::days>(now);
    if (m_retentionDays <= 0 || m_sweptOn == today) {
        return std::nullopt;
    }
    std::optional<core::Defect> failed;
    for (const auto& folder : tableFolders(m_root)) {
        for (const auto& path : pathsBelow(folder)) {
            const auto day = dayOf(path.filename().string());
            std::error_code error;
            if (day && *day < today - std::chrono::days(m_retentionDays)) {
                fs::remove_all(path, error);
            }
            if (error) {
                keepFirst(failed, core::Defect{path.string() + ": " + error.message()});
            }
        }
    }
    if (!failed) {
        m_sweptOn = today;
    }
    return failed;
}

} // namespace leadline::store
