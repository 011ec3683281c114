// SPDX-License-Identifier: MIT
/// What the lab's panel asks of a decision tape, and what it is answered.
#pragma once

#include "engine/core/time.h"
#include "engine/desk/desk_settings.h"
#include "engine/lab/decision_tape.h"
#include "engine/lab/flip_map.h"
#include "engine/lab/moment_choice.h"
#include "engine/lab/outcome_curve.h"
#include "engine/lab/progress.h"
#include "engine/lab/threshold_comparison.h"
#include "engine/routing/route_request.h"

#include <QString>
#include <QStringList>

#include <array>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace leadline::models
{

/// A decision tape as it was loaded or made, and what a person should know of that, a line each.
struct OpenedTape {
    lab::DecisionTape tape;
    QStringList notes;
};
/// Loads or makes it, in the thread that works. What went wrong, in a line; an empty one where it was stopped.
using TapeOpener = std::function<std::expected<OpenedTape, QString>(const lab::Progress& progress)>;

/// What a panel should know of a tape that another thread has.
struct TapeFacts {
    lab::TapeBasis basis;
    std::size_t decisions = 0;
    std::vector<lab::Subject> subjects;
    core::Timestamp from;
    core::Timestamp to; ///< of its decisions
    QStringList notes;
};

/// One threshold, by its key, and what the settings let it be.
struct AskedThreshold {
    std::string key;
    lab::ThresholdRange range;
};

/// One thing to find out.
struct LabWork {
    enum class Kind : std::uint8_t {
        Curve, ///< of `thresholds[0]`, the others as in `changed`
        Comparison, ///< of `today` and `changed`
        Map, ///< of both thresholds, the others as in `changed`
        Traces, ///< of the decision `moment`, by `today` and by `changed`
    };
    Kind kind = Kind::Curve;
    QString identity; ///< everything that the answer depends on: the same identity is the same answer
    std::string subject; ///< decisions about that instrument; empty: all
    routing::RouteRequest request;
    std::shared_ptr<const desk::DeskSettings> today;
    std::shared_ptr<const desk::DeskSettings> changed;
    std::array<AskedThreshold, 2> thresholds;
    std::size_t moment = 0;
};

/// A map, of each so manieth decision where all of them would make too many cells.
struct CoarseMap {
    lab::FlipMap map;
    std::size_t stride = 1;
};

/// A comparison, with what each decision that changed is about.
struct SubjectedComparison {
    lab::ThresholdComparison comparison;
    std::vector<core::Instrument> instruments; ///< of the tape
    std::vector<std::uint16_t> subjects; ///< of each of comparison.changed: its place among the instruments
};

struct DecisionPair {
    routing::Decision before;
    routing::Decision after;
};

struct LabAnswer {
    LabWork::Kind kind = LabWork::Kind::Curve;
    QString identity;
    std::string key; ///< of a curve
    std::variant<std::monostate, std::shared_ptr<const lab::OutcomeCurve>, std::shared_ptr<const SubjectedComparison>,
        std::shared_ptr<const CoarseMap>, std::shared_ptr<const DecisionPair>>
        result;
    QString failure; ///< why there is no result
};

} // namespace leadline::models
