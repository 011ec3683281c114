// SPDX-License-Identifier: MIT
// What the Binance-like venue says of orders, fills, money and positions.
#include "engine/sim/binance/binance_account.h"

namespace leadline::sim
{

using core::PositionSide;
using core::Side;

namespace
{

std::string timeInForceText(TimeInForce timeInForce)
{
    return timeInForce == TimeInForce::PostOnly ? "GTX" : timeInForce == TimeInForce::ImmediateOrCancel ? "IOC" : "GTC";
}

std::string statusText(const AccountOrder& order)
{
    switch (order.status) {
    case AccountOrderStatus::New:
        return "NEW";
    case AccountOrderStatus::PartiallyFilled:
        return "PARTIALLY_FILLED";
    case AccountOrderStatus::Filled:
        return "FILLED";
    case AccountOrderStatus::Cancelled:
        return "CANCELED";
    case AccountOrderStatus::Expired:
        return order.why == "self-trade prevention" ? "EXPIRED_IN_MATCH" : "EXPIRED";
    }
    return "";
}

} // namespace

void BinanceAccount::changed(const AccountEvent& event)
{
    const AccountOrder& order = event.order;
    std::string what;
    switch (event.kind) {
    case AccountEvent::Kind::New:
        what = "NEW";
        break;
    case AccountEvent::Kind::Trade:
        what = "TRADE";
        break;
    case AccountEvent::Kind::Cancelled:
        what = "CANCELED";
        break;
    case AccountEvent::Kind::Expired:
        what = "EXPIRED";
        break;
    case AccountEvent::Kind::Amended:
        what = "AMENDMENT";
        break;
    }
    const AccountFill* const fill = event.fill;
    const std::string type = order.isMarket ? "MARKET" : "LIMIT";
    const std::string quote = m_markets.settings(order.market).pair.quote.text();
    tell("ORDER_TRADE_UPDATE",
        R"({"e":"ORDER_TRADE_UPDATE","E":)" + stamp() + R"(,"T":)" + stamp() + R"(,"o":{)"
            + quotedField("s", symbolOf(order.market)) + "," + quotedField("c", order.clientId) + ","
            + quotedField("S", binanceText(order.side)) + "," + quotedField("o", type) + ","
            + quotedField("f", timeInForceText(order.timeInForce)) + "," + quotedField("q", order.size.text()) + ","
            + quotedField("p", order.isMarket ? "0" : order.price.text()) + ","
            + quotedField("ap", order.averagePrice().text()) + R"(,"sp":"0",)" + quotedField("x", what) + ","
            + quotedField("X", statusText(order)) + R"(,"i":)" + std::to_string(order.id) + ","
            + quotedField("l", fill != nullptr ? fill->size.text() : "0") + "," + quotedField("z", order.filled.text())
            + "," + quotedField("L", fill != nullptr ? fill->price.text() : "0") + "," + quotedField("N", quote) + ","
            + quotedField("n", fill != nullptr ? fill->fee.text() : "0") + R"(,"T":)" + stamp() + R"(,"t":)"
            + std::to_string(fill != nullptr ? fill->id : 0) + R"(,"b":"0","a":"0","m":)"
            + (fill != nullptr && fill->isMaker ? "true" : "false") + R"(,"R":)"
            + (order.isReduceOnly ? "true" : "false") + R"(,"wt":"CONTRACT_PRICE",)" + quotedField("ot", type) + ","
            + quotedField("ps", binanceText(order.positionSide))
            + R"(,"cp":false,"rp":"0","pP":false,"si":0,"ss":0,"V":"EXPIRE_MAKER","pm":"NONE","gtd":0,"er":")"
            + (order.why == "reduce only" ? "4" : "0") + R"("}})");
    if (fill != nullptr) {
        tell("ACCOUNT_UPDATE", accountUpdateJson(order.market));
    }
}

std::string BinanceAccount::accountUpdateJson(std::size_t market) const
{
    const core::Asset& quote = m_markets.settings(market).pair.quote;
    const std::string wallet = m_account.total(quote).text();
    const auto row = [&](PositionSide side) {
        const MarginPositions::Held& held = m_account.positions(market).of(side);
        return "{" + quotedField("s", symbolOf(market)) + "," + quotedField("pa", held.size.text()) + ","
            + quotedField("ep", held.entryPrice().text()) + "," + quotedField("bep", held.entryPrice().text())
            + R"(,"cr":"0",)" + quotedField("up", eightDecimals(m_account.unrealised(market, side)))
            + R"(,"mt":"cross","iw":"0",)" + quotedField("ps", binanceText(side)) + "}";
    };
    // In hedge mode all sides of the symbol.
    const std::string rows = row(PositionSide::Net)
        + (m_account.isHedged() ? "," + row(PositionSide::Long) + "," + row(PositionSide::Short) : "");
    return R"({"e":"ACCOUNT_UPDATE","E":)" + stamp() + R"(,"T":)" + stamp() + R"(,"a":{"m":"ORDER","B":[{)"
        + quotedField("a", quote.text()) + "," + quotedField("wb", wallet) + "," + quotedField("cw", wallet)
        + R"(,"bc":"0"}],"P":[)" + rows + "]}}";
}

