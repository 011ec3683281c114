// SPDX-License-Identifier: MIT
#include "engine/rebalance/plan_fields.h"

#include <simdjson.h>

#include <algorithm>
#include <utility>

namespace leadline::rebalance
{

namespace
{

/// JSON as far as a plan may have it. Fields keep their order and stand there as often as they are written.
struct Field;
struct Node {
    enum class Kind : std::uint8_t { Scalar, List, Object, Other };

    Kind kind = Kind::Other;
    std::string text; ///< Scalar: a text, or a number as it is written
    std::vector<Node> items;
    std::vector<Field> fields;
};
struct Field {
    std::string name;
    Node value;
};

/// As JSON has it: -12, 0.5, 1e-7. simdjson gives tokens unread, and how the digits go on is looked at later.
bool isNumber(std::string_view text)
{
    text.remove_prefix(text.starts_with('-') ? 1 : 0);
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    const bool hasNeedlessZero = text.size() > 1 && text[0] == '0' && isDigit(text[1]);
    return !text.empty() && isDigit(text.front()) && !hasNeedlessZero
        && text.find_first_not_of("0123456789.eE+-") == std::string_view::npos;
}

/// Walks simdjson's values once and copies them; false where the text is no JSON.
class NodeBuilder
{
public:
    template <class Value> static bool copy(Value&& value, Node& to, int depth = 0)
    {
        using simdjson::ondemand::json_type;
        json_type type{};
        if (value.type().get(type) != simdjson::SUCCESS) {
            return false;
        }
        switch (type) {
        case json_type::array:
            to.kind = Node::Kind::List;
            return depth == deepest || copyList(value, to, depth);
        case json_type::object:
            to.kind = Node::Kind::Object;
            return depth == deepest || copyObject(value, to, depth);
        case json_type::string: {
            to.kind = Node::Kind::Scalar;
            std::string_view text;
            const bool isRead = value.get_string().get(text) == simdjson::SUCCESS;
            to.text = text;
            return isRead;
        }
        case json_type::number: {
            to.kind = Node::Kind::Scalar;
            std::string_view token;
            if constexpr (requires { token = value.raw_json_token(); }) {
                token = value.raw_json_token();
            }
            to.text = token.substr(0, token.find_last_not_of(" \t\r\n") + 1);
            return isNumber(to.text);
        }
        case json_type::boolean:
            return value.get_bool().error() == simdjson::SUCCESS;
        case json_type::null:
            return true;
        }
        return false;
    }

private:
    static constexpr int deepest = 3; ///< a plan, its list, a trade; what is deeper is of no plan and not looked at

    template <class Value> static bool copyList(Value& value, Node& to, int depth)
    {
        simdjson::ondemand::array list;
        if (value.get_array().get(list) != simdjson::SUCCESS) {
            return false;
        }
        for (auto item : list) {
            simdjson::ondemand::value entry;
            if (item.get(entry) != simdjson::SUCCESS || !copy(entry, to.items.emplace_back(), depth + 1)) {
                return false;
            }
        }
        return true;
    }
    template <class Value> static bool copyObject(Value& value, Node& to, int depth)
    {
        simdjson::ondemand::object object;
        if (value.get_object().get(object) != simdjson::SUCCESS) {
            return false;
        }
        for (auto part : object) {
            std::string_view key;
            simdjson::ondemand::value entry;
            if (part.unescaped_key().get(key) != simdjson::SUCCESS || part.value().get(entry) != simdjson::SUCCESS) {
                return false;
            }
            auto& field = to.fields.emplace_back(std::string(key), Node());
            if (!copy(entry, field.value, depth + 1)) {
                return false;
            }
        }
        return true;
    }
};

/// Where it stopped, as far as that is known.
core::Defect badJson(simdjson::ondemand::document& document, const simdjson::padded_string& text)
{
    const char* place = nullptr;
    const bool isKnown = document.current_location().get(place) == simdjson::SUCCESS && place >= text.data()
        && place <= text.data() + text.size();
    return {isKnown ? inPlace("line", static_cast<int>(1 + std::count(text.data(), place, '\n')), "not valid JSON")
                    : ": not valid JSON"};
}

core::Result<Node> parsed(std::string_view json)
{
    const simdjson::padded_string padded(json);
    simdjson::ondemand::parser parser;
    simdjson::ondemand::document document;
    Node node;
    if (parser.iterate(padded).get(document) != simdjson::SUCCESS) {
        return core::defect(": not valid JSON");
    }
    if (!NodeBuilder::copy(document, node)) {
        return std::unexpected(badJson(document, padded));
    }
    // Nothing but blanks may stand behind it.
    const char* rest = nullptr;
    if (document.current_location().get(rest) == simdjson::SUCCESS) {
        const std::string_view behind(rest, static_cast<std::size_t>(padded.data() + padded.size() - rest));
        if (behind.find_first_not_of(" \t\r\n") != std::string_view::npos) {
            return core::defect(": not valid JSON: something stands behind it");
        }
    }
    return node;
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

core::Result<void> readWeights(const Node& node, PlanTexts& plan)
{
    if (node.kind != Node::Kind::Object) {
        return core::defect(R"(: "weights" holds symbols with their weights: {"AAPL": 0.2})");
    }
    for (const auto& [symbol, weight] : node.fields) {
        PlanRowTexts& row = nextRow(plan);
        if (weight.kind != Node::Kind::Scalar) {
            return core::defect(inEntry(row.line, "the weight is neither a number nor a text"));
        }
        row.of(PlanField::Symbol) = symbol;
        row.of(PlanField::Weight) = weight.text;
    }
    return {};
}

core::Result<void> readTradeNode(const Node& node, PlanRowTexts& row)
{
    if (node.kind != Node::Kind::Object) {
        return core::defect(inEntry(row.line, "not an object"));
    }
    for (const auto& [name, value] : node.fields) {
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
        if (value.kind != Node::Kind::Scalar) {
            return core::defect(inEntry(row.line, std::string(describe(*field)) + " is neither a number nor a text"));
        }
        row.of(*field) = value.text;
    }
    return {};
}

core::Result<void> readTrades(const Node& node, PlanTexts& plan)
{
    if (node.kind != Node::Kind::List) {
        return core::defect(R"(: "trades" is a list: [{"symbol": "AAPL", "side": "buy", "shares": 10}])");
    }
    for (const Node& trade : node.items) {
        if (auto done = readTradeNode(trade, nextRow(plan)); !done) {
            return done;
        }
    }
    return {};
}

core::Result<void> readField(const std::string& name, const Node& value, PlanTexts& plan)
{
    if (name == "weights") {
        plan.kind = Plan::Kind::Weights;
        return readWeights(value, plan);
    }
    if (name == "trades") {
        plan.kind = Plan::Kind::Trades;
        return readTrades(value, plan);
    }
    const std::string text = value.kind == Node::Kind::Scalar ? value.text : std::string();
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
    const auto node = parsed(json);
    if (!node) {
        return std::unexpected(node.error());
    }
    const auto count = [&node](std::string_view name) { return std::ranges::count(node->fields, name, &Field::name); };
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
    for (const auto& [name, value] : node->fields) {
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
