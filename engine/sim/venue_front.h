// SPDX-License-Identifier: MIT
/// What a venue of the embedded market says to its clients, and what it understands: texts in, texts out, no sockets.
#pragma once

#include "engine/sim/embedded_market.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace leadline::sim
{

using ClientId = std::uint64_t;

struct RestAnswer {
    int status = 200;
    std::string body;
};

/// Trouble that only the venue's own words can make.
enum class WordFault : std::uint8_t {
    None,
    LoseBookMessage, ///< the next message about the book is lost
    WrongChecksum, ///< the next checksum is wrong, where the venue has one
    NoSnapshot, ///< snapshot requests are answered with 429, where the venue has them, as long as this lasts
};

/// Thread: its owner's.
class VenueFront : public PublicEvents
{
public:
    explicit VenueFront(EmbeddedMarket& market)
        : m_market(market)
    {
        market.publishTo(*this);
    }

    /// A client's socket opened with that path and query: "/public/stream", "streams=a/b".
    virtual void connected(ClientId client, std::string_view path, std::string_view query) = 0;
    virtual void received(ClientId client, std::string_view text) = 0;
    virtual void disconnected(ClientId client) = 0;
    /// Status 404 for what the venue does not have.
    [[nodiscard]] virtual RestAnswer rest(std::string_view path, std::string_view query) = 0;
    /// Time passed; for heartbeats. At least every 100 ms.
    virtual void tick(core::Timestamp /*now*/) { }

    /// Where texts for a client go.
    std::function<void(ClientId client, std::string text)> send;

    void setFault(WordFault fault) { m_fault = fault; }

protected:
    /// True once, when that fault was asked for.
    bool takeFault(WordFault fault)
    {
        if (m_fault != fault) {
            return false;
        }
        m_fault = WordFault::None;
        return true;
    }
    [[nodiscard]] WordFault fault() const { return m_fault; }
    [[nodiscard]] EmbeddedMarket& market() const { return m_market; }

private:
    EmbeddedMarket& m_market;
    WordFault m_fault = WordFault::None;
};

/// "2023-10-06T17:35:55.440295Z"
[[nodiscard]] std::string isoText(core::Timestamp time);

} // namespace leadline::sim
