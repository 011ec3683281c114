// SPDX-License-Identifier: MIT
/// Recordings: one line a message, `<receive time> <raw venue JSON>`, gzip, zstd or plain. The time is one that
/// core::takeTime() reads; behind it stands a blank, a tab, a comma, a semicolon, a bar or a colon; or there is no time
/// at all. JSON may be quoted as CSV has it. Captures of the cryptofeed kind are read too: `<seconds>: <JSON>`, and
/// lines that start with an address: `URL <-> time` (connected), `URL <- time: JSON` (sent by the client, passed over),
/// `URL -> time: JSON` (answer to a request).
#pragma once

#include "engine/core/result.h"
#include "engine/core/time.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace leadline::tape
{

struct TapeLine {
    std::uint64_t number = 0; ///< counted from 1
    core::Timestamp receiveTime; ///< the epoch where the recording has none
    std::string_view request; ///< the address that this answers; empty for a message of a stream
    bool isConnect = false; ///< no message: the connection was made here
    std::string_view json; ///< valid until the next call; at least `linePadding` readable bytes follow it
};

/// Readable bytes behind every line, for parsers that load whole vectors.
inline constexpr std::size_t linePadding = 64;
/// A longer line is skipped: no venue sends one, and memory must not follow whatever a broken file holds.
inline constexpr std::size_t longestLine = std::size_t{8} << 20;

/// Reads one recording line by line. Thread: any, one at a time.
class TapeReader
{
public:
    enum class Step : std::uint8_t {
        Line, ///< `line()` is the next message
        Skipped, ///< a line that is no message; `problem()` says what and where; go on
        End, ///< the file ended as it should
        Broken, ///< the file cannot be read further (truncated, corrupt); `problem()` says where
    };

    [[nodiscard]] static core::Result<TapeReader> open(const std::filesystem::path& path);
    /// Reads on behind the original's line, which the copy does not have.
    TapeReader(const TapeReader& other);
    TapeReader(TapeReader&&) noexcept;
    TapeReader& operator=(TapeReader&&) noexcept;
    ~TapeReader();

    Step next();
    [[nodiscard]] const TapeLine& line() const { return m_line; }
    [[nodiscard]] const std::string& problem() const { return m_problem; }
    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }
    /// "file:line", for messages about the current line.
    [[nodiscard]] std::string where() const;
    /// What was passed over so far, in words; empty when nothing was.
    [[nodiscard]] std::string passedOver() const;
    /// Bytes of the file that were read so far.
    [[nodiscard]] std::uint64_t consumed() const;

    class Source;

private:
    TapeReader(std::filesystem::path path, std::unique_ptr<Source> source);
    Step skip(std::string what);
    /// Nothing for a line that is meant to be passed over.
    std::optional<Step> parseLine(std::string_view text);
    /// What stands behind the time of a line, without what separates them; nothing where nothing does.
    std::optional<std::string_view> messageBehind(std::string_view text);
    std::optional<Step> parseControlLine(std::string_view text);
    /// Moves the unread rest to the front and reads more; false at the end or on failure.
    bool fill();
    [[nodiscard]] Step finish();

    std::filesystem::path m_path;
    std::unique_ptr<Source> m_source;
    std::vector<char> m_buffer;
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
    std::size_t m_scanned = 0; ///< bytes after m_begin already searched for a line end
    bool m_droppingLongLine = false;
    TapeLine m_line;
    std::string m_unquoted; ///< a message that is quoted as CSV has it, without that
    std::string m_problem;
};

/// The parts of a recording's file name: `binance-futures_ethusdt_20240808.gz`. Parts that are not there are empty.
struct TapeName {
    std::string venue;
    std::string symbol;
    std::string day; ///< yyyymmdd
};
[[nodiscard]] TapeName parseTapeName(const std::filesystem::path& path);

/// A folder stands for the recordings in it, by their names, in the order of these; a file for itself. A defect names a
/// folder without one.
[[nodiscard]] core::Result<std::vector<std::filesystem::path>> recordingsOf(
    std::span<const std::filesystem::path> paths);

/// The file that a collector wrote the day before this one, when the name has a day and that file exists beside it.
/// Empty otherwise.
[[nodiscard]] std::filesystem::path previousDay(const std::filesystem::path& path);

} // namespace leadline::tape
