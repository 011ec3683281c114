// SPDX-License-Identifier: MIT
/// Trading US stocks at Alpaca: REST with key headers, and the trade_updates stream.
#pragma once

#include "engine/venues/alpaca/alpaca_decoder.h"
#include "engine/venues/trading_protocol.h"

namespace leadline::venues::alpaca
{

/// An order of ours that replaces another is named after the first one: "LL…-" and a number. Nothing when the text is
/// no name of ours.
[[nodiscard]] std::optional<orders::ClientOrderId> clientIdOf(std::string_view text);

/// Replacing an order makes another one at the venue. To us it stays the same order: reports carry our id, and the
/// venue's newest. Sizes and what is filled are those of the whole order, as in FIX, from which Alpaca's have their
/// names; fills are told apart by the venue's order and what was filled after them, which stream and activities share.
class AlpacaTrading final : public TradingProtocol
{
public:
    [[nodiscard]] std::vector<TradingEnvironment> environments() const override;
    [[nodiscard]] RequestBudget requestBudget() const override;
    [[nodiscard]] RequestBudget orderBudget() const override;
    [[nodiscard]] double requestCost(Ask ask, Reach reach) const override;
    [[nodiscard]] double orderCost(Ask ask, core::Duration age) const override;

    [[nodiscard]] TradingRequest request(const TradingAsk& ask, const Stamp& stamp) const override;
    [[nodiscard]] TradingAnswer read(const TradingAsk& ask, int status, std::string_view body) const override;

    [[nodiscard]] Connection stream(
        const Endpoints& endpoints, const std::string& session, const Credentials& credentials) const override;
    [[nodiscard]] core::Result<PrivateMessage> readMessage(std::string_view text) override;
    [[nodiscard]] bool hasCountdown() const override { return false; }
    /// A request has no time after which the venue turns it away, so that absence is believed later than elsewhere.
    [[nodiscard]] std::optional<std::chrono::seconds> absentAfter() const override { return std::chrono::seconds(15); }
    [[nodiscard]] bool hasPositionsApart() const override { return true; }
    /// Legs that are held back are told with the order they belong to, and with nothing else.
    [[nodiscard]] bool cancelsBySymbol() const override { return false; }
    [[nodiscard]] bool listsConditionalApart() const override { return true; }
};

} // namespace leadline::venues::alpaca
