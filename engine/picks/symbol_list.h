// SPDX-License-Identifier: MIT
/// A user's list of symbols, in whichever of the usual forms it comes.
#pragma once

#include "engine/core/names.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace leadline::picks
{

struct ListedSymbol {
    core::Symbol symbol;
    std::optional<double> score; ///< the user's own number
    std::size_t line = 0; ///< of the file, from 1

    bool operator==(const ListedSymbol&) const = default;
};

struct ListProblem {
    std::size_t line = 0; ///< from 1; zero: of the whole file
    std::string what;
    bool isRepeat = false; ///< the symbol is there already: nothing is missing without the line

    bool operator==(const ListProblem&) const = default;
};
/// "line 7: ..."
[[nodiscard]] std::string describe(const ListProblem& problem);

struct SymbolList {
    static constexpr std::size_t mostRows = 10'000; ///< the rest is not read

    std::vector<ListedSymbol> symbols; ///< each once, in the file's order, upper case
    std::vector<ListProblem> problems; ///< what was not taken
};

/// One symbol a line, or several with commas between them, with TradingView's sections and prefixes of exchanges; or a
/// table (core::readTable()) with a `symbol` or `ticker` column; or a JSON list of texts or of objects with such a
/// field, alone or as the only list of an object. UTF-8 with or without a byte order mark; empty lines and what follows
/// `#` are skipped, except in JSON. A score may be a percentage. `scoreColumn` names the column or field with the
/// user's number, whatever its case; empty: none. A score that is no number is a problem, and the symbol stays without
/// one.
[[nodiscard]] SymbolList readSymbolList(std::string_view text, std::string_view scoreColumn = {});

/// The symbol that a text means, by core::stockSymbolText(): upper case, letters, digits, `.`, `-` and `/`, at most 20
/// of them.
[[nodiscard]] std::optional<core::Symbol> symbolOf(std::string_view text);

} // namespace leadline::picks
