// SPDX-License-Identifier: MIT
#include "engine/session/venue_connection.h"

#include "engine/desk/desk.h"
#include "engine/feeds/venue_feed.h"
#include "engine/session/session_options.h"

#include <utility>

namespace leadline::session
{

using namespace Qt::StringLiterals;

VenueConnection::VenueConnection(const VenueChoice& choice, venues::Endpoints endpoints, venues::DepthFeed depth,
    desk::Desk& desk, const core::Clock& clock)
    : m_venue(*choice.venue)
    , m_endpoints(std::move(endpoints))
    , m_depth(depth)
    , m_trading(choice.trading)
    , m_credentials(choice.credentials)
    , m_isShared(choice.isShared)
    , m_desk(desk)
    , m_clock(clock)
{
}

VenueConnection::~VenueConnection() = default;

QString VenueConnection::name() const
{
    return QString::fromStdString(m_venue.id.text());
}

std::vector<desk::Market*> VenueConnection::markets() const
{
    std::vector<desk::Market*> all;
    for (const auto& [symbol, watched] : m_watched) {
        all.push_back(watched.market);
    }
    return all;
}

desk::Market* VenueConnection::watch(const core::Pair& pair)
{
    const core::Symbol symbol = m_venue.symbolOf(pair);
    if (symbol.isEmpty()) {
        return nullptr;
    }
    const auto [at, isNew] = m_watched.try_emplace(symbol);
    if (isNew) {
        core::Instrument instrument = m_venue.instrumentOf({m_venue.id, symbol});
        instrument.pair = pair;
        at->second.market = &m_desk.open(instrument, m_venue.rules);
        at->second.market->setConnected(false);
        if (!m_isShared) {
            open(at->second);
        }
    }
    return at->second.market;
}

void VenueConnection::unwatch(const core::Pair& pair)
{
    if (const auto found = m_watched.find(m_venue.symbolOf(pair)); found != m_watched.end()) {
        found->second.market->restart();
        found->second.market->setConnected(false);
        m_watched.erase(found);
    }
}

void VenueConnection::open(Watched& watched)
{
    desk::Market* const market = watched.market;
    watched.feed = std::make_unique<feeds::VenueFeed>(m_venue, m_endpoints,
        venues::Subscription{
            .symbol = market->instrument().id.symbol, .depthFeed = m_depth, .credentials = m_credentials},
        feeds::TransportTiming{}, m_clock);
    feeds::VenueFeed* const feed = watched.feed.get();
    connect(
        feed, &feeds::VenueFeed::received, this,
        [market, feed](const core::MarketMessage& message) {
            if (market->apply(message)) {
                feed->renewBook();
            }
        },
        Qt::DirectConnection);
    connect(feed, &feeds::VenueFeed::troubled, this, &VenueConnection::problem);
    connect(feed, &feeds::VenueFeed::instrumentKnown, this,
        [market](const core::Instrument& known) { market->setInstrument(known); });
    connect(feed, &feeds::VenueFeed::streamStarted, this, [this, market] {
        market->restart();
        market->setConnected(true);
        Q_EMIT changed(true, name());
    });
    connect(feed, &feeds::VenueFeed::streamLost, this, [this, market](const QString& why) {
        market->restart();
        market->setConnected(false);
        Q_EMIT changed(false, name() + ": "_L1 + why);
    });
    feed->open();
}

void VenueConnection::receive(const core::MarketMessage& message)
{
    if (!m_isShared) {
        return;
    }
    if (message.messagesLost) {
        for (const auto& [symbol, watched] : m_watched) {
            watched.market->apply(message);
        }
    } else if (const auto found = m_watched.find(message.symbol); found != m_watched.end()) {
        found->second.market->apply(message);
    }
}

void VenueConnection::setUp(bool up, const QString& why)
{
    bool isNews = false;
    for (const auto& [symbol, watched] : m_watched) {
        if (m_isShared && watched.market->isConnected() != up) {
            watched.market->restart();
            watched.market->setConnected(up);
            isNews = true;
        }
    }
    if (isNews) {
        Q_EMIT changed(up, up ? name() : name() + ": "_L1 + why);
    }
}

void VenueConnection::close()
{
    m_watched.clear();
}

} // namespace leadline::session
