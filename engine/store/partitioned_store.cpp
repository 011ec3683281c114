// SPDX-License-Identifier: MIT
#include "engine/store/partitioned_store.h"

#include "engine/core/time_text.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
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

std::optional<core::Defect> synced(const fs::path& path)
{
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return systemDefect(path);
    }
    auto failed = ::fsync(file) == 0 ? std::nullopt : std::optional(systemDefect(path));
    ::close(file);
    return failed;
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

/// A value as Hive writes it into a folder's name.
std::string escaped(std::string_view value)
{
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string out;
    for (const char c : value) {
        const bool isPlain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'
            || c == '_' || c == '.';
        if (isPlain) {
            out += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += {'%', hex[byte >> 4], hex[byte & 15]};
        }
    }
    return out.empty() ? "__HIVE_DEFAULT_PARTITION__" : out;
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

/// Everything below a folder; a folder that cannot be read has nothing.
std::vector<fs::path> pathsBelow(const fs::path& folder)
{
    std::vector<fs::path> paths;
    std::error_code error;
    for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        paths.push_back(at->path());
    }
    std::ranges::sort(paths);
    return paths;
}

std::array<fs::path, 3> tableFolders(const fs::path& root)
{
    return {root / FeatureRow::table().name, root / DecisionRow::table().name, root / ExecutionRow::table().name};
}

std::size_t rowsIn(const auto& queues)
{
    return std::apply([](const auto&... queue) { return (queue.size() + ...); }, queues);
}

void keepFirst(std::optional<core::Defect>& first, std::optional<core::Defect> failed)
{
    if (!first) {
        first = std::move(failed);
    }
}

} // namespace

PartitionedStore::RootLock::~RootLock()
{
    if (m_file >= 0) {
        ::close(m_file);
    }
}

std::optional<core::Defect> PartitionedStore::RootLock::open(const fs::path& root)
{
    std::error_code error;
    fs::create_directories(root, error);
    const fs::path path = root / ".writers";
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (file < 0) {
        return systemDefect(path);
    }
    if (::flock(file, LOCK_EX | LOCK_NB) == 0) {
        // No other writer lives, so that every unfinished part is a dead one's.
        for (const auto& folder : tableFolders(root)) {
            for (const auto& left : pathsBelow(folder)) {
                const std::string name = left.filename().string();
                if (name.starts_with(".part-") && name.ends_with(".parquet.tmp")) {
                    fs::remove(left, error);
                }
            }
        }
    }
    // A file system without locks has one writer, as far as we can tell.
    (void)::flock(file, LOCK_SH | LOCK_NB);
    m_file = file;
    return std::nullopt;
}

PartitionedStore::PartitionedStore(StoreOptions options, const core::Clock& clock, StoreEvents events)
    : m_options(std::move(options))
    , m_clock(clock)
    , m_events(std::move(events))
    , m_run(runName(clock.now()))
    , m_now(clock.now())
    , m_thread([this](const std::stop_token& stop) { run(stop); })
{
}

void PartitionedStore::trim(Queues& queues)
{
    const std::size_t rows = rowsIn(queues);
    std::size_t excess = rows > m_options.maximumRows ? rows - m_options.maximumRows : 0;
    m_dropped.fetch_add(excess, std::memory_order_relaxed);
    const auto drop = [&](auto& queue) {
        const std::size_t count = std::min(excess, queue.size());
        queue.erase(queue.begin(), queue.begin() + static_cast<std::ptrdiff_t>(count));
        excess -= count;
    };
    std::apply([&](auto&... queue) { (drop(queue), ...); }, queues);
}

template <class Row> void PartitionedStore::take(Row row)
{
    const std::scoped_lock lock(m_mutex);
    std::get<std::deque<Row>>(m_inbox).push_back(std::move(row));
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
    if (rowsIn(m_inbox) >= m_options.batchRows || now < m_now || now - m_now >= m_options.batchTime
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
        Queues taken;
        std::swap(taken, m_inbox);
        lock.unlock();

        const auto append = [](auto& to, auto& from) { std::ranges::move(from, std::back_inserter(to)); };
        append(std::get<0>(m_kept), std::get<0>(taken));
        append(std::get<1>(m_kept), std::get<1>(taken));
        append(std::get<2>(m_kept), std::get<2>(taken));
        work(now);

        lock.lock();
        m_flushesDone = asked;
        m_flushed.notify_all();
    }
}

void PartitionedStore::work(core::Timestamp now)
{
    auto failed = m_lock.isOpen() ? std::nullopt : m_lock.open(m_options.root);
    if (!failed) {
        failed = writeKept();
        keepFirst(failed, sweep(now));
    }
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

std::optional<core::Defect> PartitionedStore::writeKept()
{
    std::optional<core::Defect> failed;
    std::apply([&](auto&... rows) { (keepFirst(failed, writeQueue(rows)), ...); }, m_kept);
    return failed;
}

/// Leaves the rows that could not be written.
template <class Row> std::optional<core::Defect> PartitionedStore::writeQueue(std::deque<Row>& rows)
{
    std::map<fs::path, std::vector<const Row*>> partitions;
    for (const Row& row : rows) {
        partitions[fs::path("venue=" + escaped(row.market.venue.view()))
            / ("symbol=" + escaped(row.market.symbol.view())) / ("date=" + core::isoDate(row.time()))]
            .push_back(&row);
    }
    std::optional<core::Defect> failed;
    std::deque<Row> left;
    for (const auto& [folder, part] : partitions) {
        if (auto refused = writePart(m_options.root / Row::table().name / folder, part)) {
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

template <class Row>
std::optional<core::Defect> PartitionedStore::writePart(const fs::path& folder, const std::vector<const Row*>& rows)
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
    {
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
        if (auto failed = appender->flush()) {
            return failed;
        }
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
    auto failed = m_database->run(
        "COPY part TO " + quotedText(partial.string()) + " (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)");
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

std::optional<core::Defect> PartitionedStore::sweep(core::Timestamp now)
{
    const auto today = std::chrono::floor<std::chrono::days>(now);
    if (m_options.retentionDays <= 0 || m_sweptOn == today) {
        return std::nullopt;
    }
    std::optional<core::Defect> failed;
    for (const auto& folder : tableFolders(m_options.root)) {
        for (const auto& path : pathsBelow(folder)) {
            const auto day = dayOf(path.filename().string());
            std::error_code error;
            if (day && *day < today - std::chrono::days(m_options.retentionDays)) {
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
