// SPDX-License-Identifier: MIT
/// Market data of one Binance USD-M instrument, live or from whatever speaks the same protocol.
#pragma once

#include "engine/core/events.h"
#include "engine/core/instrument.h"
#include "engine/core/time.h"
#include "engine/feeds/reconnecting_socket.h"
#include "engine/venues/market_decoder.h"

#include <QElapsedTimer>
#include <QNetworkAccessManager>
#include <QObject>

#include <memory>
#include <string>

class QNetworkReply;

namespace leadline::feeds
{

struct BinanceFuturesEndpoints {
    QUrl streams; ///< base, without the route: wss://fstream.binance.com
    QUrl rest; ///< base: https://fapi.binance.com
};

enum class DepthFeed : std::uint8_t { Diff, Frames };

/// Two sockets, as the routed URLs demand: /public for depth and bookTicker, /market for aggTrade. The instrument's
/// rules and the snapshot come over REST. Thread: engine.
class BinanceFuturesFeed final : public QObject
{
    Q_OBJECT

public:
    BinanceFuturesFeed(const BinanceFuturesEndpoints& endpoints, core::Symbol symbol, DepthFeed depthFeed,
        const TransportTiming& timing, const core::Clock& clock, QObject* parent = nullptr);
    ~BinanceFuturesFeed() override;

    void open();
    /// The book needs a snapshot; requests that follow too quickly wait.
    void requestSnapshot();
    [[nodiscard]] int reconnects() const;

Q_SIGNALS:
    /// Direct connections only: the message is reused for the next one.
    void received(const leadline::core::MarketMessage& message);
    void instrumentKnown(const leadline::core::Instrument& instrument);
    /// The book's stream is up; what was known before is stale.
    void streamStarted();
    void streamLost(const QString& why);
    /// Something the user should see: a bad message, a refused request.
    void troubled(const QString& what);

private:
    void decode(ReconnectingSocket& from, const QString& text);
    void fetchSnapshot();
    void fetchInstrument();
    void get(
        const QString& path, const QString& query, void (BinanceFuturesFeed::*done)(QNetworkReply*), QTimer& retry);
    void snapshotArrived(QNetworkReply* reply);
    void instrumentArrived(QNetworkReply* reply);
    [[nodiscard]] bool decodeBytes(QByteArray bytes);

    BinanceFuturesEndpoints m_endpoints;
    core::Symbol m_symbol;
    TransportTiming m_timing;
    const core::Clock& m_clock;
    std::unique_ptr<venues::MarketDecoder> m_decoder;
    core::MarketMessage m_message;
    QNetworkAccessManager m_network;
    ReconnectingSocket m_public;
    ReconnectingSocket m_market;
    QTimer m_snapshotRetry;
    QTimer m_instrumentRetry;
    QElapsedTimer m_sinceSnapshot;
    int m_snapshotFailures = 0;
    bool m_snapshotUnderWay = false;
    int m_badMessages = 0;
};

} // namespace leadline::feeds
