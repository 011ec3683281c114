// SPDX-License-Identifier: MIT
/// The grid of a sweep: every combination of the values of settings, sides and sizes.
#pragma once

#include "app/settings/settings.h"
#include "engine/core/side.h"
#include "engine/store/duckdb_handle.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace leadline::app
{

/// One key of a grid, with its values in their order.
struct SweepAxis {
    std::string key; ///< of a setting, or "side", "notional", "signal"
    bool isNumber = true;
    std::vector<std::string> values; ///< as settings have them
};

/// A combination.
struct SweepPoint {
    Settings settings;
    core::Side side = core::Side::Bid;
    double notional = 0; ///< quote units
    std::optional<double> signal; ///< strength; nothing: the microstructure policy decides
    std::vector<const std::string*> values; ///< one an axis
};

/// The keys of settings come first, by their names, then side, notional and, where the file has it, signal; values
/// ascend. Points are counted with the last axis changing first, so that their rows are sorted.
class SweepGrid
{
public:
    /// A JSON object: of each key a value, a list of them, or {"from":…,"to":…,"steps":…} with both ends included.
    /// Without "side" it is a purchase, without "notional" one of 10,000. A defect is one line and names file and key.
    /// Every point is tried: bounds, and what settings must be to one another.
    [[nodiscard]] static core::Result<SweepGrid> read(const std::filesystem::path& file, const Settings& today);

    [[nodiscard]] const std::vector<SweepAxis>& axes() const { return m_axes; }
    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] double largestNotional() const;
    [[nodiscard]] bool hasSignal() const;
    /// `today`: the settings that the grid's are laid on.
    [[nodiscard]] SweepPoint pointAt(std::size_t place, const Settings& today) const;
    /// As JSON, one line: the same for files that mean the same.
    [[nodiscard]] std::string text() const;

private:
    std::vector<SweepAxis> m_axes;
};

} // namespace leadline::app
