// SPDX-License-Identifier: MIT
#include "app/engine_options.h"

namespace leadline::app
{

engine::EngineOptions engineOptions(const Settings& settings)
{
    engine::EngineOptions options;
    options.source = settings.market.source == "live" ? engine::SourceKind::Live : engine::SourceKind::Embedded;
    options.pair = marketPair(settings);
    if (const auto chosen = marketVenues(settings)) {
        for (const venues::Venue* const venue : *chosen) {
            const VenueSettings& own = settings.venues[static_cast<std::size_t>(venue - venues::knownVenues().data())];
            options.venues.push_back({venue, {own.streamUrl, own.restUrl}});
        }
    }
    options.depthFrames = settings.market.depthFeed == "frames";
    options.seed = static_cast<quint64>(settings.market.seed);
    options.framesPerSecond = settings.window.framesPerSecond;
    options.desk = settings.desk;
    return options;
}

} // namespace leadline::app
