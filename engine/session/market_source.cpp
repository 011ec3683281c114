// SPDX-License-Identifier: MIT
#include "engine/session/market_source.h"

#include "engine/desk/desk.h"
#include "engine/session/embedded_host.h"
#include "engine/session/seek_indexer.h"
#include "engine/session/session_options.h"
#include "engine/session/tape_source.h"
#include "engine/session/timeline_worker.h"
#include "engine/session/venue_connection.h"
#include "engine/sim/server/market_fault.h"
#include "engine/sim/venues/embedded_venues.h"

#include <algorithm>
#include <utility>

namespace leadline::session
{

using namespace Qt::StringLiterals;

MarketSource::MarketSource(const SessionOptions& options, desk::Desk& desk, const core::Clock& clock,
    core::ManualClock* eventTime, QObject* parent)
    : QObject(parent)
    , m_options(options)
    , m_desk(desk)
    , m_clock(clock)
    , m_eventTime(eventTime)
    , m_raw(options.raw)
{
}

MarketSource::~MarketSource()
{
    stop();
}

QString MarketSource::start()
{
    switch (m_options.source) {
    case SourceKind::Embedded:
        startEmbedded();
        return tr("embedded market");
    case SourceKind::Tape:
        startTape();
        return m_options.tapes.join(u", ");
    case SourceKind::Live:
        break;
    }
    QStringList names;
    for (const VenueChoice& choice : m_options.venues) {
        connectVenue(choice, choice.endpoints);
        names << m_connections.back()->name();
    }
    return names.join(u", "_s);
}

void MarketSource::stop()
{
    delete std::exchange(m_index, nullptr);
    delete std::exchange(m_timeline, nullptr);
    delete std::exchange(m_tape, nullptr);
    for (const auto& connection : m_connections) {
        connection->close();
    }
    m_connections.clear();
    m_host.reset();
}

void MarketSource::startEmbedded()
{
    m_host = std::make_unique<EmbeddedHost>(m_clock);
    for (const VenueChoice& choice : m_options.venues) {
        // What is watched from the start comes first, and then what may be watched later.
        std::vector<core::Pair> listed = m_options.pairs;
        const std::vector<core::Pair> usual = sim::usualPairs(*choice.venue);
        listed.insert(listed.end(), usual.begin(), usual.end());
        if (const auto endpoints = m_host->serve(*choice.venue, listed, m_options.seed)) {
            connectVenue(choice, *endpoints);
        } else {
            Q_EMIT problem(QString::fromStdString(endpoints.error().what));
        }
    }
}

void MarketSource::startTape()
{
    const TapeOptions tapes{.files = m_options.tapes,
        .venue = m_options.tapeVenue,
        .symbols = m_options.tapeSymbols,
        .speed = m_options.tapeSpeed,
        .keyframeEvery = m_options.keyframeEvery};
    m_tape = new TapeSource(tapes, m_desk, m_clock, *m_eventTime, this);
    m_timeline = new TimelineWorker(this);
    m_index = new SeekIndexer(tapes, this);
    tapeMade(*m_tape, *m_timeline, *m_index);
    connect(m_tape, &TapeSource::problem, this, &MarketSource::problem);
    connect(m_tape, &TapeSource::ended, this, &MarketSource::tapeEnded);
    m_tape->start();
    m_timeline->start(tapes);
    m_index->start();
}

void MarketSource::connectVenue(const VenueChoice& choice, const venues::Endpoints& endpoints)
{
    VenueConnection& connection = *m_connections.emplace_back(std::make_unique<VenueConnection>(choice, endpoints,
        m_options.depthFrames ? venues::DepthFeed::Frames : venues::DepthFeed::Diff, m_desk, m_clock, m_raw));
    connect(&connection, &VenueConnection::problem, this, &MarketSource::problem);
    connect(&connection, &VenueConnection::changed, this, &MarketSource::connectionChanged);
    connect(&connection, &VenueConnection::listed, this, &MarketSource::listed);
}

std::vector<desk::Market*> MarketSource::watch(const core::Pair& pair)
{
    std::vector<desk::Market*> markets;
    for (const auto& connection : m_connections) {
        if (desk::Market* const market = connection->watch(pair)) {
            markets.push_back(market);
        }
    }
    return markets;
}

void MarketSource::unwatch(const core::Pair& pair)
{
    for (const auto& connection : m_connections) {
        connection->unwatch(pair);
    }
}

void MarketSource::listenRaw(feeds::RawListener* raw)
{
    m_raw = raw;
    for (const auto& connection : m_connections) {
        connection->listenRaw(raw);
    }
}

void MarketSource::renewBooks()
{
    for (const auto& connection : m_connections) {
        connection->renewBooks();
    }
}

void MarketSource::fetchCatalogues()
{
    for (const auto& connection : m_connections) {
        connection->fetchCatalogue();
    }
}

VenueConnection* MarketSource::connectionOf(const core::VenueId& venue) const
{
    const auto which =
        std::ranges::find_if(m_connections, [&](const auto& connection) { return connection->venue().id == venue; });
    return which == m_connections.end() ? nullptr : which->get();
}

bool MarketSource::isEmbedded(const core::VenueId& venue) const
{
    return m_host && m_host->serves(venue);
}

QString MarketSource::embeddedAddress(const core::VenueId& venue) const
{
    const VenueConnection* const connection = connectionOf(venue);
    return isEmbedded(venue) && connection != nullptr
        ? QString::fromStdString(connection->endpoints().rest).section(u'/', 2)
        : QString();
}

void MarketSource::setEmbeddedFault(const core::VenueId& venue, sim::FaultKind kind)
{
    if (m_host) {
        m_host->setFault(venue, kind);
    }
}

} // namespace leadline::session
