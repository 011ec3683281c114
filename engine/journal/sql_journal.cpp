// SPDX-License-Identifier: MIT
#include "engine/journal/sql_journal.h"

#include "engine/journal/history_tables.h"
#include "engine/journal/journal_connection.h"
#include "engine/journal/journal_schema.h"

#include <QLockFile>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QVariant>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <thread>
#include <vector>

namespace leadline::journal
{

using namespace Qt::StringLiterals;
using orders::JournalEntry;
using orders::Order;

namespace
{

constexpr std::size_t largestBatch = 500;
constexpr int lockAttempts = 20;
constexpr std::chrono::milliseconds lockPause{100};
/// As Writer::readOrder() takes them.
constexpr const char* orderColumns =
    "client_id, venue, symbol, side, type, price, size, state, venue_order, filled, filled_value, fees, venue_filled, "
    "arrival_mid, sent_ns, changed_ns, max_spread_bps, expires_ns, max_age_ns, cancel_wanted, flagged, note, "
    "environment, run, earlier_orders, reduce_only, position_side";
constexpr int environmentColumn = 22;

/// Texts of venues may hold anything; PostgreSQL takes no zero byte, and no text is NULL.
QString qt(std::string_view text)
{
    QString made = QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
    made.replace(QChar(u'\0'), QChar::ReplacementCharacter);
    return made.isNull() ? u""_s : made;
}

qlonglong nanoseconds(core::Timestamp time)
{
    return core::nanosecondsOf(time);
}

template <class Value> bool read(const QVariant& text, Value& to)
{
    const auto parsed = Value::parse(text.toString().toStdString());
    to = parsed.value_or(Value{});
    return parsed.has_value();
}

template <class Enum, int count> bool readName(const QVariant& text, Enum& to)
{
    const std::string name = text.toString().toStdString();
    for (int i = 0; i < count; ++i) {
        if (describe(static_cast<Enum>(i)) == name) {
            to = static_cast<Enum>(i);
            return true;
        }
    }
    return false;
}

} // namespace

/// One connection and its prepared statements.
class SqlJournal::Writer
{
public:
    explicit Writer(JournalOptions options)
        : m_options(std::move(options))
        , m_name(u"journal-%1"_s.arg(count++))
    {
    }
    ~Writer() { close(); }

    core::Result<void> connect();
    void close();
    core::Result<void> reserve(std::uint64_t& epoch, core::Timestamp now);
    core::Result<orders::RecoveredState> recover();
    core::Result<void> write(const std::vector<Numbered>& batch, std::uint64_t epoch);
    core::Result<History> history(core::Timestamp since, bool ofOthersAlone);
    [[nodiscard]] bool isShared() const { return m_options.url.kind == JournalUrl::Kind::PostgreSql; }

private:
    core::Result<void> lock();
    core::Result<void> writeEntry(const JournalEntry& entry, std::uint64_t number, std::uint64_t epoch);
    core::Result<void> writeLatency(const calibration::LatencySample& sample);
    core::Result<void> writeParent(const calibration::ParentOrder& parent);
    core::Result<void> writeRun(const orders::RunRecord& record);
    core::Result<void> writeOrder(const Order& order);
    core::Result<void> readOrder(const QSqlQuery& query, Order& order);
    core::Result<std::vector<orders::RecoveredRun>> recoverRuns();
    core::Result<void> writeFill(const JournalEntry& entry);
    core::Result<std::vector<std::string>> executionsOf(const QString& clientId);
    [[nodiscard]] QSqlDatabase database() const { return QSqlDatabase::database(m_name, false); }
    [[nodiscard]] QString environmentOf(const core::VenueId& venue) const
    {
        const auto found = m_options.environments.find(venue);
        return found == m_options.environments.end() ? u"live"_s : qt(found->second);
    }
    core::Result<void> execute(QSqlQuery& query)
    {
        if (!query.exec()) {
            return core::defect("journal: " + errorText(query.lastError()));
        }
        return {};
    }
    QSqlQuery& prepared(const char* statement)
    {
        auto& query = m_prepared[statement];
        if (!query) {
            query = std::make_unique<QSqlQuery>(database());
            query->prepare(QString::fromLatin1(statement));
        }
        return *query;
    }

