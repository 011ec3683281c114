// SPDX-License-Identifier: MIT
/// What a trading session is told at its start.
#pragma once

#include "engine/core/pair.h"
#include "engine/desk/desk_settings.h"
#include "engine/execution/execution_options.h"
#include "engine/session/recorder_options.h"
#include "engine/session/signal_options.h"
#include "engine/venues/endpoints.h"

#include <QStringList>

#include <chrono>
#include <string>
#include <vector>

namespace leadline::feeds
{
class RawListener;
}
namespace leadline::venues
{
struct Venue;
}

namespace leadline::session
{

enum class SourceKind : std::uint8_t { Embedded, Live, Tape };

/// A venue to connect to; the embedded market serves those it has under addresses of its own.
struct VenueChoice {
    const venues::Venue* venue = nullptr; ///< must have a protocol
    venues::Endpoints endpoints;
    std::string trading =
        "off"; ///< the environment of the venue to trade in: "live", "demo"; the embedded one is its own
    venues::Credentials credentials;
};

struct SessionOptions {
    SourceKind source = SourceKind::Embedded;
    /// Watched from the start, each at the venues that have it; not empty.
    std::vector<core::Pair> pairs{{core::Asset("ETH"), core::Asset("USDT")},
        {core::Asset("ETH"), core::Asset("USDT"), core::Kind::LinearPerpetual}};
    std::vector<VenueChoice> venues; ///< of several that have a pair, the first one is charted
    bool depthFrames = false; ///< 20-level frames in place of diffs
    quint64 seed = 1; ///< of the embedded market
    QStringList tapes;
    QString tapeVenue;
    std::vector<core::Symbol> tapeSymbols; ///< empty: all
    double tapeSpeed = 1; ///< event seconds a second; 0: as fast as the window draws
    std::uint64_t keyframeEvery = std::uint64_t{1} << 14; ///< messages between the first states a seek may start from
    double framesPerSecond = 30; ///< how often snapshots are published
    desk::DeskSettings desk;
    execution::ExecutionOptions orders;
    RecorderOptions recorder;
    feeds::RawListener* raw = nullptr; ///< hears the venues' texts as they come, and outlives the session; null: nobody
    SignalOptions signal;
    std::chrono::seconds countdown{60}; ///< after so long without us a venue cancels everything; zero: never
};

} // namespace leadline::session
