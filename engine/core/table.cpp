// SPDX-License-Identifier: MIT
#include "engine/core/table.h"

#include "engine/core/stock_symbol.h"
#include "engine/core/text.h"

#include <algorithm>
#include <initializer_list>
#include <optional>

namespace leadline::core
{

namespace
{

/// How many rows of a title may stand over the header.
constexpr int mostTitleRows = 20;

/// By one row; what stands in quotes does not count.
char separatorOf(std::string_view line)
{
    std::string bare;
    bool isQuoted = false;
    for (const char c : line) {
        isQuoted = c == '"' ? !isQuoted : isQuoted;
        bare += isQuoted ? '"' : c;
    }
    for (const char c : {';', ',', '\t', '|'}) {
        if (bare.contains(c)) {
            return c;
        }
    }
    return ',';
}

/// Excel's "sep=;", which may stand in quotes, or with separators of its own behind it.
std::optional<char> namedSeparator(std::string_view line)
{
    line = trimmed(line.substr(0, line.find_first_of("\r\n")));
    line.remove_prefix(line.starts_with('"') ? 1 : 0);
    constexpr std::string_view key = "sep=";
    const bool isNamed =
        line.size() > key.size() && std::ranges::equal(line.substr(0, key.size()), key, {}, [](char c) {
            return c == 'S' ? 's' : c == 'E' ? 'e' : c == 'P' ? 'p' : c;
        });
    return isNamed ? std::optional(line[key.size()]) : std::nullopt;
}

/// "Date downloaded Nov-20-2026 9:31 a.m ET"
bool isNote(const TableRow& row, std::size_t columns)
{
    const auto filled = std::ranges::count_if(row.cells, [](const std::string& cell) { return !cell.empty(); });
    const std::string& first = row.cells.front();
    return columns > 1 && filled == 1 && std::ranges::count(first, ' ') >= 2;
}

void dropEmptyEnd(std::vector<std::string>& cells, std::size_t least)
{
    while (cells.size() > least && cells.back().empty()) {
        cells.pop_back();
    }
}

} // namespace

bool TableRow::isBlank() const
{
    return std::ranges::all_of(cells, &std::string::empty);
}

std::string_view TableReader::line()
{
    while (!m_rest.empty()) {
        const std::string_view line = m_rest.substr(0, m_rest.find_first_of("\r\n"));
        const std::string said = cleaned(line);
        if (!said.empty() && !said.starts_with('#')) {
            return line;
        }
        skipLine();
    }
    return {};
}

void TableReader::skipLine()
{
    m_rest.remove_prefix(std::min(m_rest.find_first_of("\r\n"), m_rest.size()));
    skipEnd();
}

void TableReader::skipEnd()
{
    m_line += m_rest.empty() ? 0 : 1;
    m_rest.remove_prefix(m_rest.starts_with("\r\n") ? 2 : m_rest.empty() ? 0 : 1);
}

bool TableReader::isAtEnd() const
{
    return m_rest.empty() || m_rest.front() == '\r' || m_rest.front() == '\n';
}

std::expected<TableRow, TableDefect> TableReader::next()
{
    while (!line().empty()) {
        auto row = readRow();
        if (!row || !row->isBlank()) {
            return row;
        }
    }
    return TableRow{};
}

std::expected<TableRow, TableDefect> TableReader::readRow()
{
    TableRow row{.line = m_line};
    for (;;) {
        auto cell = readCell();
        if (!cell) {
            skipLine();
            return std::unexpected(cell.error());
        }
        row.cells.push_back(std::move(*cell));
        if (isAtEnd()) {
            skipEnd();
            return row;
        }
        m_rest.remove_prefix(1); // the separator
    }
}

std::expected<std::string, TableDefect> TableReader::readCell()
{
    const char stops[] = {m_separator, '\r', '\n'};
    const std::string_view stop(stops, sizeof stops);
    const std::size_t blanks = std::min(m_rest.find_first_not_of(" \t"), m_rest.size());
    const bool isQuoted =
        m_rest.substr(blanks).starts_with('"') && m_rest.substr(0, blanks).find(m_separator) == std::string_view::npos;
    if (isQuoted) {
        m_rest.remove_prefix(blanks);
        return readQuoted(stop);
    }
    const std::string_view cell = m_rest.substr(0, m_rest.find_first_of(stop));
    if (cell.contains('"')) {
        return std::unexpected(TableDefect{m_line, "a quote inside of " + quotedForMessage(cleaned(cell))});
    }
    m_rest.remove_prefix(cell.size());
    return cleaned(cell);
}

std::expected<std::string, TableDefect> TableReader::readQuoted(std::string_view stop)
{
    const std::size_t began = m_line;
    std::string cell;
    m_rest.remove_prefix(1);
    for (;;) {
        const std::size_t quote = m_rest.find('"');
        if (quote == std::string_view::npos) {
            m_rest = {};
            return std::unexpected(TableDefect{began, "a quote that is not closed"});
        }
        const std::string_view part = m_rest.substr(0, quote);
        m_line += static_cast<std::size_t>(std::ranges::count(part, '\n'));
        cell += part;
        m_rest.remove_prefix(quote + 1);
        if (!m_rest.starts_with('"')) {
            break;
        }
        cell += '"';
        m_rest.remove_prefix(1);
    }
    const std::string_view behind = m_rest.substr(0, m_rest.find_first_of(stop));
    if (!cleaned(behind).empty()) {
        return std::unexpected(TableDefect{began, quotedForMessage(cleaned(behind)) + " behind a closing quote"});
    }
    m_rest.remove_prefix(behind.size());
    return cleaned(cell);
}

Table readTable(std::string_view text, const std::function<bool(const std::vector<std::string>&)>& isHeader)
{
    Table table;
    TableReader reader(text, ',');
    std::optional<char> named;
    if (named = namedSeparator(reader.line()); named) {
        reader.skipLine();
    }
    TableReader below = reader; // where the rows begin when there is no header
    std::vector<TableDefect> defects;
    for (int i = 0; i < mostTitleRows && !table.hasHeader && !reader.line().empty(); ++i) {
        // A row of nothing tells no separator.
        if (reader.line().find_first_not_of(",;\t| \"") == std::string_view::npos) {
            reader.skipLine();
            continue;
        }
        const char separator = named.value_or(separatorOf(reader.line()));
        reader.setSeparator(separator);
        auto row = reader.next();
        if (!row) {
            defects.push_back(row.error());
            continue;
        }
        table.hasHeader = isHeader(row->cells);
        if (table.hasHeader || table.header.cells.empty()) {
            table.separator = separator;
            table.header = std::move(*row);
            below = reader;
        }
    }
    if (!table.hasHeader && !defects.empty()) {
        table.defects = std::move(defects);
        return table;
    }
    dropEmptyEnd(table.header.cells, 1);
    below.setSeparator(table.separator);
    for (;;) {
        auto row = below.next();
        if (!row) {
            table.defects.push_back(row.error());
            continue;
        }
        if (row->cells.empty()) {
            return table;
        }
        dropEmptyEnd(row->cells, table.header.cells.size());
        if (!isNote(*row, table.header.cells.size())) {
            table.rows.push_back(std::move(*row));
        }
    }
}

std::vector<ListPart> listParts(std::string_view text)
{
    constexpr std::string_view section = "###";
    std::vector<ListPart> parts;
    std::size_t linesUsed = 0;
    for (std::size_t line = 1; !text.empty(); ++line) {
        std::string_view row = text.substr(0, text.find_first_of("\r\n"));
        text.remove_prefix(row.size());
        text.remove_prefix(text.starts_with("\r\n") ? 2 : text.empty() ? 0 : 1);
        const std::size_t before = parts.size();
        if (const std::string whole = cleaned(row); whole.starts_with('[')) {
            const bool isHeading = whole.ends_with(']');
            parts.push_back(
                {line, isHeading ? cleaned(std::string_view(whole).substr(1, whole.size() - 2)) : whole, isHeading});
            row = {};
        }
        while (!row.empty()) {
            const std::size_t end = std::min(row.find_first_of(",;\t|"), row.size());
            std::string part = cleaned(row.substr(0, end));
            const bool isSection = part.starts_with(section) && part.size() > section.size();
            if (const auto comment = part.find('#'); comment != std::string::npos && !isSection) {
                part = cleaned(std::string_view(part).substr(0, comment));
                row = {};
            }
            row.remove_prefix(std::min(end + 1, row.size()));
            part = isSection ? cleaned(std::string_view(part).substr(section.size())) : part;
            if (part.size() > 1 && part.starts_with('"') && part.ends_with('"')) {
                part = cleaned(std::string_view(part).substr(1, part.size() - 2));
            }
            if (!part.empty()) {
                parts.push_back({line, std::move(part), isSection});
            }
        }
        linesUsed += parts.size() > before ? 1 : 0;
    }
    if (linesUsed == 1 && parts.size() == 1 && !parts[0].isHeading && stockSymbolText(parts[0].text).contains(' ')) {
        const ListPart all = parts[0];
        parts.clear();
        for (std::string_view rest = all.text; !rest.empty();) {
            const std::string_view part = rest.substr(0, rest.find(' '));
            rest.remove_prefix(std::min(part.size() + 1, rest.size()));
            if (!part.empty()) {
                parts.push_back({all.line, std::string(part), false});
            }
        }
    }
    return parts;
}

bool isAmountColumn(std::string_view written)
{
    const std::string name = columnName(written);
    return std::ranges::any_of(
        std::initializer_list<std::string_view>{"price", "last", "value", "cost", "amount", "notional", "qty",
            "quantity", "shares", "size", "weight", "allocation", "dollars", "usd", "cash", "total", "%"},
        [&](std::string_view word) { return name.contains(word); });
}

std::string columnName(std::string_view written)
{
    std::string name = cleaned(written);
    const auto open = name.find('(');
    if (const auto close = name.find(')', std::min(open, name.size())); close != std::string::npos) {
        const bool isPercent = name.substr(open, close - open).contains('%');
        name.replace(open, close - open + 1, isPercent ? " %" : "");
    }
    std::string made;
    for (const char c : name) {
        const bool isBreak = c == ' ' || c == '-' || c == '_' || c == '\t' || c == '\n';
        if (!isBreak) {
            made += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        } else if (!made.empty() && made.back() != '_') {
            made += '_';
        }
    }
    while (made.ends_with('_')) {
        made.pop_back();
    }
    return made;
}

} // namespace leadline::core
