// SPDX-License-Identifier: MIT
// What the Alpaca-like venue refuses, and why.
#include "engine/sim/alpaca/alpaca_account.h"

#include <algorithm>
#include <utility>

namespace leadline::sim
{

using core::Notional;
using core::Price;
using core::Quantity;
using core::Side;
using Life = AlpacaTimeInForce;
using Type = AlpacaOrderType;

namespace
{

constexpr int forbidden = 403;
constexpr int invalidId = 40010001;
constexpr int noFunds = 40310000;
constexpr std::size_t longestClientId = 128;
/// A short sale and a market order are reckoned that much above the ask.
constexpr std::int64_t shortPercent = 103;
/// A budget that closes a position holds that much of the shares it is worth now.
constexpr int capPercent = 105;
constexpr core::Int128 dollar = static_cast<core::Int128>(core::decimalScale) * core::decimalScale;

AlpacaRefusal invalid(std::string message)
{
    return {.message = std::move(message)};
}

bool isWhole(Quantity size)
{
    return size.raw() % core::decimalScale == 0;
}

std::optional<AlpacaRefusal> objectionToTick(std::string_view field, const std::optional<Price>& price)
{
    if (price && price->raw() % core::stockTick(*price).raw() != 0) {
        return invalid("invalid " + std::string(field) + " " + price->text()
            + ". sub-penny increment does not fulfill minimum pricing criteria");
    }
    return std::nullopt;
}

std::string shownFields(const std::string& symbol, Quantity available, Quantity existing, Quantity held)
{
    return R"(,"available":")" + available.text() + R"(","existing_qty":")" + existing.text()
        + R"(","held_for_orders":")" + held.text() + R"(","symbol":")" + symbol + "\"";
}

} // namespace

std::optional<AlpacaRefusal> AlpacaAccount::objectionToClientId(const std::string& clientId) const
{
    if (clientId.size() > longestClientId) {
        return AlpacaRefusal{.code = invalidId, .message = "client_order_id must be no more than 128 characters"};
    }
    if (!clientId.empty() && m_byClientId.contains(clientId)) {
        return AlpacaRefusal{.code = invalidId, .message = "client_order_id must be unique"};
    }
    return std::nullopt;
}

std::optional<AlpacaRefusal> AlpacaAccount::objectionToForm(const AlpacaOrderRequest& request) const
{
    const auto stock = findStock(request.symbol);
    if (!stock) {
        return invalid("asset \"" + request.symbol + "\" not found");
    }
    const StockListing& listing = stockUniverse()[*stock];
    if (!listing.isActive || !listing.isTradable) {
        return invalid("asset " + request.symbol + (listing.isActive ? " is not tradable" : " is not active"));
    }
    if (request.size && request.budget) {
        return AlpacaRefusal{.status = 400, .code = invalidId, .message = "only one of qty or notional is accepted"};
    }
    if (!request.size && !request.budget) {
        return AlpacaRefusal{.code = invalidId, .message = "qty or notional is required"};
    }
    if ((request.size && *request.size <= Quantity{}) || (request.budget && request.budget->raw() <= 0)) {
        return invalid(request.size ? "qty must be > 0" : "notional must be > 0");
    }
    const bool hasLimit = request.type == Type::Limit || request.type == Type::StopLimit;
    const bool hasStop = request.type == Type::Stop || request.type == Type::StopLimit;
    const std::string type(nameOf(request.type));
    if (hasLimit != request.limit.has_value()) {
        return invalid(type + (hasLimit ? " orders require limit price" : " orders must not have limit price"));
    }
    if (hasStop != request.stop.has_value()) {
        return invalid(type + (hasStop ? " orders require stop price" : " orders must not have stop price"));
    }
    if ((request.limit && request.limit->raw() <= 0) || (request.stop && request.stop->raw() <= 0)) {
        return invalid("limit_price and stop_price must be > 0");
    }
    if (auto refusal = objectionToTick("limit_price", request.limit)) {
        return refusal;
    }
    if (auto refusal = objectionToTick("stop_price", request.stop)) {
        return refusal;
    }
    const bool restsOnly = request.timeInForce == Life::Day || request.timeInForce == Life::GoodTillCancel;
    if (hasStop && !restsOnly) {
        return invalid("invalid time_in_force " + std::string(nameOf(request.timeInForce)) + " for " + type + " order");
    }
    const bool isFractional = request.budget || !isWhole(*request.size);
    if (isFractional && request.timeInForce != Life::Day) {
        return invalid("fractional orders must be DAY orders");
    }
    if (isFractional && !listing.isFractionable) {
        return AlpacaRefusal{
            .status = forbidden, .code = noFunds, .message = "asset \"" + request.symbol + "\" is not fractionable"};
    }
    if (request.isExtended && (request.type != Type::Limit || !restsOnly)) {
        return invalid("extended hours order must be DAY or GTC limit orders");
    }
    return std::nullopt;
}

