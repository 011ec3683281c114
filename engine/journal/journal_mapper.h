// SPDX-License-Identifier: MIT
/// What the journal keeps as rows of its tables, and rows as what the journal gives back.
#pragma once

#include "engine/calibration/execution.h"
#include "engine/calibration/execution_quality.h"
#include "engine/calibration/outcome.h"
#include "engine/core/result.h"
#include "engine/journal/journal_options.h"
#include "engine/orders/journal.h"

#include <QString>
#include <QVariant>

#include <optional>
#include <variant>
#include <vector>

class QSqlQuery;

namespace leadline::journal
{

using JournalRecord = std::variant<orders::JournalEntry, calibration::LatencySample, calibration::ParentOrder,
    calibration::JournalledDecision, orders::RunRecord>;

struct NumberedRecord {
    std::uint64_t number = 0;
    JournalRecord record;
};

/// A statement that inserts or updates, and what it binds.
struct JournalRow {
    const char* statement = nullptr; ///< a literal of this room
    std::vector<QVariant> values;
};

/// PostgreSQL takes no zero byte, and no text is NULL.
[[nodiscard]] QString databaseText(std::string_view text);

/// Knows columns and their order, but no connection. Thread: any.
class JournalMapper
{
public:
    explicit JournalMapper(const JournalOptions& options)
        : m_workstation(databaseText(options.workstation))
        , m_environments(options.environments)
    {
    }

    /// In the order in which they are written.
    [[nodiscard]] std::vector<JournalRow> rowsOf(const NumberedRecord& numbered, std::uint64_t epoch) const;

    /// Of this workstation: orders that are open or lack fills, of every environment.
    static QString openOrders(); ///< binds the workstation
    static QString ordersOfRun(); ///< binds the run
    static QString executionsOfOrder(); ///< binds the order's client id
    static QString openRuns(); ///< binds the workstation
    static QString positions(); ///< binds the workstation

    [[nodiscard]] static core::Result<orders::Order> orderOf(const QSqlQuery& row);
    [[nodiscard]] static orders::RunRecord runOf(const QSqlQuery& row);
    [[nodiscard]] static core::Result<orders::Position> positionOf(const QSqlQuery& row);
    /// The row was written in the environment that its venue has now.
    [[nodiscard]] bool isOfOrderEnvironment(const QSqlQuery& row) const;
    [[nodiscard]] bool isOfRunEnvironment(const QSqlQuery& row) const;
    [[nodiscard]] bool isOfPositionEnvironment(const QSqlQuery& row) const;
    [[nodiscard]] QString environmentOf(const core::VenueId& venue) const;
    [[nodiscard]] const QString& workstation() const { return m_workstation; }

private:
    [[nodiscard]] JournalRow rowOf(const orders::Order& order) const;
    [[nodiscard]] JournalRow rowOf(const orders::Fill& fill) const;
    [[nodiscard]] JournalRow rowOf(const orders::Position& position, const core::MarketId& market) const;
    [[nodiscard]] JournalRow rowOf(const calibration::LatencySample& sample) const;
    [[nodiscard]] JournalRow rowOf(const calibration::ParentOrder& parent) const;
    [[nodiscard]] JournalRow rowOf(const calibration::JournalledDecision& decision) const;
    [[nodiscard]] JournalRow rowOf(const orders::RunRecord& record) const;

    QString m_workstation;
    std::map<core::VenueId, std::string> m_environments;
};

} // namespace leadline::journal