std::string BinanceAccount::orderJson(const AccountOrder& order) const
{
    const std::string type = order.isMarket ? "MARKET" : "LIMIT";
    return R"({"orderId":)" + std::to_string(order.id) + "," + quotedField("clientOrderId", order.clientId) + ","
        + quotedField("symbol", symbolOf(order.market)) + "," + quotedField("status", statusText(order)) + ","
        + quotedField("side", binanceText(order.side)) + ","
        + quotedField("positionSide", binanceText(order.positionSide)) + "," + quotedField("type", type) + ","
        + quotedField("origType", type) + "," + quotedField("timeInForce", timeInForceText(order.timeInForce)) + ","
        + quotedField("price", order.isMarket ? "0" : order.price.text()) + ","
        + quotedField("origQty", order.size.text()) + "," + quotedField("executedQty", order.filled.text()) + ","
        + quotedField("cumQty", order.filled.text()) + "," + quotedField("cumQuote", order.value.text()) + ","
        + quotedField("avgPrice", order.averagePrice().text()) + R"(,"reduceOnly":)"
        + (order.isReduceOnly ? "true" : "false")
        + R"(,"closePosition":false,"stopPrice":"0","workingType":"CONTRACT_PRICE","priceProtect":false,)"
          R"("priceMatch":"NONE","selfTradePreventionMode":"EXPIRE_MAKER","goodTillDate":0,"time":)"
        + millisecondsText(order.created) + R"(,"updateTime":)" + millisecondsText(order.updated) + "}";
}

std::string BinanceAccount::ordersJson(bool openOnly, std::optional<std::size_t> market) const
{
    std::string json = "[";
    const auto add = [&](const AccountOrder& order) { json += (json.size() > 1 ? "," : "") + orderJson(order); };
    if (openOnly) {
        for (const AccountOrder* const order : m_account.openOrders(market)) {
            add(*order);
        }
        return json + "]";
    }
    for (const auto& [id, order] : m_account.orders()) {
        if (!market || order.market == *market) {
            add(order);
        }
    }
    return json + "]";
}

std::string BinanceAccount::tradesJson(const BinanceQuery& query, std::size_t market) const
{
    const std::string order = query["orderId"];
    const std::string quote = m_markets.settings(market).pair.quote.text();
    std::string json = "[";
    for (const AccountFill& fill : m_account.fills()) {
        if (fill.market != market || (!order.empty() && std::to_string(fill.order) != order)) {
            continue;
        }
        json += std::string(json.size() > 1 ? "," : "") + R"({"buyer":)" + (fill.side == Side::Bid ? "true" : "false")
            + "," + quotedField("commission", fill.fee.text()) + "," + quotedField("commissionAsset", quote)
            + R"(,"id":)" + std::to_string(fill.id) + R"(,"maker":)" + (fill.isMaker ? "true" : "false")
            + R"(,"orderId":)" + std::to_string(fill.order) + "," + quotedField("price", fill.price.text()) + ","
            + quotedField("qty", fill.size.text()) + "," + quotedField("quoteQty", (fill.price * fill.size).text())
            + R"(,"realizedPnl":"0",)" + quotedField("side", binanceText(fill.side)) + ","
            + quotedField("positionSide", binanceText(fill.positionSide)) + ","
            + quotedField("symbol", symbolOf(market)) + R"(,"time":)" + millisecondsText(fill.time) + "}";
    }
    return json + "]";
}

std::string BinanceAccount::bracketsJson(std::optional<std::size_t> only) const
{
    std::string rows;
    for (std::size_t i = 0; i < m_markets.size(); ++i) {
        if (!only || *only == i) {
            rows += (rows.empty() ? "{" : ",{") + quotedField("symbol", symbolOf(i))
                + R"(,"brackets":[{"bracket":1,"initialLeverage":20,"notionalCap":50000000,"notionalFloor":0,)"
                  R"("maintMarginRatio":0.01,"cum":0.0}]})";
        }
    }
    return "[" + rows + "]";
}

