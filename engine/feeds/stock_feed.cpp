// SPDX-License-Identifier: MIT
#include "engine/feeds/stock_feed.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

namespace leadline::feeds
{

using namespace Qt::StringLiterals;

namespace
{

/// Symbols in one request: frames have an end.
constexpr std::size_t symbolsAtOnce = 200;

} // namespace

StockFeed::StockFeed(StockFeedOptions options, const core::Clock& clock, QObject* parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_clock(clock)
    , m_decoder(m_options.venue->makeDecoder())
{
    const auto protocol = m_options.venue->makeProtocol();
    m_connection = protocol->connections(m_options.endpoints, {.credentials = m_options.credentials}).front();
    const auto seed = static_cast<unsigned>(core::nanosecondsOf(clock.now()) % 1'000'003);
    m_socket =
        std::make_unique<ReconnectingSocket>(QUrl(QString::fromStdString(m_connection.url)), m_options.timing, seed);
    m_socket->setPing(QString::fromStdString(m_connection.ping));
    connect(m_socket.get(), &ReconnectingSocket::connected, this, [this] {
        m_decoder->restart();
        m_isAdmitted = false;
        for (const std::string& text : m_connection.greeting) {
            m_socket->send(QString::fromStdString(text));
        }
    });
    connect(m_socket.get(), &ReconnectingSocket::disconnected, this, [this](const QString& why) {
        const bool wasUp = std::exchange(m_isAdmitted, false);
        if (wasUp || !std::exchange(m_wasTold, true)) {
            Q_EMIT upChanged(false, why);
        }
    });
    connect(m_socket.get(), &ReconnectingSocket::textReceived, this, &StockFeed::read);
}

StockFeed::~StockFeed()
{
    m_socket->disconnect(this);
    m_socket->close();
}

void StockFeed::open()
{
    m_socket->open();
}

std::size_t StockFeed::follow(const std::set<core::Symbol>& symbols, const std::set<core::Symbol>& first)
{
    std::set<core::Symbol> wanted = symbols;
    wanted.insert(first.begin(), first.end());
    std::size_t leftOut = 0;
    while (m_options.mostSymbols > 0 && wanted.size() > m_options.mostSymbols) {
        const auto last = std::find_if(
            wanted.rbegin(), wanted.rend(), [&first](const core::Symbol& symbol) { return !first.contains(symbol); });
        wanted.erase(last == wanted.rend() ? std::prev(wanted.end()) : std::prev(last.base()));
        ++leftOut;
    }
    std::set<core::Symbol> added;
    std::set<core::Symbol> dropped;
    std::ranges::set_difference(wanted, m_symbols, std::inserter(added, added.end()));
    std::ranges::set_difference(m_symbols, wanted, std::inserter(dropped, dropped.end()));
    m_symbols = std::move(wanted);
    if (m_isAdmitted) {
        ask(venues::SubscriptionChange::Unsubscribe, dropped);
        ask(venues::SubscriptionChange::Subscribe, added);
    }
    return leftOut;
}

void StockFeed::ask(venues::SubscriptionChange change, const std::set<core::Symbol>& symbols)
{
    const std::vector<core::Symbol> all(symbols.begin(), symbols.end());
    for (std::size_t at = 0; at < all.size(); at += symbolsAtOnce) {
        const auto part = std::span(all).subspan(at, std::min(symbolsAtOnce, all.size() - at));
        m_socket->send(QString::fromStdString(m_options.subscriptionText(change, part)));
    }
}

void StockFeed::read(const QString& text)
{
    using Kind = core::MarketMessage::Kind;
    if (!m_isAdmitted && text.contains(QString::fromStdString(m_connection.admission))) {
        m_isAdmitted = m_wasTold = true;
        ask(venues::SubscriptionChange::Subscribe, m_symbols);
        Q_EMIT upChanged(true, {});
    }
    QByteArray bytes = text.toUtf8();
    const auto size = static_cast<std::size_t>(bytes.size());
    bytes.append(static_cast<qsizetype>(venues::MarketDecoder::padding), ' ');
    m_message.receiveTime = m_clock.now();
    const auto decoded = m_decoder->decode(std::string_view(bytes.constData(), size), m_message);
    if (!decoded) {
        Q_EMIT troubled(QString::fromStdString(m_options.venue->id.text() + ": " + decoded.error().what));
    }
    bool isAlive = false;
    for (bool hasEvent = decoded || m_decoder->next(m_message); hasEvent; hasEvent = m_decoder->next(m_message)) {
        isAlive = isAlive || m_message.kind != Kind::Other;
        if (m_raw.isHeard() && !m_message.symbol.isEmpty()) {
            m_raw.name(m_message.symbol, m_symbols.contains(m_message.symbol));
        }
        if (m_message.kind != Kind::Other && m_message.kind != Kind::Heartbeat) {
            Q_EMIT received(m_message);
        }
    }
    if (m_raw.isHeard()) {
        m_raw.tell({.venue = m_options.venue->id,
            .receiveTime = m_message.receiveTime,
            .what = RawText::What::Stream,
            .symbols = {},
            .text = {bytes.constData(), size}});
    }
    if (isAlive) {
        m_socket->confirmAlive();
    }
}

} // namespace leadline::feeds
