// SPDX-License-Identifier: MIT
#include "engine/sim/alpaca/alpaca_json.h"

#include "engine/sim/protocol/venue_simulator.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace leadline::sim
{

using core::Notional;
using core::Price;
using core::Quantity;
using core::Side;
using Status = AlpacaOrderStatus;

namespace
{

std::string optionalTime(const std::optional<core::Timestamp>& time)
{
    return time ? isoText(*time) : std::string();
}

std::string optionalPrice(Price price)
{
    return price.raw() == 0 ? std::string() : price.text();
}

/// Rounded up to cents, as fees are booked.
std::string centsText(Notional amount)
{
    constexpr core::Int128 cent = static_cast<core::Int128>(core::decimalScale) * core::decimalScale / 100;
    return Notional::fromRaw((amount.raw() + cent - 1) / cent * cent).text();
}

Notional halfOf(Notional amount)
{
    return Notional::fromRaw(amount.raw() / 2);
}

Notional magnitude(Notional amount)
{
    return amount.raw() < 0 ? Notional::fromRaw(-amount.raw()) : amount;
}

/// A share of one, to four decimals.
std::string shareText(double share)
{
    return core::decimalText(static_cast<core::Int128>(share * 1e4) * (core::decimalScale / 10'000));
}

std::string sideText(Side side)
{
    return side == Side::Bid ? "buy" : "sell";
}

std::string exchangeText(char code)
{
    return json::quoted(std::string_view(&code, 1));
}

} // namespace

StockQuote iexQuote(const StockQuote& quote)
{
    // One exchange alone is at the best price of all only now and then.
    StockQuote seen = quote;
    const std::int64_t tick = core::stockTick(quote.bid.price).raw();
    const std::int64_t away = std::max(tick, (quote.ask.price - quote.bid.price).raw() / 2 / tick * tick);
    seen.bid.price = Price::fromRaw(std::max(quote.bid.price.raw() - away, tick));
    seen.ask.price = Price::fromRaw(quote.ask.price.raw() + away);
    for (core::Level* const level : {&seen.bid, &seen.ask}) {
        const core::Int128 shares = level->size.raw() / core::decimalScale / 4;
        level->size = Quantity::fromRaw(std::max<core::Int128>(1, shares) * core::decimalScale);
    }
    seen.bidExchange = seen.askExchange = 'V';
    return seen;
}

bool isSeen(StockFeed feed, const StockTrade& trade)
{
    return feed == StockFeed::Sip || trade.exchange == 'V';
}

std::string nanoText(core::Timestamp time)
{
    std::string text = isoText(time);
    text.pop_back();
    const auto rest = static_cast<int>(core::nanosecondsOf(time) % 1'000);
    std::array<char, 8> digits{};
    std::snprintf(digits.data(), digits.size(), "%03dZ", rest);
    return text + digits.data();
}

std::string newYorkIso(core::Timestamp time)
{
    const equities::NewYorkTime local = equities::newYorkTime(time);
    const core::Timestamp asUtc = core::Timestamp(std::chrono::sys_days(local.day)) + local.timeOfDay;
    const auto hours = std::chrono::duration_cast<std::chrono::hours>(time - asUtc).count();
    std::string text = isoText(asUtc);
    text.pop_back();
    return text + "-0" + std::to_string(hours) + ":00";
}

std::string dateText(std::chrono::year_month_day day)
{
    return isoText(core::Timestamp(std::chrono::sys_days(day))).substr(0, 10);
}

std::string clockText(core::Timestamp time, std::string_view between)
{
    const std::string text = newYorkIso(time);
    return text.substr(11, 2) + std::string(between) + text.substr(14, 2);
}

std::string refusalJson(const AlpacaRefusal& refusal)
{
    return json::ObjectWriter()
        .raw("code", std::to_string(refusal.code))
        .text("message", refusal.message)
        .append(refusal.details)
        .str();
}

std::string groupJson(const AlpacaAccount& account, const AlpacaOrder& order)
{
    if (order.legs.empty()) {
        return orderJson(order);
    }
    json::ListWriter legs;
    for (const std::string& id : order.legs) {
        legs.add(orderJson(*account.find(id)));
    }
    return orderJson(order, legs.str());
}

std::string orderJson(const AlpacaOrder& order, std::string_view legs)
{
    const StockListing& listing = stockUniverse()[order.stock];
    const auto endedAs = [&](Status status) { return order.status == status ? optionalTime(order.ended) : ""; };
    return json::ObjectWriter()
        .text("id", order.id)
        .text("client_order_id", order.clientId)
        .text("created_at", isoText(order.created))
        .text("updated_at", isoText(order.updated))
        .text("submitted_at", isoText(order.created))
        .textOrNull("filled_at", optionalTime(order.filledAt))
        .textOrNull("expired_at", endedAs(Status::Expired))
        .text("expires_at", isoText(order.expires))
        .textOrNull("canceled_at", endedAs(Status::Canceled))
        .textOrNull("failed_at", endedAs(Status::Rejected))
        .textOrNull("replaced_at", endedAs(Status::Replaced))
        .textOrNull("replaced_by", order.status == Status::Replaced ? order.replacedBy : "")
        .textOrNull("replaces", order.replaces)
        .text("asset_id", assetId(listing.symbol))
        .text("symbol", listing.symbol)
        .text("asset_class", "us_equity")
        .textOrNull("notional", order.budget.raw() > 0 ? order.budget.text() : "")
        .textOrNull("qty", order.size.isZero() ? "" : order.size.text())
        .text("filled_qty", order.filled.text())
        .textOrNull("filled_avg_price", optionalPrice(order.averagePrice()))
        .text("order_class", order.orderClass == AlpacaOrderClass::Simple ? "" : nameOf(order.orderClass))
        .text("order_type", nameOf(order.type))
        .text("type", nameOf(order.type))
        .text("side", sideText(order.side))
        .text("time_in_force", nameOf(order.timeInForce))
        .textOrNull("limit_price", optionalPrice(order.limit))
        .textOrNull("stop_price", optionalPrice(order.stop))
        .text("status", nameOf(order.status))
        .flag("extended_hours", order.isExtended)
        .raw("legs", legs)
        .raw("trail_percent", "null")
        .raw("trail_price", "null")
        .raw("hwm", "null")
        .str();
}

std::string accountJson(const AlpacaAccount& account)
{
    const Notional longs = account.longValue();
    const Notional shorts = account.shortValue();
    const Notional gross = longs + magnitude(shorts);
    const Notional cashPower = std::max(account.cash() + shorts - account.reserved(), Notional{});
    const bool mayShort = account.terms().mayShort && account.terms().multiplier > 1;
    return json::ObjectWriter()
        .text("id", uuidOf(account.terms().seed, 0))
        .text("account_number", "PA" + std::to_string(3'000'000'000 + account.terms().seed))
        .text("status", "ACTIVE")
        .text("crypto_status", "INACTIVE")
        .text("currency", "USD")
        .text("buying_power", account.buyingPower().text())
        .text("regt_buying_power", account.buyingPower().text())
        .text("non_marginable_buying_power", cashPower.text())
        .text("options_buying_power", "0")
        .text("cash", account.cash().text())
        .text("accrued_fees", centsText(account.accruedFees()))
        .text("pending_reg_taf_fees", centsText(account.tradingFees()))
        .text("pending_transfer_in", "0")
        .text("portfolio_value", account.equity().text())
        .flag("trading_blocked", false)
        .flag("transfers_blocked", false)
        .flag("account_blocked", false)
        .text("created_at", "2024-01-02T14:30:00.000000Z")
        .flag("trade_suspended_by_user", false)
        .text("multiplier", std::to_string(account.terms().multiplier))
        .flag("shorting_enabled", mayShort)
        .text("equity", account.equity().text())
        .text("last_equity", account.lastEquity().text())
        .text("long_market_value", longs.text())
        .text("short_market_value", shorts.text())
        .text("position_market_value", gross.text())
        .text("initial_margin", halfOf(gross + account.reserved()).text())
        .text("maintenance_margin", Notional::fromRaw(gross.raw() * 3 / 10).text())
        .text("last_maintenance_margin", "0")
        .text("sma", account.equity().text())
        .text("balance_asof", dateText(equities::tradingDayBefore(account.market().phase().day.day).day))
        .text("intraday_adjustments", "0")
        .str();
}

std::string positionJson(const AlpacaAccount& account, StockIndex stock)
{
    const StockListing& listing = stockUniverse()[stock];
    const AlpacaPosition& position = account.positions().at(stock);
    const StockState& state = account.market().state(stock);
    const Notional value = state.last.price * position.size;
    const Notional gain = value - position.cost;
    const Notional today = Price::fromRaw((state.last.price - state.previousClose).raw()) * position.size;
    const double cost = std::max(magnitude(position.cost).toDoubleLossy(), 1e-9);
    const double moved = state.last.price.toDoubleLossy() / state.previousClose.toDoubleLossy() - 1;
    return json::ObjectWriter()
        .text("asset_id", assetId(listing.symbol))
        .text("symbol", listing.symbol)
        .text("exchange", exchangeName(listing.exchange))
        .text("asset_class", "us_equity")
        .flag("asset_marginable", true)
        .text("qty", position.size.text())
        .text("avg_entry_price", position.averagePrice().text())
        .text("side", position.size.isNegative() ? "short" : "long")
        .text("market_value", value.text())
        .text("cost_basis", position.cost.text())
        .text("unrealized_pl", gain.text())
        .text("unrealized_plpc", shareText(gain.toDoubleLossy() / cost))
        .text("unrealized_intraday_pl", today.text())
        .text("unrealized_intraday_plpc", shareText(today.toDoubleLossy() / cost))
        .text("current_price", state.last.price.text())
        .text("lastday_price", state.previousClose.text())
        .text("change_today", shareText(moved))
        .text("qty_available", account.availableOf(stock).text())
        .str();
}

std::string assetJson(const StockListing& listing)
{
    json::ListWriter attributes;
    if (listing.isFractionable) {
        attributes.add("\"fractional_eh_enabled\"");
    }
    return json::ObjectWriter()
        .text("id", assetId(listing.symbol))
        .text("class", "us_equity")
        .text("exchange", exchangeName(listing.exchange))
        .text("symbol", listing.symbol)
        .text("name", listing.name)
        .text("status", listing.isActive ? "active" : "inactive")
        .flag("tradable", listing.isTradable)
        .flag("marginable", listing.isTradable)
        .flag("shortable", listing.isShortable)
        .text("borrow_status", listing.isShortable ? "easy_to_borrow" : "not_available")
        .flag("easy_to_borrow", listing.isShortable)
        .flag("fractionable", listing.isFractionable)
        .text("margin_requirement_long", "30")
        .text("margin_requirement_short", listing.isShortable ? "30" : "100")
        .raw("attributes", attributes.str())
        .str();
}

std::string fillActivityId(const AlpacaFill& fill)
{
    std::string stamp;
    for (const char letter : isoText(fill.time).substr(0, 23)) {
        stamp += letter >= '0' && letter <= '9' ? std::string(1, letter) : "";
    }
    return stamp + "::" + fill.executionId;
}

std::string fillActivityJson(const AlpacaFill& fill, const AlpacaOrder& order)
{
    return json::ObjectWriter()
        .text("id", fillActivityId(fill))
        .text("activity_type", "FILL")
        .text("transaction_time", isoText(fill.time))
        .text("type", fill.isPartial ? "partial_fill" : "fill")
        .text("price", fill.price.text())
        .text("qty", fill.size.text())
        .text("side", sideText(fill.side))
        .text("symbol", stockUniverse()[fill.stock].symbol)
        .text("leaves_qty", fill.orderLeft.text())
        .text("order_id", fill.orderId)
        .text("cum_qty", fill.orderFilled.text())
        .text("order_status", fill.isPartial ? "partially_filled" : nameOf(order.status))
        .str();
}

std::string tradeUpdateJson(const AlpacaEvent& event, core::Timestamp now, std::uint64_t number)
{
    json::ObjectWriter json;
    json.text("event", event.name);
    // Every event has an id of its own; clients drop what they have seen.
    json.text("execution_id", event.fill != nullptr ? event.fill->executionId : uuidOf(number, number));
    json.raw("order", orderJson(event.order));
    json.text("timestamp", nanoText(now));
    json.text("at", nanoText(now));
    if (event.fill != nullptr) {
        json.text("position_qty", event.fill->position.text());
        json.text("price", event.fill->price.text());
        json.text("qty", event.fill->size.text());
    }
    return json.str();
}

void addQuote(json::ObjectWriter& to, const StockListing& listing, const StockQuote& quote)
{
    to.raw("bx", exchangeText(quote.bidExchange))
        .raw("bp", quote.bid.price.text())
        .raw("bs", quote.bid.size.text())
        .raw("ax", exchangeText(quote.askExchange))
        .raw("ap", quote.ask.price.text())
        .raw("as", quote.ask.size.text())
        .text("t", nanoText(quote.time))
        .raw("c", R"(["R"])")
        .raw("z", exchangeText(listing.tape()));
}

void addTrade(json::ObjectWriter& to, const StockListing& listing, const StockTrade& trade)
{
    constexpr Quantity roundLot = Quantity::fromRaw(static_cast<core::Int128>(100) * core::decimalScale);
    to.raw("i", std::to_string(trade.id))
        .raw("x", exchangeText(trade.exchange))
        .raw("p", trade.price.text())
        .raw("s", trade.size.text())
        .text("t", nanoText(trade.time))
        .raw("c", trade.size < roundLot ? R"(["@","I"])" : R"(["@"])")
        .raw("z", exchangeText(listing.tape()));
}

void addMinute(json::ObjectWriter& to, const StockMinute& minute)
{
    const auto average = static_cast<core::Int128>(minute.averagePrice() * 1e6) * 1'000;
    to.raw("o", minute.open.text())
        .raw("h", minute.high.text())
        .raw("l", minute.low.text())
        .raw("c", minute.close.text())
        .raw("v", minute.volume.text())
        .raw("n", std::to_string(minute.trades))
        .raw("vw", core::decimalText(average))
        .text("t", isoText(minute.begins).substr(0, 19) + "Z");
}

} // namespace leadline::sim
