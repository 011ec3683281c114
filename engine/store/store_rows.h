// SPDX-License-Identifier: MIT
/// The rows that a live session leaves behind, and the tables they belong to.
#pragma once

#include "engine/core/names.h"
#include "engine/features/feature_set.h"
#include "engine/store/duckdb_handle.h"

#include <string>

namespace leadline::store
{

struct Table {
    std::string name;
    std::vector<Column> columns;
};

/// A sample of one market, with the columns of `leadline features`.
struct FeatureRow {
    core::MarketId market;
    features::FeatureSet features;

    [[nodiscard]] core::Timestamp time() const { return features.time; }
    [[nodiscard]] static const Table& table();
    void put(Appender& appender) const;
};

/// A fill. Doubles that are not finite are written as NULL.
struct ExecutionRow {
    core::MarketId market;
    core::Timestamp at;
    std::string clientOrder;
    std::string decision; ///< what led to the order; empty: nothing that is kept
    std::string execution; ///< the venue's id of the fill
    std::string side;
    std::string role; ///< "maker" or "taker"
    core::Price price;
    core::Quantity size;
    double notional = 0;
    double fee = 0;
    double feeBps = 0;
    double expectedFeeBps = 0;
    std::string workstation;
    std::string environment;

    [[nodiscard]] core::Timestamp time() const { return at; }
    [[nodiscard]] static const Table& table();
    void put(Appender& appender) const;
};

/// A decision of the router.
struct DecisionRow {
    core::MarketId market;
    core::Timestamp at;
    std::int64_t number = 0;
    std::string side;
    std::string action;
    std::string reason;
    core::Quantity size;
    double impact = 0;
    std::string trace; ///< JSON
    std::string id; ///< as orders and executions name it; empty: there was no journal
    std::string clientOrder; ///< the first order it led to; empty: none

    [[nodiscard]] core::Timestamp time() const { return at; }
    [[nodiscard]] static const Table& table();
    void put(Appender& appender) const;
};

} // namespace leadline::store
