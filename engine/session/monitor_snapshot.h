// SPDX-License-Identifier: MIT
/// What the monitor shows: signals, breakers, figures of each market.
#pragma once

#include "engine/calibration/quality_figures.h"
#include "engine/core/names.h"
#include "engine/core/side.h"
#include "engine/core/time.h"
#include "engine/routing/signal_trace.h"

#include <array>
#include <string>

namespace leadline::session
{

/// The newest signal of a file, a socket or a model.
struct HeardSignal {
    core::Side side = core::Side::Bid;
    double strength = 0; ///< 0..1
    std::string source; ///< "model", or the file or socket it came by
    core::Timestamp time; ///< when it was heard
};

/// What the monitor shows of one market.
struct MonitorSnapshot {
    core::MarketId market;
    routing::SignalInputs in; ///< the newest sample; the strength is that of the signal in force
    double flow = routing::SignalInputs::unknown; ///< ofi_1m, units; the inputs hold it normalised
    std::array<routing::Strategy, 2> recommended{}; ///< of a buy and of a sell at that strength
    bool isTripped = false;
    core::Timestamp
        changesAt; ///< the breaker trips, or closes, then, unless the spread turns before; the epoch: neither
    calibration::QualityFigures recent; ///< of the newest orders there that are over
};

/// Signals that were sent, and those that were traded on paper beside them: the newest of both that are over.
struct RolloutSnapshot {
    calibration::QualityFigures sent;
    calibration::QualityFigures paper;
    double valueToday = 0; ///< sent today, in the currency of positions
    double maxValueToday = 0; ///< 0: no limit
    std::string currency;

    [[nodiscard]] bool isKnown() const { return sent.orders + paper.orders > 0 || valueToday > 0; }
};

/// The breakers that hold for all markets.
struct RiskSnapshot {
    bool isBraked = false; ///< sizes are halved
    core::Timestamp brakedUntil;
    int urgent = 0; ///< urgent decisions that count
    int overrides = 0; ///< of the last hour
    int maxOverrides = 0;
};

} // namespace leadline::session
