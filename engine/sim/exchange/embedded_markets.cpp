// SPDX-License-Identifier: MIT
#include "engine/sim/exchange/embedded_markets.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace leadline::sim
{

namespace
{

/// Of what a market missed, so much is played. More would make the first look at it slow.
constexpr std::chrono::seconds longestMissed{10};
/// Markets take turns, so that what they say comes in the order of its stamps, more or less.
constexpr std::chrono::milliseconds turn{100};

} // namespace

/// A market, once it was asked for, and what it says with its place before it.
class EmbeddedMarkets::Entry final : public PublicEvents
{
public:
    Entry(EmbeddedMarkets& venue, std::size_t place, EmbeddedMarketSettings listed)
        : settings(std::move(listed))
        , m_venue(venue)
        , m_place(place)
    {
    }

    void open(core::Timestamp start)
    {
        market = std::make_unique<EmbeddedMarket>(settings, start, [this](const ClientOrderEvent& event) {
            if (m_venue.orderEvents) {
                m_venue.orderEvents(event);
            }
        });
        market->publishTo(*this);
    }
    [[nodiscard]] bool isAwake() const { return isWatched || (market && market->hasWorkingOrders()); }

    const EmbeddedMarketSettings settings;
    std::unique_ptr<EmbeddedMarket> market; ///< null until somebody asks for it
    bool isWatched = false;

private:
    void traded(std::span<const MarketTrade> trades, core::Timestamp at) override
    {
        if (m_venue.m_events != nullptr) {
            m_venue.m_events->traded(m_place, trades, at);
        }
    }
    void touchChanged(const MarketTouch& touch, std::uint64_t updateId, core::Timestamp at) override
    {
        if (m_venue.m_events != nullptr) {
            m_venue.m_events->touchChanged(m_place, touch, updateId, at);
        }
    }
    void depthChanged(const DepthChange& change, core::Timestamp at) override
    {
        if (m_venue.m_events != nullptr) {
            m_venue.m_events->depthChanged(m_place, change, at);
        }
    }

    EmbeddedMarkets& m_venue;
    std::size_t m_place;
};

EmbeddedMarkets::EmbeddedMarkets(std::vector<EmbeddedMarketSettings> listed, core::Timestamp start)
    : m_start(start)
    , m_now(start)
{
    assert(!listed.empty() && "a venue has a market");
    for (EmbeddedMarketSettings& settings : listed) {
        m_entries.push_back(std::make_unique<Entry>(*this, m_entries.size(), std::move(settings)));
    }
}

EmbeddedMarkets::~EmbeddedMarkets() = default;

const EmbeddedMarketSettings& EmbeddedMarkets::settings(std::size_t market) const
{
    return m_entries[market]->settings;
}

std::optional<std::size_t> EmbeddedMarkets::find(std::string_view symbol) const
{
    const auto found =
        std::ranges::find_if(m_entries, [symbol](const auto& entry) { return entry->settings.symbol == symbol; });
    return found == m_entries.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - m_entries.begin()));
}

EmbeddedMarket& EmbeddedMarkets::at(std::size_t market)
{
    Entry& entry = *m_entries[market];
    // Those that are awake are where they belong, also in the middle of an event.
    if (!entry.isAwake()) {
        bringUp(entry);
    }
    return *entry.market;
}

const EmbeddedMarket* EmbeddedMarkets::peek(std::size_t market) const
{
    return m_entries[market]->market.get();
}

void EmbeddedMarkets::bringUp(Entry& entry)
{
    const core::Timestamp now = this->now();
    if (!entry.market) {
        entry.open(m_start);
        if (m_shocked != 0) {
            entry.market->shock(shockOf(entry, m_shocked));
        }
    }
    if (now - entry.market->now() > longestMissed) {
        entry.market->reopenAt(now);
    } else if (entry.market->now() < now) {
        play(entry, now);
    }
}

void EmbeddedMarkets::watch(const std::vector<bool>& wanted)
{
    assert(wanted.size() == m_entries.size() && "a word on each");
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (wanted[i] && !m_entries[i]->isAwake()) {
            bringUp(*m_entries[i]);
        }
        m_entries[i]->isWatched = wanted[i];
    }
}

void EmbeddedMarkets::play(Entry& entry, core::Timestamp until)
{
    const EmbeddedMarket* const before = std::exchange(m_playing, entry.market.get());
    entry.market->advance(until);
    m_playing = before;
}

void EmbeddedMarkets::advance(core::Timestamp now)
{
    while (m_now < now) {
        const core::Timestamp next = std::min(now, m_now + turn);
        for (const auto& entry : m_entries) {
            if (entry->isAwake()) {
                play(*entry, next);
            }
        }
        m_now = next;
    }
}

void EmbeddedMarkets::skipTo(core::Timestamp now)
{
    const core::Duration step = now - m_now;
    for (const auto& entry : m_entries) {
        if (entry->market) {
            entry->market->skipTo(entry->market->now() + step);
        }
    }
    m_start += step;
    m_now = now;
}

core::Timestamp EmbeddedMarkets::now() const
{
    return m_playing != nullptr ? m_playing->now() : m_now;
}

Ticks EmbeddedMarkets::shockOf(const Entry& entry, Ticks ticks) const
{
    const Entry& first = *m_entries.front();
    return &entry == &first
        ? ticks
        : static_cast<Ticks>(static_cast<double>(ticks) / static_cast<double>(first.settings.openingTicks())
            * static_cast<double>(entry.settings.openingTicks()));
}

void EmbeddedMarkets::shock(Ticks ticks)
{
    m_shocked += ticks;
    for (const auto& entry : m_entries) {
        if (entry->market) {
            entry->market->shock(shockOf(*entry, ticks));
        }
    }
}

Ticks EmbeddedMarkets::stepsOf(double share) const
{
    return static_cast<Ticks>(share * static_cast<double>(m_entries.front()->settings.openingTicks()));
}

std::uint64_t EmbeddedMarkets::events() const
{
    std::uint64_t sum = 0;
    for (const auto& entry : m_entries) {
        sum += entry->market ? entry->market->events() : 0;
    }
    return sum;
}

} // namespace leadline::sim
