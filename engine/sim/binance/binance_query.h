// SPDX-License-Identifier: MIT
/// What a request to the Binance-like venue holds, and how it is refused.
#pragma once

#include "engine/sim/protocol/venue_simulator.h"

#include <optional>
#include <string>
#include <string_view>

namespace leadline::sim
{

/// Parameters of query and body together, and what is signed.
class BinanceQuery
{
public:
    explicit BinanceQuery(const RestRequest& request);

    /// Decoded; empty when it is not there.
    [[nodiscard]] std::string operator[](std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const { return !(*this)[name].empty(); }
    [[nodiscard]] bool isTrue(std::string_view name) const;
    /// Nothing for a word that is no such side.
    [[nodiscard]] std::optional<core::Side> side() const;
    /// Net where it is not named.
    [[nodiscard]] std::optional<core::PositionSide> positionSide() const;

    std::string signature;
    std::string payload;

private:
    std::string m_text;
};

[[nodiscard]] RestAnswer binanceError(int code, std::string_view text, int status = 400);
/// Why the request's key, time or signature does not do; nothing: they do.
[[nodiscard]] std::optional<RestAnswer> objectionToKey(const RestRequest& request);
[[nodiscard]] std::optional<RestAnswer> objectionToSignature(const BinanceQuery& query, core::Timestamp venueNow);
/// How such a fault refuses; nothing where it does not.
[[nodiscard]] std::optional<RestAnswer> binanceFault(TradeFault fault, core::Timestamp now);
[[nodiscard]] RestAnswer binanceMissing(std::string_view parameter);
/// "LONG", "SHORT", "BOTH"
[[nodiscard]] std::string_view binanceText(core::PositionSide side);
[[nodiscard]] std::string_view binanceText(core::Side side);
/// Since the epoch, as the venue writes times.
[[nodiscard]] std::string millisecondsText(core::Timestamp time);
[[nodiscard]] std::string eightDecimals(double value);
/// `"name":"value"`
[[nodiscard]] std::string quotedField(std::string_view name, std::string_view value);

} // namespace leadline::sim