    static inline std::atomic<int> count = 0;
    JournalOptions m_options;
    QString m_name;
    std::map<const char*, std::unique_ptr<QSqlQuery>> m_prepared; ///< by the literal's address
    std::unique_ptr<QLockFile> m_lock;
};

core::Result<void> SqlJournal::Writer::lock()
{
    const JournalUrl& url = m_options.url;
    if (url.kind == JournalUrl::Kind::Sqlite) {
        if (m_lock) {
            return {};
        }
        m_lock = std::make_unique<QLockFile>(qt(url.file) + u".lock"_s);
        m_lock->setStaleLockTime(0); // held for a whole session; a dead owner is noticed by its process id
        if (!m_lock->tryLock()) {
            const bool isTaken = m_lock->error() == QLockFile::LockFailedError;
            m_lock.reset();
            return core::defect("journal " + url.shown()
                + (isTaken ? " is in use by another Leadline" : ": its folder cannot be written"));
        }
        return {};
    }
    QSqlQuery query(database());
    query.prepare(u"SELECT pg_try_advisory_lock(hashtext(?))"_s);
    query.addBindValue(u"leadline:"_s + qt(m_options.workstation));
    // The server may take a moment to notice that the last owner has left.
    for (int attempt = 0; attempt < lockAttempts; ++attempt) {
        if (!query.exec() || !query.next()) {
            return core::defect("journal: " + errorText(query.lastError()));
        }
        if (query.value(0).toBool()) {
            return {};
        }
        std::this_thread::sleep_for(lockPause);
    }
    return core::defect(
        "journal " + url.shown() + ": another Leadline is running as workstation \"" + m_options.workstation + "\"");
}

core::Result<void> SqlJournal::Writer::connect()
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
    return migrate(opened);
}

void SqlJournal::Writer::close()
{
    m_prepared.clear();
    if (QSqlDatabase::contains(m_name)) {
        database().close();
        QSqlDatabase::removeDatabase(m_name);
    }
}

core::Result<void> SqlJournal::Writer::reserve(std::uint64_t& epoch, core::Timestamp now)
{
    // Identifiers begin with the epoch: one that was used, by whomever, is never used again.
    for (int attempt = 0; attempt < 1000; ++attempt, epoch += std::uint64_t{1} << orders::clientCountBits) {
        QSqlQuery query(database());
        query.prepare(u"INSERT INTO runs (epoch, workstation, started_ns) VALUES (?, ?, ?) "
                      "ON CONFLICT (epoch) DO NOTHING"_s);
        query.addBindValue(static_cast<qlonglong>(epoch));
        query.addBindValue(qt(m_options.workstation));
        query.addBindValue(nanoseconds(now));
        if (!query.exec()) {
            return core::defect("journal: " + errorText(query.lastError()));
        }
        if (query.numRowsAffected() == 1) {
            return {};
        }
    }
    return core::defect("journal: no free range of order identifiers");
}

core::Result<std::vector<std::string>> SqlJournal::Writer::executionsOf(const QString& clientId)
{
    std::vector<std::string> executions;
    QSqlQuery query(database());
    query.prepare(u"SELECT execution FROM fills WHERE client_id = ?"_s);
    query.addBindValue(clientId);
    if (!query.exec()) {
        return core::defect("journal: " + errorText(query.lastError()));
    }
    while (query.next()) {
        executions.push_back(query.value(0).toString().toStdString());
    }
    return executions;
}

