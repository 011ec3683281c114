// SPDX-License-Identifier: MIT
#include "engine/journal/history.h"

#include "engine/journal/history_tables.h"
#include "engine/journal/journal_connection.h"

#include <QSqlError>
#include <QSqlQuery>
#include <QSqlRecord>
#include <QStringList>
#include <QVariant>

#include <atomic>
#include <cmath>
#include <limits>

namespace leadline::journal
{

using namespace Qt::StringLiterals;

namespace
{

std::string text(const QSqlQuery& query, int column)
{
    return query.value(column).toString().toStdString();
}

double number(const QSqlQuery& query, int column)
{
    const QVariant value = query.value(column);
    return value.isNull() ? std::numeric_limits<double>::quiet_NaN() : value.toDouble();
}

core::Timestamp time(const QSqlQuery& query, int column)
{
    return core::fromNanoseconds(query.value(column).toLongLong());
}

core::Side side(const QSqlQuery& query, int column)
{
    return query.value(column).toString() == "buy"_L1 ? core::Side::Bid : core::Side::Ask;
}

core::Quantity quantity(const QSqlQuery& query, int column)
{
    return core::Quantity::parse(text(query, column)).value_or(core::Quantity{});
}

core::Price price(const QSqlQuery& query, int column)
{
    return core::Price::parse(text(query, column)).value_or(core::Price{});
}

/// Rows of one connection that a filter wants.
class HistoryReader
{
public:
    HistoryReader(QSqlDatabase& database, const HistoryFilter& filter)
        : m_database(database)
        , m_filter(filter)
        , m_query(database)
    {
        m_query.setForwardOnly(true);
    }

    core::Result<void> read(std::vector<calibration::Execution>& to);
    core::Result<void> read(std::vector<calibration::LatencySample>& to);
    core::Result<void> read(std::vector<calibration::ParentOrder>& to);
    core::Result<void> read(std::vector<calibration::JournalledDecision>& to, DecisionDetail detail);

private:
    /// Every statement begins with workstation, environment, venue, symbol and has one parameter, the time.
    template <class Take> core::Result<void> each(const QString& statement, Take take);

