// SPDX-License-Identifier: MIT
/// Asking Kraken spot for market data over WebSocket v2.
#pragma once

#include "engine/venues/venue_protocol.h"

namespace leadline::venues::kraken
{

/// One socket carries everything: instrument, book and trade; status comes unasked.
class KrakenProtocol final : public VenueProtocol
{
public:
    [[nodiscard]] Endpoints official() const override;
    [[nodiscard]] std::vector<Connection> connections(
        const Endpoints& endpoints, const Subscription& subscription) const override;
    [[nodiscard]] std::vector<std::string> resubscribe(const Subscription& subscription) const override;
    /// The stream describes them too, one connection after the other: this is for whoever has none.
    [[nodiscard]] std::string instrumentListPath() const override;
    [[nodiscard]] core::Result<InstrumentList> readInstrumentList(std::string_view json) const override;
};

} // namespace leadline::venues::kraken