std::optional<AlpacaRefusal> AlpacaAccount::objectionToHour(const AlpacaOrderRequest& request) const
{
    using std::chrono::hours;
    using std::chrono::minutes;
    const equities::TimeOfDay time = equities::newYorkTime(m_market.now()).timeOfDay;
    const bool isEvening = time >= hours(19);
    if (request.timeInForce == Life::Opening && time >= hours(9) + minutes(28) && !isEvening) {
        return invalid("opg orders are not accepted between 9:28am and 7:00pm ET");
    }
    if (request.timeInForce == Life::Closing && time >= hours(15) + minutes(50) && !isEvening) {
        return invalid("cls orders are not accepted between 3:50pm and 7:00pm ET");
    }
    return std::nullopt;
}

std::optional<AlpacaRefusal> AlpacaAccount::objectionToWash(const AlpacaOrder& order) const
{
    const auto refusal = [](const AlpacaOrder& other, const char* what) {
        return AlpacaRefusal{.status = forbidden,
            .code = noFunds,
            .message = "potential wash trade detected. use complex orders",
            .details = R"(,"existing_order_id":")" + other.id + R"(","reject_reason":"opposite side )" + what
                + R"( order exists")"};
    };
    for (const std::size_t place : m_open) {
        const AlpacaOrder& other = m_orders[place];
        // Orders that belong together are made for standing on both sides.
        const bool isComplex = order.orderClass != AlpacaOrderClass::Simple
            || (other.orderClass != AlpacaOrderClass::Simple && other.type != Type::Limit);
        if (other.stock != order.stock || other.side == order.side || isComplex
            || other.status == AlpacaOrderStatus::Held) {
            continue;
        }
        if (other.type != Type::Limit) {
            return refusal(other, "market/stop");
        }
        const Price buys = order.side == Side::Bid ? order.limit : other.limit;
        const Price sells = order.side == Side::Bid ? other.limit : order.limit;
        if (order.type != Type::Limit || buys >= sells) {
            return refusal(other, "limit");
        }
        if (order.side == Side::Bid && positionOf(order.stock).isZero()) {
            return AlpacaRefusal{.status = forbidden,
                .code = noFunds,
                .message = "cannot open a long buy while a short sell order is open"};
        }
        if (order.side == Side::Ask && positionOf(order.stock).isZero()) {
            return AlpacaRefusal{.status = forbidden,
                .code = noFunds,
                .message = "cannot open a short sell while a long buy order is open"};
        }
    }
    return std::nullopt;
}

Quantity AlpacaAccount::closingSize(StockIndex stock, Side side, const AlpacaOrder* except) const
{
    Quantity held;
    for (const std::size_t place : m_open) {
        const AlpacaOrder& order = m_orders[place];
        // Of a target and a stop the one that is held takes no shares of its own.
        if (order.stock != stock || order.side != side || &order == except || order.reserve.raw() > 0
            || order.isReplacing || order.status == AlpacaOrderStatus::Held) {
            continue;
        }
        const AlpacaOrder* const replacement = replacementOf(order);
        const Quantity wanted = std::max(order.size, replacement == nullptr ? Quantity{} : replacement->size);
        held += order.budget.raw() > 0
            ? Quantity::fromRaw((order.budget - order.value).raw() / worthOf(stock).raw() + 1)
            : wanted - order.filled;
    }
    return held;
}

Price AlpacaAccount::reserveFor(const AlpacaOrder& order) const
{
    const StockQuote quote = m_market.touch(order.stock);
    const Price ask = quote.ask.price.raw() > 0 ? quote.ask.price : worthOf(order.stock);
    const Price dearer = Price::fromRaw(ask.raw() / 100 * shortPercent);
    if (order.side == Side::Ask) {
        return std::max(order.limit, dearer);
    }
    const bool isRegular = m_market.phase().session == equities::MarketSession::Regular;
    return order.limit.raw() > 0 ? order.limit : order.stop.raw() > 0 ? order.stop : isRegular ? ask : dearer;
}

