// SPDX-License-Identifier: MIT
/// How a venue is asked for market data: texts in, texts out. The transport carries them and knows no venue.
#pragma once

#include "engine/core/instrument.h"
#include "engine/core/result.h"
#include "engine/venues/endpoints.h"
#include "engine/venues/instrument_list.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace leadline::venues
{

enum class DepthFeed : std::uint8_t {
    Diff, ///< the whole book, changes only
    Frames, ///< the best 20 levels on a fixed interval, where the venue has such a stream; else Diff
};

struct Subscription {
    core::Symbol symbol;
    DepthFeed depthFeed = DepthFeed::Diff;
    Credentials credentials = {}; ///< of venues whose market data needs a key
};

/// Symbols are added to what a connection sends, or taken from it.
enum class SubscriptionChange : std::uint8_t { Subscribe, Unsubscribe };

/// One socket of a subscription.
struct Connection {
    std::string url;
    std::vector<std::string> greeting; ///< sent, in order, as soon as it is open
    std::string admission; ///< part of the message by which the venue lets us in; empty: nobody is kept waiting
    std::vector<std::string> requests; ///< sent, in order, once we are in
    std::string ping; ///< the venue's own ping; empty: the WebSocket's
    bool carriesBook = false; ///< losing it loses the book
    bool mayBeQuiet = false; ///< minutes without data are normal
};

class VenueProtocol
{
public:
    virtual ~VenueProtocol() = default;

    /// The production addresses.
    [[nodiscard]] virtual Endpoints official() const = 0;
    [[nodiscard]] virtual std::vector<Connection> connections(
        const Endpoints& endpoints, const Subscription& subscription) const = 0;
    /// The symbol under which the venue sends the data of another one.
    [[nodiscard]] virtual core::Symbol dataSymbol(core::Symbol symbol) const { return symbol; }
    /// Sent on the connection that carries the book, when the book must begin anew; empty: by snapshotPath().
    [[nodiscard]] virtual std::vector<std::string> resubscribe(const Subscription& /*subscription*/) const
    {
        return {};
    }
    /// Path and query of the REST snapshot; empty: the snapshot comes in the stream.
    [[nodiscard]] virtual std::string snapshotPath(core::Symbol /*symbol*/) const { return {}; }
    /// Path and query of the REST reference data; empty: it comes in the stream.
    [[nodiscard]] virtual std::string instrumentPath(core::Symbol /*symbol*/) const { return {}; }
    /// Reads the answer to instrumentPath(); at least `padding` bytes of the decoder's kind follow it.
    [[nodiscard]] virtual core::Result<core::Instrument> readInstrument(
        std::string_view /*json*/, core::Symbol /*symbol*/) const
    {
        return core::defect("the venue describes its instruments in the stream");
    }
    /// Path and query of the list of all instruments; empty: the service of market data has none.
    [[nodiscard]] virtual std::string instrumentListPath() const { return {}; }
    /// Reads the answer to instrumentListPath(); at least `padding` bytes of the decoder's kind follow it.
    [[nodiscard]] virtual core::Result<InstrumentList> readInstrumentList(std::string_view /*json*/) const
    {
        return core::defect("the venue lists no instruments here");
    }
};

} // namespace leadline::venues
