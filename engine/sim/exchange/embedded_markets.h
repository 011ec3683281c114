// SPDX-License-Identifier: MIT
/// All markets of one venue. Those that nobody looks at cost nothing.
#pragma once

#include "engine/sim/exchange/embedded_market.h"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace leadline::sim
{

/// What a venue would publish of its markets, each by its place in EmbeddedMarkets, in order.
class VenueEvents
{
public:
    virtual ~VenueEvents() = default;
    virtual void traded(std::size_t market, std::span<const MarketTrade> trades, core::Timestamp at) = 0;
    virtual void touchChanged(
        std::size_t market, const MarketTouch& touch, std::uint64_t updateId, core::Timestamp at) = 0;
    virtual void depthChanged(std::size_t market, const DepthChange& change, core::Timestamp at) = 0;
};

/// A market is played while somebody watches it or has an order in it, and is made when first somebody does. What it
/// missed meanwhile is played as soon as it is asked for; after more than ten seconds its book opens anew, at the price
/// that it has at the other venues. Thread: its owner's.
class EmbeddedMarkets final : public PlayedMarket
{
public:
    /// Symbols differ.
    EmbeddedMarkets(std::vector<EmbeddedMarketSettings> listed, core::Timestamp start);
    ~EmbeddedMarkets() override;

    /// Where the public events go; set once, before the first market is asked for.
    void publishTo(VenueEvents& events) { m_events = &events; }
    /// What happens to orders of clients; set before the first one.
    std::function<void(const ClientOrderEvent&)> orderEvents;

    [[nodiscard]] std::size_t size() const { return m_entries.size(); }
    [[nodiscard]] const EmbeddedMarketSettings& settings(std::size_t market) const;
    /// The place of a symbol as the venue writes it.
    [[nodiscard]] std::optional<std::size_t> find(std::string_view symbol) const;
    /// The market as it is now.
    [[nodiscard]] EmbeddedMarket& at(std::size_t market);
    /// As it was when it was played last; null: nobody asked for it yet.
    [[nodiscard]] const EmbeddedMarket* peek(std::size_t market) const;
    /// Those whose events somebody wants from now on; places of others are not watched any more.
    void watch(const std::vector<bool>& wanted);

    void advance(core::Timestamp now) override;
    void skipTo(core::Timestamp now) override;
    /// Of the event in progress, where there is one.
    [[nodiscard]] core::Timestamp now() const override;
    /// In ticks of the first market; the others move by the same share.
    void shock(Ticks ticks) override;
    [[nodiscard]] Ticks stepsOf(double share) const override;

    /// How much happened in all of them so far: news and deeds of crowds.
    [[nodiscard]] std::uint64_t events() const;

private:
    class Entry;

    void play(Entry& entry, core::Timestamp until);
    void bringUp(Entry& entry);
    [[nodiscard]] Ticks shockOf(const Entry& entry, Ticks ticks) const;

    std::vector<std::unique_ptr<Entry>> m_entries;
    VenueEvents* m_events = nullptr;
    core::Timestamp m_start; ///< as if no time had been skipped
    core::Timestamp m_now;
    const EmbeddedMarket* m_playing = nullptr;
    Ticks m_shocked = 0;
};

} // namespace leadline::sim
