// SPDX-License-Identifier: MIT
#include "app/engine_options.h"

namespace leadline::app
{

engine::EngineOptions engineOptions(const Settings& settings)
{
    engine::EngineOptions options;
    options.source = settings.market.source == "live" ? engine::SourceKind::Live : engine::SourceKind::Embedded;
    options.symbol = core::Symbol(settings.market.symbol);
    options.streams = QUrl(QString::fromStdString(settings.market.streamUrl));
    options.rest = QUrl(QString::fromStdString(settings.market.restUrl));
    options.depthFrames = settings.market.depthFeed == "frames";
    options.seed = static_cast<quint64>(settings.market.seed);
    options.framesPerSecond = settings.window.framesPerSecond;
    options.desk = settings.desk;
    return options;
}

} // namespace leadline::app
