// SPDX-License-Identifier: MIT
/// The forms a list of symbols comes in.
#pragma once

#include "engine/core/table.h"
#include "engine/picks/symbol_list.h"

#include <string>
#include <unordered_map>
#include <utility>

namespace leadline::picks
{

/// Names of columns: case and blanks around them do not count.
[[nodiscard]] bool isSameName(std::string_view a, std::string_view b);

/// Collects the rows of one list.
class ListReader
{
public:
    explicit ListReader(std::string_view scoreColumn)
        : m_scoreColumn(scoreColumn)
    {
    }

    void problem(std::size_t line, std::string what);
    void readLines(std::string_view text);
    void readJson(std::string_view text);
    [[nodiscard]] SymbolList list() && { return std::move(m_list); }

private:
    /// False when there are too many rows.
    bool add(std::size_t line, std::string_view symbol, std::optional<std::string_view> score);
    void readTable(const core::Table& table);

    std::string_view m_scoreColumn; ///< empty: none
    std::size_t m_rows = 0;
    std::unordered_map<core::Symbol, std::size_t> m_lines; ///< where a symbol stands first
    SymbolList m_list;
};

} // namespace leadline::picks
