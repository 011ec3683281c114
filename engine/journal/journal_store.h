// SPDX-License-Identifier: MIT
/// One connection to a journal's database, held for one workstation.
#pragma once

#include "engine/core/result.h"
#include "engine/journal/history.h"
#include "engine/journal/journal_mapper.h"

#include <QString>

#include <memory>
#include <span>

class QLockFile;
class QSqlDatabase;
class QSqlQuery;

namespace leadline::journal
{

/// Thread: the one that connects.
class JournalStore
{
public:
    explicit JournalStore(JournalOptions options);
    ~JournalStore();

    /// Opens the database, or opens it again, takes it for this workstation and brings its tables up to date.
    core::Result<void> connect();
    void close();
    /// Makes `epoch` ours, or the next free one.
    core::Result<void> reserve(std::uint64_t& epoch, core::Timestamp now);
    /// What an earlier run of this workstation left.
    core::Result<orders::RecoveredState> recover();
    core::Result<History> history(core::Timestamp since, bool ofOthersAlone);
    /// All of it in one transaction, or nothing.
    core::Result<void> write(std::span<const NumberedRecord> batch, std::uint64_t epoch);
    /// Other workstations may write to it, too.
    [[nodiscard]] bool isShared() const { return m_options.url.kind == JournalUrl::Kind::PostgreSql; }

private:
    core::Result<void> lock();
    core::Result<void> lockFile();
    core::Result<void> lockServer();
    core::Result<void> write(const JournalRow& row);
    core::Result<QSqlQuery> select(const QString& statement, const QVariant& bound);
    core::Result<std::vector<orders::RecoveredOrder>> recoverOrders();
    core::Result<std::vector<orders::RecoveredRun>> recoverRuns();
    core::Result<std::vector<orders::Position>> recoverPositions();
    core::Result<std::vector<std::string>> executionsOf(const QVariant& clientId);
    core::Result<std::vector<orders::Order>> ordersOf(const QVariant& run);
    [[nodiscard]] QSqlDatabase database() const;
    QSqlQuery& prepared(const char* statement);

    JournalOptions m_options;
    JournalMapper m_mapper;
    QString m_name; ///< of the connection
    std::map<const char*, std::unique_ptr<QSqlQuery>> m_prepared; ///< by the literal's address
    std::unique_ptr<QLockFile> m_lock;
};

} // namespace leadline::journal
