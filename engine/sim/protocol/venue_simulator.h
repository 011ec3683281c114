// SPDX-License-Identifier: MIT
/// A venue of the embedded market as its clients see it: requests and messages in, answers and messages out, no
/// sockets.
#pragma once

#include "engine/sim/exchange/played_market.h"
#include "engine/sim/exchange/trading_account.h"
#include "engine/sim/protocol/trade_faults.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace leadline::sim
{

using ClientId = std::uint64_t;

struct RestRequest {
    std::string method = "GET";
    std::string path;
    std::string query; ///< as it came: signatures are made of it
    std::string body;
    std::function<std::string(std::string_view name)> header; ///< may be empty
};

struct RestAnswer {
    using Headers = std::vector<std::pair<std::string, std::string>>;

    int status = 200;
    std::string body;
    Headers headers{}; ///< beyond the content's type and length
};

/// How a request ended whose answer is an error of the server.
enum class RequestFate : std::uint8_t { CarriedOut, Dropped };

class AlpacaAccount;

/// Of the trading side: who may trade there, in the embedded market.
inline constexpr std::string_view embeddedKey = "embedded-key";
inline constexpr std::string_view embeddedSecret = "embedded-secret";
/// As Kraken writes secrets.
[[nodiscard]] std::string embeddedSecretBase64();

/// Faults inside the venue's own messages and answers, which no transport could make.
enum class ProtocolFault : std::uint8_t {
    None,
    LoseBookMessage, ///< the next message about the book is lost
    WrongChecksum, ///< the next checksum is wrong, where the venue has one
    NoSnapshot, ///< snapshot requests are answered with 429, where the venue has them, as long as this lasts
    NoQuotes, ///< snapshots of some symbols hold no quotes, as long as this lasts
    NotAuthorized, ///< snapshot requests are answered with 403, as long as this lasts
    Unavailable, ///< snapshot requests are answered with 503, as long as this lasts
};

/// Thread: its owner's.
class VenueSimulator
{
public:
    explicit VenueSimulator(PlayedMarket& market)
        : m_played(market)
    {
    }
    virtual ~VenueSimulator() = default;

    /// A client's socket opened with that path and query: "/public/stream", "streams=a/b".
    virtual void connected(ClientId client, std::string_view path, std::string_view query) = 0;
    /// The headers of its handshake; comes before connected().
    virtual void handshake(ClientId /*client*/, const RestRequest& /*request*/) { }
    /// A text, or the bytes of a binary frame.
    virtual void received(ClientId client, std::string_view text) = 0;
    virtual void disconnected(ClientId client) = 0;
    /// True where what is sent to the client goes out in binary frames.
    [[nodiscard]] virtual bool sendsBinary(ClientId /*client*/) const { return false; }
    /// Status 404 for what the venue does not have.
    [[nodiscard]] virtual RestAnswer rest(const RestRequest& request) = 0;
    /// The venue's account, where it can be traded.
    [[nodiscard]] virtual TradingAccount* account() { return nullptr; }
    [[nodiscard]] virtual const AlpacaAccount* stockAccount() const { return nullptr; }
    /// Somebody takes part of the newest order, where it rests.
    virtual void fillNewest();
    /// What such a request asks for, to faults that strike trading alone.
    [[nodiscard]] virtual TradeAction actionOf(const RestRequest& /*request*/) const { return TradeAction::None; }
    [[nodiscard]] virtual TradeAction actionOfText(std::string_view /*text*/) const { return TradeAction::None; }
    /// Refuses or misleads as the venue would; false where it cannot.
    [[nodiscard]] virtual std::optional<RestAnswer> refusal(TradeFault /*fault*/, const RestRequest& /*request*/)
    {
        return std::nullopt;
    }
    [[nodiscard]] virtual std::optional<std::string> refusalText(TradeFault /*fault*/, std::string_view /*text*/)
    {
        return std::nullopt;
    }
    /// An error of the server, in the venue's format.
    [[nodiscard]] virtual RestAnswer serverError(RequestFate fate) const;
    /// Sessions of private streams end now.
    virtual void endSessions() { }
    /// The venue's clock is off by that much.
    void setClockOffset(core::Duration offset) { m_clockOffset = offset; }
    [[nodiscard]] core::Timestamp venueNow() const { return m_played.now() + m_clockOffset; }
    /// Time passed; for heartbeats. At least every 100 ms.
    virtual void tick(core::Timestamp /*now*/) { }

    /// Where texts for a client go.
    std::function<void(ClientId client, std::string text)> send;
    /// The same for the private stream's events, which have faults of their own.
    std::function<void(ClientId client, std::string text)> sendPrivate;

    /// Closes a client's socket.
    std::function<void(ClientId client)> close;
    void hangUp(ClientId client) const
    {
        if (close) {
            close(client);
        }
    }

    void setFault(ProtocolFault fault) { m_fault = fault; }

protected:
    /// True once, when that fault was asked for.
    bool takeFault(ProtocolFault fault)
    {
        if (m_fault != fault) {
            return false;
        }
        m_fault = ProtocolFault::None;
        return true;
    }
    [[nodiscard]] ProtocolFault fault() const { return m_fault; }

private:
    PlayedMarket& m_played;
    ProtocolFault m_fault = ProtocolFault::None;
    core::Duration m_clockOffset{};
};

/// "2023-10-06T17:35:55.440295Z"
[[nodiscard]] std::string isoText(core::Timestamp time);

} // namespace leadline::sim
