// SPDX-License-Identifier: MIT
#include "engine/journal/sql_journal.h"

#include "engine/journal/journal_writer.h"

namespace leadline::journal
{

core::Result<std::unique_ptr<SqlJournal>> SqlJournal::open(
    const JournalOptions& options, std::uint64_t epoch, core::Timestamp now)
{
    auto writer = std::make_unique<JournalWriter>(options);
    auto opened = writer->open(epoch, now);
    if (!opened) {
        return std::unexpected(opened.error());
    }
    std::unique_ptr<SqlJournal> made(new SqlJournal);
    made->m_epoch = opened->epoch;
    made->m_recovered = std::move(opened->recovered);
    made->m_history = std::move(opened->history);
    made->m_writer = std::move(writer);
    return made;
}

SqlJournal::~SqlJournal() = default;

void SqlJournal::setEvents(Events events)
{
    m_writer->setEvents(std::move(events));
}

std::uint64_t SqlJournal::write(orders::JournalEntry entry)
{
    return m_writer->add(std::move(entry));
}

void SqlJournal::keep(const calibration::LatencySample& sample)
{
    m_writer->add(sample);
}

void SqlJournal::keep(const calibration::ParentOrder& parent)
{
    m_writer->add(parent);
}

void SqlJournal::keep(const calibration::JournalledDecision& decision)
{
    m_writer->add(decision);
}

void SqlJournal::keep(const orders::RunRecord& record)
{
    m_writer->add(record);
}

bool SqlJournal::isHealthy() const
{
    return m_writer->isHealthy();
}

bool SqlJournal::isIdle() const
{
    return m_writer->isIdle();
}

} // namespace leadline::journal
