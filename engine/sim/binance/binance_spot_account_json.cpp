// SPDX-License-Identifier: MIT
// What the Binance-like spot market says of orders, fills and balances.
#include "engine/sim/binance/binance_spot_account.h"

#include <charconv>

namespace leadline::sim
{

using core::Side;

namespace
{

constexpr int spotDecimals = 8;

std::string spotTypeText(const AccountOrder& order)
{
    return order.isWaiting()                         ? order.type
        : order.isMarket                             ? "MARKET"
        : order.timeInForce == TimeInForce::PostOnly ? "LIMIT_MAKER"
                                                     : "LIMIT";
}

std::string spotTimeInForceText(const AccountOrder& order)
{
    return order.timeInForce == TimeInForce::ImmediateOrCancel && !order.isMarket ? "IOC" : "GTC";
}

std::string spotStatusText(const AccountOrder& order)
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

std::string priceText(const AccountOrder& order)
{
    return (order.isMarket ? core::Price{} : order.price).text(spotDecimals);
}

std::string flagText(bool value)
{
    return value ? "true" : "false";
}

} // namespace

std::string BinanceSpotAccount::commissionFields(
    const AccountFill& fill, std::string_view amount, std::string_view asset) const
{
    const core::Pair& pair = m_markets.settings(fill.market).pair;
    const bool isBase = !fill.feeInBase.isZero();
    return quotedField(amount, isBase ? fill.feeInBase.text(spotDecimals) : fill.fee.text()) + ","
        + quotedField(asset, isBase ? pair.base.text() : pair.quote.text());
}

std::string BinanceSpotAccount::orderFields(const AccountOrder& order) const
{
    return R"("orderId":)" + std::to_string(order.id) + R"(,"orderListId":-1,)" + quotedField("price", priceText(order))
        + "," + quotedField("origQty", order.size.text(spotDecimals)) + ","
        + quotedField("executedQty", order.filled.text(spotDecimals)) + R"(,"origQuoteOrderQty":"0.00000000",)"
        + quotedField("cummulativeQuoteQty", order.value.text()) + "," + quotedField("status", spotStatusText(order))
        + "," + quotedField("timeInForce", spotTimeInForceText(order)) + "," + quotedField("type", spotTypeText(order))
        + "," + quotedField("side", binanceText(order.side)) + R"(,"workingTime":)"
        + (order.isWaiting() ? "-1" : millisecondsText(order.created)) + R"(,"selfTradePreventionMode":"EXPIRE_MAKER")";
}

std::string BinanceSpotAccount::orderJson(const AccountOrder& order) const
{
    return "{" + quotedField("symbol", symbolOf(order.market)) + "," + quotedField("clientOrderId", order.clientId)
        + "," + orderFields(order) + "," + quotedField("stopPrice", order.trigger.text(spotDecimals))
        + R"(,"icebergQty":"0.00000000","time":)" + millisecondsText(order.created) + R"(,"updateTime":)"
        + millisecondsText(order.updated) + R"(,"isWorking":)" + flagText(!order.isWaiting()) + "}";
}

std::string BinanceSpotAccount::placedJson(const AccountOrder& order, const std::string& responseType) const
{
    const std::string head = "{" + quotedField("symbol", symbolOf(order.market)) + ","
        + quotedField("clientOrderId", order.clientId) + R"(,"transactTime":)" + stamp() + ",";
    if (responseType == "ACK") {
        return head + R"("orderId":)" + std::to_string(order.id) + R"(,"orderListId":-1})";
    }
    std::string fills;
    for (const AccountFill& fill : m_account.fills()) {
        if (fill.order == order.id) {
            fills += (fills.empty() ? "{" : ",{") + quotedField("price", fill.price.text(spotDecimals)) + ","
                + quotedField("qty", fill.size.text(spotDecimals)) + ","
                + commissionFields(fill, "commission", "commissionAsset") + R"(,"tradeId":)" + std::to_string(fill.id)
                + "}";
        }
    }
    return head + orderFields(order) + (responseType == "FULL" ? R"(,"fills":[)" + fills + "]" : "") + "}";
}

std::string BinanceSpotAccount::ordersJson(bool openOnly, std::optional<std::size_t> market) const
{
    std::string json = "[";
    for (const auto& [id, order] : m_account.orders()) {
        if ((!market || order.market == *market) && (!openOnly || order.isOpen())) {
            json += (json.size() > 1 ? "," : "") + orderJson(order);
        }
    }
    return json + "]";
}

std::string BinanceSpotAccount::tradesJson(const BinanceQuery& query, std::size_t market) const
{
    const auto numberOf = [&](std::string_view name, std::uint64_t otherwise) {
        const std::string text = query[name];
        std::from_chars(text.data(), text.data() + text.size(), otherwise);
        return otherwise;
    };
    constexpr std::uint64_t usualPage = 500;
    const std::uint64_t order = numberOf("orderId", 0);
    const std::uint64_t from = numberOf("fromId", 0);
    std::uint64_t left = numberOf("limit", usualPage);
    std::string json = "[";
    for (const AccountFill& fill : m_account.fills()) {
        if (fill.market != market || (order != 0 && fill.order != order) || fill.id < from || left == 0) {
            continue;
        }
        --left;
        json += std::string(json.size() > 1 ? "," : "") + "{" + quotedField("symbol", symbolOf(market)) + R"(,"id":)"
            + std::to_string(fill.id) + R"(,"orderId":)" + std::to_string(fill.order) + R"(,"orderListId":-1,)"
            + quotedField("price", fill.price.text(spotDecimals)) + ","
            + quotedField("qty", fill.size.text(spotDecimals)) + ","
            + quotedField("quoteQty", (fill.price * fill.size).text()) + ","
            + commissionFields(fill, "commission", "commissionAsset") + R"(,"time":)" + millisecondsText(fill.time)
            + R"(,"isBuyer":)" + flagText(fill.side == Side::Bid) + R"(,"isMaker":)" + flagText(fill.isMaker)
            + R"(,"isBestMatch":true})";
    }
    return json + "]";
}

std::string BinanceSpotAccount::accountJson() const
{
    std::string rows;
    for (const core::Asset& asset : m_account.assets()) {
        const core::Quantity available = m_account.available(asset);
        rows += (rows.empty() ? "{" : ",{") + quotedField("asset", asset.text()) + ","
            + quotedField("free", available.text(spotDecimals)) + ","
            + quotedField("locked", (m_account.total(asset) - available).text(spotDecimals)) + "}";
    }
    const auto share = [](double bps) { return eightDecimals(bps * 1e-4); };
    const auto whole = [](double bps) { return std::to_string(static_cast<int>(bps)); };
    const AccountTerms& terms = m_account.terms();
    return R"({"makerCommission":)" + whole(terms.makerFeeBps) + R"(,"takerCommission":)" + whole(terms.takerFeeBps)
        + R"(,"buyerCommission":0,"sellerCommission":0,"commissionRates":{)"
        + quotedField("maker", share(terms.makerFeeBps)) + "," + quotedField("taker", share(terms.takerFeeBps))
        + R"(,"buyer":"0.00000000","seller":"0.00000000"},"canTrade":true,"canWithdraw":true,"canDeposit":true,)"
          R"("brokered":false,"requireSelfTradePrevention":false,"preventSor":false,"updateTime":)"
        + stamp() + R"(,"accountType":"SPOT","balances":[)" + rows + R"(],"permissions":["SPOT"],"uid":1})";
}

std::string BinanceSpotAccount::commissionJson(std::size_t market) const
{
    const auto rates = [](double maker, double taker) {
        return "{" + quotedField("maker", eightDecimals(maker * 1e-4)) + ","
            + quotedField("taker", eightDecimals(taker * 1e-4)) + R"(,"buyer":"0.00000000","seller":"0.00000000"})";
    };
    const AccountTerms& terms = m_account.terms();
    return "{" + quotedField("symbol", symbolOf(market)) + R"(,"standardCommission":)"
        + rates(terms.makerFeeBps, terms.takerFeeBps) + R"(,"specialCommission":)" + rates(0, 0)
        + R"(,"taxCommission":)" + rates(0, 0)
        + R"(,"discount":{"enabledForAccount":false,"enabledForSymbol":false,"discountAsset":"BNB",)"
          R"("discount":"0.75000000"}})";
}

std::string BinanceSpotAccount::executionJson(const AccountEvent& event) const
{
    const AccountOrder& order = event.order;
    const AccountFill* const fill = event.fill;
    const bool isPrevented = event.kind == AccountEvent::Kind::Expired && order.why == "self-trade prevention";
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
        what = isPrevented ? "TRADE_PREVENTION" : "EXPIRED";
        break;
    case AccountEvent::Kind::Amended:
        what = "REPLACED";
        break;
    }
    const bool isNamed = event.kind == AccountEvent::Kind::Cancelled && !m_requestName.empty();
    const std::string original = isNamed            ? order.clientId
        : event.kind == AccountEvent::Kind::Amended ? m_nameBefore
                                                    : "";
    const std::string none = core::Quantity{}.text(spotDecimals);
    return R"({"e":"executionReport","E":)" + stamp() + "," + quotedField("s", symbolOf(order.market)) + ","
        + quotedField("c", isNamed ? m_requestName : order.clientId) + "," + quotedField("S", binanceText(order.side))
        + "," + quotedField("o", spotTypeText(order)) + "," + quotedField("f", spotTimeInForceText(order)) + ","
        + quotedField("q", order.size.text(spotDecimals)) + "," + quotedField("p", priceText(order)) + ","
        + quotedField("P", order.trigger.text(spotDecimals)) + "," + quotedField("F", none) + R"(,"g":-1,)"
        + quotedField("C", original) + "," + quotedField("x", what) + "," + quotedField("X", spotStatusText(order))
        + R"(,"r":"NONE","i":)" + std::to_string(order.id) + ","
        + quotedField("l", fill != nullptr ? fill->size.text(spotDecimals) : none) + ","
        + quotedField("z", order.filled.text(spotDecimals)) + ","
        + quotedField("L", fill != nullptr ? fill->price.text(spotDecimals) : none) + ","
        + (fill != nullptr ? commissionFields(*fill, "n", "N") : std::string(R"("n":"0","N":null)")) + R"(,"T":)"
        + stamp() + R"(,"t":)" + (fill != nullptr ? std::to_string(fill->id) : "-1") + R"(,"I":)"
        + std::to_string(order.id * 10) + R"(,"w":)" + flagText(order.isOpen() && !order.isWaiting()) + R"(,"m":)"
        + flagText(fill != nullptr && fill->isMaker) + R"(,"M":false,"O":)" + millisecondsText(order.created) + ","
        + quotedField("Z", order.value.text()) + ","
        + quotedField("Y", fill != nullptr ? (fill->price * fill->size).text() : none) + "," + quotedField("Q", none)
        + R"(,"W":)" + millisecondsText(order.created) + R"(,"V":"EXPIRE_MAKER")"
        + (what == "EXPIRED" ? R"(,"eR":"INSUFFICIENT_LIQUIDITY")" : "") + "}";
}

std::string BinanceSpotAccount::balancesJson(std::size_t market) const
{
    const core::Pair& pair = m_markets.settings(market).pair;
    const auto row = [this](const core::Asset& asset) {
        const core::Quantity available = m_account.available(asset);
        return "{" + quotedField("a", asset.text()) + "," + quotedField("f", available.text(spotDecimals)) + ","
            + quotedField("l", (m_account.total(asset) - available).text(spotDecimals)) + "}";
    };
    return R"({"e":"outboundAccountPosition","E":)" + stamp() + R"(,"u":)" + stamp() + R"(,"B":[)" + row(pair.base)
        + "," + row(pair.quote) + "]}";
}

} // namespace leadline::sim
