// SPDX-License-Identifier: MIT
#pragma once

#include "app/settings/settings.h"
#include "engine/session/session_options.h"

namespace leadline::app
{

/// The engine as the settings want it: embedded or live.
[[nodiscard]] session::SessionOptions sessionOptions(const Settings& settings);
[[nodiscard]] execution::PositionSettings positionRulesOf(const Settings& settings);
[[nodiscard]] orders::GuardSettings guardOf(const Settings& settings, bool isLive);
/// Where the window's recordings of raw market data go; those of the embedded market, whose venues have the names of
/// real ones, into a folder of their own.
[[nodiscard]] std::filesystem::path tapeFolder(const Settings& settings, session::SourceKind source);
/// Programs of the same settings file share it.
[[nodiscard]] std::shared_ptr<execution::KillSwitch> killSwitchOf(const Settings& settings);
/// What a command says that may not send anything, and how that is changed.
[[nodiscard]] std::string killSwitchText(const Settings& settings);
/// The address of the journal for that market; empty: one that goes with the program.
[[nodiscard]] std::string journalFor(const Settings& settings, session::SourceKind source);

/// Where signals come from, and what they may do.
[[nodiscard]] session::SignalOptions signalsFor(const Settings& settings);

/// What is recorded of that market, and where.
[[nodiscard]] session::RecorderOptions recorderFor(const Settings& settings, session::SourceKind source);

} // namespace leadline::app
