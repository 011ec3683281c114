// SPDX-License-Identifier: MIT
/// What commands on stocks share: the market that is meant, its keys, an engine that runs.
#pragma once

#include "app/commands/commands.h"
#include "app/settings/equity_options.h"

#include <memory>
#include <optional>
#include <string>

namespace leadline::app
{

/// A market and the clock it lives by; the engine is made by the command.
class EquitySession
{
public:
    /// Says what is wrong on stderr and gives the exit code, or nothing.
    [[nodiscard]] std::optional<int> open(const EquityArguments& arguments, const Settings& settings);

    [[nodiscard]] EquityPlace place() const { return m_place; }
    [[nodiscard]] engine::EquityEngine& engine() { return *m_engine; }
    [[nodiscard]] const core::Clock& clock() const { return *m_clock; }

private:
    EquityPlace m_place = EquityPlace::Embedded;
    std::unique_ptr<core::Clock> m_system;
    std::unique_ptr<core::Clock> m_clock;
    std::unique_ptr<engine::EquityEngine> m_engine;
};

} // namespace leadline::app
