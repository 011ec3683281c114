// SPDX-License-Identifier: MIT
#include "engine/recorder/tape_folder.h"

#include <algorithm>
#include <utility>

namespace leadline::recorder
{

namespace
{

/// Of one file in memory; then it becomes a frame.
constexpr std::size_t mostWaiting = std::size_t{1} << 20;
/// What was found and removed, for people.
constexpr std::size_t mostNotes = 100;
/// A clock that is set back by less over midnight opens no file of the day before again.
constexpr std::chrono::hours littleBack{1};

/// The day that a line belongs to, where those before it are of `day`.
Day dayAfter(Day day, core::Timestamp time)
{
    const Day own = dayOf(time);
    return own < day && time + littleBack >= core::Timestamp(day) ? day : own;
}

} // namespace

TapeFolder::TapeFolder(std::filesystem::path folder, int keepDays)
    : m_folder(std::move(folder))
    , m_keepDays(keepDays)
{
}

void TapeFolder::note(std::string what)
{
    if (m_notes.size() < mostNotes) {
        m_notes.push_back(std::move(what));
    }
}

void TapeFolder::write(const LineBatch& batch)
{
    for (const LineBatch::Line& line : batch.lines()) {
        const std::string_view text = batch.textOf(line);
        if (!line.isSameText) {
            m_newest.reset();
        }
        if (line.describes && !m_newest) {
            m_newest = std::make_shared<Description>(Description{.text = std::string(text), .listedOn = {}});
        }
        write(line, text);
    }
}

void TapeFolder::write(const LineBatch::Line& line, std::string_view text)
{
    if (const Day day = dayAfter(m_today, line.receiveTime); day != m_today) {
        beginDay(day);
    }
    Tape& tape = m_tapes[line.market];
    if (line.describes) {
        // A file that this line begins has it as its own first one.
        tape.description.reset();
    }
    TapeFile* const file = fileFor(line.market, tape, line.receiveTime);
    if (line.describes) {
        tape.description = m_newest;
        list(line.market.venue, *m_newest, line.receiveTime);
    }
    if (file == nullptr) {
        ++tape.dropped;
        return;
    }
    file->add(line.receiveTime, text);
    if (file->waitingBytes() > mostWaiting) {
        writeFrame(*file);
    }
}

TapeFile* TapeFolder::fileFor(const core::MarketId& market, Tape& tape, core::Timestamp time)
{
    tape.newest = time;
    if (const Day day = dayAfter(tape.day, time); day != tape.day) {
        end(tape);
        tape.day = day;
        open(market, tape);
    }
    return tape.file.get();
}

void TapeFolder::open(const core::MarketId& market, Tape& tape)
{
    std::error_code ignored; // opening the file says what is wrong
    std::filesystem::create_directories(m_folder, ignored);
    auto file = TapeFile::open(m_folder / tapeName(market, tape.day),
        market.symbol == feeds::privateStream ? TapeFile::ownersAlone : TapeFile::readableByAll);
    if (!file) {
        m_problem = file.error().what;
        return;
    }
    tape.file = std::move(*file);
    if (tape.file->cutOff() > 0) {
        note(tape.file->path().string() + ": " + std::to_string(tape.file->cutOff())
            + " bytes of a frame that was never finished are cut off");
    }
    if (tape.description) {
        list(market.venue, *tape.description, tape.newest);
        tape.file->add(tape.newest, tape.description->text);
    }
}

void TapeFolder::list(const core::VenueId& venue, Description& description, core::Timestamp time)
{
    const Day day = dayOf(time);
    if (std::exchange(description.listedOn, day) == day) {
        return;
    }
    const core::MarketId market{venue, instrumentsOfAll};
    if (TapeFile* const file = fileFor(market, m_tapes[market], time)) {
        file->add(time, description.text);
    }
}

void TapeFolder::writeFrame(TapeFile& file)
{
    if (auto failed = file.writeFrame()) {
        m_problem = std::move(failed->what);
    }
}

void TapeFolder::flush()
{
    m_problem.clear();
    for (auto& [market, tape] : m_tapes) {
        if (tape.file) {
            writeFrame(*tape.file);
        } else {
            open(market, tape);
        }
    }
}

void TapeFolder::end(Tape& tape)
{
    m_ended.dropped += std::exchange(tape.dropped, 0);
    if (tape.file) {
        writeFrame(*tape.file);
        m_ended += tape.file->counts();
        tape.file.reset();
    }
}

void TapeFolder::close()
{
    for (auto& [market, tape] : m_tapes) {
        end(tape);
    }
    m_tapes.clear();
}

void TapeFolder::beginDay(Day day)
{
    m_today = day;
    if (m_keepDays > 0) {
        removeOld();
    }
}

void TapeFolder::removeOld()
{
    std::map<std::filesystem::path, Day> tapes;
    Day newest{}; // of those before today
    std::error_code error;
    for (std::filesystem::directory_iterator entry(m_folder, error), end; !error && entry != end;
         entry.increment(error)) {
        const auto written = dayOfTape(entry->path());
        std::error_code failed;
        if (written && *written < m_today && entry->is_regular_file(failed)) {
            tapes.emplace(entry->path(), *written);
            newest = std::max(newest, *written);
        }
    }
    // From the newest recording on, not from today: a clock that is ahead would take them all.
    const Day oldest = newest + std::chrono::days(1 - m_keepDays);
    for (const auto& [path, day] : tapes) {
        if (std::error_code failed; day < oldest && std::filesystem::remove(path, failed)) {
            note(path.string() + ": is older than " + std::to_string(m_keepDays) + " days, and removed");
        }
    }
}

RecordStatistics TapeFolder::statistics() const
{
    RecordStatistics statistics;
    statistics.all = m_ended;
    statistics.problem = m_problem;
    statistics.notes = m_notes;
    for (const auto& [market, tape] : m_tapes) {
        TapeCounts counts = tape.file ? tape.file->counts() : TapeCounts{};
        counts.dropped += tape.dropped;
        statistics.all += counts;
        statistics.files.push_back({.path = m_folder / tapeName(market, tape.day), .counts = counts});
    }
    return statistics;
}

} // namespace leadline::recorder
