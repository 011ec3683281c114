// SPDX-License-Identifier: MIT
#include "engine/venues/binance/binance_rows.h"

#include "engine/venues/answer_fields.h"

#include <algorithm>
#include <array>

namespace leadline::venues::binance
{

namespace
{

core::Side sideOf(const json::Tree& word)
{
    return word.text() == "BUY" ? core::Side::Bid : core::Side::Ask;
}

/// Types that wait for a price; once it was seen, the venue calls the order LIMIT or MARKET.
bool isConditionalType(std::string_view type)
{
    return type.starts_with("STOP") || type.starts_with("TAKE_PROFIT") || type.starts_with("TRAILING");
}

/// What the venue calls each field of a row; its stream has letters for what its answers spell out.
struct Names {
    const char* symbol = "symbol";
    const char* id = "orderId";
    const char* clientId = "clientOrderId";
    const char* side = "side";
    const char* positionSide = "positionSide";
    const char* type = "type";
    const char* size = "origQty";
    const char* price = "price";
    const char* trigger = "stopPrice";
    const char* reduceOnly = "reduceOnly";
    const char* closePosition = "closePosition";
};

VenueOrder read(const json::Tree& order, const Names& names)
{
    VenueOrder row;
    row.symbol = core::Symbol(order[names.symbol].text());
    row.id = order[names.id].text();
    row.clientId = order[names.clientId].text();
    row.ours = orders::clientIdOf(row.clientId).value_or(0);
    row.side = sideOf(order[names.side]);
    row.positionSide = positionSideOf(order[names.positionSide]);
    row.type = order[names.type].text();
    row.size = order[names.size].quantity();
    row.price = order[names.price].price();
    row.trigger = order[names.trigger].price();
    row.isReduceOnly = order[names.reduceOnly].isTrue();
    row.closesPosition = order[names.closePosition].isTrue();
    return row;
}

} // namespace

core::PositionSide positionSideOf(const json::Tree& word)
{
    return word.text() == "LONG" ? core::PositionSide::Long
        : word.text() == "SHORT" ? core::PositionSide::Short
                                 : core::PositionSide::Net;
}

std::string_view positionSideText(core::PositionSide side)
{
    return side == core::PositionSide::Long ? "LONG" : side == core::PositionSide::Short ? "SHORT" : "BOTH";
}

VenueOrder rowOf(const json::Tree& order)
{
    VenueOrder row = read(order, {});
    row.filled = order["executedQty"].quantity();
    row.isConditional = isConditionalType(row.type);
    row.placed = millisecondTime(order["time"]);
    return row;
}

VenueOrder algoRowOf(const json::Tree& order)
{
    // The documentation says orderType, some answers say type.
    VenueOrder row = read(order,
        {.id = "algoId",
            .clientId = "clientAlgoId",
            .type = order["orderType"].isThere() ? "orderType" : "type",
            .size = "quantity",
            .trigger = "triggerPrice"});
    row.isConditional = row.isApart = true;
    row.placed = millisecondTime(order["createTime"]);
    return row;
}

core::Result<VenueOrder> algoUpdateOf(const json::Tree& order)
{
    VenueOrder row = read(order,
        {.symbol = "s",
            .id = "aid",
            .clientId = "caid",
            .side = "S",
            .positionSide = "ps",
            .type = "o",
            .size = "q",
            .price = "p",
            .trigger = "tp",
            .reduceOnly = "R",
            .closePosition = "cp"});
    row.isConditional = row.isApart = true;
    const std::string& state = order["X"].text();
    constexpr std::array<std::string_view, 5> over{"TRIGGERED", "FINISHED", "CANCELED", "REJECTED", "EXPIRED"};
    row.isOver = std::ranges::find(over, state) != over.end();
    if (row.id.empty() || (!row.isOver && state != "NEW" && state != "TRIGGERING")) {
        return core::defect("a conditional order of unknown state: " + state);
    }
    if (state == "REJECTED") {
        row.why = order["rm"].text().empty() ? "rejected by the venue" : order["rm"].text();
    }
    return row;
}

bool isPosition(const json::Tree& row)
{
    return !row["symbol"].text().empty() && isSize(row["positionAmt"]);
}

std::vector<VenuePosition> positionsOf(const json::Tree& list)
{
    std::vector<VenuePosition> positions;
    for (const json::Tree& row : list.items()) {
        const VenuePosition position{.symbol = core::Symbol(row["symbol"].text()),
            .size = row["positionAmt"].quantity(),
            .entryPrice = row["entryPrice"].averagePrice(),
            .side = positionSideOf(row["positionSide"]),
            .updated = millisecondTime(row["updateTime"])};
        if (!position.size.isZero()) {
            positions.push_back(position);
        }
    }
    return positions;
}

VenueOrder spotRowOf(const json::Tree& order)
{
    VenueOrder row = rowOf(order);
    // One that was triggered keeps its type and its number, and is on the book like any other.
    row.isConditional = (row.isConditional && !order["isWorking"].isTrue()) || order["status"].text() == "PENDING_NEW";
    return row;
}

std::optional<VenueOrder> spotUpdateOf(const json::Tree& event)
{
    VenueOrder row = read(event,
        {.symbol = "s",
            .id = "i",
            .clientId = event["C"].text().empty() ? "c" : "C",
            .side = "S",
            .type = "o",
            .size = "q",
            .price = "p",
            .trigger = "P"});
    const std::string& state = event["X"].text();
    constexpr std::array<std::string_view, 5> over{"FILLED", "CANCELED", "REJECTED", "EXPIRED", "EXPIRED_IN_MATCH"};
    row.isOver = std::ranges::find(over, state) != over.end();
    row.filled = event["z"].quantity();
    row.placed = millisecondTime(event["O"]);
    const bool waits = isConditionalType(row.type) || state == "PENDING_NEW";
    row.isConditional = waits && !event["w"].isTrue();
    // What waited for another order has an ordinary type: its end is told of whatever somebody else's is.
    return waits || (row.isOver && row.ours == 0) ? std::optional(row) : std::nullopt;
}

} // namespace leadline::venues::binance
