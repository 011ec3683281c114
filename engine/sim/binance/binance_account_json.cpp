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
    const std::string quote = m_market.settings().pair.quote.text();
    tell("ORDER_TRADE_UPDATE",
        R"({"e":"ORDER_TRADE_UPDATE","E":)" + stamp() + R"(,"T":)" + stamp() + R"(,"o":{)"
            + quotedField("s", m_market.symbol()) + "," + quotedField("c", order.clientId) + ","
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
        tell("ACCOUNT_UPDATE", accountUpdateJson());
    }
}

std::string BinanceAccount::accountUpdateJson() const
{
    const std::string wallet = m_account.quoteTotal().text();
    const auto row = [&](PositionSide side) {
        const MarginPositions::Held& held = m_account.positions().of(side);
        return "{" + quotedField("s", m_market.symbol()) + "," + quotedField("pa", held.size.text()) + ","
            + quotedField("ep", held.entryPrice().text()) + "," + quotedField("bep", held.entryPrice().text())
            + R"(,"cr":"0",)" + quotedField("up", eightDecimals(m_account.unrealised(side)))
            + R"(,"mt":"cross","iw":"0",)" + quotedField("ps", binanceText(side)) + "}";
    };
    // In hedge mode all sides of the symbol.
    const std::string rows = row(PositionSide::Net)
        + (m_account.isHedged() ? "," + row(PositionSide::Long) + "," + row(PositionSide::Short) : "");
    return R"({"e":"ACCOUNT_UPDATE","E":)" + stamp() + R"(,"T":)" + stamp() + R"(,"a":{"m":"ORDER","B":[{)"
        + quotedField("a", m_market.settings().pair.quote.text()) + "," + quotedField("wb", wallet) + ","
        + quotedField("cw", wallet) + R"(,"bc":"0"}],"P":[)" + rows + "]}}";
}

std::string BinanceAccount::orderJson(const AccountOrder& order) const
{
    const std::string type = order.isMarket ? "MARKET" : "LIMIT";
    return R"({"orderId":)" + std::to_string(order.id) + "," + quotedField("clientOrderId", order.clientId) + ","
        + quotedField("symbol", m_market.symbol()) + "," + quotedField("status", statusText(order)) + ","
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

std::string BinanceAccount::ordersJson(bool openOnly) const
{
    std::string json = "[";
    const auto add = [&](const AccountOrder& order) { json += (json.size() > 1 ? "," : "") + orderJson(order); };
    if (openOnly) {
        for (const AccountOrder* const order : m_account.openOrders()) {
            add(*order);
        }
    } else {
        for (const auto& [id, order] : m_account.orders()) {
            add(order);
        }
    }
    return json + "]";
}

std::string BinanceAccount::tradesJson(const BinanceQuery& query) const
{
    const std::string order = query["orderId"];
    std::string json = "[";
    for (const AccountFill& fill : m_account.fills()) {
        if (!order.empty() && std::to_string(fill.order) != order) {
            continue;
        }
        json += std::string(json.size() > 1 ? "," : "") + R"({"buyer":)" + (fill.side == Side::Bid ? "true" : "false")
            + "," + quotedField("commission", fill.fee.text()) + ","
            + quotedField("commissionAsset", m_market.settings().pair.quote.text()) + R"(,"id":)"
            + std::to_string(fill.id) + R"(,"maker":)" + (fill.isMaker ? "true" : "false") + R"(,"orderId":)"
            + std::to_string(fill.order) + "," + quotedField("price", fill.price.text()) + ","
            + quotedField("qty", fill.size.text()) + "," + quotedField("quoteQty", (fill.price * fill.size).text())
            + R"(,"realizedPnl":"0",)" + quotedField("side", binanceText(fill.side)) + ","
            + quotedField("positionSide", binanceText(fill.positionSide)) + ","
            + quotedField("symbol", m_market.symbol()) + R"(,"time":)" + millisecondsText(fill.time) + "}";
    }
    return json + "]";
}

std::string BinanceAccount::assetJson() const
{
    const std::string wallet = m_account.quoteTotal().text();
    const std::string margin = m_account.marginInUse().text();
    const std::string available = m_account.quoteAvailable().text();
    return "{" + quotedField("accountAlias", "embedded") + ","
        + quotedField("asset", m_market.settings().pair.quote.text()) + "," + quotedField("balance", wallet) + ","
        + quotedField("walletBalance", wallet) + ","
        + quotedField("unrealizedProfit", eightDecimals(m_account.unrealised())) + "," + quotedField("crossUnPnl", "0")
        + "," + quotedField("marginBalance", wallet) + "," + quotedField("maintMargin", "0") + ","
        + quotedField("initialMargin", margin) + "," + quotedField("positionInitialMargin", margin) + ","
        + quotedField("openOrderInitialMargin", "0") + "," + quotedField("crossWalletBalance", wallet) + ","
        + quotedField("availableBalance", available) + "," + quotedField("maxWithdrawAmount", available)
        + R"(,"marginAvailable":true,"updateTime":)" + stamp() + "}";
}

std::string BinanceAccount::positionJson(PositionSide side) const
{
    const MarginPositions::Held& held = m_account.positions().of(side);
    const double notional = held.size.toDoubleLossy() * m_account.markPrice().toDoubleLossy();
    return "{" + quotedField("symbol", m_market.symbol()) + "," + quotedField("positionSide", binanceText(side)) + ","
        + quotedField("positionAmt", held.size.text()) + "," + quotedField("entryPrice", held.entryPrice().text()) + ","
        + quotedField("breakEvenPrice", held.entryPrice().text()) + ","
        + quotedField("markPrice", m_account.markPrice().text()) + ","
        + quotedField("unRealizedProfit", eightDecimals(m_account.unrealised(side))) + ","
        + quotedField("unrealizedProfit", eightDecimals(m_account.unrealised(side)))
        + R"(,"liquidationPrice":"0","isolatedMargin":"0",)" + quotedField("notional", eightDecimals(notional)) + ","
        + quotedField("marginAsset", m_market.settings().pair.quote.text()) + R"(,"isolatedWallet":"0",)"
        + quotedField("initialMargin", m_account.marginInUse().text())
        + R"(,"maintMargin":"0","positionInitialMargin":"0","openOrderInitialMargin":"0","adl":0,"bidNotional":"0",)"
          R"("askNotional":"0","updateTime":)"
        + stamp() + "}";
}

std::string BinanceAccount::positionsJson() const
{
    // Of symbols with a position or an open order; in hedge mode both sides.
    if (m_account.positions().isFlat() && m_account.openOrders().empty()) {
        return {};
    }
    return m_account.isHedged() ? positionJson(PositionSide::Long) + "," + positionJson(PositionSide::Short)
                                : positionJson(PositionSide::Net);
}

std::string BinanceAccount::accountJson() const
{
    const std::string wallet = m_account.quoteTotal().text();
    const std::string available = m_account.quoteAvailable().text();
    return "{" + quotedField("totalInitialMargin", m_account.marginInUse().text()) + ","
        + quotedField("totalMaintMargin", "0") + "," + quotedField("totalWalletBalance", wallet) + ","
        + quotedField("totalUnrealizedProfit", eightDecimals(m_account.unrealised())) + ","
        + quotedField("totalMarginBalance", wallet) + "," + quotedField("availableBalance", available) + ","
        + quotedField("maxWithdrawAmount", available) + R"(,"assets":[)" + assetJson() + R"(],"positions":[)"
        + positionsJson() + "]}";
}

} // namespace leadline::sim