core::Result<void> SqlJournal::Writer::readOrder(const QSqlQuery& query, Order& order)
{
    const std::string clientId = query.value(0).toString().toStdString();
    const auto id = orders::clientIdOf(clientId);
    order.request.id = id.value_or(0);
    order.request.market = {
        core::VenueId(query.value(1).toString().toStdString()), core::Symbol(query.value(2).toString().toStdString())};
    order.request.side = query.value(3).toString() == "buy"_L1 ? core::Side::Bid : core::Side::Ask;
    order.venueOrder = query.value(8).toString().toStdString();
    order.sent = core::fromNanoseconds(query.value(14).toLongLong());
    order.changed = core::fromNanoseconds(query.value(15).toLongLong());
    order.guard = {query.value(16).toDouble(), core::fromNanoseconds(query.value(17).toLongLong()),
        core::Duration(query.value(18).toLongLong())};
    order.cancelWanted = query.value(19).toInt() != 0;
    order.isFlagged = query.value(20).toInt() != 0;
    order.note = query.value(21).toString().toStdString();
    order.request.run = orders::clientIdOf(query.value(23).toString().toStdString()).value_or(0);
    for (const QString& earlier : query.value(24).toString().split(u'\n', Qt::SkipEmptyParts)) {
        order.earlierVenueOrders.push_back(earlier.toStdString());
    }
    order.request.isReduceOnly = query.value(25).toInt() != 0;
    const bool isWhole = id
        && readName<core::PositionSide, core::positionSides>(query.value(26), order.request.positionSide)
        && readName<orders::OrderType, orders::orderTypes>(query.value(4), order.request.type)
        && readName<orders::OrderState, orders::orderStates>(query.value(7), order.state)
        && read(query.value(5), order.request.price) && read(query.value(6), order.request.size)
        && read(query.value(9), order.filled) && read(query.value(10), order.filledValue)
        && read(query.value(11), order.fees) && read(query.value(12), order.venueFilled)
        && read(query.value(13), order.arrivalMid);
    if (!isWhole) {
        return core::defect("journal: order " + clientId + " cannot be read");
    }
    return {};
}

core::Result<std::vector<orders::RecoveredRun>> SqlJournal::Writer::recoverRuns()
{
    std::vector<orders::RecoveredRun> runs;
    QSqlQuery query(database());
    query.prepare(u"SELECT run, venue, environment, began_ns, content FROM plans WHERE workstation = ? AND "
                  "ended_ns = 0 ORDER BY began_ns"_s);
    query.addBindValue(qt(m_options.workstation));
    if (!query.exec()) {
        return core::defect("journal: " + errorText(query.lastError()));
    }
    while (query.next()) {
        const core::VenueId venue(query.value(1).toString().toStdString());
        if (query.value(2).toString() != environmentOf(venue)) {
            continue;
        }
        orders::RecoveredRun& run = runs.emplace_back();
        run.record = {.id = orders::clientIdOf(query.value(0).toString().toStdString()).value_or(0),
            .venue = venue,
            .plan = query.value(4).toString().toStdString(),
            .began = core::fromNanoseconds(query.value(3).toLongLong())};
        QSqlQuery sent(database());
        sent.prepare(u"SELECT "_s + QLatin1String(orderColumns) + u" FROM orders WHERE run = ? ORDER BY client_id"_s);
        sent.addBindValue(query.value(0));
        if (!sent.exec()) {
            return core::defect("journal: " + errorText(sent.lastError()));
        }
        while (sent.next()) {
            if (auto done = readOrder(sent, run.orders.emplace_back()); !done) {
                return std::unexpected(done.error());
            }
        }
    }
    return runs;
}

core::Result<orders::RecoveredState> SqlJournal::Writer::recover()
{
    orders::RecoveredState state;
    QSqlQuery query(database());
    query.prepare(u"SELECT "_s + QLatin1String(orderColumns)
        + u" FROM orders WHERE workstation = ? AND (is_open = 1 OR filled <> venue_filled)"_s);
    query.addBindValue(qt(m_options.workstation));
    if (!query.exec()) {
        return core::defect("journal: " + errorText(query.lastError()));
    }
    while (query.next()) {
        Order order;
        if (auto done = readOrder(query, order); !done) {
            return std::unexpected(done.error());
        }
        const bool isOfInterest = order.isLive() || order.lacksFills();
        if (isOfInterest && query.value(environmentColumn).toString() == environmentOf(order.request.market.venue)) {
            auto executions = executionsOf(query.value(0).toString());
            if (!executions) {
                return std::unexpected(executions.error());
            }
            state.orders.push_back({std::move(order), std::move(*executions)});
        }
    }
    auto runs = recoverRuns();
    if (!runs) {
        return std::unexpected(runs.error());
    }
    state.runs = std::move(*runs);
    query.prepare(u"SELECT venue, symbol, size, open_value, realised, fees, day, day_start, environment FROM positions "
                  "WHERE workstation = ?"_s);
    query.addBindValue(qt(m_options.workstation));
    if (!query.exec()) {
        return core::defect("journal: " + errorText(query.lastError()));
    }
    while (query.next()) {
        orders::Position position;
        position.market = {core::VenueId(query.value(0).toString().toStdString()),
            core::Symbol(query.value(1).toString().toStdString())};
        const bool isWhole = read(query.value(2), position.size) && read(query.value(3), position.openValue)
            && read(query.value(4), position.realised) && read(query.value(5), position.fees);
        position.day = query.value(6).toLongLong();
        position.dayStart = query.value(7).toDouble();
        if (!isWhole) {
            return core::defect("journal: the position in " + position.market.symbol.text() + " cannot be read");
        }
        if (query.value(8).toString() == environmentOf(position.market.venue)) {
            state.positions.push_back(position);
        }
    }
    return state;
}

