// SPDX-License-Identifier: MIT
#include "engine/venues/binance/binance_requests.h"

#include "engine/venues/signing.h"

#include <algorithm>

namespace leadline::venues::binance
{

Form& Form::add(std::string_view name, std::string_view value)
{
    m_text += (m_text.empty() ? "" : "&") + std::string(name) + "=" + percentEncoded(value);
    return *this;
}

std::string signature(std::string_view secret, std::string_view payload)
{
    return hexText(hmacSha256(secret, payload));
}

std::string socketPayload(std::vector<std::pair<std::string, std::string>> parameters)
{
    std::ranges::sort(parameters);
    std::string payload;
    for (const auto& [name, value] : parameters) {
        payload.append(payload.empty() ? "" : "&").append(name).append("=").append(value);
    }
    return payload;
}

void sign(Form& form, const Stamp& stamp)
{
    form.add("recvWindow", std::to_string(stamp.validFor.count())).add("timestamp", std::to_string(stamp.milliseconds));
    const std::string seal = signature(stamp.credentials.secret, form.text());
    form.add("signature", seal);
}

void carry(TradingRequest& request, const Form& form, const Stamp& stamp)
{
    request.headers = {{"X-MBX-APIKEY", stamp.credentials.key}};
    const bool hasBody = request.method == "POST" || request.method == "PUT";
    if (hasBody) {
        request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
        request.body = form.text();
    } else if (!form.text().empty()) {
        request.path += "?" + form.text();
    }
}

Form& nameOrder(Form& form, const orders::Order& order)
{
    form.add("symbol", order.request.market.symbol.view());
    return order.venueOrder.empty() ? form.add("origClientOrderId", orders::clientText(order.request.id))
                                    : form.add("orderId", order.venueOrder);
}

std::string_view sideText(core::Side side)
{
    return side == core::Side::Bid ? "BUY" : "SELL";
}

} // namespace leadline::venues::binance
