// SPDX-License-Identifier: MIT
#include "engine/journal/journal_schema.h"

#include <QSqlError>
#include <QSqlQuery>
#include <QString>
#include <QVariant>

#include <array>
#include <vector>

namespace leadline::journal
{

namespace
{

using Statements = std::vector<const char*>;

/// One entry a version, never changed once released. Amounts are exact decimal texts, times nanoseconds since the
/// epoch: both back ends keep them as they are.
const std::array migrations{
    Statements{
        "CREATE TABLE runs (epoch BIGINT PRIMARY KEY, workstation TEXT NOT NULL, started_ns BIGINT NOT NULL)",
        "CREATE TABLE orders (client_id TEXT PRIMARY KEY, workstation TEXT NOT NULL, environment TEXT NOT NULL, "
        "venue TEXT NOT NULL, symbol TEXT NOT NULL, side TEXT NOT NULL, type TEXT NOT NULL, price TEXT NOT NULL, "
        "size TEXT NOT NULL, state TEXT NOT NULL, is_open INTEGER NOT NULL, venue_order TEXT NOT NULL, "
        "filled TEXT NOT NULL, filled_value TEXT NOT NULL, fees TEXT NOT NULL, venue_filled TEXT NOT NULL, "
        "arrival_mid TEXT NOT NULL, sent_ns BIGINT NOT NULL, changed_ns BIGINT NOT NULL, "
        "max_spread_bps DOUBLE PRECISION NOT NULL, expires_ns BIGINT NOT NULL, max_age_ns BIGINT NOT NULL, "
        "cancel_wanted INTEGER NOT NULL, flagged INTEGER NOT NULL, note TEXT NOT NULL)",
        "CREATE INDEX orders_open ON orders (workstation, is_open)",
        "CREATE TABLE fills (venue TEXT NOT NULL, symbol TEXT NOT NULL, execution TEXT NOT NULL, "
        "client_id TEXT NOT NULL, workstation TEXT NOT NULL, environment TEXT NOT NULL, side TEXT NOT NULL, "
        "price TEXT NOT NULL, size TEXT NOT NULL, fee TEXT NOT NULL, fee_asset TEXT NOT NULL, "
        "is_maker INTEGER NOT NULL, time_ns BIGINT NOT NULL, PRIMARY KEY (venue, symbol, client_id, execution))",
        "CREATE INDEX fills_order ON fills (client_id)",
        "CREATE TABLE events (epoch BIGINT NOT NULL, number BIGINT NOT NULL, at_ns BIGINT NOT NULL, "
        "client_id TEXT NOT NULL, state TEXT NOT NULL, what TEXT NOT NULL, PRIMARY KEY (epoch, number))",
        "CREATE TABLE positions (workstation TEXT NOT NULL, environment TEXT NOT NULL, venue TEXT NOT NULL, "
        "symbol TEXT NOT NULL, size TEXT NOT NULL, open_value TEXT NOT NULL, realised TEXT NOT NULL, "
        "fees TEXT NOT NULL, day BIGINT NOT NULL, day_start DOUBLE PRECISION NOT NULL, "
        "PRIMARY KEY (workstation, environment, venue, symbol))",
    },
    // Cancels of many orders at once, and reports, look for what happened to an order.
    Statements{"CREATE INDEX events_order ON events (client_id)"},
    // What calibration and execution quality are made of: fills with their worth, timed answers, parent orders.
    Statements{
        "ALTER TABLE fills ADD COLUMN coins TEXT NOT NULL DEFAULT '0'",
        "ALTER TABLE fills ADD COLUMN notional DOUBLE PRECISION NOT NULL DEFAULT 0",
        "ALTER TABLE fills ADD COLUMN fee_quote DOUBLE PRECISION",
        "ALTER TABLE fills ADD COLUMN expected_fee_bps DOUBLE PRECISION NOT NULL DEFAULT 0",
        "CREATE INDEX fills_time ON fills (time_ns)",
        "CREATE TABLE latencies (client_id TEXT NOT NULL, kind TEXT NOT NULL, workstation TEXT NOT NULL, "
        "environment TEXT NOT NULL, venue TEXT NOT NULL, symbol TEXT NOT NULL, took_ns BIGINT NOT NULL, "
        "time_ns BIGINT NOT NULL, PRIMARY KEY (client_id, kind))",
        "CREATE INDEX latencies_time ON latencies (time_ns)",
        "CREATE TABLE parents (client_id TEXT PRIMARY KEY, workstation TEXT NOT NULL, environment TEXT NOT NULL, "
        "venue TEXT NOT NULL, symbol TEXT NOT NULL, side TEXT NOT NULL, strategy TEXT NOT NULL, "
        "decided_ns BIGINT NOT NULL, arrival_mid DOUBLE PRECISION, baseline_bps DOUBLE PRECISION, "
        "size TEXT NOT NULL, filled TEXT NOT NULL, filled_value DOUBLE PRECISION NOT NULL, "
        "maker_value DOUBLE PRECISION NOT NULL, fees DOUBLE PRECISION NOT NULL, first_fill_ns BIGINT NOT NULL, "
        "mark_out_1 DOUBLE PRECISION, mark_out_5 DOUBLE PRECISION, mark_out_30 DOUBLE PRECISION, "
        "is_over INTEGER NOT NULL)",
        "CREATE INDEX parents_time ON parents (decided_ns)",
    },
    // Orders that serve one plan together, and ids of orders that were replaced.
    // NOLINTBEGIN(bugprone-suspicious-missing-comma): a statement may go over lines
    Statements{
        "ALTER TABLE orders ADD COLUMN run TEXT NOT NULL DEFAULT ''",
        "CREATE INDEX orders_run ON orders (run)",
        "ALTER TABLE orders ADD COLUMN earlier_orders TEXT NOT NULL DEFAULT ''",
        "CREATE TABLE plans (run TEXT PRIMARY KEY, workstation TEXT NOT NULL, environment TEXT NOT NULL, "
        "venue TEXT NOT NULL, began_ns BIGINT NOT NULL, ended_ns BIGINT NOT NULL, content TEXT NOT NULL)",
        "CREATE INDEX plans_open ON plans (workstation, ended_ns)",
    },
    // NOLINTEND(bugprone-suspicious-missing-comma)
    // Orders that close: after a restart they are still told from those that open.
    Statements{
        "ALTER TABLE orders ADD COLUMN reduce_only INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE orders ADD COLUMN position_side TEXT NOT NULL DEFAULT 'net'",
    },
    // What a venue of coins kept of those that were bought: so much less is held. Of older fills the asset tells.
    // NOLINTBEGIN(bugprone-suspicious-missing-comma): a statement may go over lines
    Statements{
        "ALTER TABLE fills ADD COLUMN fee_base TEXT NOT NULL DEFAULT '0'",
        "UPDATE fills SET fee_base = fee WHERE venue = 'binance-spot' AND fee_asset <> '' "
        "AND symbol LIKE fee_asset || '%'",
    },
    // NOLINTEND(bugprone-suspicious-missing-comma)
    // What was decided, on what, and what was sent; orders and fills name what led to them.
    // NOLINTBEGIN(bugprone-suspicious-missing-comma): a statement may go over lines
    Statements{
        "ALTER TABLE orders ADD COLUMN decision TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE fills ADD COLUMN decision TEXT NOT NULL DEFAULT ''",
        "CREATE TABLE decisions (decision TEXT PRIMARY KEY, workstation TEXT NOT NULL, environment TEXT NOT NULL, "
        "venue TEXT NOT NULL, symbol TEXT NOT NULL, decided_ns BIGINT NOT NULL, side TEXT NOT NULL, "
        "asked TEXT NOT NULL, policy TEXT NOT NULL, style TEXT NOT NULL, action TEXT NOT NULL, reason TEXT NOT NULL, "
        "impact DOUBLE PRECISION, client_id TEXT NOT NULL, not_sent TEXT NOT NULL, orders INTEGER NOT NULL, "
        "price TEXT NOT NULL, size TEXT NOT NULL, signal_strength DOUBLE PRECISION, signal_source TEXT NOT NULL, "
        "signal_id TEXT NOT NULL, book_ns BIGINT NOT NULL, features TEXT NOT NULL, rules TEXT NOT NULL)",
        "CREATE INDEX decisions_time ON decisions (decided_ns)",
    },
    // NOLINTEND(bugprone-suspicious-missing-comma)
    // What the choice among venues was worth.
    Statements{
        "ALTER TABLE decisions ADD COLUMN all_in DOUBLE PRECISION",
        "ALTER TABLE decisions ADD COLUMN best_single DOUBLE PRECISION",
        "ALTER TABLE decisions ADD COLUMN best_venue TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE decisions ADD COLUMN home_all_in DOUBLE PRECISION",
        "ALTER TABLE decisions ADD COLUMN home_venue TEXT NOT NULL DEFAULT ''",
    },
    // Whose wish a parent order was: the user's, a signal's, or one on paper.
    Statements{"ALTER TABLE parents ADD COLUMN origin TEXT NOT NULL DEFAULT 'user'"},
};

core::Result<void> run(QSqlDatabase& database, const QString& statement)
{
    QSqlQuery query(database);
    if (!query.exec(statement)) {
        return core::defect("journal: " + query.lastError().databaseText().simplified().toStdString());
    }
    return {};
}

} // namespace

int schemaVersion()
{
    return static_cast<int>(migrations.size());
}

core::Result<void> migrate(QSqlDatabase& database)
{
    if (!database.transaction()) {
        return core::defect("journal: " + database.lastError().databaseText().simplified().toStdString());
    }
    const auto steps = [&]() -> core::Result<void> {
        // Two workstations that start at once wait for each other here.
        if (database.driverName() == QLatin1String("QPSQL")) {
            if (auto done = run(database, QStringLiteral("SELECT pg_advisory_xact_lock(7205759403792)")); !done) {
                return done;
            }
        }
        if (auto done =
                run(database, QStringLiteral("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)"));
            !done) {
            return done;
        }
        int version = 0;
        {
            QSqlQuery query(database);
            if (!query.exec(QStringLiteral("SELECT version FROM schema_version"))) {
                return core::defect("journal: " + query.lastError().databaseText().simplified().toStdString());
            }
            if (query.next()) {
                version = query.value(0).toInt();
            } else if (auto done = run(database, QStringLiteral("INSERT INTO schema_version VALUES (0)")); !done) {
                return done;
            }
        }
        if (version > schemaVersion()) {
            return core::defect("journal: its tables are of version " + std::to_string(version)
                + ", and this program knows " + std::to_string(schemaVersion()) + ": a newer Leadline wrote it");
        }
        for (int next = version; next < schemaVersion(); ++next) {
            for (const char* const statement : migrations[static_cast<std::size_t>(next)]) {
                if (auto done = run(database, QString::fromLatin1(statement)); !done) {
                    return done;
                }
            }
        }
        return run(database, QStringLiteral("UPDATE schema_version SET version = %1").arg(schemaVersion()));
    };
    if (auto done = steps(); !done) {
        database.rollback();
        return done;
    }
    if (!database.commit()) {
        return core::defect("journal: " + database.lastError().databaseText().simplified().toStdString());
    }
    return {};
}

} // namespace leadline::journal
