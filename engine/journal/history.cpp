// SPDX-License-Identifier: MIT
#include "engine/journal/history.h"

#include "engine/journal/history_tables.h"
#include "engine/journal/journal_connection.h"

#include <QSqlError>
#include <QSqlQuery>
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

} // namespace

QVariant orNull(double value)
{
    return std::isfinite(value) ? QVariant(value) : QVariant(QMetaType::fromType<double>());
}

core::Result<History> readHistory(QSqlDatabase& database, const HistoryFilter& filter)
{
    History history;
    QSqlQuery query(database);
    query.setForwardOnly(true);
    // Every statement begins with workstation, environment, venue, symbol and has one parameter.
    const auto each = [&](const QString& statement, auto&& take) -> core::Result<void> {
        const bool isUnderstood = query.prepare(statement);
        query.addBindValue(static_cast<qlonglong>(core::nanosecondsOf(filter.since)));
        if (!isUnderstood || !query.exec()) {
            return core::defect("journal: " + errorText(query.lastError()));
        }
        while (query.next()) {
            const core::MarketId market{core::VenueId(text(query, 2)), core::Symbol(text(query, 3))};
            const std::string workstation = text(query, 0);
            if ((filter.exceptWorkstation.empty() || workstation != filter.exceptWorkstation)
                && (!filter.wants || filter.wants(market.venue, text(query, 1)))) {
                take(workstation, market);
            }
        }
        return {};
    };
    auto done =
        each(u"SELECT workstation, environment, venue, symbol, time_ns, side, is_maker, price, coins, notional, "
             "fee_quote, expected_fee_bps, client_id, execution FROM fills WHERE time_ns >= ? AND notional > 0 "
             "ORDER BY time_ns, client_id, execution"_s,
            [&](const std::string& workstation, const core::MarketId& market) {
                history.executions.push_back({.time = time(query, 4),
                    .market = market,
                    .side = side(query, 5),
                    .isMaker = query.value(6).toInt() != 0,
                    .price = core::Price::parse(text(query, 7)).value_or(core::Price{}),
                    .size = quantity(query, 8),
                    .notional = number(query, 9),
                    .fee = number(query, 10),
                    .expectedFeeBps = number(query, 11),
                    .order = text(query, 12),
                    .execution = text(query, 13),
                    .workstation = workstation});
            });
    if (done) {
        done = each(u"SELECT workstation, environment, venue, symbol, time_ns, kind, took_ns, client_id FROM latencies "
                    "WHERE time_ns >= ? ORDER BY time_ns, client_id, kind"_s,
            [&](const std::string& workstation, const core::MarketId& market) {
                using Kind = calibration::LatencySample::Kind;
                history.latencies.push_back({.time = time(query, 4),
                    .market = market,
                    .kind = query.value(5).toString() == "filled"_L1 ? Kind::Filled : Kind::Acknowledged,
                    .took = core::Duration(query.value(6).toLongLong()),
                    .order = text(query, 7),
                    .workstation = workstation});
            });
    }
    if (done) {
        done =
            each(u"SELECT workstation, environment, venue, symbol, decided_ns, client_id, side, strategy, arrival_mid, "
                 "baseline_bps, size, filled, filled_value, maker_value, fees, first_fill_ns, mark_out_1, "
                 "mark_out_5, mark_out_30, is_over FROM parents WHERE decided_ns >= ? ORDER BY decided_ns, "
                 "client_id"_s,
                [&](const std::string& /*workstation*/, const core::MarketId& market) {
                    history.parents.push_back({.id = text(query, 5),
                        .venue = market.venue,
                        .symbol = market.symbol,
                        .side = side(query, 6),
                        .strategy = text(query, 7),
                        .decided = time(query, 4),
                        .arrivalMid = number(query, 8),
                        .baselineBps = number(query, 9),
                        .size = quantity(query, 10),
                        .filled = quantity(query, 11),
                        .filledValue = number(query, 12),
                        .makerValue = number(query, 13),
                        .fees = number(query, 14),
                        .firstFill = time(query, 15),
                        .markOutBps = {number(query, 16), number(query, 17), number(query, 18)},
                        .isOver = query.value(19).toInt() != 0});
                });
    }
    if (!done) {
        return std::unexpected(done.error());
    }
    return history;
}

core::Result<History> readHistory(const JournalUrl& url, const HistoryFilter& filter)
{
    static std::atomic<int> count = 0;
    const QString name = u"history-reader-%1"_s.arg(count++);
    core::Result<History> history;
    if (!hasBegun(url)) {
        return history;
    }
    {
        auto opened = openDatabase(url, name);
        history = opened ? readHistory(*opened, filter) : std::unexpected(opened.error());
    }
    QSqlDatabase::removeDatabase(name);
    if (!history) {
        return core::defect("journal " + url.shown() + ": " + history.error().what);
    }
    return history;
}

} // namespace leadline::journal
