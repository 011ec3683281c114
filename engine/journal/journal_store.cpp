// SPDX-License-Identifier: MIT
#include "engine/journal/journal_store.h"

#include "engine/journal/history_tables.h"
#include "engine/journal/journal_connection.h"
#include "engine/journal/journal_schema.h"
#include "engine/journal/stocks_journal.h"

#include <QFileInfo>
#include <QLockFile>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>

#include <atomic>
#include <thread>

namespace leadline::journal
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int lockAttempts = 20;
constexpr std::chrono::milliseconds lockPause{100};
std::atomic<int> connections = 0;

std::unexpected<core::Defect> failure(const QSqlError& error)
{
    return core::defect("journal: " + errorText(error));
}

} // namespace

JournalStore::JournalStore(JournalOptions options)
    : m_options(std::move(options))
    , m_mapper(m_options)
    , m_name(u"journal-%1"_s.arg(connections++))
{
}

JournalStore::~JournalStore()
{
    close();
}

QSqlDatabase JournalStore::database() const
{
    return QSqlDatabase::database(m_name, false);
}

QSqlQuery& JournalStore::prepared(const char* statement)
{
    auto& query = m_prepared[statement];
    if (!query) {
        query = std::make_unique<QSqlQuery>(database());
        query->prepare(QString::fromLatin1(statement));
    }
    return *query;
}

core::Result<QSqlQuery> JournalStore::select(const QString& statement, const QVariant& bound)
{
    QSqlQuery query(database());
    query.prepare(statement);
    query.addBindValue(bound);
    if (!query.exec()) {
        return failure(query.lastError());
    }
    return query;
}

core::Result<void> JournalStore::lock()
{
    return m_options.url.kind == JournalUrl::Kind::Sqlite ? lockFile() : lockServer();
}

core::Result<void> JournalStore::lockFile()
{
    if (m_lock) {
        return {};
    }
    const JournalUrl& url = m_options.url;
    m_lock = std::make_unique<QLockFile>(databaseText(url.file) + u".lock"_s);
    m_lock->setStaleLockTime(0); // held for a whole session; a dead owner is noticed by its process id
    if (!m_lock->tryLock()) {
        // Nor can the lock of a program that was killed be taken away there.
        const bool isTaken = m_lock->error() == QLockFile::LockFailedError
            && QFileInfo(QFileInfo(databaseText(url.file)).absolutePath()).isWritable();
        m_lock.reset();
        return core::defect(
            "journal " + url.shown() + (isTaken ? " is in use by another Leadline" : ": its folder cannot be written"));
    }
    return {};
}

core::Result<void> JournalStore::lockServer()
{
    QSqlQuery query(database());
    query.prepare(u"SELECT pg_try_advisory_lock(hashtext(?))"_s);
    query.addBindValue(u"leadline:"_s + m_mapper.workstation());
    // The server may take a moment to notice that the last owner has left.
    for (int attempt = 0; attempt < lockAttempts; ++attempt) {
        if (!query.exec() || !query.next()) {
            return failure(query.lastError());
        }
        if (query.value(0).toBool()) {
            return {};
        }
        std::this_thread::sleep_for(lockPause);
    }
    return core::defect("journal " + m_options.url.shown() + ": another Leadline is running as workstation \""
        + m_options.workstation + "\"");
}

core::Result<void> JournalStore::connect()
{
    close();
    const JournalUrl& url = m_options.url;
    if (const auto opened = openDatabase(url, m_name); !opened) {
        return std::unexpected(opened.error());
    }
    if (auto locked = lock(); !locked) {
        return locked;
    }
    QSqlDatabase opened = database();
    if (url.kind == JournalUrl::Kind::PostgreSql) {
        QSqlQuery(opened).exec(u"SET client_min_messages = warning"_s); // "already exists" is no news
    }
    if (url.kind == JournalUrl::Kind::Sqlite) {
        for (const auto& pragma : {u"PRAGMA journal_mode=WAL"_s, u"PRAGMA synchronous=FULL"_s}) {
            QSqlQuery query(opened);
            if (!query.exec(pragma)) {
                return core::defect("journal " + url.shown() + ": " + errorText(query.lastError()));
            }
        }
    }
    if (auto migrated = migrate(opened); !migrated) {
        return migrated;
    }
    return takeOverStocks(opened, url, m_options.workstation);
}

void JournalStore::close()
{
    m_prepared.clear();
    if (QSqlDatabase::contains(m_name)) {
        database().close();
        QSqlDatabase::removeDatabase(m_name);
    }
}

core::Result<void> JournalStore::reserve(std::uint64_t& epoch, core::Timestamp now)
{
    // Identifiers begin with the epoch: one that was used, by whomever, is never used again.
    for (int attempt = 0; attempt < 1000; ++attempt, epoch += std::uint64_t{1} << orders::clientCountBits) {
        QSqlQuery query(database());
        query.prepare(u"INSERT INTO runs (epoch, workstation, started_ns) VALUES (?, ?, ?) "
                      "ON CONFLICT (epoch) DO NOTHING"_s);
        query.addBindValue(static_cast<qlonglong>(epoch));
        query.addBindValue(m_mapper.workstation());
        query.addBindValue(static_cast<qlonglong>(core::nanosecondsOf(now)));
        if (!query.exec()) {
            return failure(query.lastError());
        }
        if (query.numRowsAffected() == 1) {
            return {};
        }
    }
    return core::defect("journal: no free range of order identifiers");
}

