// SPDX-License-Identifier: MIT
#include "engine/session/venue_connection.h"

#include "engine/desk/desk.h"
#include "engine/feeds/venue_feed.h"
#include "engine/session/session_options.h"

#include <utility>

namespace leadline::session
{

using namespace Qt::StringLiterals;

namespace
{

desk::Market& openMarket(const venues::Venue& venue, const core::Pair& pair, desk::Desk& desk)
{
    core::Instrument instrument = venue.instrumentOf({venue.id, venue.symbolOf(pair)});
    instrument.pair = pair;
    desk::Market& market = desk.open(instrument, venue.rules);
    market.setConnected(false);
    return market;
}

} // namespace

VenueConnection::VenueConnection(const VenueChoice& choice, venues::Endpoints endpoints, const core::Pair& pair,
    desk::Desk& desk, const core::Clock& clock)
    : m_venue(*choice.venue)
    , m_endpoints(std::move(endpoints))
    , m_trading(choice.trading)
    , m_credentials(choice.credentials)
    , m_isShared(choice.isShared)
    , m_clock(clock)
    , m_market(openMarket(m_venue, pair, desk))
{
}

VenueConnection::~VenueConnection() = default;

QString VenueConnection::name() const
{
    return QString::fromStdString(m_venue.id.text());
}

void VenueConnection::open(venues::DepthFeed depth)
{
    if (m_isShared) {
        return;
    }
    m_feed = std::make_unique<feeds::VenueFeed>(m_venue, m_endpoints,
        venues::FeedOptions{.depthFeed = depth, .credentials = m_credentials}, feeds::TransportTiming{}, m_clock);
    feeds::VenueFeed* const feed = m_feed.get();
    connect(
        feed, &feeds::VenueFeed::received, this,
        [this, feed](const core::MarketMessage& message) {
            if (m_market.apply(message)) {
                feed->renewBook(message.symbol);
            }
        },
        Qt::DirectConnection);
    connect(feed, &feeds::VenueFeed::troubled, this, &VenueConnection::problem);
    connect(feed, &feeds::VenueFeed::instrumentKnown, this,
        [this](const core::Instrument& known) { m_market.setInstrument(known); });
    connect(feed, &feeds::VenueFeed::streamStarted, this, [this] {
        m_market.restart();
        m_market.setConnected(true);
        Q_EMIT changed(true, name());
    });
    connect(feed, &feeds::VenueFeed::streamLost, this,
        [this](const std::vector<core::Symbol>& /*symbols*/, const QString& why) {
            m_market.restart();
            m_market.setConnected(false);
            Q_EMIT changed(false, name() + ": "_L1 + why);
        });
    feed->watch(m_market.instrument().id.symbol);
    feed->open();
}

void VenueConnection::receive(const core::MarketMessage& message)
{
    if (m_isShared && (message.symbol == m_market.instrument().id.symbol || message.messagesLost)) {
        m_market.apply(message);
    }
}

void VenueConnection::setUp(bool up, const QString& why)
{
    if (m_isShared && m_market.isConnected() != up) {
        m_market.restart();
        m_market.setConnected(up);
        Q_EMIT changed(up, up ? name() : name() + ": "_L1 + why);
    }
}

void VenueConnection::close()
{
    m_feed.reset();
}

} // namespace leadline::session