Notional AlpacaAccount::reservedFor(const AlpacaOrder& order) const
{
    if (order.reserve.raw() == 0) {
        return {};
    }
    return order.budget.raw() > 0 ? order.budget - order.value : order.reserve * order.left();
}

Notional AlpacaAccount::reserved() const
{
    Notional sum;
    for (const std::size_t place : m_open) {
        const AlpacaOrder& order = m_orders[place];
        if (order.isReplacing) {
            continue; // counted with the order it is to replace
        }
        const AlpacaOrder* const replacement = replacementOf(order);
        Notional held = reservedFor(order);
        if (replacement != nullptr) {
            // What was filled meanwhile counts for both.
            const Quantity left = std::max(replacement->size - order.filled, Quantity{});
            held = std::max(held, replacement->reserve * left);
        }
        sum += held;
    }
    return sum;
}

std::optional<AlpacaRefusal> AlpacaAccount::objectionToFunds(AlpacaOrder& order, const AlpacaOrder* instead) const
{
    const StockListing& listing = stockUniverse()[order.stock];
    const std::string symbol(listing.symbol);
    const Quantity position = positionOf(order.stock);
    const bool closes = order.side == Side::Ask ? position > Quantity{} : position.isNegative();
    const Quantity filled = instead == nullptr ? Quantity{} : instead->filled;
    if (closes) {
        const Quantity existing = position.isNegative() ? Quantity{} - position : position;
        const Quantity held = closingSize(order.stock, order.side, instead);
        const Quantity available = std::max(existing - held, Quantity{});
        const Quantity wanted = order.budget.raw() > 0
            ? Quantity::fromRaw(order.budget.raw() / worthOf(order.stock).raw())
            : order.size - filled;
        if (wanted <= available) {
            // The price may fall before the budget is spent; more than what is there cannot be sold.
            const Quantity most = Quantity::fromRaw(wanted.raw() / 100 * capPercent + 1);
            order.cap = order.budget.raw() > 0 ? std::min(most, available) : Quantity{};
            return std::nullopt;
        }
        std::string related;
        for (const std::size_t place : m_open) {
            const AlpacaOrder& other = m_orders[place];
            if (other.stock == order.stock && other.side == order.side && &other != instead) {
                related += (related.empty() ? "\"" : ",\"") + other.id + "\"";
            }
        }
        return AlpacaRefusal{.status = forbidden,
            .code = noFunds,
            .message = "insufficient qty available for order (requested: " + wanted.text()
                + ", available: " + available.text() + ")",
            .details = shownFields(symbol, available, existing, held)
                + (related.empty() ? "" : R"(,"related_orders":[)" + related + "]")};
    }
    if (order.side == Side::Ask) {
        if (order.budget.raw() > 0 || !isWhole(order.size)) {
            return invalid("fractional orders cannot be sold short");
        }
        if (!listing.isShortable) {
            return invalid("asset \"" + symbol + "\" cannot be sold short");
        }
        if (!m_terms.mayShort || m_terms.multiplier < 2) {
            return AlpacaRefusal{.status = forbidden, .code = noFunds, .message = "account is not allowed to short"};
        }
    }
    order.reserve = reserveFor(order);
    const Notional cost = order.budget.raw() > 0 ? order.budget : order.reserve * order.size;
    if (instead == nullptr && cost.raw() < dollar) {
        return AlpacaRefusal{
            .status = forbidden, .code = noFunds, .message = "cost basis must be >= minimal amount of order 1"};
    }
    const Notional power = buyingPower();
    const Notional before = instead == nullptr ? Notional{} : reservedFor(*instead);
    const Notional more = order.reserve * (order.size - filled) - before;
    if ((order.budget.raw() > 0 ? cost : more) > power) {
        return AlpacaRefusal{.status = forbidden,
            .code = noFunds,
            .message = "insufficient buying power",
            .details = R"(,"buying_power":")" + power.text() + R"(","cost_basis":")" + cost.text() + "\""};
    }
    return std::nullopt;
}

} // namespace leadline::sim
