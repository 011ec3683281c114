// SPDX-License-Identifier: MIT
#include "engine/picks/symbol_list.h"

#include "engine/core/number_text.h"
#include "engine/core/stock_symbol.h"
#include "engine/core/text.h"
#include "engine/picks/list_reader.h"

#include <algorithm>
#include <cmath>

namespace leadline::picks
{

namespace
{

using core::trimmed;

constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t longestSymbol = 20;

char upper(char letter)
{
    return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
}

bool isUtf16(std::string_view text)
{
    return text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF");
}

/// As much of it as fits on a line of a message.
std::string shown(std::string_view text)
{
    std::string shown;
    for (const char letter : text.substr(0, 30)) {
        shown += static_cast<unsigned char>(letter) < 32 ? '?' : letter;
    }
    return '"' + shown + (text.size() > 30 ? "...\"" : "\"");
}

} // namespace

std::string describe(const ListProblem& problem)
{
    return problem.line == 0 ? problem.what : "line " + std::to_string(problem.line) + ": " + problem.what;
}

std::optional<core::Symbol> symbolOf(std::string_view text)
{
    const std::string made = core::stockSymbolText(text);
    const auto isAlphanumeric = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
    const bool isFine = !made.empty() && made.size() <= longestSymbol && isAlphanumeric(made.front())
        && std::ranges::all_of(made, [&](char c) { return isAlphanumeric(c) || c == '.' || c == '-' || c == '/'; });
    return isFine ? std::optional(core::Symbol(made)) : std::nullopt;
}

bool isSameName(std::string_view a, std::string_view b)
{
    return std::ranges::equal(trimmed(a), trimmed(b), {}, upper, upper);
}

void ListReader::problem(std::size_t line, std::string what)
{
    m_list.problems.push_back({line, std::move(what)});
}

bool ListReader::add(std::size_t line, std::string_view symbolText, std::optional<std::string_view> scoreText)
{
    if (++m_rows > SymbolList::mostRows) {
        problem(line, "more than " + std::to_string(SymbolList::mostRows) + " rows: the rest is not read");
        return false;
    }
    const auto symbol = symbolOf(symbolText);
    if (!symbol) {
        problem(line, trimmed(symbolText).empty() ? "no symbol" : shown(trimmed(symbolText)) + " is no symbol");
        return true;
    }
    const auto [known, isNew] = m_lines.try_emplace(*symbol, line);
    if (!isNew) {
        problem(line, symbol->text() + " is there already, on line " + std::to_string(known->second));
        m_list.problems.back().isRepeat = true;
        return true;
    }
    ListedSymbol listed{.symbol = *symbol, .line = line};
    if (scoreText && !trimmed(*scoreText).empty()) {
        const std::string_view number = trimmed(*scoreText);
        const bool isPercent = number.ends_with('%');
        listed.score = core::numberIn<double>(trimmed(number.substr(0, number.size() - (isPercent ? 1 : 0))));
        listed.score = listed.score && isPercent ? std::optional(*listed.score / 100) : listed.score;
        if (!listed.score || !std::isfinite(*listed.score)) {
            listed.score.reset();
            problem(line, symbol->text() + ": the score " + shown(number) + " is no number");
        }
    }
    m_list.symbols.push_back(listed);
    return true;
}

SymbolList readSymbolList(std::string_view text, std::string_view scoreColumn)
{
    ListReader reader(scoreColumn);
    if (text.starts_with(byteOrderMark)) {
        text.remove_prefix(byteOrderMark.size());
    }
    if (isUtf16(text)) {
        reader.problem(0, "this is UTF-16; it must be UTF-8");
    } else if (trimmed(text).starts_with('[') || trimmed(text).starts_with('{')) {
        reader.readJson(text);
    } else {
        reader.readLines(text);
    }
    return std::move(reader).list();
}

} // namespace leadline::picks
