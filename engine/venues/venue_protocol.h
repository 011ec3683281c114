// SPDX-License-Identifier: MIT
/// How a venue is asked for market data: texts in, texts out. The transport carries them and knows no venue.
#pragma once

#include "engine/core/instrument.h"
#include "engine/core/result.h"
#include "engine/venues/endpoints.h"
#include "engine/venues/instrument_catalogue.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace leadline::venues
{

enum class DepthFeed : std::uint8_t {
    Diff, ///< the whole book, changes only
    Frames, ///< the best 20 levels on a fixed interval, where the venue has such a stream; else Diff
};

/// How market data are wanted, whatever the symbol.
struct FeedOptions {
    DepthFeed depthFeed = DepthFeed::Diff;
    Credentials credentials = {}; ///< of venues whose market data need a key
};

/// What the venue lets one client ask for. Zero: it sets no limit.
struct FeedLimits {
    std::size_t symbolsPerConnection = 0; ///< more of them need a further connection
    double messagesPerSecond = 0; ///< from us, over all connections
    double weightPerMinute = 0; ///< of REST requests for market data
    double snapshotWeight = 1;
    double instrumentWeight = 1;
    std::size_t instrumentsPerRequest = 1; ///< zero: one answer describes any number
    bool numbersConnections = false; ///< each of a connection's messages has a number, whatever its symbol
};

/// One socket that carries any number of symbols.
struct Connection {
    std::string url;
    std::vector<std::string> greeting; ///< sent, in order, as soon as it is open
    std::string admission; ///< part of the message by which the venue lets us in; empty: nobody is kept waiting
    std::string ping; ///< the venue's own ping; empty: the WebSocket's
    bool pingBySubscribing = false; ///< subscribing again to a symbol is answered and changes nothing: a ping
    bool carriesBook = false; ///< losing it loses the book
    bool mayBeQuiet = false; ///< minutes without data are normal
};

/// Symbols are added to what a connection sends, or taken from it.
enum class SubscriptionChange : std::uint8_t { Subscribe, Unsubscribe };

struct SubscriptionRequest {
    std::size_t connection = 0; ///< its place in connections()
    SubscriptionChange change = SubscriptionChange::Subscribe;
    std::span<const core::Symbol> symbols; ///< one at least
    DepthFeed depthFeed = DepthFeed::Diff;
    std::uint64_t id = 1; ///< of the first message; those behind it count on
};

struct SubscriptionRefusal {
    core::Symbol symbol; ///< empty: the venue does not say which
    std::string why;
};

/// What an answer says of the instruments that were asked for.
struct InstrumentList {
    struct Missing {
        core::Symbol symbol;
        core::Defect defect;
    };

    std::vector<core::Instrument> instruments;
    std::vector<Missing> missing; ///< not described, or not as documented
};

class VenueProtocol
{
public:
    virtual ~VenueProtocol() = default;

    /// The production addresses.
    [[nodiscard]] virtual Endpoints official() const = 0;
    [[nodiscard]] virtual FeedLimits limits() const = 0;
    /// The sockets that carry a group of symbols together, each its part of the data.
    [[nodiscard]] virtual std::vector<Connection> connections(
        const Endpoints& endpoints, const FeedOptions& options) const = 0;
    /// Sent, in order, on a connection that is open and let us in; as few messages as the venue takes.
    [[nodiscard]] virtual std::vector<std::string> subscriptionTexts(const SubscriptionRequest& request) const = 0;
    /// The symbol under which the venue sends the data of another one.
    [[nodiscard]] virtual core::Symbol dataSymbol(core::Symbol symbol) const { return symbol; }
    /// The symbol of a message whose payload names none; empty where the payload names it.
    [[nodiscard]] virtual core::Symbol unnamedSymbol(std::string_view /*json*/) const { return {}; }
    /// A message that refuses a subscription; nothing for any other.
    [[nodiscard]] virtual std::optional<SubscriptionRefusal> readRefusal(std::string_view /*json*/) const
    {
        return std::nullopt;
    }
    /// Sent on the connection that carries the book, when the books of these symbols must begin anew and those of
    /// others go on; empty: by snapshotPath().
    [[nodiscard]] virtual std::vector<std::string> bookRenewalTexts(std::span<const core::Symbol> /*symbols*/) const
    {
        return {};
    }
    /// Path and query of the REST snapshot; empty: the snapshot comes in the stream.
    [[nodiscard]] virtual std::string snapshotPath(core::Symbol /*symbol*/) const { return {}; }
    /// Path and query of the REST reference data of at most limits().instrumentsPerRequest symbols; empty: it comes in
    /// the stream.
    [[nodiscard]] virtual std::string instrumentPath(std::span<const core::Symbol> /*symbols*/) const { return {}; }
    /// Reads the answer to instrumentPath(); at least `padding` bytes of the decoder's kind follow it. A defect where
    /// the answer as a whole cannot be read.
    [[nodiscard]] virtual core::Result<InstrumentList> readInstruments(
        std::string_view /*json*/, std::span<const core::Symbol> /*symbols*/) const
    {
        return core::defect("the venue describes its instruments in the stream");
    }
    /// Path and query of the list of all instruments; empty: the service of market data has none.
    [[nodiscard]] virtual std::string cataloguePath() const { return {}; }
    /// Reads the answer to cataloguePath(); at least `padding` bytes of the decoder's kind follow it.
    [[nodiscard]] virtual core::Result<InstrumentCatalogue> readCatalogue(std::string_view /*json*/) const
    {
        return core::defect("the venue lists no instruments here");
    }
};

} // namespace leadline::venues
