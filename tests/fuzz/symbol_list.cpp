// SPDX-License-Identifier: MIT
/// Lists of symbols to be screened: lines, tables, JSON.
#include "engine/picks/symbol_list.h"
#include "tests/fuzz/fuzz.h"

#include <cmath>
#include <unordered_set>

using namespace leadline;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text = fuzz::textOf(data, size);
    const picks::SymbolList list = picks::readSymbolList(text, "score");
    fuzz::require(list.symbols.size() <= picks::SymbolList::mostRows, "a list is no longer than it may be");
    std::unordered_set<core::Symbol> seen;
    for (const picks::ListedSymbol& listed : list.symbols) {
        fuzz::require(picks::symbolOf(listed.symbol.view()) == listed.symbol, "a symbol is one");
        fuzz::require(seen.insert(listed.symbol).second, "each symbol stands there once");
        fuzz::require(!listed.score || std::isfinite(*listed.score), "a score is a number");
        fuzz::require(listed.line >= 1 && listed.line <= size + 1, "a symbol has its line");
    }
    for (const picks::ListProblem& problem : list.problems) {
        fuzz::require(!problem.what.empty() && problem.line <= size + 1, "a problem says what and where");
        fuzz::require(picks::describe(problem).find('\n') == std::string::npos, "a problem is one line");
    }
    return 0;
}
