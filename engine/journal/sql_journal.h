// SPDX-License-Identifier: MIT
/// The journal in a SQL database: SQLite on this machine, or PostgreSQL for the workstations of one desk.
#pragma once

#include "engine/calibration/execution.h"
#include "engine/calibration/execution_quality.h"
#include "engine/core/result.h"
#include "engine/core/time.h"
#include "engine/journal/history.h"
#include "engine/journal/journal_url.h"
#include "engine/orders/journal.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <variant>

namespace leadline::journal
{

struct JournalOptions {
    JournalUrl url;
    std::string workstation; ///< whose orders are ours
    /// "live", "demo", "embedded": orders of another environment of a venue are left alone. A venue that is not named
    /// has "live".
    std::map<core::VenueId, std::string> environments;
    core::Duration retryEvery = std::chrono::milliseconds(500);
    core::Duration historyOf = std::chrono::days(30); ///< how far back history() reaches
    core::Duration listenEvery = std::chrono::seconds(5); ///< how often other workstations' records are looked for
};

/// Writes in a thread of its own, everything that waits in one transaction, in order. What fails is tried again until
/// it works; entries are idempotent, so that a commit whose answer was lost does no harm. Calls: from one thread.
class SqlJournal final : public orders::Journal
{
public:
    struct Events {
        std::function<void(std::uint64_t upTo)> durable; ///< called in the journal's thread
        std::function<void(std::string why)> failed; ///< the same; once for each time it breaks
        std::function<void()> healed;
        /// Records of the other workstations of a shared journal; some of them may have come before.
        std::function<void(History)> learned;
    };

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
    void keep(const calibration::LatencySample& sample) { enqueue(sample); }
    /// As it stands now: a later call with the same id replaces it.
    void keep(const calibration::ParentOrder& parent) { enqueue(parent); }
    /// As it stands now: a later call with the same id replaces it. In order with the entries of write().
    void keep(const orders::RunRecord& record) { enqueue(record); }
    [[nodiscard]] bool isHealthy() const override;
    /// Nothing waits to be written.
    [[nodiscard]] bool isIdle() const;

private:
    class Writer;
    using Record =
        std::variant<orders::JournalEntry, calibration::LatencySample, calibration::ParentOrder, orders::RunRecord>;
    struct Numbered {
        std::uint64_t number = 0;
        Record record;
    };

    SqlJournal() = default;
    std::uint64_t enqueue(Record record);
    void run(const std::stop_token& stop);
    void listen(const Events& events);

    std::uint64_t m_epoch = 0;
    orders::RecoveredState m_recovered;
    History m_history;
    core::Duration m_listenEvery{};
    core::Timestamp m_heard; ///< newest record of another workstation; used in the thread alone
    Events m_events;
    core::Duration m_retryEvery{};
    std::uint64_t m_last = 0;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::deque<Numbered> m_queue; ///< guarded by m_mutex
    bool m_isHealthy = true; ///< guarded by m_mutex
    bool m_isWriting = false; ///< guarded by m_mutex
    std::unique_ptr<Writer> m_writer; ///< used in the thread alone once it runs
    std::jthread m_thread; ///< last: it must end before anything else does
};

} // namespace leadline::journal
