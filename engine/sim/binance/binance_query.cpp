// SPDX-License-Identifier: MIT
#include "engine/sim/binance/binance_query.h"

#include "engine/sim/protocol/url_query.h"
#include "engine/venues/signing.h"

#include <charconv>

namespace leadline::sim
{

using core::PositionSide;
using core::Side;

BinanceQuery::BinanceQuery(const RestRequest& request)
    : m_text(request.query + (request.query.empty() || request.body.empty() ? "" : "&") + request.body)
{
    const auto at = m_text.rfind("signature=");
    if (at != std::string::npos) {
        signature = m_text.substr(at + std::string_view("signature=").size());
        signature = signature.substr(0, signature.find('&'));
    }
    // Plain concatenation of the two, without the signature.
    payload = request.query + request.body;
    if (const auto mark = payload.find("signature="); mark != std::string::npos) {
        const auto end = payload.find('&', mark);
        const std::size_t from = mark > 0 && payload[mark - 1] == '&' ? mark - 1 : mark;
        payload.erase(from, end == std::string::npos ? end : end - from);
    }
}

std::string BinanceQuery::operator[](std::string_view name) const
{
    return decodedItem(m_text, name);
}

bool BinanceQuery::isTrue(std::string_view name) const
{
    const std::string text = (*this)[name];
    return text == "true" || text == "TRUE";
}

std::optional<Side> BinanceQuery::side() const
{
    const std::string text = (*this)["side"];
    return text == "BUY" ? std::optional(Side::Bid) : text == "SELL" ? std::optional(Side::Ask) : std::nullopt;
}

std::optional<PositionSide> BinanceQuery::positionSide() const
{
    const std::string text = (*this)["positionSide"];
    return text.empty() || text == "BOTH" ? std::optional(PositionSide::Net)
        : text == "LONG"                  ? std::optional(PositionSide::Long)
        : text == "SHORT"                 ? std::optional(PositionSide::Short)
                                          : std::nullopt;
}

RestAnswer binanceError(int code, std::string_view text, int status)
{
    return {status, R"({"code":)" + std::to_string(code) + R"(,"msg":")" + std::string(text) + "\"}"};
}

std::optional<RestAnswer> objectionToKey(const RestRequest& request)
{
    return !request.header || request.header("X-MBX-APIKEY") != embeddedKey
        ? std::optional(binanceError(-2015, "Invalid API-key, IP, or permissions for action.", 401))
        : std::nullopt;
}

std::optional<RestAnswer> objectionToSignature(const BinanceQuery& query, core::Timestamp venueNow)
{
    const std::string text = query["timestamp"];
    std::int64_t sent = 0;
    const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), sent);
    if (bad != std::errc{} || end != text.data() + text.size()) {
        return binanceMissing("timestamp");
    }
    if (venues::hexText(venues::hmacSha256(embeddedSecret, query.payload)) != query.signature) {
        return binanceError(-1022, "Signature for this request is not valid.");
    }
    std::int64_t window = 5000;
    if (const std::string asked = query["recvWindow"]; !asked.empty()) {
        std::from_chars(asked.data(), asked.data() + asked.size(), window);
    }
    const std::int64_t now = core::millisecondsOf(venueNow);
    if (sent >= now + 1000 || now - sent > window) {
        return binanceError(-1021, "Timestamp for this request is outside of the recvWindow.");
    }
    return std::nullopt;
}

std::optional<RestAnswer> binanceFault(TradeFault fault, core::Timestamp now)
{
    constexpr int banSeconds = 2;
    switch (fault) {
    case TradeFault::Reject:
        return binanceError(-2010, "NEW_ORDER_REJECTED");
    case TradeFault::TooManyRequests:
        return binanceError(-1003, "Too many requests; current limit is 2400 requests per minute.", 429);
    case TradeFault::Banned:
        return binanceError(-1003,
            "Way too many requests; IP banned until " + millisecondsText(now + std::chrono::seconds(banSeconds)) + ".",
            418);
    default:
        return std::nullopt;
    }
}

RestAnswer binanceMissing(std::string_view parameter)
{
    return binanceError(
        -1102, "Mandatory parameter '" + std::string(parameter) + "' was not sent, was empty/null, or malformed.");
}

std::string_view binanceText(PositionSide side)
{
    return side == PositionSide::Long ? "LONG" : side == PositionSide::Short ? "SHORT" : "BOTH";
}

std::string_view binanceText(Side side)
{
    return side == Side::Bid ? "BUY" : "SELL";
}

std::string millisecondsText(core::Timestamp time)
{
    return std::to_string(core::millisecondsOf(time));
}

std::string eightDecimals(double value)
{
    return core::decimalText(static_cast<core::Int128>(value * core::decimalScale), 8);
}

std::string quotedField(std::string_view name, std::string_view value)
{
    return "\"" + std::string(name) + "\":\"" + std::string(value) + "\"";
}

} // namespace leadline::sim
