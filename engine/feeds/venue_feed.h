// SPDX-License-Identifier: MIT
/// Market data of any number of instruments of one venue, live or from whatever speaks the same protocol.
#pragma once

#include "engine/core/events.h"
#include "engine/core/instrument.h"
#include "engine/core/time.h"
#include "engine/feeds/book_renewals.h"
#include "engine/feeds/instrument_requests.h"
#include "engine/feeds/paced_rest.h"
#include "engine/feeds/raw_teller.h"
#include "engine/feeds/subscribed_socket.h"
#include "engine/venues/venue.h"

#include <QObject>

#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace leadline::feeds
{

/// Carries what the venue's protocol says over sockets and REST, and knows no venue itself. One connection carries all
/// symbols, or as few connections as the venue's limits allow; symbols come and go while they live. Thread: engine.
class VenueFeed final : public QObject
{
    Q_OBJECT

public:
    /// The venue must have a protocol. Venue and clock must outlive it.
    VenueFeed(const venues::Venue& venue, const venues::Endpoints& endpoints, const venues::FeedOptions& options,
        const TransportTiming& timing, const core::Clock& clock, QObject* parent = nullptr);
    ~VenueFeed() override;

    /// It hears every text from now on, once it is decoded, and must outlive the feed; null: nobody does. What is
    /// watched already is described anew, and its books begin anew, so that what is heard can be read alone. Where a
    /// venue numbers the messages of a connection, each symbol gets one of its own, since what one symbol was sent has
    /// holes in it otherwise.
    void listenRaw(RawListener* listener);
    /// Connects, once there is a symbol to watch.
    void open();
    /// Before and after open(). A symbol that is watched already stays as it is.
    void watch(core::Symbol symbol);
    /// Nothing of the symbol is delivered from now on, whatever is under way; watched again, it begins anew.
    void unwatch(core::Symbol symbol);
    [[nodiscard]] bool isWatched(core::Symbol symbol) const;
    /// The book of the symbol, and no other, must begin anew, by a REST snapshot or by subscribing again; requests that
    /// follow too quickly wait, and one that brings nothing is repeated.
    void renewBook(core::Symbol symbol);
    /// Over all connections, since the beginning.
    [[nodiscard]] int reconnects() const;
    [[nodiscard]] const venues::Venue& venue() const { return m_venue; }

Q_SIGNALS:
    /// Direct connections only: the message is reused for the next one. Messages of the symbols that are watched, and
    /// of the whole venue (Status without a symbol). Where messages of a connection were lost, each of its symbols has
    /// a message that says so.
    void received(const leadline::core::MarketMessage& message);
    /// Where reference data come over REST; where they come in the stream, they are messages like the others.
    void instrumentKnown(const leadline::core::Instrument& instrument);
    /// Their books begin; what was known of them before is stale.
    void streamStarted(const std::vector<leadline::core::Symbol>& symbols);
    /// The connection of their books is gone. It is made again.
    void streamLost(const std::vector<leadline::core::Symbol>& symbols, const QString& why);
    /// Something the user should see: a bad message, a refused request.
    void troubled(const QString& what);

private:
    /// The sockets that carry the same symbols, each its part of the data.
    struct Group {
        std::vector<std::unique_ptr<SubscribedSocket>> sockets;
        std::size_t symbols = 0;
    };
    /// What the venue sends under one symbol.
    struct Stream {
        core::Symbol name; ///< that it is subscribed by
        std::vector<core::Symbol> watched; ///< names of it, one nearly always
        Group* group = nullptr;
        bool hasBegun = false; ///< what comes before is of an earlier subscription
        bool awaitsBook = false; ///< changes that come before the beginning are those of an earlier subscription
        bool wasRefused = false; ///< and told
    };
    struct Description {
        core::Instrument instrument;
        core::TradingStatus status = core::TradingStatus::Online;
    };

    void connectParts();
    Group& groupWithRoom();
    /// Each symbol gets a connection of its own.
    void partGroups();
    void addSocket(Group& group, const venues::Connection& connection);
    void begin(SubscribedSocket& socket, const std::vector<core::Symbol>& names);
    void read(SubscribedSocket& socket, const QString& text);
    /// True when the text, with the decoder's padding behind it, held market data of ours. `unnamed` is the symbol
    /// where it names none.
    bool decode(SubscribedSocket& socket, std::string_view json, core::Symbol unnamed, RawText::What what);
    /// Hands the message to whoever watches its symbol; false when nobody does.
    bool deliver();
    void tellLoss(const SubscribedSocket& socket);
    /// The text at hand is about that, and then it is told to whoever listens.
    void nameRaw(const core::MarketMessage& message);
    void nameRaw(core::Symbol symbol);
    void tellRaw(RawText::What what, std::string_view text);
    void readSnapshot(core::Symbol name, const QByteArray& body);
    /// Reference data from the stream, for symbols that are watched later.
    void describe(core::Symbol symbol);
    void refuse(core::Symbol name, const QString& why);
    void trouble(const QString& what);
    [[nodiscard]] Stream* streamOf(core::Symbol symbol);
    /// The one of the symbol's sockets that carries its book.
    [[nodiscard]] static SubscribedSocket& bookSocketOf(const Stream& stream);
    [[nodiscard]] std::vector<core::Symbol> watchedOf(const SubscribedSocket& socket);

    const venues::Venue& m_venue;
    venues::Endpoints m_endpoints;
    venues::FeedOptions m_options;
    TransportTiming m_timing;
    const core::Clock& m_clock;
    std::unique_ptr<venues::VenueProtocol> m_protocol;
    core::MarketMessage m_message;
    core::MarketMessage m_notice; ///< of what the venue did not say in a message of its own
    RequestPace m_pace;
    PacedRest m_rest;
    BookRenewals m_renewals;
    InstrumentRequests m_instruments;
    std::unordered_map<core::Symbol, Stream> m_streams; ///< by the symbol that the venue sends
    std::unordered_map<core::Symbol, Description> m_described;
    std::vector<std::unique_ptr<Group>> m_groups;
    RawTeller m_raw;
    unsigned m_lastSeed = 0;
    int m_badMessages = 0;
    bool m_isOpen = false;
};

} // namespace leadline::feeds
