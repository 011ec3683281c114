// SPDX-License-Identifier: MIT
/// What a request for an order asks for, and why it is refused, in Kraken's terms.
#pragma once

#include "engine/sim/exchange/trading_account.h"

#include <string>
#include <string_view>

namespace leadline::sim::kraken
{

/// "ETHUSDT", "ETH/USDT", and old names: "XBTUSDT", "XXBTZUSD".
[[nodiscard]] bool isNameOf(std::string_view name, const EmbeddedMarketSettings& listed);
/// The place of the market of such a name.
[[nodiscard]] std::optional<std::size_t> marketNamed(const EmbeddedMarkets& markets, std::string_view name);
/// "EOrder:Insufficient funds"
[[nodiscard]] std::string errorText(AccountRefusal why);
/// "stop-loss-limit" and the like.
[[nodiscard]] bool isTriggerWithLimit(std::string_view type);
/// "59000", "+100", "-1.5%": from the mark where it is an offset. Zero where it is no price.
[[nodiscard]] core::Price triggerPrice(std::string_view text, core::Price mark, core::Price tick, core::Side side);

} // namespace leadline::sim::kraken