core::Result<void> SqlJournal::Writer::writeRun(const orders::RunRecord& record)
{
    QSqlQuery& query = prepared("INSERT INTO plans (run, workstation, environment, venue, began_ns, ended_ns, content) "
                                "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (run) DO UPDATE SET "
                                "ended_ns = excluded.ended_ns, content = excluded.content");
    int at = 0;
    for (const QVariant& value : std::initializer_list<QVariant>{qt(orders::clientText(record.id)),
             qt(m_options.workstation), environmentOf(record.venue), qt(record.venue.view()), nanoseconds(record.began),
             nanoseconds(record.ended), qt(record.plan)}) {
        query.bindValue(at++, value);
    }
    return execute(query);
}

core::Result<void> SqlJournal::Writer::writeOrder(const Order& order)
{
    QSqlQuery& query = prepared(
        "INSERT INTO orders (client_id, workstation, environment, venue, symbol, side, type, price, size, state, "
        "is_open, venue_order, filled, filled_value, fees, venue_filled, arrival_mid, sent_ns, changed_ns, "
        "max_spread_bps, expires_ns, max_age_ns, cancel_wanted, flagged, note, run, earlier_orders, reduce_only, "
        "position_side) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (client_id) DO UPDATE SET price = excluded.price, size = excluded.size, state = excluded.state, "
        "is_open = excluded.is_open, venue_order = excluded.venue_order, filled = excluded.filled, "
        "filled_value = excluded.filled_value, fees = excluded.fees, venue_filled = excluded.venue_filled, "
        "sent_ns = excluded.sent_ns, changed_ns = excluded.changed_ns, max_spread_bps = excluded.max_spread_bps, "
        "expires_ns = excluded.expires_ns, max_age_ns = excluded.max_age_ns, cancel_wanted = excluded.cancel_wanted, "
        "flagged = excluded.flagged, note = excluded.note, earlier_orders = excluded.earlier_orders");
    int at = 0;
    const auto bind = [&](const QVariant& value) { query.bindValue(at++, value); };
    const orders::NewOrder& request = order.request;
    bind(qt(orders::clientText(request.id)));
    bind(qt(m_options.workstation));
    bind(environmentOf(request.market.venue));
    bind(qt(request.market.venue.view()));
    bind(qt(request.market.symbol.view()));
    bind(qt(core::verb(request.side)));
    bind(qt(orders::describe(request.type)));
    bind(qt(request.price.text()));
    bind(qt(request.size.text()));
    bind(qt(orders::describe(order.state)));
    bind(order.isLive() ? 1 : 0);
    bind(qt(order.venueOrder));
    bind(qt(order.filled.text()));
    bind(qt(order.filledValue.text()));
    bind(qt(order.fees.text()));
    bind(qt(order.venueFilled.text()));
    bind(qt(order.arrivalMid.text()));
    bind(nanoseconds(order.sent));
    bind(nanoseconds(order.changed));
    bind(order.guard.maxSpreadBps);
    bind(nanoseconds(order.guard.expiresAt));
    bind(static_cast<qlonglong>(order.guard.maxAge.count()));
    bind(order.cancelWanted ? 1 : 0);
    bind(order.isFlagged ? 1 : 0);
    bind(qt(order.note));
    bind(request.run == 0 ? u""_s : qt(orders::clientText(request.run)));
    std::string earlier;
    for (const std::string& venueOrder : order.earlierVenueOrders) {
        earlier += venueOrder + '\n';
    }
    bind(qt(earlier));
    bind(request.isReduceOnly ? 1 : 0);
    bind(qt(core::describe(request.positionSide)));
    return execute(query);
}

