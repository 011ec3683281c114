// SPDX-License-Identifier: MIT
/// One row of a plan as its file writes it, and what that means: the same for CSV and JSON.
#pragma once

#include "engine/rebalance/plan.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace leadline::rebalance
{

enum class PlanField : std::uint8_t { Symbol, Side, Weight, Shares, Dollars };
inline constexpr int planFields = static_cast<int>(PlanField::Dollars) + 1;

/// "symbol", "dollars": as messages name it.
[[nodiscard]] std::string_view describe(PlanField field);
/// Any name it goes by, in any case, with blanks, dashes or underscores between words: "Target Weight".
[[nodiscard]] std::optional<PlanField> planFieldOf(std::string_view name);

/// Texts as written, without the blanks around them.
struct PlanRowTexts {
    int line = 0; ///< as PlanRow::line
    std::array<std::optional<std::string>, planFields> fields; ///< nothing: the file has no such column, or it is empty
    bool isHeadedPercent = false; ///< a column "%": whether 0.2 is a fifth of it nobody knows
    std::string defect = {}; ///< a number that may mean two things; empty: none

    [[nodiscard]] const std::optional<std::string>& of(PlanField field) const
    {
        return fields[static_cast<std::size_t>(field)];
    }
    std::optional<std::string>& of(PlanField field) { return fields[static_cast<std::size_t>(field)]; }
};

/// A plan's file, taken apart and not understood yet.
struct PlanTexts {
    Plan::Kind kind = Plan::Kind::Weights;
    std::vector<PlanRowTexts> rows;
    std::optional<Urgency> urgency;
    bool sellsOthers = false;
    std::vector<std::string> takenForMoney; ///< as of Plan
};

/// Continues the name of a file: ", line 3: no symbol".
[[nodiscard]] std::string inPlace(std::string_view unit, int number, std::string_view what);
/// Both take no byte-order mark. What their defects say continues the name of the file.
[[nodiscard]] core::Result<PlanTexts> planTextsOfCsv(std::string_view text);
[[nodiscard]] core::Result<PlanTexts> planTextsOfJson(std::string_view text);
/// Positions as the buys that made them.
[[nodiscard]] core::Result<PlanTexts> positionTextsOfCsv(std::string_view text);

/// What one row asks for; a defect says what is wrong with it, and not where.
[[nodiscard]] core::Result<PlanRow> readPlanRow(Plan::Kind kind, const PlanRowTexts& texts);
/// What is wrong with it by itself; nothing when it is fine. Rows that readPlanRow() gave are.
[[nodiscard]] std::optional<std::string> defectOf(Plan::Kind kind, const PlanRow& row);
/// A weight above one, written without a sign: "20".
[[nodiscard]] bool isMeantAsPercent(const PlanRowTexts& texts);

/// Without blanks at both ends, line ends and blanks of other scripts included.
[[nodiscard]] std::string trimmed(std::string_view text);
/// For messages, in quotes: long texts are cut, and control characters do not break the line.
[[nodiscard]] std::string shown(std::string_view text);

} // namespace leadline::rebalance
