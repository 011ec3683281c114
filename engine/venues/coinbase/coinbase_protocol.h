// SPDX-License-Identifier: MIT
/// Asking Coinbase Advanced Trade for market data.
#pragma once

#include "engine/venues/venue_protocol.h"

namespace leadline::venues::coinbase
{

/// One socket for level2, market_trades, status and heartbeats; the first request must come within five seconds, and
/// without heartbeats the venue closes quiet channels. Products are described over REST.
class CoinbaseProtocol final : public VenueProtocol
{
public:
    [[nodiscard]] Endpoints official() const override;
    [[nodiscard]] std::vector<Connection> connections(
        const Endpoints& endpoints, const Subscription& subscription) const override;
    [[nodiscard]] std::vector<std::string> resubscribe(const Subscription& subscription) const override;
    /// USDC products send the data of the USD product.
    [[nodiscard]] core::Symbol dataSymbol(core::Symbol symbol) const override;
    [[nodiscard]] std::string instrumentPath(core::Symbol symbol) const override;
    [[nodiscard]] core::Result<core::Instrument> readInstrument(
        std::string_view json, core::Symbol symbol) const override;
    [[nodiscard]] std::string instrumentListPath() const override;
    [[nodiscard]] core::Result<InstrumentList> readInstrumentList(std::string_view json) const override;
};

} // namespace leadline::venues::coinbase