core::Result<void> SqlJournal::Writer::writeFill(const JournalEntry& entry)
{
    const orders::Fill& fill = *entry.fill;
    QSqlQuery& query = prepared(
        "INSERT INTO fills (venue, symbol, execution, client_id, workstation, environment, side, price, size, fee, "
        "fee_asset, is_maker, time_ns, coins, notional, fee_quote, expected_fee_bps) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (venue, symbol, client_id, execution) DO NOTHING");
    int at = 0;
    for (const QVariant& value :
        std::initializer_list<QVariant>{qt(fill.market.venue.view()), qt(fill.market.symbol.view()), qt(fill.execution),
            qt(orders::clientText(fill.order)), qt(m_options.workstation), environmentOf(fill.market.venue),
            qt(core::verb(fill.side)), qt(fill.price.text()), qt(fill.size.text()), qt(fill.fee.text()),
            qt(fill.feeAsset.view()), fill.isMaker ? 1 : 0, nanoseconds(fill.time), qt(fill.coins.text()),
            fill.notional, orNull(fill.feeInQuote.value_or(std::nan(""))), fill.expectedFeeBps}) {
        query.bindValue(at++, value);
    }
    if (auto done = execute(query); !done) {
        return done;
    }
    const orders::Position& position = entry.position;
    QSqlQuery& upsert = prepared(
        "INSERT INTO positions (workstation, environment, venue, symbol, size, open_value, realised, fees, day, "
        "day_start) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (workstation, environment, venue, symbol) DO "
        "UPDATE SET size = excluded.size, open_value = excluded.open_value, realised = excluded.realised, "
        "fees = excluded.fees, day = excluded.day, day_start = excluded.day_start");
    at = 0;
    for (const QVariant& value : std::initializer_list<QVariant>{qt(m_options.workstation),
             environmentOf(fill.market.venue), qt(fill.market.venue.view()), qt(fill.market.symbol.view()),
             qt(position.size.text()), qt(position.openValue.text()), qt(position.realised.text()),
             qt(position.fees.text()), static_cast<qlonglong>(position.day), position.dayStart}) {
        upsert.bindValue(at++, value);
    }
    return execute(upsert);
}

core::Result<void> SqlJournal::Writer::writeLatency(const calibration::LatencySample& sample)
{
    QSqlQuery& query = prepared("INSERT INTO latencies (client_id, kind, workstation, environment, venue, symbol, "
                                "took_ns, time_ns) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
                                "ON CONFLICT (client_id, kind) DO NOTHING");
    int at = 0;
    for (const QVariant& value : std::initializer_list<QVariant>{qt(sample.order),
             sample.kind == calibration::LatencySample::Kind::Filled ? u"filled"_s : u"acknowledged"_s,
             qt(m_options.workstation), environmentOf(sample.market.venue), qt(sample.market.venue.view()),
             qt(sample.market.symbol.view()), static_cast<qlonglong>(sample.took.count()), nanoseconds(sample.time)}) {
        query.bindValue(at++, value);
    }
    return execute(query);
}

core::Result<void> SqlJournal::Writer::writeParent(const calibration::ParentOrder& parent)
{
    QSqlQuery& query = prepared(
        "INSERT INTO parents (client_id, workstation, environment, venue, symbol, side, strategy, decided_ns, "
        "arrival_mid, baseline_bps, size, filled, filled_value, maker_value, fees, first_fill_ns, mark_out_1, "
        "mark_out_5, mark_out_30, is_over) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (client_id) DO UPDATE SET filled = excluded.filled, filled_value = excluded.filled_value, "
        "maker_value = excluded.maker_value, fees = excluded.fees, first_fill_ns = excluded.first_fill_ns, "
        "mark_out_1 = excluded.mark_out_1, mark_out_5 = excluded.mark_out_5, mark_out_30 = excluded.mark_out_30, "
        "is_over = excluded.is_over");
    int at = 0;
    for (const QVariant& value : std::initializer_list<QVariant>{qt(parent.id), qt(m_options.workstation),
             environmentOf(parent.venue), qt(parent.venue.view()), qt(parent.symbol.view()),
             qt(core::verb(parent.side)), qt(parent.strategy), nanoseconds(parent.decided), orNull(parent.arrivalMid),
             orNull(parent.baselineBps), qt(parent.size.text()), qt(parent.filled.text()), parent.filledValue,
             parent.makerValue, parent.fees, nanoseconds(parent.firstFill), orNull(parent.markOutBps[0]),
             orNull(parent.markOutBps[1]), orNull(parent.markOutBps[2]), parent.isOver ? 1 : 0}) {
        query.bindValue(at++, value);
    }
    return execute(query);
}

