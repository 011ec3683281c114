// SPDX-License-Identifier: MIT
/// The stream of many stocks over one connection, as those who sell the tape allow it.
#pragma once

#include "engine/core/events.h"
#include "engine/core/time.h"
#include "engine/feeds/raw_teller.h"
#include "engine/feeds/reconnecting_socket.h"
#include "engine/venues/venue.h"

#include <QObject>

#include <functional>
#include <memory>
#include <set>
#include <span>
#include <string>

namespace leadline::feeds
{

struct StockFeedOptions {
    const venues::Venue* venue = nullptr;
    venues::Endpoints endpoints;
    venues::Credentials credentials;
    /// What adds symbols to the stream, or takes them away.
    std::function<std::string(venues::SubscriptionChange, std::span<const core::Symbol>)> subscriptionText;
    std::size_t mostSymbols = 0; ///< that the plan allows; zero: any number
    TransportTiming timing;
};

/// Thread: engine.
class StockFeed final : public QObject
{
    Q_OBJECT

public:
    StockFeed(StockFeedOptions options, const core::Clock& clock, QObject* parent = nullptr);
    ~StockFeed() override;

    void open();
    /// Hears the stream as it comes: each text with those of its symbols that are followed. Null: nobody.
    void listenRaw(RawListener* listener) { m_raw.listen(listener); }
    /// These and no others, from now on and after every new connection. Those beyond what the plan allows are left out,
    /// the last by name, and of `first` only when there is no other; how many is the answer.
    std::size_t follow(const std::set<core::Symbol>& symbols, const std::set<core::Symbol>& first = {});
    [[nodiscard]] bool isUp() const { return m_isAdmitted; }
    [[nodiscard]] const std::set<core::Symbol>& followed() const { return m_symbols; }

Q_SIGNALS:
    /// Direct connections only: the message is reused for the next one.
    void received(const leadline::core::MarketMessage& message);
    /// Down: what is known of quotes grows old.
    void upChanged(bool up, const QString& why);
    void troubled(const QString& what);

private:
    void read(const QString& text);
    void ask(venues::SubscriptionChange change, const std::set<core::Symbol>& symbols);

    StockFeedOptions m_options;
    const core::Clock& m_clock;
    venues::Connection m_connection;
    std::unique_ptr<venues::MarketDecoder> m_decoder;
    std::unique_ptr<ReconnectingSocket> m_socket;
    core::MarketMessage m_message;
    RawTeller m_raw;
    std::set<core::Symbol> m_symbols;
    bool m_isAdmitted = false;
    bool m_wasTold = false; ///< of the connection that is down
};

} // namespace leadline::feeds
