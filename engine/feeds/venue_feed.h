// SPDX-License-Identifier: MIT
/// Market data of one instrument of one venue, live or from whatever speaks the same protocol.
#pragma once

#include "engine/core/events.h"
#include "engine/core/instrument.h"
#include "engine/core/time.h"
#include "engine/feeds/reconnecting_socket.h"
#include "engine/venues/venue.h"

#include <QElapsedTimer>
#include <QNetworkAccessManager>
#include <QObject>

#include <memory>
#include <string>
#include <vector>

class QNetworkReply;

namespace leadline::feeds
{

/// Carries what the venue's protocol says over sockets and REST, and knows no venue itself. Thread: engine.
class VenueFeed final : public QObject
{
    Q_OBJECT

public:
    /// The venue must have a protocol.
    VenueFeed(const venues::Venue& venue, const venues::Endpoints& endpoints, const venues::Subscription& subscription,
        const TransportTiming& timing, const core::Clock& clock, QObject* parent = nullptr);
    ~VenueFeed() override;

    void open();
    /// The book must begin anew, by a REST snapshot or by subscribing again; requests that follow too quickly wait, and
    /// one that brings nothing is repeated.
    void renewBook();
    [[nodiscard]] int reconnects() const;
    [[nodiscard]] const venues::Venue& venue() const { return m_venue; }

Q_SIGNALS:
    /// Direct connections only: the message is reused for the next one. Messages of the instrument, of the whole venue
    /// (Status without a symbol), and whatever tells that messages were lost.
    void received(const leadline::core::MarketMessage& message);
    /// Where reference data comes over REST; where it comes in the stream, it is a message like the others.
    void instrumentKnown(const leadline::core::Instrument& instrument);
    /// The book's stream is up; what was known before is stale.
    void streamStarted();
    void streamLost(const QString& why);
    /// Something the user should see: a bad message, a refused request.
    void troubled(const QString& what);

private:
    /// One socket with what reads it.
    struct Line {
        venues::Connection connection;
        std::unique_ptr<venues::MarketDecoder> decoder;
        std::unique_ptr<ReconnectingSocket> socket;
        bool isUp = false;
        bool isAdmitted = false; ///< the venue let us in, and the requests are out
        bool wasTold = false; ///< the first failure was told, or it was up once
    };

    void addLine(const venues::Connection& connection, unsigned seed);
    /// Where the venue wants to know who asks: the requests wait until it said so.
    static void askOnceAdmitted(Line& line, const QString& text);
    /// True when the bytes held market data of ours.
    bool decode(venues::MarketDecoder& decoder, QByteArray bytes);
    [[nodiscard]] Line& bookLine();
    void beginBook();
    void fetchInstrument();
    void get(const std::string& path, void (VenueFeed::*done)(QNetworkReply*), QTimer& retry);
    void snapshotArrived(QNetworkReply* reply);
    void instrumentArrived(QNetworkReply* reply);
    void trouble(const QString& what);

    const venues::Venue& m_venue;
    venues::Endpoints m_endpoints;
    venues::Subscription m_subscription;
    TransportTiming m_timing;
    const core::Clock& m_clock;
    std::unique_ptr<venues::VenueProtocol> m_protocol;
    core::Symbol m_dataSymbol;
    core::MarketMessage m_message;
    QNetworkAccessManager m_network;
    std::vector<std::unique_ptr<Line>> m_lines;
    QTimer m_renewal;
    QTimer m_instrumentRetry;
    QElapsedTimer m_sinceRenewal;
    int m_requestFailures = 0;
    bool m_snapshotUnderWay = false;
    int m_badMessages = 0;
};

} // namespace leadline::feeds
