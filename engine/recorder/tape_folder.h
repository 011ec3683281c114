// SPDX-License-Identifier: MIT
/// The files of a recording: one a venue, symbol and UTC day.
#pragma once

#include "engine/core/names.h"
#include "engine/core/time.h"
#include "engine/recorder/line_queue.h"
#include "engine/recorder/record_statistics.h"
#include "engine/recorder/tape_file.h"
#include "engine/recorder/tape_name.h"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace leadline::recorder
{

/// Each file begins with what its venue said last of the instrument, so that it can be read without any other. Thread:
/// one.
class TapeFolder
{
public:
    /// `keepDays`: files of older days are removed when a day begins; zero: none ever.
    TapeFolder(std::filesystem::path folder, int keepDays);

    /// The lines wait in memory until flush(), or until they are a megabyte of one file.
    void write(const LineBatch& batch);
    /// Writes everything that waits, and tries anew what failed before.
    void flush();
    /// The same, and ends the files.
    void close();
    [[nodiscard]] RecordStatistics statistics() const;

private:
    /// What a venue said of an instrument, or of several at once.
    struct Description {
        std::string text;
        Day listedOn{}; ///< it stands in the venue's own file of that day
    };
    struct Tape {
        Day day{};
        core::Timestamp newest; ///< of any line
        std::unique_ptr<TapeFile> file; ///< null: it could not be had
        std::uint64_t dropped = 0; ///< lines, while it could not be had
        std::shared_ptr<Description> description; ///< null: none came yet
    };

    void write(const LineBatch::Line& line, std::string_view text);
    /// The file of that time's day. Null: it cannot be had.
    TapeFile* fileFor(const core::MarketId& market, Tape& tape, core::Timestamp time);
    /// With the description, where there is one.
    void open(const core::MarketId& market, Tape& tape);
    /// Into the file of the venue's instruments, once a day.
    void list(const core::VenueId& venue, Description& description, core::Timestamp time);
    void end(Tape& tape);
    void writeFrame(TapeFile& file);
    void beginDay(Day day);
    void removeOld();
    void note(std::string what);

    std::filesystem::path m_folder;
    int m_keepDays;
    std::map<core::MarketId, Tape> m_tapes;
    std::shared_ptr<Description> m_newest; ///< of the line before, which may have the same text
    Day m_today{}; ///< of the lines
    TapeCounts m_ended; ///< of files that are closed, and of lines that had none
    std::string m_problem;
    std::vector<std::string> m_notes;
};

} // namespace leadline::recorder
