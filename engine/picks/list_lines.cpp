// SPDX-License-Identifier: MIT
#include "engine/core/number_style.h"
#include "engine/core/stock_symbol.h"
#include "engine/core/table.h"
#include "engine/picks/list_reader.h"

#include <algorithm>

namespace leadline::picks
{

namespace
{

bool isSymbolColumn(std::string_view written)
{
    const std::string name = core::columnName(written);
    return name == "symbol" || name == "ticker" || name == "symbols" || name == "tickers";
}

/// Of rows without a header that names symbols: whether they can be nothing but symbols.
bool areSymbols(const std::vector<core::ListPart>& parts)
{
    const bool isOneLine = !parts.empty() && parts.front().line == parts.back().line;
    return std::ranges::all_of(parts, [isOneLine](const core::ListPart& part) {
        const auto isLetter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
        const bool hasSmall = std::ranges::any_of(part.text, [](char c) { return c >= 'a' && c <= 'z'; });
        return part.isHeading
            || (symbolOf(part.text) && std::ranges::any_of(part.text, isLetter) && (isOneLine || !hasSmall));
    });
}

bool hasSeveralInALine(const std::vector<core::ListPart>& parts)
{
    const auto twice = std::ranges::adjacent_find(parts, {}, &core::ListPart::line);
    return twice != parts.end();
}

} // namespace

void ListReader::readLines(std::string_view text)
{
    const core::Table table = core::readTable(
        text, [](const std::vector<std::string>& names) { return std::ranges::any_of(names, isSymbolColumn); });
    if (table.hasHeader) {
        readTable(table);
        return;
    }
    const auto parts = core::listParts(text);
    if (hasSeveralInALine(parts) && !areSymbols(parts)) {
        problem(table.header.line, "no column is named symbol or ticker");
        return;
    }
    for (const core::ListPart& part : parts) {
        if (!part.isHeading && !add(part.line, part.text, std::nullopt)) {
            return;
        }
    }
}

void ListReader::readTable(const core::Table& table)
{
    const auto& names = table.header.cells;
    const auto symbolAt = static_cast<std::size_t>(std::ranges::find_if(names, isSymbolColumn) - names.begin());
    const bool isScored = !m_scoreColumn.empty();
    const auto scoreAt = static_cast<std::size_t>(std::ranges::find_if(names, [&](const std::string& name) {
        return isScored && isSameName(name, m_scoreColumn);
    }) - names.begin());
    if (isScored && scoreAt == names.size()) {
        problem(table.header.line, "no column is named " + std::string(m_scoreColumn));
    }
    core::NumberStyle style(table.separator);
    for (const core::TableRow& row : table.rows) {
        for (std::size_t i = 0; i < std::min(row.cells.size(), names.size()); ++i) {
            if (i == scoreAt || core::isAmountColumn(names[i])) {
                style.learn(row.cells[i]);
            }
        }
    }
    for (const core::TableRow& row : table.rows) {
        const std::string symbol = symbolAt < row.cells.size() ? row.cells[symbolAt] : "";
        if (core::isTotalRow(symbol)) {
            continue;
        }
        const std::string score = scoreAt < row.cells.size() ? row.cells[scoreAt] : "";
        const bool isPercent = score.ends_with('%');
        const auto plain = style.plain(std::string_view(score).substr(0, score.size() - (isPercent ? 1 : 0)));
        if (!plain) {
            problem(row.line, symbol + ": the score " + plain.error().what);
        }
        if (!add(row.line, symbol, plain ? *plain + (isPercent ? "%" : "") : "")) {
            return;
        }
    }
    for (const core::TableDefect& defect : table.defects) {
        problem(defect.line, defect.what);
    }
}

} // namespace leadline::picks