std::string BinanceAccount::assetJson(const core::Asset& asset) const
{
    const std::string wallet = m_account.total(asset).text();
    const std::string margin = m_account.marginInUse(asset).text();
    const std::string available = m_account.available(asset).text();
    return "{" + quotedField("accountAlias", "embedded") + "," + quotedField("asset", asset.text()) + ","
        + quotedField("balance", wallet) + "," + quotedField("walletBalance", wallet) + ","
        + quotedField("unrealizedProfit", eightDecimals(m_account.unrealised(asset))) + ","
        + quotedField("crossUnPnl", "0") + "," + quotedField("marginBalance", wallet) + ","
        + quotedField("maintMargin", "0") + "," + quotedField("initialMargin", margin) + ","
        + quotedField("positionInitialMargin", margin) + "," + quotedField("openOrderInitialMargin", "0") + ","
        + quotedField("crossWalletBalance", wallet) + "," + quotedField("availableBalance", available) + ","
        + quotedField("maxWithdrawAmount", available) + R"(,"marginAvailable":true,"updateTime":)" + stamp() + "}";
}

std::string BinanceAccount::assetsJson() const
{
    std::string rows;
    for (const core::Asset& asset : m_account.assets()) {
        rows += (rows.empty() ? "" : ",") + assetJson(asset);
    }
    return rows;
}

std::string BinanceAccount::positionJson(std::size_t market, PositionSide side) const
{
    const MarginPositions::Held& held = m_account.positions(market).of(side);
    const core::Price mark = m_account.markPrice(market);
    const double notional = held.size.toDoubleLossy() * mark.toDoubleLossy();
    const std::string profit = eightDecimals(m_account.unrealised(market, side));
    return "{" + quotedField("symbol", symbolOf(market)) + "," + quotedField("positionSide", binanceText(side)) + ","
        + quotedField("positionAmt", held.size.text()) + "," + quotedField("entryPrice", held.entryPrice().text()) + ","
        + quotedField("breakEvenPrice", held.entryPrice().text()) + "," + quotedField("markPrice", mark.text()) + ","
        + quotedField("unRealizedProfit", profit) + "," + quotedField("unrealizedProfit", profit)
        + R"(,"liquidationPrice":"0","isolatedMargin":"0",)" + quotedField("notional", eightDecimals(notional)) + ","
        + quotedField("marginAsset", m_markets.settings(market).pair.quote.text()) + R"(,"isolatedWallet":"0",)"
        + quotedField("initialMargin", m_account.marginInUse(market).text())
        + R"(,"maintMargin":"0","positionInitialMargin":"0","openOrderInitialMargin":"0","adl":0,"bidNotional":"0",)"
          R"("askNotional":"0","updateTime":)"
        + stamp() + "}";
}

std::string BinanceAccount::positionsJson(std::optional<std::size_t> only) const
{
    // Of symbols with a position or an open order; in hedge mode both sides.
    std::string rows;
    for (std::size_t i = 0; i < m_markets.size(); ++i) {
        if ((only && *only != i) || (m_account.positions(i).isFlat() && m_account.openOrders(i).empty())) {
            continue;
        }
        rows += (rows.empty() ? "" : ",")
            + (m_account.isHedged() ? positionJson(i, PositionSide::Long) + "," + positionJson(i, PositionSide::Short)
                                    : positionJson(i, PositionSide::Net));
    }
    return rows;
}

std::string BinanceAccount::accountJson() const
{
    // In dollars, for which all currencies of margin are taken.
    core::Quantity wallet;
    core::Quantity available;
    core::Quantity margin;
    double profit = 0;
    for (const core::Asset& asset : m_account.assets()) {
        wallet += m_account.total(asset);
        available += m_account.available(asset);
        margin += m_account.marginInUse(asset);
        profit += m_account.unrealised(asset);
    }
    return "{" + quotedField("totalInitialMargin", margin.text()) + "," + quotedField("totalMaintMargin", "0") + ","
        + quotedField("totalWalletBalance", wallet.text()) + ","
        + quotedField("totalUnrealizedProfit", eightDecimals(profit)) + ","
        + quotedField("totalMarginBalance", wallet.text()) + "," + quotedField("availableBalance", available.text())
        + "," + quotedField("maxWithdrawAmount", available.text()) + R"(,"assets":[)" + assetsJson()
        + R"(],"positions":[)" + positionsJson(std::nullopt) + "]}";
}

} // namespace leadline::sim
