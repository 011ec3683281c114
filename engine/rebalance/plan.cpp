// SPDX-License-Identifier: MIT
#include "engine/rebalance/plan.h"

#include "engine/core/number_text.h"
#include "engine/rebalance/plan_fields.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>

namespace leadline::rebalance
{

namespace
{

/// Weights that were rounded by whoever wrote them may sum to a little more than one.
constexpr double sumTolerance = 1e-9;

struct RowDefect {
    int line = 0;
    std::string what; ///< continues the name of the file, as every defect here
};

/// "10,000"
std::string grouped(std::size_t number)
{
    std::string text = std::to_string(number);
    for (std::size_t at = text.size(); at > 3; at -= 3) {
        text.insert(at - 3, ",");
    }
    return text;
}

core::Result<void> checkCount(std::size_t rows)
{
    if (rows == 0) {
        return core::defect(": no rows");
    }
    if (rows > longestPlan) {
        return core::defect(": " + grouped(rows) + " rows, and " + grouped(longestPlan) + " are the most");
    }
    return {};
}

std::vector<RowDefect> repeatedSymbols(const std::vector<PlanRow>& rows, std::string_view unit)
{
    std::vector<RowDefect> defects;
    std::map<core::Symbol, int> first;
    for (const PlanRow& row : rows) {
        const auto [known, isNew] = first.emplace(row.symbol, row.line);
        if (!isNew) {
            defects.push_back({row.line,
                inPlace(unit, row.line,
                    row.symbol.text() + " is named already, in " + std::string(unit) + " "
                        + std::to_string(known->second))});
        }
    }
    return defects;
}

/// One line, whatever is wrong with how many rows.
core::Defect summary(std::vector<RowDefect> defects)
{
    std::ranges::stable_sort(defects, {}, &RowDefect::line);
    const std::size_t others = defects.size() - 1;
    return {defects.front().what
        + (others == 0 ? "" : " (and " + grouped(others) + (others == 1 ? " more row)" : " more rows)"))};
}

double sumOf(const Plan& plan)
{
    double sum = 0;
    for (const PlanRow& row : plan.rows) {
        sum += row.weight;
    }
    return sum;
}

core::Result<void> checkSum(const Plan& plan)
{
    const double sum = plan.kind == Plan::Kind::Weights ? sumOf(plan) : 0;
    if (sum > 1 + sumTolerance) {
        // To nine decimals, so that what is beyond the tolerance never reads as the whole.
        const auto billionths = static_cast<core::Int128>(std::round(sum * static_cast<double>(core::decimalScale)));
        return core::defect(": the weights sum to " + core::decimalText(billionths) + ", more than 1");
    }
    return {};
}

/// Digits behind the point of the weight with most of them, as parts of one: "33.34 %" has four.
int finestDecimals(const std::vector<PlanRowTexts>& rows)
{
    int most = 0;
    for (const PlanRowTexts& row : rows) {
        const auto& text = row.of(PlanField::Weight);
        const auto point = text ? text->find('.') : std::string::npos;
        const std::size_t end = text ? std::min(text->find_first_not_of("0123456789", point + 1), text->size()) : 0;
        const int decimals = point == std::string::npos ? 0 : static_cast<int>(end - point) - 1;
        most = std::max(most, decimals + (text && text->ends_with('%') ? 2 : 0));
    }
    return most;
}

/// 33.34 %, 33.33 % and 33.34 % are the whole: each is off by half of its last digit at most.
void takeRoundingOff(Plan& plan, int decimals)
{
    constexpr double mostRounding = 0.0005;
    const double sum = sumOf(plan);
    const double rounding = static_cast<double>(plan.rows.size()) * 0.5 * std::pow(10, -decimals);
    if (sum > 1 + sumTolerance && sum - 1 < std::min(rounding, mostRounding)) {
        for (PlanRow& row : plan.rows) {
            row.weight /= sum;
        }
    }
}

/// Under "%", figures that sum to more than the whole can be nothing but percent.
void takeAsPercent(std::vector<PlanRowTexts>& rows)
{
    double sum = 0;
    for (const PlanRowTexts& row : rows) {
        const auto& text = row.of(PlanField::Weight);
        const auto weight = text ? core::numberIn<double>(*text) : std::nullopt;
        if (!row.isHeadedPercent || !weight || *weight < 0) {
            return;
        }
        sum += *weight;
    }
    // A list of parts never comes so far by rounding.
    constexpr double certain = 1.5;
    for (PlanRowTexts& row : rows) {
        if (sum > certain) {
            *row.of(PlanField::Weight) += " %";
        }
    }
}

core::Result<Plan> planOf(PlanTexts texts, std::string_view unit)
{
    if (auto counted = checkCount(texts.rows.size()); !counted) {
        return std::unexpected(counted.error());
    }
    if (texts.kind == Plan::Kind::Weights) {
        takeAsPercent(texts.rows);
    }
    if (texts.kind == Plan::Kind::Weights && std::ranges::all_of(texts.rows, isMeantAsPercent)) {
        return core::defect(": every weight is above 1, the whole: 20 percent are written 0.2 or \"20 %\"");
    }
    Plan plan{.kind = texts.kind, .urgency = texts.urgency, .sellsOthers = texts.sellsOthers};
    plan.takenForMoney = std::move(texts.takenForMoney);
    std::vector<RowDefect> defects;
    for (const PlanRowTexts& text : texts.rows) {
        if (auto row = readPlanRow(texts.kind, text)) {
            plan.rows.push_back(*row);
        } else {
            defects.push_back({text.line, inPlace(unit, text.line, row.error().what)});
        }
    }
    std::ranges::move(repeatedSymbols(plan.rows, unit), std::back_inserter(defects));
    if (!defects.empty()) {
        return std::unexpected(summary(std::move(defects)));
    }
    if (texts.kind == Plan::Kind::Weights) {
        takeRoundingOff(plan, finestDecimals(texts.rows));
    }
    if (auto summed = checkSum(plan); !summed) {
        return std::unexpected(summed.error());
    }
    return plan;
}

/// Without its byte-order mark.
core::Result<std::string_view> plainText(std::string_view text)
{
    constexpr std::string_view byteOrderMark = "\xef\xbb\xbf";
    if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) {
        return core::defect(": is UTF-16; save it as UTF-8, which Excel calls \"CSV UTF-8\"");
    }
    if (text.find('\0') != std::string_view::npos) {
        return core::defect(": not a UTF-8 text");
    }
    text.remove_prefix(text.starts_with(byteOrderMark) ? byteOrderMark.size() : 0);
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos
        ? core::Result<std::string_view>(core::defect(": empty"))
        : text;
}

core::Result<Plan> readText(std::string_view written)
{
    const auto text = plainText(written);
    if (!text) {
        return std::unexpected(text.error());
    }
    const char first = (*text)[text->find_first_not_of(" \t\r\n")];
    if (first == '[') {
        return core::defect(": a list, and a plan in JSON is an object with \"weights\" or \"trades\"");
    }
    const bool isJson = first == '{';
    auto texts = isJson ? planTextsOfJson(*text) : planTextsOfCsv(*text);
    if (!texts) {
        return std::unexpected(texts.error());
    }
    return planOf(std::move(*texts), isJson ? "entry" : "line");
}

core::Result<Plan> readBuys(std::string_view written)
{
    const auto text = plainText(written);
    if (!text) {
        return std::unexpected(text.error());
    }
    auto texts = positionTextsOfCsv(*text);
    if (!texts) {
        return std::unexpected(texts.error());
    }
    return planOf(std::move(*texts), "line");
}

std::string weightsText(const Plan& plan)
{
    std::string text;
    for (const PlanRow& row : plan.rows) {
        text += (text.empty() ? "\n    \"" : ",\n    \"") + row.symbol.text() + "\": " + core::shortestText(row.weight);
    }
    return "{\n  \"weights\": {" + text + "\n  },\n  \"others\": " + (plan.sellsOthers ? "\"sell\"" : "\"keep\"");
}

std::string tradesText(const Plan& plan)
{
    std::string text;
    for (const PlanRow& row : plan.rows) {
        text += std::string(text.empty() ? "\n    " : ",\n    ") + "{\"symbol\": \"" + row.symbol.text()
            + "\", \"side\": \"" + std::string(core::verb(row.side)) + "\", "
            + (row.shares.isZero() ? "\"dollars\": " + row.dollars.text() : "\"shares\": " + row.shares.text()) + "}";
    }
    return "{\n  \"trades\": [" + text + "\n  ]";
}

/// Whoever changed it by hand sees symbols and no lines.
core::Result<void> checkRows(const Plan& plan)
{
    if (auto counted = checkCount(plan.rows.size()); !counted) {
        return counted;
    }
    std::vector<RowDefect> defects;
    std::map<core::Symbol, int> count;
    for (const PlanRow& row : plan.rows) {
        auto wrong = defectOf(plan.kind, row);
        if (!wrong && ++count[row.symbol] == 2) {
            wrong = "named twice";
        }
        if (wrong) {
            defects.push_back({0, ", " + row.symbol.text() + ": " + *wrong});
        }
    }
    return defects.empty() ? checkSum(plan) : std::unexpected(summary(std::move(defects)));
}

} // namespace

core::Result<Plan> readPlan(std::string_view text, std::string_view name)
{
    auto plan = readText(text);
    if (!plan) {
        return std::unexpected(core::Defect{std::string(name) + plan.error().what});
    }
    return plan;
}

core::Result<std::map<core::Symbol, core::Quantity>> readPositions(std::string_view text, std::string_view name)
{
    const auto buys = readBuys(text);
    if (!buys) {
        return std::unexpected(core::Defect{std::string(name) + buys.error().what});
    }
    std::map<core::Symbol, core::Quantity> positions;
    for (const PlanRow& row : buys->rows) {
        positions.emplace(row.symbol, row.shares);
    }
    return positions;
}

core::Result<void> checkPlan(const Plan& plan, std::string_view name)
{
    auto checked = checkRows(plan);
    if (!checked) {
        checked.error().what.insert(0, name);
    }
    return checked;
}

std::string planText(const Plan& plan)
{
    return (plan.kind == Plan::Kind::Weights ? weightsText(plan) : tradesText(plan))
        + (plan.urgency ? ",\n  \"urgency\": \"" + std::string(describe(*plan.urgency)) + "\"" : "") + "\n}\n";
}

} // namespace leadline::rebalance
