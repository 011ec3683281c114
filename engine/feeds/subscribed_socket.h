// SPDX-License-Identifier: MIT
/// One connection of market data that carries many symbols, which come and go while it lives.
#pragma once

#include "engine/core/names.h"
#include "engine/feeds/reconnecting_socket.h"
#include "engine/feeds/request_pace.h"
#include "engine/venues/market_decoder.h"
#include "engine/venues/venue_protocol.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <cstdint>
#include <deque>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace leadline::feeds
{

/// What is to be carried is said at once and asked for with the next turn of the event loop, so that many changes are
/// few messages; a connection made anew asks for all of it. Without a symbol it is left to fall silent, and connects
/// again for the next one. Thread: its owner's.
class SubscribedSocket final : public QObject
{
    Q_OBJECT

public:
    struct Setup {
        std::size_t index = 0; ///< the connection's place among those of the protocol
        venues::Connection connection;
        venues::DepthFeed depthFeed = venues::DepthFeed::Diff;
        TransportTiming timing;
        unsigned seed = 0;
    };

    /// Protocol and pace must outlive it.
    SubscribedSocket(const Setup& setup, const venues::VenueProtocol& protocol,
        std::unique_ptr<venues::MarketDecoder> decoder, RequestPace& pace, QObject* parent = nullptr);
    ~SubscribedSocket() override;

    /// Connects as soon as there is a symbol.
    void open();
    /// A symbol that is carried already begins anew.
    void carry(core::Symbol symbol);
    void drop(core::Symbol symbol);
    /// The book of the symbol is asked for again, in the stream.
    void renewBook(core::Symbol symbol);
    /// The venue does not send that symbol: it is asked for again with the next connection only.
    void refuse(core::Symbol symbol);
    /// Market data came.
    void confirmAlive();

    [[nodiscard]] venues::MarketDecoder& decoder() const { return *m_decoder; }
    [[nodiscard]] bool carriesBook() const { return m_connection.carriesBook; }
    [[nodiscard]] const std::set<core::Symbol>& carried() const { return m_wanted; }
    /// Those of the latest subscription.
    [[nodiscard]] const std::vector<core::Symbol>& lastAsked() const { return m_lastAsked; }
    [[nodiscard]] int reconnects() const { return m_socket.reconnects(); }

Q_SIGNALS:
    /// They are being subscribed to; what comes of them from now on is a new beginning.
    void subscribed(const std::vector<core::Symbol>& symbols);
    /// Told once for each connection, and for the first one that cannot be made.
    void lost(const QString& why);
    void textReceived(const QString& text);

private:
    void begin();
    void end(const QString& why);
    void read(const QString& text);
    void connectWhereWanted();
    void flush();
    /// Puts the next change into the outbox; false when there is none.
    bool composeChange();
    void add(venues::SubscriptionChange change, std::span<const core::Symbol> symbols);
    void choosePing();

    const venues::VenueProtocol& m_protocol;
    std::size_t m_index;
    venues::Connection m_connection;
    venues::DepthFeed m_depthFeed;
    std::unique_ptr<venues::MarketDecoder> m_decoder;
    RequestPace& m_pace;
    ReconnectingSocket m_socket;
    QTimer m_wake;
    std::set<core::Symbol> m_wanted;
    std::set<core::Symbol> m_asked; ///< on the connection as it is
    std::set<core::Symbol> m_refused; ///< the same
    std::set<core::Symbol> m_again; ///< carried, and wanted anew
    std::set<core::Symbol> m_toRenew;
    std::vector<core::Symbol> m_lastAsked;
    std::deque<std::string> m_outbox;
    std::uint64_t m_lastId = 0;
    bool m_mayConnect = false;
    bool m_isConnecting = false; ///< or connected
    bool m_isUp = false;
    bool m_isAdmitted = false;
    bool m_wasTold = false; ///< the first failure was told, or it was up once
};

} // namespace leadline::feeds
