// SPDX-License-Identifier: MIT
/// Serves one venue of the embedded market on loopback in the venue's own protocol, REST and streams on one port.
#pragma once

#include "engine/sim/server/market_fault.h"
#include "engine/sim/venues/embedded_venues.h"

#include <QByteArray>
#include <QHash>
#include <QObject>

#include <deque>
#include <functional>
#include <memory>
#include <string>

class QTcpSocket;
class QTimer;
class QWebSocket;

namespace leadline::sim
{

/// Thread: its own; all slots are called there.
class MarketServer final : public QObject
{
    Q_OBJECT

public:
    /// `venue` is one of embeddedVenues(), and the settings are its own.
    MarketServer(const std::string& venue, const EmbeddedMarketSettings& settings, const core::Clock& clock,
        Fault fault, QObject* parent = nullptr);
    MarketServer(const std::string& venue, std::vector<EmbeddedMarketSettings> markets, const core::Clock& clock,
        Fault fault, QObject* parent = nullptr);
    MarketServer(EmbeddedVenue venue, const core::Clock& clock, Fault fault, QObject* parent = nullptr);
    ~MarketServer() override;

    /// Opens the port (0: any) on 127.0.0.1 and starts the market. The port, or 0 when it cannot be had.
    quint16 listen(quint16 port);

public Q_SLOTS:
    /// Moves the efficient price of this venue at once: in ticks, those of stocks in basis points.
    void shock(qint64 ticks);
    /// It strikes at once, and again every fifteen seconds.
    void setFault(leadline::sim::FaultKind kind);
    /// Strikes one request of the trading side in `oneIn`.
    void setTradeFault(leadline::sim::TradeFault fault, int oneIn, quint64 seed);

public:
    /// The account's orders and fills, as the venue has them; null where it cannot be traded. From the server's thread.
    [[nodiscard]] const TradingAccount* account() const { return m_venue.simulator->account(); }
    /// The same of a venue that trades stocks.
    [[nodiscard]] const AlpacaAccount* stockAccount() const { return m_venue.simulator->stockAccount(); }
    /// Streams that are open, of data and of accounts. From the server's thread.
    [[nodiscard]] qsizetype connections() const { return m_clients.size(); }
    [[nodiscard]] quint64 tradeFaultsStruck() const { return m_tradeFaults.count(); }

private:
    class Http;

    struct Text {
        core::Timestamp due;
        ClientId client = 0;
        QByteArray text;
    };

    void serve(const RestRequest& request, QTcpSocket* socket, const std::function<void(RestAnswer)>& answer);
    void received(ClientId client, const std::string& text);
    void sendPrivate(ClientId client, const QByteArray& text);
    void say(ClientId client, const QByteArray& text);
    void accept();
    void deliver(ClientId client, const QByteArray& text);
    void deliverDue();
    void play();
    void catchUp();
    void misbehave();
    void endFault();
    /// Of faults with snapshots, which last until they are ended.
    [[nodiscard]] static ProtocolFault lastingFault(FaultKind kind);
    static void abortLater(QWebSocket* socket);
    static void closeLater(QWebSocket* socket);

    const core::Clock& m_clock;
    EmbeddedVenue m_venue;
    std::unique_ptr<Http> m_http;
    QTimer* m_timer;
    QHash<ClientId, QWebSocket*> m_clients; ///< owned; they go with the next turn of the loop once they left
    ClientId m_lastClient = 0;
    std::deque<Text> m_waiting; ///< texts of a venue that is late
    Fault m_fault;
    core::Timestamp m_nextFault;
    core::Timestamp m_faultEnds; ///< of those that last
    core::Timestamp m_silentUntil;
    core::Timestamp m_lateUntil;
    qint64 m_jumped = 0; ///< to be taken back

    TradeFaults m_tradeFaults;
    core::Timestamp m_bannedUntil;
    ClientId m_muted = 0; ///< the answers for this client are lost while it is set
    core::Duration m_answersLater{}; ///< by how much those of the request at hand are late
    QHash<ClientId, QByteArray> m_heldBack; ///< private messages that the next ones overtake
};

} // namespace leadline::sim
