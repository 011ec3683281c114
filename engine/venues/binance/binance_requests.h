// SPDX-License-Identifier: MIT
/// What requests to Binance's futures and to its spot market have in common: forms, signatures, words.
#pragma once

#include "engine/venues/trading_protocol.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace leadline::venues::binance
{

/// "a=1&b=2" piece by piece, percent-encoded before anything is signed.
class Form
{
public:
    Form& add(std::string_view name, std::string_view value);
    [[nodiscard]] const std::string& text() const { return m_text; }

private:
    std::string m_text;
};

/// hex(HMAC_SHA256(secret, payload)), the last parameter of signed calls.
[[nodiscard]] std::string signature(std::string_view secret, std::string_view payload);
/// What is signed on the WebSocket API: all parameters by name, as they are.
[[nodiscard]] std::string socketPayload(std::vector<std::pair<std::string, std::string>> parameters);
/// Adds the time the request is good for, and the signature of all.
void sign(Form& form, const Stamp& stamp);
/// The form into the request's body or path, by its method, and the key into its headers.
void carry(TradingRequest& request, const Form& form, const Stamp& stamp);

/// By the venue's own id where it is known: anybody may give an order another client id, and the venue may drop it.
Form& nameOrder(Form& form, const orders::Order& order);

/// "BUY", "SELL"
[[nodiscard]] std::string_view sideText(core::Side side);

} // namespace leadline::venues::binance