core::Result<std::vector<std::string>> JournalStore::executionsOf(const QVariant& clientId)
{
    auto query = select(JournalMapper::executionsOfOrder(), clientId);
    if (!query) {
        return std::unexpected(query.error());
    }
    std::vector<std::string> executions;
    while (query->next()) {
        executions.push_back(query->value(0).toString().toStdString());
    }
    return executions;
}

core::Result<std::vector<orders::RecoveredOrder>> JournalStore::recoverOrders()
{
    auto query = select(JournalMapper::openOrders(), m_mapper.workstation());
    if (!query) {
        return std::unexpected(query.error());
    }
    std::vector<orders::RecoveredOrder> recovered;
    while (query->next()) {
        auto order = JournalMapper::orderOf(*query);
        if (!order) {
            return std::unexpected(order.error());
        }
        const bool isOfInterest = order->isLive() || order->lacksFills();
        if (!isOfInterest || !m_mapper.isOfOrderEnvironment(*query)) {
            continue;
        }
        auto executions = executionsOf(query->value(0));
        if (!executions) {
            return std::unexpected(executions.error());
        }
        recovered.push_back({std::move(*order), std::move(*executions)});
    }
    return recovered;
}

core::Result<std::vector<orders::Order>> JournalStore::ordersOf(const QVariant& run)
{
    auto query = select(JournalMapper::ordersOfRun(), run);
    if (!query) {
        return std::unexpected(query.error());
    }
    std::vector<orders::Order> sent;
    while (query->next()) {
        auto order = JournalMapper::orderOf(*query);
        if (!order) {
            return std::unexpected(order.error());
        }
        sent.push_back(std::move(*order));
    }
    return sent;
}

core::Result<std::vector<orders::RecoveredRun>> JournalStore::recoverRuns()
{
    auto query = select(JournalMapper::openRuns(), m_mapper.workstation());
    if (!query) {
        return std::unexpected(query.error());
    }
    std::vector<orders::RecoveredRun> runs;
    while (query->next()) {
        if (!m_mapper.isOfRunEnvironment(*query)) {
            continue;
        }
        auto sent = ordersOf(query->value(0));
        if (!sent) {
            return std::unexpected(sent.error());
        }
        runs.push_back({.record = JournalMapper::runOf(*query), .orders = std::move(*sent)});
    }
    return runs;
}

core::Result<std::vector<orders::Position>> JournalStore::recoverPositions()
{
    auto query = select(JournalMapper::positions(), m_mapper.workstation());
    if (!query) {
        return std::unexpected(query.error());
    }
    std::vector<orders::Position> positions;
    while (query->next()) {
        const auto position = JournalMapper::positionOf(*query);
        if (!position) {
            return std::unexpected(position.error());
        }
        if (m_mapper.isOfPositionEnvironment(*query)) {
            positions.push_back(*position);
        }
    }
    return positions;
}

core::Result<orders::RecoveredState> JournalStore::recover()
{
    auto open = recoverOrders();
    if (!open) {
        return std::unexpected(open.error());
    }
    auto runs = recoverRuns();
    if (!runs) {
        return std::unexpected(runs.error());
    }
    auto positions = recoverPositions();
    if (!positions) {
        return std::unexpected(positions.error());
    }
    return orders::RecoveredState{
        .orders = std::move(*open), .positions = std::move(*positions), .runs = std::move(*runs)};
}

core::Result<History> JournalStore::history(core::Timestamp since, bool ofOthersAlone)
{
    QSqlDatabase opened = database();
    return readHistory(opened,
        {.since = since,
            .exceptWorkstation = ofOthersAlone ? m_options.workstation : std::string(),
            .wants = [this](const core::VenueId& venue, std::string_view environment) {
                return m_mapper.environmentOf(venue) == databaseText(environment);
            }});
}

core::Result<void> JournalStore::write(const JournalRow& row)
{
    QSqlQuery& query = prepared(row.statement);
    for (int at = 0; const QVariant& value : row.values) {
        query.bindValue(at++, value);
    }
    if (!query.exec()) {
        return failure(query.lastError());
    }
    return {};
}

core::Result<void> JournalStore::write(std::span<const NumberedRecord> batch, std::uint64_t epoch)
{
    QSqlDatabase opened = database();
    if (!opened.isOpen() || !opened.transaction()) {
        return failure(opened.lastError());
    }
    for (const NumberedRecord& numbered : batch) {
        for (const JournalRow& row : m_mapper.rowsOf(numbered, epoch)) {
            if (auto done = write(row); !done) {
                opened.rollback();
                return done;
            }
        }
    }
    if (!opened.commit()) {
        const QSqlError why = opened.lastError();
        opened.rollback();
        return failure(why);
    }
    return {};
}

} // namespace leadline::journal
