// SPDX-License-Identifier: MIT
#include "engine/venues/binance/binance_rows.h"

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
    VenueOrder row;
    row.symbol = core::Symbol(order["symbol"].text());
    row.id = order["orderId"].text();
    row.clientId = order["clientOrderId"].text();
    row.ours = orders::clientIdOf(row.clientId).value_or(0);
    row.side = sideOf(order["side"]);
    row.positionSide = positionSideOf(order["positionSide"]);
    row.type = order["type"].text();
    row.size = order["origQty"].quantity();
    row.filled = order["executedQty"].quantity();
    row.price = order["price"].price();
    row.trigger = order["stopPrice"].price();
    row.isConditional = isConditionalType(row.type);
    row.isReduceOnly = order["reduceOnly"].isTrue();
    row.closesPosition = order["closePosition"].isTrue();
    row.placed = core::fromMilliseconds(order["time"].whole());
    return row;
}

// The documentation says orderType, some answers say type.
VenueOrder algoRowOf(const json::Tree& order)
{
    VenueOrder row;
    row.symbol = core::Symbol(order["symbol"].text());
    row.id = order["algoId"].text();
    row.clientId = order["clientAlgoId"].text();
    row.ours = orders::clientIdOf(row.clientId).value_or(0);
    row.side = sideOf(order["side"]);
    row.positionSide = positionSideOf(order["positionSide"]);
    row.type = order[order["orderType"].isThere() ? "orderType" : "type"].text();
    row.size = order["quantity"].quantity();
    row.price = order["price"].price();
    row.trigger = order["triggerPrice"].price();
    row.isConditional = row.isApart = true;
    row.isReduceOnly = order["reduceOnly"].isTrue();
    row.closesPosition = order["closePosition"].isTrue();
    row.placed = core::fromMilliseconds(order["createTime"].whole());
    return row;
}

core::Result<VenueOrder> algoUpdateOf(const json::Tree& order)
{
    VenueOrder row;
    row.symbol = core::Symbol(order["s"].text());
    row.id = order["aid"].text();
    row.clientId = order["caid"].text();
    row.ours = orders::clientIdOf(row.clientId).value_or(0);
    row.side = sideOf(order["S"]);
    row.positionSide = positionSideOf(order["ps"]);
    row.type = order["o"].text();
    row.size = order["q"].quantity();
    row.price = order["p"].price();
    row.trigger = order["tp"].price();
    row.isConditional = row.isApart = true;
    row.isReduceOnly = order["R"].isTrue();
    row.closesPosition = order["cp"].isTrue();
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

std::vector<VenuePosition> positionsOf(const json::Tree& list)
{
    std::vector<VenuePosition> positions;
    for (const json::Tree& row : list.items()) {
        const VenuePosition position{.symbol = core::Symbol(row["symbol"].text()),
            .size = row["positionAmt"].quantity(),
            .entryPrice = row["entryPrice"].averagePrice(),
            .side = positionSideOf(row["positionSide"]),
            .updated = core::fromMilliseconds(row["updateTime"].whole())};
        if (!position.size.isZero()) {
            positions.push_back(position);
        }
    }
    return positions;
}

} // namespace leadline::venues::binance
