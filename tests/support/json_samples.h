// SPDX-License-Identifier: MIT
/// Collections of sample messages, and the JSON texts inside of them.
#pragma once

#include "engine/json/tree.h"
#include "engine/json/writer.h"
#include "tests/support/sample_text.h"

#include <fstream>
#include <string>
#include <vector>

namespace leadline::tests
{

/// A file that is one JSON text; Missing when it is none.
[[nodiscard]] inline json::Tree jsonFile(const std::string& path)
{
    return json::Tree::parse(textOfFile(path)).value_or(json::Tree{});
}

/// One tree a line.
[[nodiscard]] inline std::vector<json::Tree> jsonLines(const std::string& path)
{
    std::vector<json::Tree> trees;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        trees.push_back(json::Tree::parse(line).value_or(json::Tree{}));
    }
    return trees;
}

/// The texts in the field `body` of every line, those that are JSON.
[[nodiscard]] inline std::vector<json::Tree> jsonBodies(const std::string& path)
{
    std::vector<json::Tree> trees;
    for (const json::Tree& line : jsonLines(path)) {
        if (auto tree = json::Tree::parse(line["body"].text())) {
            trees.push_back(std::move(*tree));
        }
    }
    return trees;
}

/// Calls `see(object)` for the tree and every object inside of it.
template <class See> void forEachObject(const json::Tree& tree, const See& see)
{
    if (tree.kind() == json::Tree::Kind::Object) {
        see(tree);
    }
    for (const json::Tree& item : tree.items()) {
        forEachObject(item, see);
    }
    for (const auto& [name, field] : tree.fields()) {
        forEachObject(field, see);
    }
}

} // namespace leadline::tests