core::Result<History> SqlJournal::Writer::history(core::Timestamp since, bool ofOthersAlone)
{
    QSqlDatabase opened = database();
    return readHistory(opened,
        {.since = since,
            .exceptWorkstation = ofOthersAlone ? m_options.workstation : std::string(),
            .wants = [this](const core::VenueId& venue, std::string_view environment) {
                return environmentOf(venue) == qt(environment);
            }});
}

core::Result<void> SqlJournal::Writer::writeEntry(const JournalEntry& entry, std::uint64_t number, std::uint64_t epoch)
{
    auto done = writeOrder(entry.order);
    if (done && entry.fill) {
        done = writeFill(entry);
    }
    if (!done) {
        return done;
    }
    QSqlQuery& query = prepared("INSERT INTO events (epoch, number, at_ns, client_id, state, what) "
                                "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (epoch, number) DO NOTHING");
    int at = 0;
    for (const QVariant& value : std::initializer_list<QVariant>{static_cast<qlonglong>(epoch),
             static_cast<qlonglong>(number), nanoseconds(entry.at), qt(orders::clientText(entry.order.request.id)),
             qt(orders::describe(entry.order.state)), qt(entry.what)}) {
        query.bindValue(at++, value);
    }
    return execute(query);
}

core::Result<void> SqlJournal::Writer::write(const std::vector<Numbered>& batch, std::uint64_t epoch)
{
    QSqlDatabase opened = database();
    if (!opened.isOpen() || !opened.transaction()) {
        return core::defect("journal: " + errorText(opened.lastError()));
    }
    for (const Numbered& numbered : batch) {
        core::Result<void> done;
        if (const auto* const entry = std::get_if<JournalEntry>(&numbered.record)) {
            done = writeEntry(*entry, numbered.number, epoch);
        } else if (const auto* const sample = std::get_if<calibration::LatencySample>(&numbered.record)) {
            done = writeLatency(*sample);
        } else if (const auto* const parent = std::get_if<calibration::ParentOrder>(&numbered.record)) {
            done = writeParent(*parent);
        } else {
            done = writeRun(std::get<orders::RunRecord>(numbered.record));
        }
        if (!done) {
            opened.rollback();
            return done;
        }
    }
    if (!opened.commit()) {
        const std::string why = errorText(opened.lastError());
        opened.rollback();
        return core::defect("journal: " + why);
    }
    return {};
}

core::Result<std::unique_ptr<SqlJournal>> SqlJournal::open(
    const JournalOptions& options, std::uint64_t epoch, core::Timestamp now)
{
    std::unique_ptr<SqlJournal> made(new SqlJournal);
    made->m_retryEvery = options.retryEvery;
    made->m_listenEvery = options.listenEvery;
    made->m_writer = std::make_unique<Writer>(options);
    // A connection belongs to the thread that made it; a short one opens the journal, reads it and goes on as the
    // writer.
    core::Result<void> opened;
    std::mutex mutex;
    std::condition_variable ready;
    bool isReady = false;
    SqlJournal* const self = made.get();
    made->m_thread = std::jthread([&, self](const std::stop_token& stop) {
        core::Result<void> done = self->m_writer->connect();
        if (done) {
            done = self->m_writer->reserve(epoch, now);
        }
        if (done) {
            auto recovered = self->m_writer->recover();
            if (recovered) {
                self->m_recovered = std::move(*recovered);
            } else {
                done = std::unexpected(recovered.error());
            }
        }
        if (done) {
            auto history = self->m_writer->history(now - options.historyOf, false);
            if (history) {
                self->m_heard = now;
                self->m_history = std::move(*history);
            } else {
                done = std::unexpected(history.error());
            }
        }
        const bool works = done.has_value();
        {
            const std::lock_guard lock(mutex);
            self->m_epoch = epoch;
            opened = std::move(done);
            isReady = true;
            ready.notify_one(); // under the lock: what it wakes destroys `ready`
        }
        if (works) {
            self->run(stop);
        }
        self->m_writer->close();
    });
    std::unique_lock lock(mutex);
    ready.wait(lock, [&] { return isReady; });
    lock.unlock();
    if (!opened) {
        made->m_thread = {};
        return std::unexpected(opened.error());
    }
    return made;
}

