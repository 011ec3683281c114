// SPDX-License-Identifier: MIT
/// Texts of JSON as a tree, against simdjson's own tree, and the writer against the reader.
#include "engine/core/text.h"
#include "engine/json/tree.h"
#include "engine/json/writer.h"
#include "tests/fuzz/fuzz.h"

#include <simdjson.h>

using namespace leadline;

namespace
{

using simdjson::dom::element_type;

/// What simdjson's tree says, in the writer's form but for numbers, which it does not keep as they were written.
std::string shapeOf(simdjson::dom::element element)
{
    switch (element.type()) {
    case element_type::ARRAY: {
        json::ListWriter list;
        for (const simdjson::dom::element item : simdjson::dom::array(element)) {
            list.add(shapeOf(item));
        }
        return list.str();
    }
    case element_type::OBJECT: {
        json::ObjectWriter object;
        for (const auto& field : simdjson::dom::object(element)) {
            object.raw(field.key, shapeOf(field.value));
        }
        return object.str();
    }
    case element_type::STRING:
        return json::quoted(std::string_view(element));
    case element_type::BOOL:
        return bool(element) ? "true" : "false";
    case element_type::NULL_VALUE:
        return "null";
    default:
        return "number";
    }
}

std::string shapeOf(const json::Tree& tree)
{
    switch (tree.kind()) {
    case json::Tree::Kind::List:
        return json::listOf(tree.items(), [](const json::Tree& item) { return shapeOf(item); });
    case json::Tree::Kind::Object: {
        json::ObjectWriter object;
        for (const auto& [name, value] : tree.fields()) {
            object.raw(name, shapeOf(value));
        }
        return object.str();
    }
    case json::Tree::Kind::Number:
        return "number";
    default:
        return json::textOf(tree);
    }
}

int depthOf(const json::Tree& tree)
{
    int depth = 0;
    for (const json::Tree& item : tree.items()) {
        depth = std::max(depth, depthOf(item) + 1);
    }
    for (const auto& [name, value] : tree.fields()) {
        depth = std::max(depth, depthOf(value) + 1);
    }
    return depth;
}

/// All that may be asked of a value, whatever it is.
void ask(const json::Tree& tree)
{
    static_cast<void>(tree.number(0));
    static_cast<void>(tree.whole());
    fuzz::require(
        tree.price().raw() <= core::Price::maxRaw && tree.price().raw() >= -core::Price::maxRaw, "a price is in range");
    static_cast<void>(tree.quantity());
    static_cast<void>(tree.amount());
    static_cast<void>(tree.averagePrice());
    static_cast<void>(tree.notional());
    static_cast<void>(tree["a"].isTrue());
    for (const json::Tree& item : tree.items()) {
        ask(item);
    }
    for (const auto& [name, value] : tree.fields()) {
        ask(value);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text = fuzz::textOf(data, size);
    const auto tree = json::Tree::read(text);
    static simdjson::dom::parser parser;
    simdjson::dom::element element;
    const bool isRead = parser.parse(simdjson::padded_string(text)).get(element) == simdjson::SUCCESS;
    if (tree) {
        ask(*tree);
        fuzz::require(depthOf(*tree) <= 64, "no deeper than 64 levels");
        const auto again = json::Tree::read(json::textOf(*tree));
        fuzz::require(again.has_value(), "what was written can be read");
        fuzz::requireSame(json::textOf(*again), json::textOf(*tree), "what was written reads back");
    } else {
        fuzz::require(!tree.error().what.empty() && tree.error().line >= 0, "a failure says what is wrong");
    }
    if (isRead && (element.is_array() || element.is_object())) {
        // simdjson's own tree goes deeper.
        fuzz::require(tree || text.size() > 64, "what simdjson reads, the tree reads");
        if (tree) {
            fuzz::requireSame(shapeOf(*tree), shapeOf(element), "both read the same");
        }
    }
    const std::string valid = core::validUtf8(text);
    const auto written = json::Tree::read('[' + json::quoted(valid) + ']');
    fuzz::require(written.has_value() && written->items().size() == 1, "a text that was written can be read");
    fuzz::requireSame(written->items()[0].text(), valid, "a text reads back");
    return 0;
}
