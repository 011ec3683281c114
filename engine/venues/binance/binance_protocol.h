// SPDX-License-Identifier: MIT
/// Asking Binance for market data: spot, USD-M and COIN-M differ in addresses, routes and a few names.
#pragma once

#include "engine/venues/venue_protocol.h"

#include <string_view>

namespace leadline::venues::binance
{

struct Product {
    core::VenueId venue;
    std::string_view streams; ///< production
    std::string_view rest;
    std::string_view apiPath; ///< "/fapi/v1"
    std::string_view tradeStream; ///< "@aggTrade"
    bool isRouted; ///< /public carries books, /market trades; else one socket carries both
    core::Instrument (*instrumentOf)(const core::MarketId& id);
    FeedLimits limits;
};

[[nodiscard]] const Product& futures();
[[nodiscard]] const Product& spot();
[[nodiscard]] const Product& coinMargined();

class BinanceProtocol final : public VenueProtocol
{
public:
    explicit BinanceProtocol(const Product& product)
        : m_product(product)
    {
    }

    [[nodiscard]] Endpoints official() const override;
    [[nodiscard]] FeedLimits limits() const override;
    [[nodiscard]] std::vector<Connection> connections(
        const Endpoints& endpoints, const FeedOptions& options) const override;
    [[nodiscard]] std::vector<std::string> subscriptionTexts(const SubscriptionRequest& request) const override;
    [[nodiscard]] core::Symbol unnamedSymbol(std::string_view json) const override;
    [[nodiscard]] std::optional<SubscriptionRefusal> readRefusal(std::string_view json) const override;
    [[nodiscard]] std::string snapshotPath(core::Symbol symbol) const override;
    [[nodiscard]] std::string instrumentPath(std::span<const core::Symbol> symbols) const override;
    [[nodiscard]] core::Result<InstrumentList> readInstruments(
        std::string_view json, std::span<const core::Symbol> symbols) const override;
    [[nodiscard]] std::string cataloguePath() const override;
    [[nodiscard]] core::Result<InstrumentCatalogue> readCatalogue(std::string_view json) const override;

private:
    const Product& m_product;
};

} // namespace leadline::venues::binance
