// SPDX-License-Identifier: MIT
#pragma once

#include "engine/core/time.h"
#include "engine/signals/rollout.h"

#include <QString>

#include <chrono>
#include <cstdint>
#include <string>

namespace leadline::session
{

/// Where signals come from, and what they may do.
struct SignalOptions {
    enum class Sends : std::uint8_t {
        Nothing, ///< orders of signals are judged and logged
        Paper, ///< they are sent where no real money is
        Everything,
    };
    QString file; ///< empty: none
    QString socket; ///< empty: none
    std::string model; ///< a model of XGBoost, scored on every sample of the charted market; empty: none
    core::Duration modelMaxAge{}; ///< a model that is older is a reminder a day; zero: any age
    Sends sends = Sends::Nothing;
    signals::RolloutRules rollout; ///< of those that are sent
    std::chrono::milliseconds maxAge{10'000}; ///< an older signal is not acted upon

    /// They come from the same places.
    [[nodiscard]] bool hasSourcesOf(const SignalOptions& other) const
    {
        return file == other.file && socket == other.socket && model == other.model;
    }
};

} // namespace leadline::session
