// SPDX-License-Identifier: MIT
/// The journal in a SQL database: SQLite on this machine, or PostgreSQL for the workstations of one desk.
#pragma once

#include "engine/core/result.h"
#include "engine/journal/history.h"
#include "engine/journal/journal_options.h"
#include "engine/orders/journal.h"

#include <memory>

namespace leadline::journal
{

class JournalWriter;

/// JournalMapper makes rows of what is written, JournalStore holds the connection, JournalWriter is the thread between
/// them and us. Calls: from one thread.
class SqlJournal final : public orders::Journal
{
public:
    using Events = JournalEvents;

    /// Opens the database, brings its tables up to date, locks it for this workstation and reserves `epoch`, or the
    /// next free one: a defect says which of these failed.
    static core::Result<std::unique_ptr<SqlJournal>> open(
        const JournalOptions& options, std::uint64_t epoch, core::Timestamp now);
    /// Writes what waits, as far as that is possible at once.
    ~SqlJournal() override;

    /// Before the first write().
    void setEvents(Events events);
    [[nodiscard]] std::uint64_t epoch() const { return m_epoch; }
    [[nodiscard]] const orders::RecoveredState& recovered() const { return m_recovered; }

    /// What every workstation of the journal has executed, in the environments of the options.
    [[nodiscard]] const History& history() const { return m_history; }

    std::uint64_t write(orders::JournalEntry entry) override;
    /// The same for what is measured; kept once, however often it comes.
    void keep(const calibration::LatencySample& sample);
    /// As it stands now: a later call with the same id replaces it.
    void keep(const calibration::ParentOrder& parent);
    /// Kept once, however often it comes; workstation and environment are the journal's.
    void keep(const calibration::JournalledDecision& decision);
    /// As it stands now: a later call with the same id replaces it. In order with the entries of write().
    void keep(const orders::RunRecord& record);
    [[nodiscard]] bool isHealthy() const override;
    /// Nothing waits to be written.
    [[nodiscard]] bool isIdle() const;

private:
    SqlJournal() = default;

    std::uint64_t m_epoch = 0;
    orders::RecoveredState m_recovered;
    History m_history;
    std::unique_ptr<JournalWriter> m_writer;
};

} // namespace leadline::journal
