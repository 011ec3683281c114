// SPDX-License-Identifier: MIT
#include "engine/journal/journal_mapper.h"

#include "engine/journal/history_tables.h"

#include <QSqlQuery>

#include <cmath>

namespace leadline::journal
{

using namespace Qt::StringLiterals;
using orders::JournalEntry;
using orders::Order;

namespace
{

/// As orderOf() takes them.
constexpr const char* orderColumns =
    "client_id, venue, symbol, side, type, price, size, state, venue_order, filled, filled_value, fees, venue_filled, "
    "arrival_mid, sent_ns, changed_ns, max_spread_bps, expires_ns, max_age_ns, cancel_wanted, flagged, note, "
    "environment, run, earlier_orders, reduce_only, position_side, decision";
constexpr int environmentColumn = 22;

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

constexpr const char* upsertOrder =
    "INSERT INTO orders (client_id, workstation, environment, venue, symbol, side, type, price, size, state, "
    "is_open, venue_order, filled, filled_value, fees, venue_filled, arrival_mid, sent_ns, changed_ns, "
    "max_spread_bps, expires_ns, max_age_ns, cancel_wanted, flagged, note, run, earlier_orders, reduce_only, "
    "position_side, decision) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (client_id) DO UPDATE SET price = excluded.price, size = excluded.size, state = excluded.state, "
    "is_open = excluded.is_open, venue_order = excluded.venue_order, filled = excluded.filled, "
    "filled_value = excluded.filled_value, fees = excluded.fees, venue_filled = excluded.venue_filled, "
    "sent_ns = excluded.sent_ns, changed_ns = excluded.changed_ns, max_spread_bps = excluded.max_spread_bps, "
    "expires_ns = excluded.expires_ns, max_age_ns = excluded.max_age_ns, cancel_wanted = excluded.cancel_wanted, "
    "flagged = excluded.flagged, note = excluded.note, earlier_orders = excluded.earlier_orders";
constexpr const char* insertFill =
    "INSERT INTO fills (venue, symbol, execution, client_id, workstation, environment, side, price, size, fee, "
    "fee_asset, is_maker, time_ns, coins, notional, fee_quote, expected_fee_bps, fee_base, decision) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (venue, symbol, client_id, execution) DO NOTHING";
constexpr const char* upsertPosition =
    "INSERT INTO positions (workstation, environment, venue, symbol, size, open_value, realised, fees, day, "
    "day_start) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (workstation, environment, venue, symbol) DO "
    "UPDATE SET size = excluded.size, open_value = excluded.open_value, realised = excluded.realised, "
    "fees = excluded.fees, day = excluded.day, day_start = excluded.day_start";
constexpr const char* insertLatency =
    "INSERT INTO latencies (client_id, kind, workstation, environment, venue, symbol, "
    "took_ns, time_ns) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (client_id, kind) DO NOTHING";
constexpr const char* upsertParent =
    "INSERT INTO parents (client_id, workstation, environment, venue, symbol, side, strategy, decided_ns, "
    "arrival_mid, baseline_bps, size, filled, filled_value, maker_value, fees, first_fill_ns, mark_out_1, "
    "mark_out_5, mark_out_30, is_over, origin) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (client_id) DO UPDATE SET filled = excluded.filled, filled_value = excluded.filled_value, "
    "maker_value = excluded.maker_value, fees = excluded.fees, first_fill_ns = excluded.first_fill_ns, "
    "mark_out_1 = excluded.mark_out_1, mark_out_5 = excluded.mark_out_5, mark_out_30 = excluded.mark_out_30, "
    "is_over = excluded.is_over";
constexpr const char* insertDecision =
    "INSERT INTO decisions (decision, workstation, environment, venue, symbol, decided_ns, side, asked, policy, style, "
    "action, reason, impact, client_id, not_sent, orders, price, size, signal_strength, signal_source, signal_id, "
    "book_ns, features, rules, all_in, best_single, best_venue, home_all_in, home_venue) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (decision) DO NOTHING";
constexpr const char* upsertRun =
    "INSERT INTO plans (run, workstation, environment, venue, began_ns, ended_ns, content) "
    "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (run) DO UPDATE SET "
    "ended_ns = excluded.ended_ns, content = excluded.content";
constexpr const char* insertEvent =
    "INSERT INTO events (epoch, number, at_ns, client_id, state, what) VALUES (?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (epoch, number) DO NOTHING";

std::string joined(const std::vector<std::string>& lines)
{
    std::string text;
    for (const std::string& line : lines) {
        text += line + '\n';
    }
    return text;
}

core::MarketId marketIn(const QSqlQuery& row, int venue)
{
    return {core::VenueId(row.value(venue).toString().toStdString()),
        core::Symbol(row.value(venue + 1).toString().toStdString())};
}

} // namespace

QString JournalMapper::openOrders()
{
    return u"SELECT "_s + QLatin1String(orderColumns)
        + u" FROM orders WHERE workstation = ? AND (is_open = 1 OR filled <> venue_filled)"_s;
}

QString JournalMapper::ordersOfRun()
{
    return u"SELECT "_s + QLatin1String(orderColumns) + u" FROM orders WHERE run = ? ORDER BY client_id"_s;
}

QString JournalMapper::executionsOfOrder()
{
    return u"SELECT execution FROM fills WHERE client_id = ?"_s;
}

QString JournalMapper::openRuns()
{
    return u"SELECT run, venue, environment, began_ns, content FROM plans WHERE workstation = ? AND ended_ns = 0 "
           "ORDER BY began_ns"_s;
}

QString JournalMapper::positions()
{
    return u"SELECT venue, symbol, size, open_value, realised, fees, day, day_start, environment FROM positions WHERE "
           "workstation = ?"_s;
}

QString databaseText(std::string_view text)
{
    QString made = QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
    made.replace(QChar(u'\0'), QChar::ReplacementCharacter);
    return made.isNull() ? u""_s : made;
}

QString JournalMapper::environmentOf(const core::VenueId& venue) const
{
    const auto found = m_environments.find(venue);
    return found == m_environments.end() ? u"live"_s : databaseText(found->second);
}

bool JournalMapper::isOfOrderEnvironment(const QSqlQuery& row) const
{
    return row.value(environmentColumn).toString() == environmentOf(marketIn(row, 1).venue);
}

bool JournalMapper::isOfRunEnvironment(const QSqlQuery& row) const
{
    return row.value(2).toString() == environmentOf(core::VenueId(row.value(1).toString().toStdString()));
}

bool JournalMapper::isOfPositionEnvironment(const QSqlQuery& row) const
{
    return row.value(8).toString() == environmentOf(marketIn(row, 0).venue);
}

core::Result<Order> JournalMapper::orderOf(const QSqlQuery& row)
{
    Order order;
    const std::string clientId = row.value(0).toString().toStdString();
    const auto id = orders::clientIdOf(clientId);
    order.request.id = id.value_or(0);
    order.request.market = marketIn(row, 1);
    order.request.side = row.value(3).toString() == "buy"_L1 ? core::Side::Bid : core::Side::Ask;
    order.venueOrder = row.value(8).toString().toStdString();
    order.sent = core::fromNanoseconds(row.value(14).toLongLong());
    order.changed = core::fromNanoseconds(row.value(15).toLongLong());
    order.guard = {row.value(16).toDouble(), core::fromNanoseconds(row.value(17).toLongLong()),
        core::Duration(row.value(18).toLongLong())};
    order.cancelWanted = row.value(19).toInt() != 0;
    order.isFlagged = row.value(20).toInt() != 0;
    order.note = row.value(21).toString().toStdString();
    order.request.run = orders::clientIdOf(row.value(23).toString().toStdString()).value_or(0);
    for (const QString& earlier : row.value(24).toString().split(u'\n', Qt::SkipEmptyParts)) {
        order.earlierVenueOrders.push_back(earlier.toStdString());
    }
    order.request.isReduceOnly = row.value(25).toInt() != 0;
    order.request.decision = orders::clientIdOf(row.value(27).toString().toStdString()).value_or(0);
    const bool isWhole = id
        && readName<core::PositionSide, core::positionSides>(row.value(26), order.request.positionSide)
        && readName<orders::OrderType, orders::orderTypes>(row.value(4), order.request.type)
        && readName<orders::OrderState, orders::orderStates>(row.value(7), order.state)
        && read(row.value(5), order.request.price) && read(row.value(6), order.request.size)
        && read(row.value(9), order.filled) && read(row.value(10), order.filledValue) && read(row.value(11), order.fees)
        && read(row.value(12), order.venueFilled) && read(row.value(13), order.arrivalMid);
    if (!isWhole) {
        return core::defect("journal: order " + clientId + " cannot be read");
    }
    return order;
}

orders::RunRecord JournalMapper::runOf(const QSqlQuery& row)
{
    return {.id = orders::clientIdOf(row.value(0).toString().toStdString()).value_or(0),
        .venue = core::VenueId(row.value(1).toString().toStdString()),
        .plan = row.value(4).toString().toStdString(),
        .began = core::fromNanoseconds(row.value(3).toLongLong())};
}

core::Result<orders::Position> JournalMapper::positionOf(const QSqlQuery& row)
{
    orders::Position position;
    position.market = marketIn(row, 0);
    const bool isWhole = read(row.value(2), position.size) && read(row.value(3), position.openValue)
        && read(row.value(4), position.realised) && read(row.value(5), position.fees);
    position.day = row.value(6).toLongLong();
    position.dayStart = row.value(7).toDouble();
    if (!isWhole) {
        return core::defect("journal: the position in " + position.market.symbol.text() + " cannot be read");
    }
    return position;
}

std::vector<JournalRow> JournalMapper::rowsOf(const NumberedRecord& numbered, std::uint64_t epoch) const
{
    if (const auto* const sample = std::get_if<calibration::LatencySample>(&numbered.record)) {
        return {rowOf(*sample)};
    }
    if (const auto* const parent = std::get_if<calibration::ParentOrder>(&numbered.record)) {
        return {rowOf(*parent)};
    }
    if (const auto* const decision = std::get_if<calibration::JournalledDecision>(&numbered.record)) {
        return {rowOf(*decision)};
    }
    if (const auto* const run = std::get_if<orders::RunRecord>(&numbered.record)) {
        return {rowOf(*run)};
    }
    const auto& entry = std::get<JournalEntry>(numbered.record);
    std::vector<JournalRow> rows{rowOf(entry.order)};
    if (entry.fill) {
        rows.push_back(rowOf(*entry.fill));
        rows.push_back(rowOf(entry.position, entry.fill->market));
    }
    rows.push_back({insertEvent,
        {static_cast<qlonglong>(epoch), static_cast<qlonglong>(numbered.number), nanoseconds(entry.at),
            databaseText(orders::clientText(entry.order.request.id)), databaseText(orders::describe(entry.order.state)),
            databaseText(entry.what)}});
    return rows;
}

JournalRow JournalMapper::rowOf(const Order& order) const
{
    const orders::NewOrder& request = order.request;
    return {upsertOrder,
        {databaseText(orders::clientText(request.id)), m_workstation, environmentOf(request.market.venue),
            databaseText(request.market.venue.view()), databaseText(request.market.symbol.view()),
            databaseText(core::verb(request.side)), databaseText(orders::describe(request.type)),
            databaseText(request.price.text()), databaseText(request.size.text()),
            databaseText(orders::describe(order.state)), order.isLive() ? 1 : 0, databaseText(order.venueOrder),
            databaseText(order.filled.text()), databaseText(order.filledValue.text()), databaseText(order.fees.text()),
            databaseText(order.venueFilled.text()), databaseText(order.arrivalMid.text()), nanoseconds(order.sent),
            nanoseconds(order.changed), order.guard.maxSpreadBps, nanoseconds(order.guard.expiresAt),
            static_cast<qlonglong>(order.guard.maxAge.count()), order.cancelWanted ? 1 : 0, order.isFlagged ? 1 : 0,
            databaseText(order.note), databaseText(orders::clientTextOrNone(request.run)),
            databaseText(joined(order.earlierVenueOrders)), request.isReduceOnly ? 1 : 0,
            databaseText(core::describe(request.positionSide)),
            databaseText(orders::clientTextOrNone(request.decision))}};
}

JournalRow JournalMapper::rowOf(const orders::Fill& fill) const
{
    return {insertFill,
        {databaseText(fill.market.venue.view()), databaseText(fill.market.symbol.view()), databaseText(fill.execution),
            databaseText(orders::clientText(fill.order)), m_workstation, environmentOf(fill.market.venue),
            databaseText(core::verb(fill.side)), databaseText(fill.price.text()), databaseText(fill.size.text()),
            databaseText(fill.fee.text()), databaseText(fill.feeAsset.view()), fill.isMaker ? 1 : 0,
            nanoseconds(fill.time), databaseText(fill.coins.text()), fill.notional,
            orNull(fill.feeInQuote.value_or(std::nan(""))), fill.expectedFeeBps, databaseText(fill.feeInBase.text()),
            databaseText(orders::clientTextOrNone(fill.decision))}};
}

JournalRow JournalMapper::rowOf(const orders::Position& position, const core::MarketId& market) const
{
    return {upsertPosition,
        {m_workstation, environmentOf(market.venue), databaseText(market.venue.view()),
            databaseText(market.symbol.view()), databaseText(position.size.text()),
            databaseText(position.openValue.text()), databaseText(position.realised.text()),
            databaseText(position.fees.text()), static_cast<qlonglong>(position.day), position.dayStart}};
}

JournalRow JournalMapper::rowOf(const calibration::LatencySample& sample) const
{
    return {insertLatency,
        {databaseText(sample.order),
            sample.kind == calibration::LatencySample::Kind::Filled ? u"filled"_s : u"acknowledged"_s, m_workstation,
            environmentOf(sample.market.venue), databaseText(sample.market.venue.view()),
            databaseText(sample.market.symbol.view()), static_cast<qlonglong>(sample.took.count()),
            nanoseconds(sample.time)}};
}

JournalRow JournalMapper::rowOf(const calibration::ParentOrder& parent) const
{
    return {upsertParent,
        {databaseText(parent.id), m_workstation, environmentOf(parent.venue), databaseText(parent.venue.view()),
            databaseText(parent.symbol.view()), databaseText(core::verb(parent.side)), databaseText(parent.strategy),
            nanoseconds(parent.decided), orNull(parent.arrivalMid), orNull(parent.baselineBps),
            databaseText(parent.size.text()), databaseText(parent.filled.text()), parent.filledValue, parent.makerValue,
            parent.fees, nanoseconds(parent.firstFill), orNull(parent.markOutBps[0]), orNull(parent.markOutBps[1]),
            orNull(parent.markOutBps[2]), parent.isOver ? 1 : 0, databaseText(calibration::nameOf(parent.origin))}};
}

JournalRow JournalMapper::rowOf(const calibration::JournalledDecision& decision) const
{
    const core::MarketId& market = decision.market;
    return {insertDecision,
        {databaseText(decision.id), m_workstation, environmentOf(market.venue), databaseText(market.venue.view()),
            databaseText(market.symbol.view()), nanoseconds(decision.decided), databaseText(core::verb(decision.side)),
            databaseText(decision.asked.text()), databaseText(decision.policy), databaseText(decision.style),
            databaseText(decision.action), databaseText(decision.reason), orNull(decision.impact),
            databaseText(decision.order), databaseText(decision.notSent), decision.orders,
            databaseText(decision.price.text()), databaseText(decision.size.text()), orNull(decision.signalStrength),
            databaseText(decision.signalSource), databaseText(decision.signalId), nanoseconds(decision.bookTime),
            databaseText(decision.features), databaseText(decision.rules), orNull(decision.allInPrice),
            orNull(decision.bestSinglePrice), databaseText(decision.bestSingle), orNull(decision.homePrice),
            databaseText(decision.home)}};
}

JournalRow JournalMapper::rowOf(const orders::RunRecord& record) const
{
    return {upsertRun,
        {databaseText(orders::clientText(record.id)), m_workstation, environmentOf(record.venue),
            databaseText(record.venue.view()), nanoseconds(record.began), nanoseconds(record.ended),
            databaseText(record.plan)}};
}

} // namespace leadline::journal
