// SPDX-License-Identifier: MIT
#include "engine/rebalance/plan_fields.h"

#include <algorithm>

namespace leadline::rebalance
{

namespace
{

struct CsvRecord {
    int line = 0; ///< where it begins
    std::vector<std::string> fields;

    [[nodiscard]] bool isBlank() const { return std::ranges::all_of(fields, &std::string::empty); }
};

std::string inLine(int line, std::string_view what)
{
    return inPlace("line", line, what);
}

/// RFC 4180, with any of three separators, any end of line, and comments.
class CsvReader
{
public:
    explicit CsvReader(std::string_view text)
        : m_rest(text)
    {
    }

    /// The next record that is neither blank nor a comment; one without fields is the end.
    core::Result<CsvRecord> next()
    {
        while (!m_rest.empty()) {
            const std::string line = trimmed(m_rest.substr(0, m_rest.find_first_of("\r\n")));
            if (line.empty() || line.starts_with('#')) {
                skipLine();
                continue;
            }
            if (m_separator == 0) {
                m_separator = separatorOf(line);
            }
            auto record = readRecord();
            if (!record || !record->isBlank()) {
                return record;
            }
        }
        return CsvRecord{};
    }
    [[nodiscard]] char separator() const { return m_separator; }

private:
    /// By the header; what stands in quotes does not count.
    static char separatorOf(std::string_view line)
    {
        std::string bare;
        bool isQuoted = false;
        for (const char c : line) {
            isQuoted = c == '"' ? !isQuoted : isQuoted;
            bare += isQuoted ? '"' : c;
        }
        for (const char c : {';', ',', '\t'}) {
            if (bare.find(c) != std::string::npos) {
                return c;
            }
        }
        return ',';
    }

    void skipLine()
    {
        m_rest.remove_prefix(std::min(m_rest.find_first_of("\r\n"), m_rest.size()));
        skipEnd();
    }
    void skipEnd()
    {
        m_line += m_rest.empty() ? 0 : 1;
        m_rest.remove_prefix(m_rest.starts_with("\r\n") ? 2 : m_rest.empty() ? 0 : 1);
    }
    [[nodiscard]] bool isAtEnd() const { return m_rest.empty() || m_rest.front() == '\r' || m_rest.front() == '\n'; }

    core::Result<CsvRecord> readRecord()
    {
        CsvRecord record{.line = m_line};
        for (;;) {
            auto field = readField();
            if (!field) {
                return std::unexpected(field.error());
            }
            record.fields.push_back(std::move(*field));
            if (isAtEnd()) {
                skipEnd();
                return record;
            }
            m_rest.remove_prefix(1); // the separator
        }
    }

    core::Result<std::string> readField()
    {
        const char stops[] = {m_separator, '\r', '\n'};
        const std::string_view stop(stops, sizeof stops);
        const std::size_t blanks = std::min(m_rest.find_first_not_of(" \t"), m_rest.size());
        const bool isQuoted = m_rest.substr(blanks).starts_with('"')
            && m_rest.substr(0, blanks).find(m_separator) == std::string_view::npos;
        if (isQuoted) {
            m_rest.remove_prefix(blanks);
            return readQuoted(stop);
        }
        const std::string_view field = m_rest.substr(0, m_rest.find_first_of(stop));
        if (field.find('"') != std::string_view::npos) {
            return core::defect(inLine(m_line, "a quote inside of " + shown(trimmed(field))));
        }
        m_rest.remove_prefix(field.size());
        return trimmed(field);
    }

    core::Result<std::string> readQuoted(std::string_view stop)
    {
        const int began = m_line;
        std::string field;
        m_rest.remove_prefix(1);
        for (;;) {
            const std::size_t quote = m_rest.find('"');
            if (quote == std::string_view::npos) {
                return core::defect(inLine(began, "a quote that is not closed"));
            }
            const std::string_view part = m_rest.substr(0, quote);
            m_line += static_cast<int>(std::ranges::count(part, '\n'));
            field += part;
            m_rest.remove_prefix(quote + 1);
            if (!m_rest.starts_with('"')) {
                break;
            }
            field += '"';
            m_rest.remove_prefix(1);
        }
        const std::string_view behind = m_rest.substr(0, m_rest.find_first_of(stop));
        if (!trimmed(behind).empty()) {
            return core::defect(inLine(began, shown(trimmed(behind)) + " behind a closing quote"));
        }
        m_rest.remove_prefix(behind.size());
        return trimmed(field);
    }

