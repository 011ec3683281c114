// SPDX-License-Identifier: MIT
#include "engine/venues/alpaca/alpaca_rows.h"

#include "engine/core/time_text.h"
#include "engine/json/reader.h"
#include "engine/venues/alpaca/alpaca_trading.h"
#include "engine/venues/answer_fields.h"

#include <algorithm>
#include <iterator>

namespace leadline::venues::alpaca
{

void addRows(const json::Tree& order, const std::string& parent, std::vector<VenueOrder>& rows)
{
    const std::string& status = order["status"].text();
    const bool isOver = status == "filled" || status == "canceled" || status == "expired" || status == "rejected"
        || status == "replaced";
    VenueOrder row;
    row.symbol = core::Symbol(order["symbol"].text());
    row.id = order["id"].text();
    row.clientId = order["client_order_id"].text();
    row.ours = clientIdOf(row.clientId).value_or(0);
    row.side = order["side"].text() == "buy" ? core::Side::Bid : core::Side::Ask;
    row.type = order["type"].text();
    row.size = order["qty"].quantity();
    row.filled = order["filled_qty"].quantity();
    row.price = order["limit_price"].price();
    row.trigger = order["stop_price"].price();
    row.isConditional = row.type.starts_with("stop") || row.type.starts_with("trailing") || status == "held";
    row.placed = json::isoTime(order["created_at"].text(), "created_at").value_or(core::Timestamp{});
    row.parent = parent;
    for (const json::Tree& leg : order["legs"].items()) {
        addRows(leg, row.id, rows);
    }
    if (!isOver) {
        rows.push_back(std::move(row));
    }
}

bool isOfGroup(const json::Tree& order)
{
    const std::string& group = order["order_class"].text();
    return !group.empty() && group != "simple";
}

void addConditional(const json::Tree& order, std::vector<VenueOrder>& rows)
{
    const bool isLeg = isOfGroup(order);
    const std::string& type = order["type"].text();
    const bool waits = isLeg || type.starts_with("stop") || type.starts_with("trailing");
    std::vector<VenueOrder> open;
    addRows(order, {}, open);
    if (waits && std::ranges::find(open, order["id"].text(), &VenueOrder::id) == open.end()) {
        rows.push_back({.symbol = core::Symbol(order["symbol"].text()), .id = order["id"].text(), .isOver = true});
    }
    std::ranges::copy_if(
        open, std::back_inserter(rows), [&](const VenueOrder& row) { return row.isConditional || isLeg; });
}

bool isPosition(const json::Tree& position)
{
    return !position["symbol"].text().empty() && isSize(position["qty"]);
}

VenuePosition positionOf(const json::Tree& position)
{
    // Whether sizes of short positions have a sign is not written down anywhere.
    const core::Quantity size = position["qty"].quantity();
    const bool turns = position["side"].text() == "short" && !size.isNegative();
    return {.symbol = core::Symbol(position["symbol"].text()),
        .size = turns ? core::Quantity{} - size : size,
        .entryPrice = position["avg_entry_price"].averagePrice()};
}

} // namespace leadline::venues::alpaca
