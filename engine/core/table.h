// SPDX-License-Identifier: MIT
/// Tables in text as spreadsheets, brokers and programs write them: one reader for plans, positions, lists and signals.
#pragma once

#include <cstddef>
#include <expected>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace leadline::core
{

struct TableRow {
    std::size_t line = 0; ///< where it begins, from 1
    std::vector<std::string> cells; ///< without quotes and the blanks around them

    [[nodiscard]] bool isBlank() const;
};

struct TableDefect {
    std::size_t line = 0;
    std::string what;
};

/// RFC 4180 with any separator and any end of line; blank lines and those that begin with # are passed over.
class TableReader
{
public:
    explicit TableReader(std::string_view text, char separator)
        : m_rest(text)
        , m_separator(separator)
    {
    }

    /// The next row; one without cells is the end. Behind a defect the next row may be read.
    [[nodiscard]] std::expected<TableRow, TableDefect> next();
    void setSeparator(char separator) { m_separator = separator; }
    /// The line that comes next, and is no blank one and no comment; empty: the end.
    [[nodiscard]] std::string_view line();
    void skipLine();

private:
    void skipEnd();
    [[nodiscard]] bool isAtEnd() const;
    std::expected<TableRow, TableDefect> readRow();
    std::expected<std::string, TableDefect> readCell();
    std::expected<std::string, TableDefect> readQuoted(std::string_view stop);

    std::string_view m_rest;
    std::size_t m_line = 1;
    char m_separator;
};

struct Table {
    char separator = ',';
    bool hasHeader = false; ///< else `header` is the first row
    TableRow header; ///< names as written, without empty ones at its end
    /// Those with more cells than the header, and those with less, are given as they are; cells at the end that are
    /// empty are left out where the header has no name for them.
    std::vector<TableRow> rows;
    std::vector<TableDefect> defects; ///< rows that are none
};

/// Finds the header, over which titles may stand, by what `isHeader` says of its cells; Excel's "sep=;" tells the
/// separator, else the header does: semicolon, comma, tab or bar. What stands below in one cell of several words, such
/// as the date of the export, is no row. The text has no byte-order mark.
[[nodiscard]] Table readTable(
    std::string_view text, const std::function<bool(const std::vector<std::string>&)>& isHeader);

/// A part of a list that is no table.
struct ListPart {
    std::size_t line = 0; ///< from 1
    std::string text; ///< a symbol as written, or a heading's name
    bool isHeading = false; ///< "[Majors]", TradingView's "###Majors"
};
/// What stands one a line or between commas, semicolons, tabs or bars; in a list of one line between blanks, too. What
/// follows # is a comment.
[[nodiscard]] std::vector<ListPart> listParts(std::string_view text);

/// A column's name without what is of no matter: "Target-Weight (%)" is "target_weight_%", "Qty (Quantity)" is "qty".
[[nodiscard]] std::string columnName(std::string_view written);

/// A column of that name holds prices, sizes or amounts: what its numbers look like tells of the whole file. In others
/// a date such as 20.11 would pass for a number.
[[nodiscard]] bool isAmountColumn(std::string_view written);

} // namespace leadline::core
