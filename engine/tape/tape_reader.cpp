// SPDX-License-Identifier: MIT
#include "engine/tape/tape_reader.h"

#include "engine/core/text.h"
#include "engine/core/time_text.h"
#include "engine/tape/foreign_form.h"
#include "engine/tape/source.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <utility>

namespace leadline::tape
{

namespace
{

/// In place of the symbol in names of files that stand beside those of the markets: what a venue says of its
/// instruments (each market's own file has it, too), and of an account.
constexpr std::array besideMarkets{"instruments", "private"};
constexpr std::size_t firstBuffer = std::size_t{256} << 10;

} // namespace

core::Result<TapeReader> TapeReader::open(const std::filesystem::path& path)
{
    auto source = Source::open(path);
    if (!source) {
        return std::unexpected(std::move(source.error()));
    }
    TapeReader reader(path, std::move(*source));
    if (reader.fill()) {
        const std::string_view head(reader.m_buffer.data(), reader.m_end);
        // The second is what a shell leaves whose echo knows no escapes.
        for (const std::string_view byteOrderMark : {"\xef\xbb\xbf", "\\xef\\xbb\\xbf"}) {
            reader.m_begin = head.starts_with(byteOrderMark) ? byteOrderMark.size() : reader.m_begin;
        }
        std::string form = foreignForm(head);
        if (form.empty() && isBinary(head)) {
            form =
                "is binary data of no known form; a recording is text or packets (pcap), plain or compressed by gzip "
                "or zstd";
        }
        const std::string what = form.empty() ? foreignTable(head.substr(reader.m_begin)) : form;
        if (!what.empty()) {
            return core::defect(path.string() + ": " + what);
        }
    }
    return reader;
}

TapeReader::TapeReader(std::filesystem::path path, std::unique_ptr<Source> source)
    : m_path(std::move(path))
    , m_source(std::move(source))
    , m_buffer(firstBuffer + linePadding)
{
}

TapeReader::TapeReader(const TapeReader& other)
    : m_path(other.m_path)
    , m_source(other.m_source->copy())
    , m_buffer(other.m_buffer.data() + other.m_begin, other.m_buffer.data() + other.m_end + linePadding)
    , m_end(other.m_end - other.m_begin)
    , m_scanned(other.m_scanned)
    , m_droppingLongLine(other.m_droppingLongLine)
    , m_line{.number = other.m_line.number, .receiveTime = other.m_line.receiveTime}
    , m_problem(other.m_problem)
{
}

TapeReader::TapeReader(TapeReader&&) noexcept = default;
TapeReader& TapeReader::operator=(TapeReader&&) noexcept = default;
TapeReader::~TapeReader() = default;

std::string TapeReader::where() const
{
    return m_path.string() + ":" + std::to_string(m_line.number);
}

TapeReader::Step TapeReader::skip(std::string what)
{
    m_problem = where() + ": " + std::move(what);
    return Step::Skipped;
}

TapeReader::Step TapeReader::next()
{
    while (true) {
        const char* const begin = m_buffer.data() + m_begin;
        const std::size_t unread = m_end - m_begin;
        const void* const newline = std::memchr(begin + m_scanned, '\n', unread - m_scanned);
        if (newline == nullptr) {
            m_scanned = unread;
            if (!fill()) {
                return finish();
            }
            continue;
        }
        const auto size = static_cast<std::size_t>(static_cast<const char*>(newline) - begin);
        m_begin += size + 1;
        m_scanned = 0;
        ++m_line.number;
        if (std::exchange(m_droppingLongLine, false) || size > longestLine) {
            return skip("line longer than " + std::to_string(longestLine >> 20) + " MiB skipped");
        }
        std::string_view text(begin, size);
        if (text.ends_with('\r')) {
            text.remove_suffix(1);
        }
        if (!text.empty()) {
            if (const auto step = parseLine(text)) {
                return *step;
            }
        }
    }
}

std::optional<TapeReader::Step> TapeReader::parseLine(std::string_view text)
{
    m_line.request = {};
    m_line.isConnect = false;
    if (text.front() == '{' || text.front() == '[') {
        m_line.receiveTime = {};
        m_line.json = text;
        return Step::Line;
    }
    if (text.front() < '0' || text.front() > '9') {
        return parseControlLine(text);
    }
    std::string_view rest = text;
    const auto stamp = core::takeTime(rest);
    const auto message = stamp ? messageBehind(rest) : std::nullopt;
    if (!message) {
        return skip("no `<receive time> <message>` line");
    }
    m_line.receiveTime = *stamp;
    m_line.json = *message;
    if (m_line.json.empty()) {
        return skip("no message after the receive time");
    }
    return Step::Line;
}

std::optional<std::string_view> TapeReader::messageBehind(std::string_view text)
{
    if (text.starts_with(' ') || text.starts_with(": ")) {
        text.remove_prefix(text.front() == ' ' ? 1 : 2);
    } else if (!text.empty() && std::string_view(",;\t|").contains(text.front())) {
        text = core::trimmed(text.substr(1));
        if (!text.starts_with('{') && !text.starts_with('[') && !text.starts_with("\"{") && !text.starts_with("\"[")) {
            return std::nullopt;
        }
    } else {
        return std::nullopt;
    }
    const bool isQuoted =
        text.size() >= 4 && text.ends_with('"') && (text.starts_with("\"{") || text.starts_with("\"["));
    if (!isQuoted) {
        return text;
    }
    m_unquoted.clear();
    for (std::size_t at = 1; at + 1 < text.size(); ++at) {
        m_unquoted += text[at];
        at += text.substr(at).starts_with("\"\"") && at + 2 < text.size() ? 1 : 0;
    }
    const std::size_t size = m_unquoted.size();
    m_unquoted.append(linePadding, '\0');
    return std::string_view(m_unquoted).substr(0, size);
}

std::uint64_t TapeReader::consumed() const
{
    return m_source->consumed();
}

std::string TapeReader::passedOver() const
{
    const std::string what = m_source->passedOver();
    return what.empty() ? what : m_path.string() + ": " + what;
}

std::optional<TapeReader::Step> TapeReader::parseControlLine(std::string_view text)
{
    constexpr std::size_t longestAddress = 4096;
    const std::string_view head = text.substr(0, longestAddress);
    if (head.starts_with("configuration: ")) {
        return std::nullopt;
    }
    if (head.find("://") == std::string_view::npos) {
        return skip("no `<receive time> <message>` line");
    }
    if (const auto at = head.find(" <-> "); at != std::string_view::npos) {
        std::string_view rest = text.substr(at + 5);
        m_line.receiveTime = core::takeTime(rest).value_or(m_line.receiveTime);
        m_line.json = {};
        m_line.isConnect = true;
        return Step::Line;
    }
    if (head.find(" <- ") != std::string_view::npos) {
        return std::nullopt;
    }
    const auto at = head.find(" -> ");
    std::string_view rest = text.substr(at == std::string_view::npos ? text.size() : at + 4);
    const auto stamp = core::takeTime(rest);
    if (!stamp || !rest.starts_with(": ")) {
        return skip("no `<address> -> <time>: <answer>` line");
    }
    m_line.receiveTime = *stamp;
    m_line.request = text.substr(0, at);
    m_line.json = rest.substr(2);
    return Step::Line;
}

bool TapeReader::fill()
{
    const std::size_t capacity = m_buffer.size() - linePadding;
    if (m_end - m_begin > longestLine || m_droppingLongLine) {
        m_droppingLongLine = true;
        m_begin = m_end = m_scanned = 0;
    } else if (m_begin > 0) {
        std::memmove(m_buffer.data(), m_buffer.data() + m_begin, m_end - m_begin);
        m_end -= m_begin;
        m_begin = 0;
    } else if (m_end == capacity) {
        m_buffer.resize(std::max(capacity * 2, firstBuffer) + linePadding);
    }
    m_buffer.resize(std::max(m_buffer.size(), firstBuffer + linePadding)); // a copy's has no room to read into
    const auto count = m_source->read(m_buffer.data() + m_end, m_buffer.size() - linePadding - m_end);
    if (!count) {
        m_problem = count.error().what;
        return false;
    }
    m_problem.clear();
    m_end += *count;
    return *count > 0;
}

TapeReader::Step TapeReader::finish()
{
    if (!m_problem.empty()) {
        ++m_line.number;
        m_problem = where() + ": " + m_problem;
        return Step::Broken;
    }
    if (m_end > m_begin || m_droppingLongLine) {
        // A last line without its line end was cut while it was written: its message cannot be trusted to be whole,
        // but JSON tells a cut message by itself, so it is handed on.
        const std::string_view text(m_buffer.data() + m_begin, m_end - m_begin);
        m_begin = m_end;
        m_scanned = 0;
        ++m_line.number;
        if (std::exchange(m_droppingLongLine, false)) {
            return skip("line longer than " + std::to_string(longestLine >> 20) + " MiB skipped");
        }
        return (text.empty() ? std::nullopt : parseLine(text)).value_or(Step::End);
    }
    return Step::End;
}

TapeName parseTapeName(const std::filesystem::path& path)
{
    std::string stem = path.filename().string();
    for (const std::string_view ending : {".gz", ".zst", ".jsonl", ".txt", ".dat"}) {
        if (stem.ends_with(ending)) {
            stem.resize(stem.size() - ending.size());
        }
    }
    const auto first = stem.find('_');
    const auto last = stem.rfind('_');
    if (first == std::string::npos || last <= first) {
        return {};
    }
    TapeName name{stem.substr(0, first), stem.substr(first + 1, last - first - 1), stem.substr(last + 1)};
    const bool isDay =
        name.day.size() == 8 && std::ranges::all_of(name.day, [](char c) { return c >= '0' && c <= '9'; });
    return isDay ? name : TapeName{};
}

core::Result<std::vector<std::filesystem::path>> recordingsOf(std::span<const std::filesystem::path> paths)
{
    std::vector<std::filesystem::path> recordings;
    for (const auto& path : paths) {
        std::error_code error;
        if (!std::filesystem::is_directory(path, error)) {
            recordings.push_back(path);
            continue;
        }
        std::vector<std::filesystem::path> inside;
        for (std::filesystem::directory_iterator entry(path, error), end; !error && entry != end;
             entry.increment(error)) {
            std::error_code failed;
            const TapeName name = parseTapeName(entry->path());
            if (!name.day.empty() && std::ranges::find(besideMarkets, name.symbol) == besideMarkets.end()
                && entry->is_regular_file(failed)) {
                inside.push_back(entry->path());
            }
        }
        if (error) {
            return core::defect(path.string() + ": " + error.message());
        }
        if (inside.empty()) {
            return core::defect(path.string() + ": holds no recording; they are called <venue>_<symbol>_<day>");
        }
        std::ranges::sort(inside);
        recordings.insert(recordings.end(), inside.begin(), inside.end());
    }
    return recordings;
}

std::filesystem::path previousDay(const std::filesystem::path& path)
{
    const TapeName name = parseTapeName(path);
    if (name.day.empty()) {
        return {};
    }
    const int number = std::stoi(name.day);
    const std::chrono::year_month_day day{std::chrono::year(number / 10000),
        std::chrono::month(static_cast<unsigned>(number / 100 % 100)),
        std::chrono::day(static_cast<unsigned>(number % 100))};
    if (!day.ok()) {
        return {};
    }
    const std::chrono::year_month_day before{std::chrono::sys_days(day) - std::chrono::days(1)};
    const int numberBefore = static_cast<int>(before.year()) * 10000
        + static_cast<int>(static_cast<unsigned>(before.month())) * 100
        + static_cast<int>(static_cast<unsigned>(before.day()));
    std::string file = path.filename().string();
    const auto position = file.rfind(name.day);
    auto candidate = path.parent_path() / file.replace(position, name.day.size(), std::to_string(numberBefore));
    return std::filesystem::exists(candidate) ? candidate : std::filesystem::path{};
}

} // namespace leadline::tape
