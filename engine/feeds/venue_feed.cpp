// SPDX-License-Identifier: MIT
#include "engine/feeds/venue_feed.h"

#include <QNetworkReply>

#include <algorithm>
#include <utility>

namespace leadline::feeds
{

using namespace Qt::StringLiterals;

namespace
{

/// A Binance snapshot weighs 20 of 2,400 a minute; one a second at the most leaves room for the rest. Others count
/// subscriptions more strictly still.
constexpr std::chrono::milliseconds renewalPause{1000};
/// A book that was asked for in the stream and did not come is asked for again.
constexpr int renewalPatience = 10;
constexpr std::chrono::milliseconds requestTimeout{10'000};
/// A stream that may be quiet waits this much longer before it counts as dead.
constexpr int quietPatience = 30;

unsigned seedOf(const core::Clock& clock, unsigned which)
{
    return static_cast<unsigned>(core::nanosecondsOf(clock.now()) % 1'000'003) + which;
}

QByteArray padded(QByteArray bytes)
{
    return bytes.append(static_cast<qsizetype>(venues::MarketDecoder::padding), ' ');
}

} // namespace

VenueFeed::VenueFeed(const venues::Venue& venue, const venues::Endpoints& endpoints,
    const venues::Subscription& subscription, const TransportTiming& timing, const core::Clock& clock, QObject* parent)
    : QObject(parent)
    , m_venue(venue)
    , m_endpoints(endpoints)
    , m_subscription(subscription)
    , m_timing(timing)
    , m_clock(clock)
    , m_protocol(venue.makeProtocol())
    , m_dataSymbol(m_protocol->dataSymbol(subscription.symbol))
{
    m_network.setTransferTimeout(static_cast<int>(requestTimeout.count()));
    m_renewal.setSingleShot(true);
    m_instrumentRetry.setSingleShot(true);
    connect(&m_renewal, &QTimer::timeout, this, &VenueFeed::beginBook);
    connect(&m_instrumentRetry, &QTimer::timeout, this, &VenueFeed::fetchInstrument);
    unsigned seed = 0;
    for (const venues::Connection& connection : m_protocol->connections(endpoints, subscription)) {
        addLine(connection, seedOf(clock, ++seed));
    }
}

VenueFeed::~VenueFeed()
{
    for (const auto& line : m_lines) {
        line->socket->close();
    }
}

void VenueFeed::addLine(const venues::Connection& connection, unsigned seed)
{
    TransportTiming timing = m_timing;
    timing.silence *= connection.mayBeQuiet ? quietPatience : 1;
    auto& line = *m_lines.emplace_back(std::make_unique<Line>());
    line.connection = connection;
    line.decoder = m_venue.makeDecoder();
    line.decoder->setDefaultSymbol(m_subscription.symbol);
    line.socket = std::make_unique<ReconnectingSocket>(QUrl(QString::fromStdString(connection.url)), timing, seed);
    line.socket->setPing(QString::fromStdString(connection.ping));
    connect(line.socket.get(), &ReconnectingSocket::connected, this, [this, &line] {
        line.decoder->restart();
        line.isUp = line.wasTold = true;
        line.isAdmitted = false;
        if (line.connection.carriesBook) {
            m_renewal.stop();
            Q_EMIT streamStarted();
        }
        for (const std::string& text : line.connection.greeting) {
            line.socket->send(QString::fromStdString(text));
        }
        if (line.connection.carriesBook && m_protocol->snapshotPath(m_subscription.symbol).empty()) {
            // A book in the stream that does not begin is asked for again, like one that was lost.
            m_renewal.start(std::min(renewalPause, m_timing.firstRetry * 2) * renewalPatience);
        }
    });
    connect(line.socket.get(), &ReconnectingSocket::disconnected, this, [this, &line](const QString& why) {
        // Attempts that fail while it is down are no news.
        const bool wasUp = std::exchange(line.isUp, false);
        if (line.connection.carriesBook && (wasUp || !std::exchange(line.wasTold, true))) {
            Q_EMIT streamLost(why);
        } else if (wasUp) {
            trouble(tr("trade stream: %1").arg(why));
        }
    });
    connect(line.socket.get(), &ReconnectingSocket::textReceived, this, [this, &line](const QString& text) {
        askOnceAdmitted(line, text);
        if (decode(*line.decoder, text.toUtf8())) {
            line.socket->confirmAlive();
        }
    });
}

void VenueFeed::askOnceAdmitted(Line& line, const QString& text)
{
    const std::string& admission = line.connection.admission;
    if (line.isAdmitted || admission.empty() || !text.contains(QString::fromStdString(admission))) {
        return;
    }
    line.isAdmitted = true;
    for (const std::string& request : line.connection.requests) {
        line.socket->send(QString::fromStdString(request));
    }
}

VenueFeed::Line& VenueFeed::bookLine()
{
    return **std::ranges::find_if(m_lines, [](const auto& line) { return line->connection.carriesBook; });
}

void VenueFeed::trouble(const QString& what)
{
    Q_EMIT troubled(QString::fromStdString(m_venue.id.text()) + ": "_L1 + what);
}

void VenueFeed::open()
{
    fetchInstrument();
    for (const auto& line : m_lines) {
        line->socket->open();
    }
}

int VenueFeed::reconnects() const
{
    int sum = 0;
    for (const auto& line : m_lines) {
        sum += line->socket->reconnects();
    }
    return sum;
}

bool VenueFeed::decode(venues::MarketDecoder& decoder, QByteArray bytes)
{
    using Kind = core::MarketMessage::Kind;
    const auto size = static_cast<std::size_t>(bytes.size());
    bytes = padded(std::move(bytes));
    m_message.receiveTime = m_clock.now();
    const auto decoded = decoder.decode(std::string_view(bytes.constData(), size), m_message);
    if (!decoded) {
        ++m_badMessages;
        trouble(tr("message %1 refused: %2").arg(m_badMessages).arg(QString::fromStdString(decoded.error().what)));
    }
    bool isAlive = false;
    for (bool hasEvent = decoded || decoder.next(m_message); hasEvent; hasEvent = decoder.next(m_message)) {
        if (m_message.symbol == m_dataSymbol) {
            m_message.symbol = m_subscription.symbol;
        }
        // Merged platforms send other symbols' rows; they are not ours.
        const bool isOurs =
            m_message.symbol == m_subscription.symbol || (m_message.kind == Kind::Status && m_message.symbol.isEmpty());
        isAlive = isAlive || m_message.kind == Kind::Heartbeat || (isOurs && m_message.kind != Kind::Other);
        if (isOurs || m_message.messagesLost) {
            if (m_message.kind == Kind::Book && m_message.book.kind != core::BookUpdateKind::Diff) {
                m_renewal.stop();
            }
            if (!isOurs) {
                m_message.kind = Kind::Other; // that something is missing concerns us, what came does not
            }
            Q_EMIT received(m_message);
        }
    }
    return isAlive;
}

void VenueFeed::renewBook()
{
    if (m_snapshotUnderWay || m_renewal.isActive()) {
        return;
    }
    const auto pause = std::min(renewalPause, m_timing.firstRetry * 2);
    const std::chrono::milliseconds since(m_sinceRenewal.isValid() ? m_sinceRenewal.elapsed() : pause.count());
    if (since < pause) {
        m_renewal.start(pause - since);
    } else {
        beginBook();
    }
}

void VenueFeed::beginBook()
{
    m_sinceRenewal.start();
    const std::string path = m_protocol->snapshotPath(m_subscription.symbol);
    if (!path.empty()) {
        m_snapshotUnderWay = true;
        get(path, &VenueFeed::snapshotArrived, m_renewal);
        return;
    }
    for (const std::string& text : m_protocol->resubscribe(m_subscription)) {
        bookLine().socket->send(QString::fromStdString(text));
    }
    m_renewal.start(std::min(renewalPause, m_timing.firstRetry * 2) * renewalPatience);
}

void VenueFeed::fetchInstrument()
{
    if (const std::string path = m_protocol->instrumentPath(m_subscription.symbol); !path.empty()) {
        get(path, &VenueFeed::instrumentArrived, m_instrumentRetry);
    }
}

void VenueFeed::get(const std::string& path, void (VenueFeed::*done)(QNetworkReply*), QTimer& retry)
{
    const QString address = QString::fromStdString(m_endpoints.rest + path);
    QNetworkReply* const reply = m_network.get(QNetworkRequest(QUrl(address)));
    connect(reply, &QNetworkReply::finished, this, [this, reply, done, &retry] {
        reply->deleteLater();
        m_snapshotUnderWay = &retry == &m_renewal ? false : m_snapshotUnderWay;
        if (reply->error() == QNetworkReply::NoError) {
            (this->*done)(reply);
            return;
        }
        // 429 and 418 say how long to stay away; everything else backs off.
        bool told = false;
        const int retryAfter = reply->rawHeader("Retry-After").toInt(&told);
        ++m_requestFailures;
        const auto wait = std::max(told ? std::chrono::milliseconds(std::chrono::seconds(retryAfter))
                                        : retryDelay(m_timing, m_requestFailures, 0.5),
            m_timing.firstRetry);
        retry.start(wait);
        trouble(tr("%1: %2; again in %3 s")
                    .arg(reply->url().path(), reply->errorString())
                    .arg(static_cast<double>(wait.count()) / 1000, 0, 'f', 1));
    });
}

void VenueFeed::snapshotArrived(QNetworkReply* reply)
{
    m_requestFailures = 0;
    if (!decode(*bookLine().decoder, reply->readAll())) {
        m_renewal.start(renewalPause);
    }
}

void VenueFeed::instrumentArrived(QNetworkReply* reply)
{
    const QByteArray bytes = reply->readAll();
    const auto size = static_cast<std::size_t>(bytes.size());
    const QByteArray body = padded(bytes);
    const auto instrument = m_protocol->readInstrument(std::string_view(body.constData(), size), m_subscription.symbol);
    if (instrument) {
        Q_EMIT instrumentKnown(*instrument);
        return;
    }
    trouble(QString::fromStdString(instrument.error().what));
    m_instrumentRetry.start(m_timing.longestRetry);
}

} // namespace leadline::feeds
