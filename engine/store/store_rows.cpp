// SPDX-License-Identifier: MIT
#include "engine/store/store_rows.h"

#include "engine/store/parquet_feature_file.h"

namespace leadline::store
{

namespace
{

using enum ColumnType;

template <class... Values> void putAll(Appender& appender, const Values&... values)
{
    (appender.put(values), ...);
}

} // namespace

const Table& FeatureRow::table()
{
    static const Table made{"features", featureColumns()};
    return made;
}

void FeatureRow::put(Appender& appender) const
{
    putFeatures(appender, market, features);
}

const Table& ExecutionRow::table()
{
    static const Table made{"executions",
        {{"timestamp", Integer}, {"venue", Text}, {"symbol", Text}, {"client_order", Text}, {"execution", Text},
            {"side", Text}, {"role", Text}, {"price", Price}, {"size", Quantity}, {"notional", Real}, {"fee", Real},
            {"fee_bps", Real}, {"expected_fee_bps", Real}, {"workstation", Text}, {"environment", Text},
            {"decision", Text}}};
    return made;
}

void ExecutionRow::put(Appender& appender) const
{
    putAll(appender, core::nanosecondsOf(at), market.venue.view(), market.symbol.view(), clientOrder, execution, side,
        role, price, size, notional, fee, feeBps, expectedFeeBps, workstation, environment, decision);
}

const Table& DecisionRow::table()
{
    static const Table made{"decisions",
        {{"timestamp", Integer}, {"venue", Text}, {"symbol", Text}, {"number", Integer}, {"side", Text},
            {"action", Text}, {"reason", Text}, {"size", Quantity}, {"impact", Real}, {"trace", Text},
            {"decision", Text}, {"client_order", Text}}};
    return made;
}

void DecisionRow::put(Appender& appender) const
{
    putAll(appender, core::nanosecondsOf(at), market.venue.view(), market.symbol.view(), number, side, action, reason,
        size, impact, trace, id, clientOrder);
}

} // namespace leadline::store