    std::string_view m_rest;
    int m_line = 1;
    char m_separator = 0; ///< not known yet
};

struct Header {
    std::vector<PlanField> fields;
    bool isHeadedPercent = false;
};

/// `columns` are those that there are: "symbol and shares".
core::Result<Header> headerOf(const CsvRecord& record, std::string_view columns)
{
    Header header;
    std::array<std::string, planFields> names;
    for (const std::string& name : record.fields) {
        const auto field = planFieldOf(name);
        if (!field) {
            return core::defect(
                inLine(record.line, name.empty() ? "a column without a name" : "unknown column " + shown(name))
                + "; the first line names them: " + std::string(columns));
        }
        std::string& known = names[static_cast<std::size_t>(*field)];
        if (!known.empty()) {
            return core::defect(inLine(record.line, shown(known) + " and " + shown(name) + " are the same column"));
        }
        known = name;
        header.fields.push_back(*field);
        header.isHeadedPercent = header.isHeadedPercent || name.ends_with('%');
    }
    return header;
}

core::Result<Plan::Kind> kindOf(const std::vector<PlanField>& fields, int line)
{
    const auto has = [&](PlanField field) { return std::ranges::find(fields, field) != fields.end(); };
    const bool hasAmount = has(PlanField::Shares) || has(PlanField::Dollars);
    if (!has(PlanField::Symbol)) {
        return core::defect(inLine(line, "no column \"symbol\""));
    }
    if (has(PlanField::Weight)) {
        if (hasAmount || has(PlanField::Side)) {
            return core::defect(inLine(line, "weights and trades in one plan"));
        }
        return Plan::Kind::Weights;
    }
    if (!has(PlanField::Side) && !hasAmount) {
        return core::defect(inLine(line, "no column \"weight\", nor \"side\" and \"shares\" or \"dollars\""));
    }
    if (!has(PlanField::Side)) {
        return core::defect(inLine(line, "no column \"side\""));
    }
    if (!hasAmount) {
        return core::defect(inLine(line, "no column \"shares\" or \"dollars\""));
    }
    return Plan::Kind::Trades;
}

/// Where columns are separated by semicolons, a comma is the decimal point of that country.
std::string withPoint(std::string text)
{
    if (text.find('.') == std::string::npos && std::ranges::count(text, ',') == 1) {
        std::ranges::replace(text, ',', '.');
    }
    return text;
}

struct Table {
    Header header;
    int headerLine = 0;
    std::vector<PlanRowTexts> rows;
};

core::Result<Table> tableOf(std::string_view text, std::string_view columns)
{
    CsvReader reader(text);
    const auto first = reader.next();
    if (!first) {
        return std::unexpected(first.error());
    }
    if (first->fields.empty()) {
        return core::defect(": no rows");
    }
    auto header = headerOf(*first, columns);
    if (!header) {
        return std::unexpected(header.error());
    }
    Table table{.header = std::move(*header), .headerLine = first->line};
    for (;;) {
        auto record = reader.next();
        if (!record) {
            return std::unexpected(record.error());
        }
        if (record->fields.empty()) {
            return table;
        }
        if (record->fields.size() != table.header.fields.size()) {
            return core::defect(inLine(record->line,
                std::to_string(record->fields.size()) + " fields, and the header has "
                    + std::to_string(table.header.fields.size())));
        }
        PlanRowTexts& row = table.rows.emplace_back();
        row.line = record->line;
        row.isHeadedPercent = table.header.isHeadedPercent;
        for (std::size_t i = 0; i < record->fields.size(); ++i) {
            std::string& field = record->fields[i];
            if (!field.empty()) {
                const bool isNumber = table.header.fields[i] > PlanField::Side;
                row.of(table.header.fields[i]) = isNumber && reader.separator() == ';' ? withPoint(field) : field;
            }
        }
    }
}

} // namespace

core::Result<PlanTexts> planTextsOfCsv(std::string_view text)
{
    auto table = tableOf(text, "symbol and weight, or symbol, side, shares and dollars");
    if (!table) {
        return std::unexpected(table.error());
    }
    const auto kind = kindOf(table->header.fields, table->headerLine);
    if (!kind) {
        return std::unexpected(kind.error());
    }
    return PlanTexts{.kind = *kind, .rows = std::move(table->rows)};
}

core::Result<PlanTexts> positionTextsOfCsv(std::string_view text)
{
    constexpr std::string_view columns = "symbol and shares";
    auto table = tableOf(text, columns);
    if (!table) {
        return std::unexpected(table.error());
    }
    auto fields = table->header.fields;
    std::ranges::sort(fields);
    if (fields != std::vector{PlanField::Symbol, PlanField::Shares}) {
        return core::defect(inLine(table->headerLine, "positions have the columns " + std::string(columns)));
    }
    for (PlanRowTexts& row : table->rows) {
        const auto& shares = row.of(PlanField::Shares);
        if (shares && shares->starts_with('-')) {
            return core::defect(
                inLine(row.line, "a short position of " + shares->substr(1) + ": short positions are not planned for"));
        }
        row.of(PlanField::Side) = "buy";
    }
    return PlanTexts{.kind = Plan::Kind::Trades, .rows = std::move(table->rows)};
}

} // namespace leadline::rebalance
