// SPDX-License-Identifier: MIT
#include "engine/core/number_style.h"
#include "engine/core/stock_symbol.h"
#include "engine/core/table.h"
#include "engine/core/text.h"
#include "engine/rebalance/plan_fields.h"

#include <algorithm>
#include <iterator>

namespace leadline::rebalance
{

namespace
{

std::string inLine(int line, std::string_view what)
{
    return inPlace("line", line, what);
}

struct Header {
    std::vector<std::optional<PlanField>> fields; ///< nothing: the column is of no matter
    bool isHeadedPercent = false;

    [[nodiscard]] bool has(PlanField field) const { return std::ranges::find(fields, field) != fields.end(); }
};

/// What a file has to say beside the plan: nothing that an order depends on.
bool isRemark(std::string_view name)
{
    constexpr std::string_view remarks[] = {"note", "notes", "comment", "comments", "remark", "remarks", "name",
        "company", "description", "sector", "industry", "price", "last_price", "isin", "cusip"};
    return std::ranges::find(remarks, core::columnName(name)) != std::end(remarks);
}

/// What a table holds: a plan's rows, or positions, whose files have many columns of no matter here.
enum class Use : std::uint8_t { Plan, Positions };

/// The field that a column holds, as far as it counts in such a table.
std::optional<PlanField> fieldOf(std::string_view name, Use use)
{
    const auto field = planFieldOf(name);
    if (use == Use::Plan) {
        return field;
    }
    if (core::columnName(name) == "position") {
        return PlanField::Shares;
    }
    const bool isOurs =
        field && (*field == PlanField::Symbol || *field == PlanField::Shares || *field == PlanField::Side);
    return isOurs ? field : std::nullopt;
}

bool isHeader(const std::vector<std::string>& cells, Use use)
{
    const auto count =
        std::ranges::count_if(cells, [use](const std::string& name) { return fieldOf(name, use).has_value(); });
    const bool hasSymbol =
        std::ranges::any_of(cells, [use](const std::string& name) { return fieldOf(name, use) == PlanField::Symbol; });
    return hasSymbol && count > 1;
}

/// Whether the table has anything below a column.
bool isEmptyColumn(const core::Table& table, std::size_t column)
{
    return std::ranges::all_of(table.rows,
        [column](const core::TableRow& row) { return column >= row.cells.size() || row.cells[column].empty(); });
}

/// `columns` are those that there are: "symbol and shares".
core::Result<Header> headerOf(const core::Table& table, Use use, std::string_view columns)
{
    Header header;
    std::array<std::string, planFields> names;
    const int line = static_cast<int>(table.header.line);
    for (const std::string& name : table.header.cells) {
        const auto field = fieldOf(name, use);
        if (!field) {
            const bool isOfNoMatter = table.hasHeader
                && (use == Use::Positions || isRemark(name)
                    || (name.empty() && isEmptyColumn(table, header.fields.size())));
            if (!isOfNoMatter) {
                return core::defect(
                    inLine(line, name.empty() ? "a column without a name" : "unknown column " + shown(name))
                    + "; the first line names them: " + std::string(columns));
            }
            header.fields.emplace_back();
            continue;
        }
        std::string& known = names[static_cast<std::size_t>(*field)];
        if (!known.empty()) {
            return core::defect(inLine(line, shown(known) + " and " + shown(name) + " are the same column"));
        }
        known = name;
        header.fields.push_back(field);
        header.isHeadedPercent = header.isHeadedPercent || core::columnName(name).ends_with('%');
    }
    return header;
}

core::Result<Plan::Kind> kindOf(const Header& header, int line)
{
    const auto has = [&](PlanField field) { return header.has(field); };
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

bool isNumberField(PlanField field)
{
    return field > PlanField::Side;
}

/// "20 %" keeps its sign.
core::Result<std::string> plainNumber(const core::NumberStyle& style, std::string_view cell)
{
    const std::string_view figure = cell.substr(0, cell.size() - (cell.ends_with('%') ? 1 : 0));
    auto number = style.plain(figure);
    if (number && *number == core::cleaned(figure)) {
        return std::string(cell);
    }
    return number && cell.ends_with('%') ? core::Result<std::string>(*number + " %") : number;
}

/// Rows that stand in a list of stocks and are none: sums, money, and what was sold.
bool isLeftOut(const PlanRowTexts& row, const Header& header, Use use)
{
    const auto& symbol = row.of(PlanField::Symbol);
    const bool isList = use == Use::Positions || header.has(PlanField::Weight);
    if (!symbol || !isList) {
        return false;
    }
    const auto& shares = row.of(PlanField::Shares);
    const auto count =
        use == Use::Positions && shares ? core::Quantity::parse(*shares) : std::unexpected(core::ParseError::Empty);
    return core::isTotalRow(*symbol) || core::isCashRow(*symbol) || (count && count->isZero());
}

PlanRowTexts textsOf(const core::TableRow& written, const Header& header, const core::NumberStyle& style)
{
    PlanRowTexts row{.line = static_cast<int>(written.line), .isHeadedPercent = header.isHeadedPercent};
    for (std::size_t i = 0; i < written.cells.size(); ++i) {
        const auto& field = header.fields[i];
        const std::string& cell = written.cells[i];
        if (!field || cell.empty() || (isNumberField(*field) && (cell == "--" || cell == "-"))) {
            continue;
        }
        auto number = isNumberField(*field) ? plainNumber(style, cell) : core::Result<std::string>(cell);
        row.of(*field) = number.value_or(cell);
        if (!number && row.defect.empty()) {
            row.defect = std::string(describe(*field)) + " " + number.error().what;
        }
    }
    return row;
}

struct PlanTable {
    Header header;
    int headerLine = 0;
    std::vector<PlanRowTexts> rows;
    std::vector<std::string> takenForMoney;
};

core::Result<PlanTable> tableOf(std::string_view text, Use use, std::string_view columns)
{
    const core::Table table =
        core::readTable(text, [use](const std::vector<std::string>& cells) { return isHeader(cells, use); });
    if (!table.defects.empty()) {
        return core::defect(inLine(static_cast<int>(table.defects[0].line), table.defects[0].what));
    }
    if (table.header.cells.empty()) {
        return core::defect(": no rows");
    }
    auto header = headerOf(table, use, columns);
    if (!header) {
        return std::unexpected(header.error());
    }
    core::NumberStyle style(table.separator);
    for (const core::TableRow& row : table.rows) {
        for (std::size_t i = 0; i < std::min(row.cells.size(), table.header.cells.size()); ++i) {
            const bool isNumber = header->fields[i] && isNumberField(*header->fields[i]);
            if (isNumber || core::isAmountColumn(table.header.cells[i])) {
                style.learn(row.cells[i]);
            }
        }
    }
    PlanTable made{.header = std::move(*header), .headerLine = static_cast<int>(table.header.line)};
    for (const core::TableRow& row : table.rows) {
        if (row.cells.size() != made.header.fields.size()) {
            return core::defect(inLine(static_cast<int>(row.line),
                std::to_string(row.cells.size()) + " fields, and the header has "
                    + std::to_string(made.header.fields.size())));
        }
        PlanRowTexts texts = textsOf(row, made.header, style);
        const auto& symbol = texts.of(PlanField::Symbol);
        if (!isLeftOut(texts, made.header, use)) {
            made.rows.push_back(std::move(texts));
        } else if (symbol && core::isCashRow(*symbol)
            && symbol->find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string::npos) {
            made.takenForMoney.push_back(*symbol + " on line " + std::to_string(texts.line));
        }
    }
    return made;
}

} // namespace

core::Result<PlanTexts> planTextsOfCsv(std::string_view text)
{
    auto table = tableOf(text, Use::Plan, "symbol and weight, or symbol, side, shares and dollars");
    if (!table) {
        return std::unexpected(table.error());
    }
    const auto kind = kindOf(table->header, table->headerLine);
    if (!kind) {
        return std::unexpected(kind.error());
    }
    return PlanTexts{.kind = *kind, .rows = std::move(table->rows), .takenForMoney = std::move(table->takenForMoney)};
}

core::Result<PlanTexts> positionTextsOfCsv(std::string_view text)
{
    constexpr std::string_view columns = "symbol and shares";
    auto table = tableOf(text, Use::Positions, columns);
    if (!table) {
        return std::unexpected(table.error());
    }
    const Header& header = table->header;
    if (!header.has(PlanField::Symbol) || !header.has(PlanField::Shares) || header.has(PlanField::Side)) {
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
