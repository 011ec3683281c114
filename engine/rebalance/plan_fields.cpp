// SPDX-License-Identifier: MIT
#include "engine/rebalance/plan_fields.h"

#include "engine/core/number_text.h"
#include "engine/core/stock_symbol.h"
#include "engine/core/table.h"
#include "engine/core/text.h"

#include <algorithm>
#include <cmath>

namespace leadline::rebalance
{

namespace
{

/// Sums of weights that were rounded by whoever wrote them may pass one by so much.
constexpr double weightTolerance = 1e-9;
constexpr std::size_t longestSymbol = 15;

/// More of either is a slip of the keyboard.
const core::Quantity mostShares =
    core::Quantity::fromRaw(static_cast<core::Int128>(1'000'000'000) * core::decimalScale);
const core::Notional mostDollars = core::Price::fromRaw(core::decimalScale)
    * core::Quantity::fromRaw(static_cast<core::Int128>(1'000'000'000'000) * core::decimalScale);

struct FieldName {
    std::string_view name;
    PlanField field;
};
/// The first name of a field is its own.
constexpr std::array fieldNames{FieldName{"symbol", PlanField::Symbol}, FieldName{"ticker", PlanField::Symbol},
    FieldName{"symbols", PlanField::Symbol}, FieldName{"tickers", PlanField::Symbol},
    FieldName{"ticker_symbol", PlanField::Symbol}, FieldName{"side", PlanField::Side},
    FieldName{"action", PlanField::Side}, FieldName{"weight", PlanField::Weight},
    FieldName{"target_weight", PlanField::Weight}, FieldName{"weights", PlanField::Weight},
    FieldName{"allocation", PlanField::Weight}, FieldName{"target_allocation", PlanField::Weight},
    FieldName{"%", PlanField::Weight}, FieldName{"weight_%", PlanField::Weight},
    FieldName{"weight%", PlanField::Weight}, FieldName{"target_%", PlanField::Weight},
    FieldName{"allocation_%", PlanField::Weight}, FieldName{"target_allocation_%", PlanField::Weight},
    FieldName{"target_weight_%", PlanField::Weight}, FieldName{"shares", PlanField::Shares},
    FieldName{"qty", PlanField::Shares}, FieldName{"quantity", PlanField::Shares},
    FieldName{"dollars", PlanField::Dollars}, FieldName{"notional", PlanField::Dollars},
    FieldName{"amount", PlanField::Dollars}};

char upper(char c)
{
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

std::string upperText(std::string_view text)
{
    std::string made(text);
    std::ranges::transform(made, made.begin(), upper);
    return made;
}

bool isSymbol(std::string_view text)
{
    const auto isLetter = [](char c) { return c >= 'A' && c <= 'Z'; };
    return !text.empty() && text.size() <= longestSymbol && isLetter(text.front()) && text.back() != '.'
        && std::ranges::all_of(text, [&](char c) { return isLetter(c) || (c >= '0' && c <= '9') || c == '.'; });
}

/// `[-]digits[.digits][e[-]digits]`, and nothing beyond what a double holds.
std::optional<double> numberOf(std::string_view text)
{
    static constexpr std::string_view digits = "0123456789";
    std::string_view rest = text;
    const auto skipDigits = [&rest] {
        const std::size_t count = std::min(rest.find_first_not_of(digits), rest.size());
        rest.remove_prefix(count);
        return count > 0;
    };
    const auto skip = [&rest](std::string_view any) {
        const bool isThere = !rest.empty() && any.find(rest.front()) != std::string_view::npos;
        rest.remove_prefix(isThere ? 1 : 0);
        return isThere;
    };
    skip("-");
    if (!skipDigits() || (skip(".") && !skipDigits())) {
        return std::nullopt;
    }
    if (skip("eE") && (static_cast<void>(skip("+-")), !skipDigits())) {
        return std::nullopt;
    }
    const auto number = core::numberIn<double>(text);
    return rest.empty() && number && std::isfinite(*number) ? number : std::nullopt;
}

/// "20 %" is 0.2; `isPercent` tells that it was written so.
std::optional<double> weightOf(std::string_view text, bool& isPercent)
{
    isPercent = text.ends_with('%');
    if (!isPercent) {
        return numberOf(text);
    }
    text.remove_suffix(1);
    const auto percent = numberOf(trimmed(text));
    return percent ? std::optional(*percent / 100) : std::nullopt;
}

std::optional<core::Side> sideOf(std::string_view text)
{
    const std::string name = upperText(text);
    if (name == "BUY" || name == "B") {
        return core::Side::Bid;
    }
    return name == "SELL" || name == "S" ? std::optional(core::Side::Ask) : std::nullopt;
}

core::Result<void> readWeight(const PlanRowTexts& texts, PlanRow& row)
{
    const auto& text = texts.of(PlanField::Weight);
    if (!text) {
        return core::defect("no weight");
    }
    bool isPercent = false;
    const auto weight = weightOf(*text, isPercent);
    if (!weight) {
        return core::defect("weight " + shown(*text) + " is not a decimal number");
    }
    if (texts.isHeadedPercent && !isPercent && *weight != 0) {
        return core::defect("weight " + shown(*text) + " under \"%\": write \"" + *text
            + " %\", or name the column "
              "\"weight\"");
    }
    row.weight = *weight == 0 ? 0 : *weight; // and no negative zero
    return {};
}

template <class Amount>
core::Result<void> readAmount(PlanField field, const std::optional<std::string>& text, Amount& amount)
{
    if (!text) {
        return {};
    }
    const auto parsed = Amount::parse(*text);
    if (!parsed) {
        return core::defect(
            std::string(describe(field)) + " " + shown(*text) + ": " + std::string(core::describe(parsed.error())));
    }
    if (parsed->raw() < 0) {
        return core::defect("negative " + std::string(describe(field)) + " " + *text + ": the side says \"sell\"");
    }
    if (parsed->raw() == 0) {
        return core::defect("zero " + std::string(describe(field)));
    }
    amount = *parsed;
    return {};
}

core::Result<void> readTrade(const PlanRowTexts& texts, PlanRow& row)
{
    const auto& side = texts.of(PlanField::Side);
    if (!side) {
        return core::defect("no side: buy or sell");
    }
    const auto read = sideOf(*side);
    if (!read) {
        return core::defect("side " + shown(*side) + " is neither buy nor sell");
    }
    row.side = *read;
    const auto& shares = texts.of(PlanField::Shares);
    const auto& dollars = texts.of(PlanField::Dollars);
    if (shares && dollars) {
        return core::defect("both shares and dollars");
    }
    if (!shares && !dollars) {
        return core::defect("neither shares nor dollars");
    }
    if (auto done = readAmount(PlanField::Shares, shares, row.shares); !done) {
        return done;
    }
    return readAmount(PlanField::Dollars, dollars, row.dollars);
}

std::optional<std::string> defectOfWeight(double weight)
{
    if (!std::isfinite(weight)) {
        return "the weight is not a number";
    }
    const std::string text = core::withoutExponent(core::shortestText(weight));
    if (weight < 0) {
        return "negative weight " + text + ": short positions are not planned for";
    }
    if (weight > 1 + weightTolerance) {
        return "weight " + text + " is more than 1, the whole; percent are written with their sign, \"" + text + " %\"";
    }
    return std::nullopt;
}

std::optional<std::string> defectOfTrade(const PlanRow& row)
{
    const bool hasShares = !row.shares.isZero();
    const bool hasDollars = row.dollars.raw() != 0;
    if (hasShares == hasDollars) {
        return hasShares ? "both shares and dollars" : "neither shares nor dollars";
    }
    if (row.shares.isNegative() || row.dollars.raw() < 0) {
        return hasShares ? "negative shares" : "negative dollars";
    }
    if (row.shares > mostShares) {
        return row.shares.text() + " shares are more than a billion";
    }
    if (row.dollars > mostDollars) {
        return row.dollars.text() + " dollars are more than a trillion";
    }
    return std::nullopt;
}

} // namespace

std::string_view describe(PlanField field)
{
    return std::ranges::find(fieldNames, field, &FieldName::field)->name;
}

std::optional<PlanField> planFieldOf(std::string_view name)
{
    const std::string plain = core::columnName(name);
    const auto found = std::ranges::find(fieldNames, std::string_view(plain), &FieldName::name);
    return found == fieldNames.end() ? std::nullopt : std::optional(found->field);
}

std::string trimmed(std::string_view text)
{
    return core::cleaned(text);
}

std::string inPlace(std::string_view unit, int number, std::string_view what)
{
    return ", " + std::string(unit) + " " + std::to_string(number) + ": " + std::string(what);
}

core::Result<PlanRow> readPlanRow(Plan::Kind kind, const PlanRowTexts& texts)
{
    PlanRow row{.line = texts.line};
    const auto& symbol = texts.of(PlanField::Symbol);
    if (!symbol) {
        return core::defect("no symbol");
    }
    const std::string name = core::stockSymbolText(*symbol);
    if (!isSymbol(name)) {
        return core::defect(shown(*symbol) + " is not a symbol: letters, digits and dots, such as BRK.B");
    }
    row.symbol = core::Symbol(name);
    if (!texts.defect.empty()) {
        return core::defect(texts.defect);
    }
    if (auto done = kind == Plan::Kind::Weights ? readWeight(texts, row) : readTrade(texts, row); !done) {
        return std::unexpected(done.error());
    }
    if (auto wrong = defectOf(kind, row)) {
        return core::defect(std::move(*wrong));
    }
    return row;
}

std::optional<std::string> defectOf(Plan::Kind kind, const PlanRow& row)
{
    if (!isSymbol(row.symbol.view())) {
        return shown(row.symbol.view()) + " is not a symbol";
    }
    return kind == Plan::Kind::Weights ? defectOfWeight(row.weight) : defectOfTrade(row);
}

bool isMeantAsPercent(const PlanRowTexts& texts)
{
    bool isPercent = false;
    const auto& text = texts.of(PlanField::Weight);
    const auto weight = text ? weightOf(*text, isPercent) : std::nullopt;
    return weight && !isPercent && *weight > 1;
}

std::string shown(std::string_view text)
{
    return core::quotedForMessage(text);
}

} // namespace leadline::rebalance