SqlJournal::~SqlJournal()
{
    m_thread.request_stop();
    m_wake.notify_all();
}

void SqlJournal::setEvents(Events events)
{
    const std::lock_guard lock(m_mutex);
    m_events = std::move(events);
}

std::uint64_t SqlJournal::write(JournalEntry entry)
{
    return enqueue(std::move(entry));
}

std::uint64_t SqlJournal::enqueue(Record record)
{
    const std::uint64_t number = ++m_last;
    {
        const std::lock_guard lock(m_mutex);
        m_queue.push_back({number, std::move(record)});
    }
    m_wake.notify_one();
    return number;
}

bool SqlJournal::isHealthy() const
{
    const std::lock_guard lock(m_mutex);
    return m_isHealthy;
}

bool SqlJournal::isIdle() const
{
    const std::lock_guard lock(m_mutex);
    return m_queue.empty() && !m_isWriting;
}

void SqlJournal::listen(const Events& events)
{
    // Others commit in their own time and stamp by their venues' clocks: what is not much older is looked at again.
    constexpr auto overlap = std::chrono::minutes(10);
    if (!events.learned) {
        return;
    }
    auto news = m_writer->history(m_heard - overlap, true);
    if (!news || news->isEmpty()) {
        return; // a connection that broke is noticed by the next write
    }
    for (const calibration::Execution& execution : news->executions) {
        m_heard = std::max(m_heard, execution.time);
    }
    for (const calibration::LatencySample& sample : news->latencies) {
        m_heard = std::max(m_heard, sample.time);
    }
    events.learned(std::move(*news));
}

void SqlJournal::run(const std::stop_token& stop)
{
    std::vector<Numbered> batch;
    bool mustConnect = false;
    for (;;) {
        Events events;
        {
            std::unique_lock lock(m_mutex);
            if (batch.empty()) {
                m_isWriting = false;
                const auto hasWork = [&] { return !m_queue.empty(); };
                if (!m_writer->isShared()) {
                    m_wake.wait(lock, stop, hasWork);
                } else if (!m_wake.wait_for(lock, stop, m_listenEvery, hasWork) && !stop.stop_requested()) {
                    events = m_events;
                    lock.unlock();
                    listen(events);
                    continue;
                }
                if (m_queue.empty()) {
                    return; // asked to stop, and nothing left
                }
                m_isWriting = true;
                while (!m_queue.empty() && batch.size() < largestBatch) {
                    batch.push_back(std::move(m_queue.front()));
                    m_queue.pop_front();
                }
            }
            events = m_events;
        }
        core::Result<void> done;
        if (mustConnect) {
            done = m_writer->connect();
        }
        if (done) {
            done = m_writer->write(batch, m_epoch);
        }
        bool wasHealthy = true;
        {
            const std::lock_guard lock(m_mutex);
            wasHealthy = std::exchange(m_isHealthy, done.has_value());
        }
        if (done) {
            mustConnect = false;
            if (!wasHealthy && events.healed) {
                events.healed();
            }
            if (events.durable) {
                events.durable(batch.back().number);
            }
            batch.clear();
            continue;
        }
        mustConnect = true;
        if (wasHealthy && events.failed) {
            events.failed(done.error().what);
        }
        std::unique_lock lock(m_mutex);
        m_wake.wait_for(lock, stop, m_retryEvery, [] { return false; });
        if (stop.stop_requested()) {
            return;
        }
    }
}

} // namespace leadline::journal
