// SPDX-License-Identifier: MIT
#include "engine/picks/list_reader.h"

#include <algorithm>

namespace leadline::picks
{

namespace
{

struct Record {
    std::size_t line = 0; ///< where it begins
    std::vector<std::string> fields; ///< one at least
    bool isWhole = true; ///< false where a quote is never closed

    [[nodiscard]] bool isSkipped() const
    {
        const std::size_t first = fields[0].find_first_not_of(" \t");
        return first == std::string::npos ? fields.size() == 1 : fields[0][first] == '#';
    }
};

/// CSV as RFC 4180 has it: fields in quotes may hold separators, line ends and doubled quotes.
class RecordReader
{
public:
    RecordReader(std::string_view text, char separator)
        : m_text(text)
        , m_separator(separator)
    {
    }

    /// False at the end.
    bool next(Record& record)
    {
        if (isAtEnd()) {
            return false;
        }
        record = {.line = m_line};
        do {
            record.fields.push_back(take('"') ? quotedField(record.isWhole) : "");
            while (!isAtEnd() && m_text[m_at] != m_separator && !isLineEnd()) {
                record.fields.back() += m_text[m_at++];
            }
        } while (take(m_separator));
        take('\r');
        take('\n');
        return true;
    }

private:
    [[nodiscard]] bool isAtEnd() const { return m_at >= m_text.size(); }
    [[nodiscard]] bool isLineEnd() const
    {
        const std::string_view rest = m_text.substr(m_at);
        return rest.starts_with('\n') || rest.starts_with("\r\n") || rest == "\r";
    }

    bool take(char wanted)
    {
        if (isAtEnd() || m_text[m_at] != wanted) {
            return false;
        }
        m_line += wanted == '\n' ? 1 : 0;
        ++m_at;
        return true;
    }

    std::string quotedField(bool& isWhole)
    {
        std::string made;
        while (!isAtEnd()) {
            const char letter = m_text[m_at];
            take(letter);
            if (letter == '"' && !take('"')) {
                return made;
            }
            made += letter;
        }
        isWhole = false;
        return made;
    }

    std::string_view m_text;
    char m_separator;
    std::size_t m_at = 0;
    std::size_t m_line = 1;
};

bool isSymbolColumn(std::string_view name)
{
    return isSameName(name, "symbol") || isSameName(name, "ticker");
}

/// The first line that says something.
std::string_view headOf(std::string_view text)
{
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        const std::size_t first = line.find_first_not_of(" \t\r");
        if (first != std::string_view::npos && line[first] != '#') {
            return line.substr(0, line.find_last_not_of(" \t\r") + 1);
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return {};
}

/// Where a spreadsheet separates by semicolons, its decimals may have commas.
std::string withPoint(std::string number, char separator)
{
    if (separator == ';' && std::ranges::count(number, ',') == 1 && number.find('.') == std::string::npos) {
        number[number.find(',')] = '.';
    }
    return number;
}

} // namespace

void ListReader::readLines(std::string_view text)
{
    const std::string_view head = headOf(text);
    const std::size_t at = head.find_first_of(";\t,");
    if (at == std::string_view::npos && !isSymbolColumn(head)) {
        readPlain(text);
        return;
    }
    const auto has = [head](char separator) { return head.find(separator) != std::string_view::npos; };
    readTable(text, has(';') ? ';' : has('\t') ? '\t' : ',');
}

void ListReader::readPlain(std::string_view text)
{
    for (std::size_t line = 1; !text.empty(); ++line) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view row = text.substr(0, std::min(text.find('#'), end));
        if (row.find_first_not_of(" \t\r") != std::string_view::npos && !add(line, row, std::nullopt)) {
            return;
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

void ListReader::readTable(std::string_view text, char separator)
{
    RecordReader reader(text, separator);
    Record record;
    while (reader.next(record) && record.isSkipped()) { }
    const auto& names = record.fields;
    const auto symbolAt = static_cast<std::size_t>(std::ranges::find_if(names, isSymbolColumn) - names.begin());
    if (symbolAt == names.size()) {
        problem(record.line, "no column is named symbol or ticker");
        return;
    }
    const bool isScored = !m_scoreColumn.empty();
    const auto scoreAt = static_cast<std::size_t>(std::ranges::find_if(names, [&](const std::string& name) {
        return isScored && isSameName(name, m_scoreColumn);
    }) - names.begin());
    if (isScored && scoreAt == names.size()) {
        problem(record.line, "no column is named " + std::string(m_scoreColumn));
    }
    while (reader.next(record)) {
        if (!record.isWhole) {
            problem(record.line, "a quote is never closed");
            return;
        }
        if (record.isSkipped()) {
            continue;
        }
        const std::string symbol = symbolAt < record.fields.size() ? record.fields[symbolAt] : "";
        const std::string score = scoreAt < record.fields.size() ? withPoint(record.fields[scoreAt], separator) : "";
        if (!add(record.line, symbol, score)) {
            return;
        }
    }
}

} // namespace leadline::picks
