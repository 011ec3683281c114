// SPDX-License-Identifier: MIT
#include "engine/feeds/subscribed_socket.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace leadline::feeds
{

namespace
{

/// A stream that may be quiet waits this much longer before it counts as dead.
constexpr int quietPatience = 30;

TransportTiming timingOf(const SubscribedSocket::Setup& setup)
{
    TransportTiming timing = setup.timing;
    timing.silence *= setup.connection.mayBeQuiet ? quietPatience : 1;
    return timing;
}

std::vector<core::Symbol> without(const std::set<core::Symbol>& symbols, const std::set<core::Symbol>& others)
{
    std::vector<core::Symbol> rest;
    std::ranges::set_difference(symbols, others, std::back_inserter(rest));
    return rest;
}

} // namespace

SubscribedSocket::SubscribedSocket(const Setup& setup, const venues::VenueProtocol& protocol,
    std::unique_ptr<venues::MarketDecoder> decoder, RequestPace& pace, QObject* parent)
    : QObject(parent)
    , m_protocol(protocol)
    , m_index(setup.index)
    , m_connection(setup.connection)
    , m_depthFeed(setup.depthFeed)
    , m_decoder(std::move(decoder))
    , m_pace(pace)
    , m_socket(QUrl(QString::fromStdString(setup.connection.url)), timingOf(setup), setup.seed)
{
    m_wake.setSingleShot(true);
    m_socket.setPing(QString::fromStdString(m_connection.ping));
    connect(&m_wake, &QTimer::timeout, this, &SubscribedSocket::flush);
    connect(&m_socket, &ReconnectingSocket::connected, this, &SubscribedSocket::begin);
    connect(&m_socket, &ReconnectingSocket::disconnected, this, &SubscribedSocket::end);
    connect(&m_socket, &ReconnectingSocket::textReceived, this, &SubscribedSocket::read);
}

SubscribedSocket::~SubscribedSocket()
{
    m_socket.disconnect(this);
    m_socket.close();
}

void SubscribedSocket::open()
{
    m_mayConnect = true;
    connectWhereWanted();
}

void SubscribedSocket::connectWhereWanted()
{
    if (m_mayConnect && !m_wanted.empty() && !std::exchange(m_isConnecting, true)) {
        m_socket.open();
    }
}

void SubscribedSocket::carry(core::Symbol symbol)
{
    const bool wasIdle = m_wanted.empty();
    m_wanted.insert(symbol);
    if (wasIdle && m_isUp) {
        m_socket.confirmAlive(); // its silence was ours until now
    }
    if (m_asked.contains(symbol)) {
        m_again.insert(symbol);
    }
    connectWhereWanted();
    m_wake.start(0);
}

void SubscribedSocket::drop(core::Symbol symbol)
{
    for (auto* const symbols : {&m_wanted, &m_refused, &m_again, &m_toRenew}) {
        symbols->erase(symbol);
    }
    m_wake.start(0);
}

void SubscribedSocket::renewBook(core::Symbol symbol)
{
    m_toRenew.insert(symbol);
    m_wake.start(0);
}

void SubscribedSocket::refuse(core::Symbol symbol)
{
    m_refused.insert(symbol);
    m_asked.erase(symbol);
    m_toRenew.erase(symbol);
}

void SubscribedSocket::confirmAlive()
{
    if (!m_wanted.empty()) {
        m_socket.confirmAlive();
    }
}

void SubscribedSocket::begin()
{
    m_decoder->restart();
    for (auto* const symbols : {&m_asked, &m_refused, &m_again, &m_toRenew}) {
        symbols->clear();
    }
    m_outbox.assign(m_connection.greeting.begin(), m_connection.greeting.end());
    m_isUp = m_wasTold = true;
    m_isAdmitted = m_connection.admission.empty();
    flush();
}

void SubscribedSocket::end(const QString& why)
{
    const bool wasUp = std::exchange(m_isUp, false);
    if (m_wanted.empty()) {
        m_isConnecting = false;
        m_socket.close();
        return;
    }
    // Attempts that fail while it is down are no news.
    if (wasUp || !std::exchange(m_wasTold, true)) {
        Q_EMIT lost(why);
    }
}

void SubscribedSocket::read(const QString& text)
{
    if (!m_isAdmitted && text.contains(QString::fromStdString(m_connection.admission))) {
        m_isAdmitted = true;
        flush();
    }
    Q_EMIT textReceived(text);
}

void SubscribedSocket::flush()
{
    do {
        while (m_isUp && !m_outbox.empty()) {
            if (!m_pace.take()) {
                m_wake.start(RequestPace::pause);
                return;
            }
            m_socket.send(QString::fromStdString(m_outbox.front()));
            m_outbox.pop_front();
        }
    } while (m_isUp && m_isAdmitted && composeChange());
}

bool SubscribedSocket::composeChange()
{
    using venues::SubscriptionChange;
    // What goes makes room for what comes.
    if (const auto gone = without(m_asked, m_wanted); !gone.empty()) {
        std::erase_if(m_asked, [this](const core::Symbol& symbol) { return !m_wanted.contains(symbol); });
        add(SubscriptionChange::Unsubscribe, gone);
        return true;
    }
    auto fresh = without(m_wanted, m_asked);
    std::erase_if(fresh, [this](const core::Symbol& symbol) { return m_refused.contains(symbol); });
    if (!fresh.empty()) {
        m_asked.insert(fresh.begin(), fresh.end());
        m_lastAsked = fresh;
        add(SubscriptionChange::Subscribe, fresh);
        Q_EMIT subscribed(fresh);
        return true;
    }
    if (!m_again.empty()) {
        const std::vector<core::Symbol> again(m_again.begin(), m_again.end());
        m_toRenew.merge(std::exchange(m_again, {}));
        Q_EMIT subscribed(again);
    }
    if (!m_toRenew.empty()) {
        std::vector<core::Symbol> renewed;
        std::ranges::set_intersection(std::exchange(m_toRenew, {}), m_asked, std::back_inserter(renewed));
        auto texts = renewed.empty() ? std::vector<std::string>() : m_protocol.bookRenewalTexts(renewed);
        std::ranges::move(texts, std::back_inserter(m_outbox));
        return !texts.empty();
    }
    return false;
}

void SubscribedSocket::add(venues::SubscriptionChange change, std::span<const core::Symbol> symbols)
{
    auto texts = m_protocol.subscriptionTexts(
        {.connection = m_index, .change = change, .symbols = symbols, .depthFeed = m_depthFeed, .id = m_lastId + 1});
    m_lastId += texts.size();
    std::ranges::move(texts, std::back_inserter(m_outbox));
    choosePing();
}

void SubscribedSocket::choosePing()
{
    if (!m_connection.pingBySubscribing) {
        return;
    }
    const auto texts = m_asked.empty()
        ? std::vector<std::string>()
        : m_protocol.subscriptionTexts(
            {.connection = m_index, .symbols = std::array{*m_asked.begin()}, .depthFeed = m_depthFeed});
    m_socket.setPing(texts.empty() ? QString() : QString::fromStdString(texts.front()));
}

} // namespace leadline::feeds
