// SPDX-License-Identifier: MIT
/// Collections of sample messages, and the JSON texts inside of them.
#pragma once

#include "engine/venues/json_text.h"
#include "engine/venues/json_tree.h"
#include "tests/support/sample_text.h"

#include <fstream>
#include <string>
#include <vector>

namespace leadline::tests
{

/// A file that is one JSON text; Missing when it is none.
[[nodiscard]] inline venues::JsonTree jsonFile(const std::string& path)
{
    return venues::JsonTree::parse(textOfFile(path)).value_or(venues::JsonTree{});
}

/// One tree a line.
[[nodiscard]] inline std::vector<venues::JsonTree> jsonLines(const std::string& path)
{
    std::vector<venues::JsonTree> trees;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        trees.push_back(venues::JsonTree::parse(line).value_or(venues::JsonTree{}));
    }
    return trees;
}

/// The texts in the field `body` of every line, those that are JSON.
[[nodiscard]] inline std::vector<venues::JsonTree> jsonBodies(const std::string& path)
{
    std::vector<venues::JsonTree> trees;
    for (const venues::JsonTree& line : jsonLines(path)) {
        if (auto tree = venues::JsonTree::parse(line["body"].text())) {
            trees.push_back(std::move(*tree));
        }
    }
    return trees;
}

/// The tree as text again.
[[nodiscard]] inline std::string jsonText(const venues::JsonTree& tree)
{
    using Kind = venues::JsonTree::Kind;
    std::string text;
    switch (tree.kind()) {
    case Kind::Missing:
    case Kind::Null:
        return "null";
    case Kind::Bool:
    case Kind::Number:
        return tree.text();
    case Kind::Text:
        return venues::jsonQuoted(tree.text());
    case Kind::List:
        for (const venues::JsonTree& item : tree.items()) {
            text += (text.empty() ? "" : ",") + jsonText(item);
        }
        return "[" + text + "]";
    case Kind::Object:
        for (const auto& [name, field] : tree.fields()) {
            text += (text.empty() ? "" : ",") + venues::jsonQuoted(name) + ":" + jsonText(field);
        }
        return "{" + text + "}";
    }
    return text;
}

/// Calls `see(object)` for the tree and every object inside of it.
template <class See> void forEachObject(const venues::JsonTree& tree, const See& see)
{
    if (tree.kind() == venues::JsonTree::Kind::Object) {
        see(tree);
    }
    for (const venues::JsonTree& item : tree.items()) {
        forEachObject(item, see);
    }
    for (const auto& [name, field] : tree.fields()) {
        forEachObject(field, see);
    }
}

} // namespace leadline::tests
