// SPDX-License-Identifier: MIT
#include "engine/core/number_style.h"
#include "engine/json/tree.h"
#include "engine/rebalance/plan_fields.h"

#include <algorithm>
#include <utility>

namespace leadline::rebalance
{

namespace
{

using json::Tree;

bool isScalar(const Tree& tree)
{
    return tree.kind() == Tree::Kind::Text || tree.kind() == Tree::Kind::Number;
}

/// A number as it stands, a text with a number as people write it: "1,250".
std::string textOf(const Tree& value, PlanField field)
{
    const bool isPlain = value.kind() == Tree::Kind::Number || field == PlanField::Symbol || field == PlanField::Side
        || value.text().ends_with('%');
    return isPlain ? value.text() : core::NumberStyle(',').plain(value.text()).value_or(value.text());
}

std::string inEntry(int number, std::string_view what)
{
    return inPlace("entry", number, what);
}

PlanRowTexts& nextRow(PlanTexts& plan)
{
    PlanRowTexts& row = plan.rows.emplace_back();
    row.line = static_cast<int>(plan.rows.size());
    return row;
}

core::Result<void> readWeights(const Tree& node, PlanTexts& plan)
{
    if (node.kind() != Tree::Kind::Object) {
        return core::defect(R"(: "weights" holds symbols with their weights: {"AAPL": 0.2})");
    }
    for (const auto& [symbol, weight] : node.fields()) {
        PlanRowTexts& row = nextRow(plan);
        if (!isScalar(weight)) {
            return core::defect(inEntry(row.line, "the weight is neither a number nor a text"));
        }
        row.of(PlanField::Symbol) = symbol;
        row.of(PlanField::Weight) = textOf(weight, PlanField::Weight);
    }
    return {};
}

core::Result<void> readTradeNode(const Tree& node, PlanRowTexts& row)
{
    if (node.kind() != Tree::Kind::Object) {
        return core::defect(inEntry(row.line, "not an object"));
    }
    for (const auto& [name, value] : node.fields()) {
        const auto field = planFieldOf(name);
        if (!field) {
            return core::defect(inEntry(row.line, "unknown field " + shown(name)));
        }
        if (*field == PlanField::Weight) {
            return core::defect(inEntry(row.line, "a weight among trades"));
        }
        if (row.of(*field)) {
            return core::defect(inEntry(row.line, std::string(describe(*field)) + " stands there twice"));
        }
        if (!isScalar(value)) {
            return core::defect(inEntry(row.line, std::string(describe(*field)) + " is neither a number nor a text"));
        }
        row.of(*field) = textOf(value, *field);
    }
    return {};
}

core::Result<void> readTrades(const Tree& node, PlanTexts& plan)
{
    if (node.kind() != Tree::Kind::List) {
        return core::defect(R"(: "trades" is a list: [{"symbol": "AAPL", "side": "buy", "shares": 10}])");
    }
    for (const Tree& trade : node.items()) {
        if (auto done = readTradeNode(trade, nextRow(plan)); !done) {
            return done;
        }
    }
    return {};
}

core::Result<void> readField(const std::string& name, const Tree& value, PlanTexts& plan)
{
    if (name == "weights") {
        plan.kind = Plan::Kind::Weights;
        return readWeights(value, plan);
    }
    if (name == "trades") {
        plan.kind = Plan::Kind::Trades;
        return readTrades(value, plan);
    }
    const std::string text = isScalar(value) ? value.text() : std::string();
    if (name == "urgency") {
        plan.urgency = urgencyOf(text);
        return plan.urgency ? core::Result<void>{} : core::defect(R"(: "urgency" is "low", "normal" or "high")");
    }
    if (name == "others") {
        plan.sellsOthers = text == "sell";
        return plan.sellsOthers || text == "keep" ? core::Result<void>{}
                                                  : core::defect(R"(: "others" is "keep" or "sell")");
    }
    return core::defect(": unknown field " + shown(name));
}

} // namespace

core::Result<PlanTexts> planTextsOfJson(std::string_view json)
{
    const auto node = Tree::read(json);
    if (!node) {
        const auto& [what, line] = node.error();
        return core::defect(line > 0 ? inPlace("line", line, what) : ": " + what);
    }
    const auto count = [&node](std::string_view name) {
        return std::ranges::count(node->fields(), name, &std::pair<std::string, Tree>::first);
    };
    if (count("weights") + count("trades") == 0) {
        return core::defect(R"(: neither "weights" nor "trades")");
    }
    if (count("weights") > 0 && count("trades") > 0) {
        return core::defect(": weights and trades in one plan");
    }
    if (count("trades") > 0 && count("others") > 0) {
        return core::defect(R"(: "others" goes with weights alone)");
    }
    PlanTexts plan;
    for (const auto& [name, value] : node->fields()) {
        if (count(name) > 1) {
            return core::defect(": " + shown(name) + " stands there twice");
        }
        if (auto done = readField(name, value, plan); !done) {
            return std::unexpected(done.error());
        }
    }
    return plan;
}

} // namespace leadline::rebalance
