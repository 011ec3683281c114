// SPDX-License-Identifier: MIT
/// Serves the embedded market on loopback in Binance USD-M's wire protocol, REST and streams on one port.
#pragma once

#include "engine/sim/embedded_market.h"

#include <QHash>
#include <QObject>
#include <QSet>
#include <QString>

#include <memory>

class QHttpServer;
class QTimer;
class QWebSocket;

namespace leadline::simserver
{

/// Trouble on demand, for tests and for seeing how the window takes it.
struct Fault {
    enum class Kind : std::uint8_t {
        None,
        Gap, ///< one depth message is lost
        Stall, ///< silence for ten seconds while connections stay open
        Drop, ///< every connection is closed
        NoSnapshot, ///< snapshot requests are answered with 429
    };
    Kind kind = Kind::None;
    int everySeconds = 15;
};

/// "gap", "stall:30", ...: the kind and how often. Nothing when it is neither.
[[nodiscard]] std::optional<Fault> parseFault(std::string_view text);

/// Routes as Binance has them: /public carries depth, bookTicker and trade, /market aggTrade; a subscription on the
/// wrong route is acknowledged and stays silent. Thread: its own; all slots are called there.
class MarketServer final : public QObject
{
    Q_OBJECT

public:
    MarketServer(
        const sim::EmbeddedMarketSettings& settings, const core::Clock& clock, Fault fault, QObject* parent = nullptr);
    ~MarketServer() override;

    /// Opens the port (0: any) on 127.0.0.1 and starts the market. The port, or 0 when it cannot be had.
    quint16 listen(quint16 port);

public Q_SLOTS:
    void submit(const leadline::sim::ClientOrder& order);
    void cancel(quint64 clientId);
    /// Moves the efficient price at once.
    void shock(qint64 ticks);
    void setFault(int kind);

Q_SIGNALS:
    void orderEvent(const leadline::sim::ClientOrderEvent& event);

private:
    struct Client {
        std::unique_ptr<QWebSocket> socket;
        QString route; ///< "public", "market" or "private"
        bool combined = false; ///< payloads are wrapped with their stream's name
        QSet<QString> streams;
    };

    void addRoutes();
    void accept();
    void control(Client& client, const QString& text);
    void publish(sim::Stream stream, const std::string& payload);
    void play();
    void catchUp();
    static void abortLater(Client& client);
    void misbehave();

    const core::Clock& m_clock;
    sim::EmbeddedMarket m_market;
    std::unique_ptr<QHttpServer> m_http;
    QTimer* m_timer;
    QHash<QWebSocket*, std::shared_ptr<Client>> m_clients;
    Fault m_fault;
    core::Timestamp m_nextFault;
    core::Timestamp m_silentUntil;
    bool m_loseNextDiff = false;
};

} // namespace leadline::simserver

Q_DECLARE_METATYPE(leadline::sim::ClientOrder)
Q_DECLARE_METATYPE(leadline::sim::ClientOrderEvent)
