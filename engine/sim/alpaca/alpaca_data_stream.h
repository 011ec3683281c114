// SPDX-License-Identifier: MIT
/// The market-data streams of the Alpaca-like venue: `/v2/sip`, `/v2/iex` and `/v2/test`.
#pragma once

#include "engine/sim/alpaca/alpaca_json.h"
#include "engine/sim/protocol/venue_simulator.h"

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace leadline::sim
{

struct AlpacaStreamTerms {
    bool isBasicPlan = false; ///< IEX alone, and no more than 30 symbols
    std::size_t connections = 1; ///< at once on one stream
    core::Duration authenticateWithin = std::chrono::seconds(10);
};

/// Several items travel in one message, as long as they come within five milliseconds. Thread: its owner's.
class AlpacaDataStream
{
public:
    AlpacaDataStream(VenueSimulator& simulator, const AlpacaStreamTerms& terms)
        : m_simulator(simulator)
        , m_terms(terms)
    {
    }

    [[nodiscard]] static bool isOurs(std::string_view path);
    /// `isAuthorized` where the handshake brought the keys, `isPacked` where it asked for MessagePack.
    void connected(ClientId client, std::string_view path, bool isAuthorized, bool isPacked, core::Timestamp now);
    [[nodiscard]] bool has(ClientId client) const { return m_clients.contains(client); }
    [[nodiscard]] bool sendsBinary(ClientId client) const;
    void received(ClientId client, std::string_view text);
    void disconnected(ClientId client) { m_clients.erase(client); }
    /// What is due goes out, and who did not say who it is goes away.
    void tick(core::Timestamp now);

    void quoted(StockIndex stock, const StockQuote& quote);
    void traded(StockIndex stock, const StockTrade& trade);
    void noticed(StockIndex stock, const StockNotice& notice);
    void bandsMoved(StockIndex stock, const StockBands& bands);
    void minuteEnded(StockIndex stock, const StockMinute& minute);

private:
    enum class Channel : std::uint8_t { Trades, Quotes, Bars, UpdatedBars, DailyBars, Statuses, Lulds, Imbalances };
    static constexpr std::size_t channels = 8;
    enum class Stream : std::uint8_t { Sip, Iex, Test };

    struct Client {
        Stream stream = Stream::Sip;
        bool isAuthorized = false;
        bool isPacked = false;
        core::Timestamp opened;
        std::array<std::set<std::string, std::less<>>, channels> wanted;
        std::string waiting; ///< items that go out together
        core::Timestamp waitingSince;
    };

    void authorize(ClientId id, Client& client);
    void subscribe(ClientId id, Client& client, const std::string& text, bool adds);
    void tellSubscription(ClientId id, Client& client);
    void error(ClientId id, Client& client, int code, const char* message);
    /// Alone in its message, after whatever waits.
    void control(ClientId id, Client& client, const std::string& item);
    void flush(ClientId id, Client& client);
    template <class Item>
    void publish(Channel channel, std::string_view symbol, core::Timestamp at, std::optional<Stream> only, Item item);
    void playTest(core::Timestamp now);

    VenueSimulator& m_simulator;
    AlpacaStreamTerms m_terms;
    std::map<ClientId, Client> m_clients;
    core::Timestamp m_nextTest;
    std::uint64_t m_tests = 0;
};

} // namespace leadline::sim
