// SPDX-License-Identifier: MIT
/// What answers of Binance's futures and of its spot market have in common: errors, orders, fills.
#pragma once

#include "engine/json/tree.h"
#include "engine/venues/trading_protocol.h"

#include <optional>
#include <string>
#include <string_view>

namespace leadline::venues::binance
{

inline constexpr std::int64_t noSuchOrder = -2013;
inline constexpr std::int64_t unknownOrder = -2011;

/// An answer that says no, or cannot be read.
struct Refusal {
    std::int64_t code = 0; ///< zero: none was named
    std::string text; ///< the venue's words
    std::string why; ///< both, for people
};
[[nodiscard]] Refusal refusalOf(int status, std::string_view body);

/// What a code or a status means at every market of Binance; nothing: each has rules of its own.
[[nodiscard]] std::optional<Outcome> commonOutcome(int status, std::int64_t code);
/// Adds until when a busy venue does not listen, and what a refusal means for the order that was asked about. An order
/// that the venue does not know `isAbsent`: only as the answer to a query that is the last word.
void explain(const TradingAsk& ask, const Refusal& refusal, bool isAbsent, TradingAnswer& answer);
/// It says yes, and not to what.
[[nodiscard]] TradingAnswer undocumented();

/// A report about the order that `ask` named.
[[nodiscard]] orders::OrderReport about(const TradingAsk& ask, orders::OrderReport::Kind kind);
/// The order object of REST answers, with the order's own name where a request had one, too.
[[nodiscard]] orders::OrderReport reportOf(const json::Tree& order, core::VenueId venue);
/// The same of the order that `ask` named: under our name, whatever name it has at the venue.
[[nodiscard]] orders::OrderReport answerAbout(const TradingAsk& ask, const json::Tree& order);
/// The same as the answer to Ask::Submit: it was accepted, and it may be over already.
void addAccepted(const TradingAsk& ask, const json::Tree& order, TradingAnswer& answer);
/// Of the account's trades: positive is a charge, as in the streams.
[[nodiscard]] orders::OrderReport fillOf(const json::Tree& trade, const TradingAsk& ask);

} // namespace leadline::venues::binance
