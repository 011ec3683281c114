// SPDX-License-Identifier: MIT
#include "engine/venues/kraken/kraken_rows.h"

#include "engine/venues/answer_fields.h"
#include "engine/venues/kraken/kraken_symbols.h"

#include <algorithm>

namespace leadline::venues::kraken
{

core::Timestamp secondsOf(const json::Tree& number)
{
    const core::Quantity seconds = number.quantity(); // nine decimals: nanoseconds
    return core::fromNanoseconds(static_cast<std::int64_t>(seconds.raw()));
}

bool isTrigger(std::string_view type)
{
    return type.starts_with("stop-loss") || type.starts_with("take-profit") || type.starts_with("trailing-stop");
}

VenueOrder rowOf(const std::string& id, const json::Tree& order)
{
    const json::Tree& words = order["descr"];
    VenueOrder row;
    row.symbol = symbolOfRest(words["pair"].text());
    row.id = id;
    row.clientId = order["cl_ord_id"].text();
    row.ours = orders::clientIdOf(row.clientId).value_or(0);
    row.side = words["type"].text() == "buy" ? core::Side::Bid : core::Side::Ask;
    row.type = words["ordertype"].text();
    row.size = order["vol"].quantity();
    row.filled = order["vol_exec"].quantity();
    row.isConditional = isTrigger(row.type);
    row.price = words[row.isConditional ? "price2" : "price"].price();
    if (row.isConditional) {
        // One that trails says in words how far, and here where it stands.
        const core::Price current = order["stopprice"].price();
        row.trigger = current.raw() > 0 ? current : words["price"].price();
    }
    row.isReduceOnly = order["reduce_only"].isTrue();
    row.placed = secondsOf(order["opentm"]);
    return row;
}

std::optional<VenueOrder> conditionalOf(const json::Tree& execution)
{
    const std::string& status = execution["order_status"].text();
    VenueOrder row;
    row.symbol = core::Symbol(execution["symbol"].text());
    row.id = execution["order_id"].text();
    row.clientId = execution["cl_ord_id"].text();
    row.ours = orders::clientIdOf(row.clientId).value_or(0);
    row.type = execution["order_type"].text();
    row.isConditional = isTrigger(row.type);
    row.isOver = status == "filled" || status == "canceled" || status == "expired";
    // Once triggered it may be called a limit or a market order: its end is told of whatever somebody else's is.
    const bool concerns = row.isConditional || (row.isOver && row.ours == 0);
    const bool isWhole = row.isOver || execution["order_qty"].isThere();
    if (row.id.empty() || !concerns || !isWhole) {
        return std::nullopt;
    }
    const json::Tree& triggers = execution["triggers"];
    row.side = execution["side"].text() == "buy" ? core::Side::Bid : core::Side::Ask;
    row.size = execution["order_qty"].quantity();
    row.filled = execution["cum_qty"].quantity();
    row.price = execution["limit_price"].price();
    row.trigger = triggers["price"].isThere() ? triggers["price"].price() : execution["stop_price"].price();
    row.isReduceOnly = execution["reduce_only"].isTrue();
    return row;
}

bool isMarginPosition(const json::Tree& entry)
{
    const json::Tree& closed = entry["vol_closed"];
    return !entry["pair"].text().empty() && isSize(entry["vol"]) && entry["vol"].quantity().raw() > 0
        && (!closed.isThere() || (isSize(closed) && !closed.quantity().isNegative()));
}

std::vector<VenuePosition> marginPositionsOf(const json::Tree& list)
{
    const auto mean = [](core::Notional value, core::Quantity size) {
        const core::Int128 price = value.raw() / size.raw();
        return core::Price::fromRaw(static_cast<std::int64_t>(std::clamp<core::Int128>(price, 0, core::Price::maxRaw)));
    };
    std::vector<VenuePosition> positions;
    for (const auto& [id, entry] : list.fields()) {
        const core::Quantity all = entry["vol"].quantity();
        const core::Quantity open = all - entry["vol_closed"].quantity();
        if (open.raw() <= 0 || !isMarginPosition(entry)) {
            continue;
        }
        const bool isShort = entry["type"].text() == "sell";
        const core::Quantity size = isShort ? core::Quantity{} - open : open;
        const auto price = mean(entry["cost"].notional(), all);
        const core::Symbol symbol = symbolOfRest(entry["pair"].text());
        const auto known = std::ranges::find_if(positions, [&](const VenuePosition& position) {
            return position.symbol == symbol && position.size.isNegative() == isShort;
        });
        if (known == positions.end()) {
            positions.push_back({.symbol = symbol,
                .size = size,
                .entryPrice = price,
                .isMargin = true,
                .updated = secondsOf(entry["time"])});
            continue;
        }
        const core::Notional value = known->entryPrice * known->size + price * size;
        known->size += size;
        known->entryPrice = mean(value, known->size);
        known->updated = std::max(known->updated, secondsOf(entry["time"]));
    }
    return positions;
}

} // namespace leadline::venues::kraken