    QSqlDatabase& m_database;
    const HistoryFilter& m_filter;
    QSqlQuery m_query;
};

template <class Take> core::Result<void> HistoryReader::each(const QString& statement, Take take)
{
    const bool isUnderstood = m_query.prepare(statement);
    m_query.addBindValue(static_cast<qlonglong>(core::nanosecondsOf(m_filter.since)));
    if (!isUnderstood || !m_query.exec()) {
        return core::defect("journal: " + errorText(m_query.lastError()));
    }
    while (m_query.next()) {
        const core::MarketId market{core::VenueId(text(m_query, 2)), core::Symbol(text(m_query, 3))};
        const std::string workstation = text(m_query, 0);
        if ((m_filter.exceptWorkstation.empty() || workstation != m_filter.exceptWorkstation)
            && (!m_filter.wants || m_filter.wants(market.venue, text(m_query, 1)))) {
            take(workstation, market);
        }
    }
    return {};
}

core::Result<void> HistoryReader::read(std::vector<calibration::Execution>& to)
{
    // An earlier version did not know what led to a fill, and whoever only reads does not change its tables.
    const bool hasDecision = m_database.record(u"fills"_s).contains(u"decision"_s);
    return each(u"SELECT workstation, environment, venue, symbol, time_ns, side, is_maker, price, coins, notional, "
                "fee_quote, expected_fee_bps, client_id, execution, %1 FROM fills WHERE time_ns >= ? AND "
                "notional > 0 ORDER BY time_ns, client_id, execution"_s.arg(hasDecision ? u"decision"_s : u"''"_s),
        [&](const std::string& workstation, const core::MarketId& market) {
            to.push_back({.time = time(m_query, 4),
                .market = market,
                .side = side(m_query, 5),
                .isMaker = m_query.value(6).toInt() != 0,
                .price = price(m_query, 7),
                .size = quantity(m_query, 8),
                .notional = number(m_query, 9),
                .fee = number(m_query, 10),
                .expectedFeeBps = number(m_query, 11),
                .order = text(m_query, 12),
                .decision = text(m_query, 14),
                .execution = text(m_query, 13),
                .workstation = workstation});
        });
}

core::Result<void> HistoryReader::read(std::vector<calibration::LatencySample>& to)
{
    return each(u"SELECT workstation, environment, venue, symbol, time_ns, kind, took_ns, client_id FROM latencies "
                "WHERE time_ns >= ? ORDER BY time_ns, client_id, kind"_s,
        [&](const std::string& workstation, const core::MarketId& market) {
            using Kind = calibration::LatencySample::Kind;
            to.push_back({.time = time(m_query, 4),
                .market = market,
                .kind = m_query.value(5).toString() == "filled"_L1 ? Kind::Filled : Kind::Acknowledged,
                .took = core::Duration(m_query.value(6).toLongLong()),
                .order = text(m_query, 7),
                .workstation = workstation});
        });
}

core::Result<void> HistoryReader::read(std::vector<calibration::ParentOrder>& to)
{
    const bool hasOrigin = m_database.record(u"parents"_s).contains(u"origin"_s); // as above
    return each(u"SELECT workstation, environment, venue, symbol, decided_ns, client_id, side, strategy, arrival_mid, "
                "baseline_bps, size, filled, filled_value, maker_value, fees, first_fill_ns, mark_out_1, mark_out_5, "
                "mark_out_30, is_over, %1 FROM parents WHERE decided_ns >= ? ORDER BY decided_ns, client_id"_s.arg(
                    hasOrigin ? u"origin"_s : u"'user'"_s),
        [&](const std::string& /*workstation*/, const core::MarketId& market) {
            to.push_back({.id = text(m_query, 5),
                .venue = market.venue,
                .symbol = market.symbol,
                .side = side(m_query, 6),
                .strategy = text(m_query, 7),
                .decided = time(m_query, 4),
                .arrivalMid = number(m_query, 8),
                .baselineBps = number(m_query, 9),
                .size = quantity(m_query, 10),
                .filled = quantity(m_query, 11),
                .filledValue = number(m_query, 12),
                .makerValue = number(m_query, 13),
                .fees = number(m_query, 14),
                .firstFill = time(m_query, 15),
                .markOutBps = {number(m_query, 16), number(m_query, 17), number(m_query, 18)},
                .isOver = m_query.value(19).toInt() != 0});
            to.back().origin = calibration::originNamed(text(m_query, 20)).value_or(calibration::Origin::User);
        });
}

core::Result<void> HistoryReader::read(std::vector<calibration::JournalledDecision>& to, DecisionDetail detail)
{
    if (!m_database.tables().contains(u"decisions"_s)) {
        return {};
    }
    const QString seen = detail == DecisionDetail::Everything ? u"features, rules"_s : u"'', ''"_s;
    return each(u"SELECT workstation, environment, venue, symbol, decided_ns, decision, side, asked, policy, style, "
                "action, reason, impact, client_id, not_sent, orders, price, size, signal_strength, signal_source, "
                "signal_id, book_ns, %1, all_in, best_single, best_venue, home_all_in, home_venue FROM decisions "
                "WHERE decided_ns >= ? ORDER BY decided_ns, decision"_s.arg(seen),
        [&](const std::string& workstation, const core::MarketId& market) {
            to.push_back({.id = text(m_query, 5),
                .decided = time(m_query, 4),
                .market = market,
                .side = side(m_query, 6),
                .asked = quantity(m_query, 7),
                .policy = text(m_query, 8),
                .style = text(m_query, 9),
                .action = text(m_query, 10),
                .reason = text(m_query, 11),
                .impact = number(m_query, 12),
                .order = text(m_query, 13),
                .notSent = text(m_query, 14),
                .orders = m_query.value(15).toInt(),
                .price = price(m_query, 16),
                .size = quantity(m_query, 17),
                .signalStrength = number(m_query, 18),
                .signalSource = text(m_query, 19),
                .signalId = text(m_query, 20),
                .allInPrice = number(m_query, 24),
                .bestSinglePrice = number(m_query, 25),
                .bestSingle = text(m_query, 26),
                .homePrice = number(m_query, 27),
                .home = text(m_query, 28),
                .bookTime = time(m_query, 21),
                .features = text(m_query, 22),
                .rules = text(m_query, 23),
                .workstation = workstation,
                .environment = text(m_query, 1)});
        });
}

/// What `read` makes of a connection of its own to that journal.
template <class Records, class Read> core::Result<Records> readFrom(const JournalUrl& url, Read read)
{
    static std::atomic<int> count = 0;
    const QString name = u"history-reader-%1"_s.arg(count++);
    core::Result<Records> records;
    if (!hasBegun(url)) {
        return records;
    }
    {
        auto opened = openDatabase(url, name);
        records = opened ? read(*opened) : std::unexpected(opened.error());
    }
    QSqlDatabase::removeDatabase(name);
    if (!records) {
        return core::defect("journal " + url.shown() + ": " + records.error().what);
    }
    return records;
}

} // namespace

QVariant orNull(double value)
{
    return std::isfinite(value) ? QVariant(value) : QVariant(QMetaType::fromType<double>());
}

core::Result<History> readHistory(QSqlDatabase& database, const HistoryFilter& filter)
{
    History history;
    HistoryReader reader(database, filter);
    auto done = reader.read(history.executions);
    if (done) {
        done = reader.read(history.latencies);
    }
    if (done) {
        done = reader.read(history.parents);
    }
    if (!done) {
        return std::unexpected(done.error());
    }
    return history;
}

core::Result<History> readHistory(const JournalUrl& url, const HistoryFilter& filter)
{
    return readFrom<History>(url, [&](QSqlDatabase& database) { return readHistory(database, filter); });
}

core::Result<std::vector<calibration::JournalledDecision>> readDecisions(
    const JournalUrl& url, const HistoryFilter& filter, DecisionDetail detail)
{
    using Decisions = std::vector<calibration::JournalledDecision>;
    return readFrom<Decisions>(url, [&](QSqlDatabase& database) -> core::Result<Decisions> {
        Decisions decisions;
        if (const auto done = HistoryReader(database, filter).read(decisions, detail); !done) {
            return std::unexpected(done.error());
        }
        return decisions;
    });
}

} // namespace leadline::journal
