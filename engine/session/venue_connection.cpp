// SPDX-License-Identifier: MIT
#include "engine/session/venue_connection.h"

#include "engine/desk/desk.h"
#include "engine/feeds/rest_client.h"
#include "engine/feeds/venue_feed.h"
#include "engine/session/session_options.h"
#include "engine/venues/instrument_catalogue.h"
#include "engine/venues/market_decoder.h"

#include <QTimer>

#include <algorithm>
#include <utility>

namespace leadline::session
{

using namespace Qt::StringLiterals;

namespace
{

/// Lists of thousands of instruments are megabytes.
constexpr std::chrono::seconds cataloguePatience{60};
constexpr std::chrono::minutes catalogueRetry{1};

} // namespace

VenueConnection::VenueConnection(const VenueChoice& choice, venues::Endpoints endpoints, venues::DepthFeed depth,
    desk::Desk& desk, const core::Clock& clock, feeds::RawListener* raw)
    : m_venue(*choice.venue)
    , m_endpoints(std::move(endpoints))
    , m_depth(depth)
    , m_trading(choice.trading)
    , m_credentials(choice.credentials)
    , m_desk(desk)
    , m_clock(clock)
    , m_raw(raw)
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
    all.reserve(m_markets.size());
    for (const auto& [symbol, market] : m_markets) {
        all.push_back(market);
    }
    return all;
}

desk::Market* VenueConnection::watch(const core::Pair& pair)
{
    const core::Symbol symbol = m_venue.symbolOf(pair);
    if (symbol.isEmpty()) {
        return nullptr;
    }
    const auto [at, isNew] = m_markets.try_emplace(symbol, nullptr);
    if (isNew) {
        core::Instrument instrument = m_venue.instrumentOf({m_venue.id, symbol});
        instrument.pair = pair;
        at->second = &m_desk.open(instrument, m_venue.rules);
        at->second->setConnected(false);
        open();
        m_feed->watch(symbol);
    }
    return at->second;
}

void VenueConnection::unwatch(const core::Pair& pair)
{
    const auto found = m_markets.find(m_venue.symbolOf(pair));
    if (found == m_markets.end()) {
        return;
    }
    if (m_feed) {
        m_feed->unwatch(found->first);
    }
    found->second->restart();
    found->second->setConnected(false);
    m_lost.erase(found->first);
    m_markets.erase(found);
}

void VenueConnection::listenRaw(feeds::RawListener* raw)
{
    m_raw = raw;
    if (m_feed) {
        m_feed->listenRaw(raw);
    }
}

void VenueConnection::renewBooks()
{
    for (const auto& [symbol, market] : m_markets) {
        m_feed->renewBook(symbol);
    }
}

void VenueConnection::open()
{
    if (m_feed) {
        return;
    }
    m_feed = std::make_unique<feeds::VenueFeed>(m_venue, m_endpoints,
        venues::FeedOptions{.depthFeed = m_depth, .credentials = m_credentials}, feeds::TransportTiming{}, m_clock);
    if (m_raw != nullptr) {
        m_feed->listenRaw(m_raw);
    }
    const feeds::VenueFeed* const feed = m_feed.get();
    connect(feed, &feeds::VenueFeed::received, this, &VenueConnection::apply, Qt::DirectConnection);
    connect(feed, &feeds::VenueFeed::troubled, this, &VenueConnection::problem);
    connect(feed, &feeds::VenueFeed::instrumentKnown, this, [this](const core::Instrument& known) {
        if (const auto found = m_markets.find(known.id.symbol); found != m_markets.end()) {
            found->second->setInstrument(known);
        }
    });
    connect(feed, &feeds::VenueFeed::streamStarted, this, [this](const std::vector<core::Symbol>& symbols) {
        setConnected(symbols, true);
        // One more that is watched is no news of the connection.
        const bool isFirst = !std::exchange(m_wasUp, true);
        const bool isFound = std::erase_if(m_lost, [&](const core::Symbol& symbol) {
            return std::ranges::find(symbols, symbol) != symbols.end();
        }) > 0;
        if (isFirst || isFound) {
            Q_EMIT changed(true, name());
        }
    });
    connect(feed, &feeds::VenueFeed::streamLost, this,
        [this](const std::vector<core::Symbol>& symbols, const QString& why) {
            setConnected(symbols, false);
            m_lost.insert(symbols.begin(), symbols.end());
            Q_EMIT changed(false, name() + ": "_L1 + why);
        });
    m_feed->open();
}

void VenueConnection::setConnected(const std::vector<core::Symbol>& symbols, bool isConnected)
{
    for (const core::Symbol& symbol : symbols) {
        if (const auto found = m_markets.find(symbol); found != m_markets.end()) {
            found->second->restart();
            found->second->setConnected(isConnected);
        }
    }
}

void VenueConnection::apply(const core::MarketMessage& message)
{
    if (message.symbol.isEmpty()) {
        for (const auto& [symbol, market] : m_markets) {
            market->apply(message); // of the whole venue
        }
    } else if (const auto found = m_markets.find(message.symbol);
               found != m_markets.end() && found->second->apply(message)) {
        m_feed->renewBook(message.symbol);
    }
}

void VenueConnection::fetchCatalogue()
{
    const auto protocol = std::shared_ptr<venues::VenueProtocol>(m_venue.makeProtocol());
    const std::string path = protocol->cataloguePath();
    if (path.empty()) {
        return;
    }
    if (!m_rest) {
        m_rest = std::make_unique<feeds::RestClient>(m_endpoints.rest, feeds::RestClient::Headers{}, cataloguePatience);
    }
    m_rest->get(path, [this, protocol](const feeds::RestClient::Answer& answer) {
        std::string padded(answer.text());
        padded.append(venues::MarketDecoder::padding, ' ');
        const auto catalogue = answer.isGood()
            ? protocol->readCatalogue({padded.data(), static_cast<std::size_t>(answer.body.size())})
            : core::Result<venues::InstrumentCatalogue>(core::defect(answer.problem().toStdString()));
        if (catalogue) {
            Q_EMIT listed(venues::listedInstruments(*catalogue));
        } else if (!answer.isForNothing()) {
            QTimer::singleShot(catalogueRetry, this, &VenueConnection::fetchCatalogue);
        }
    });
}

void VenueConnection::close()
{
    m_feed.reset();
    m_rest.reset();
    m_markets.clear();
}

} // namespace leadline::session
