// SPDX-License-Identifier: MIT
#include "engine/signals/model_outline.h"

#include "engine/core/number_text.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace leadline::signals
{

namespace
{

using core::defect;
using core::Result;
using simdjson::dom::array;
using simdjson::dom::element;

/// Keys are lengths and letters there, without quotes.
bool isUbjson(const std::string& bytes)
{
    constexpr std::string_view lengths = "iUIlLu";
    return bytes.size() > 2 && bytes[0] == '{' && lengths.find(bytes[1]) != std::string_view::npos;
}

/// The text at that place; empty where there is none.
std::string textAt(element root, std::string_view place)
{
    std::string_view text;
    return root.at_pointer(place).get_string().get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

std::optional<std::string> repeated(std::vector<std::string> names)
{
    std::ranges::sort(names);
    const auto found = std::ranges::adjacent_find(names);
    return found == names.end() ? std::nullopt : std::optional(*found);
}

Result<std::vector<std::string>> readNames(element root)
{
    std::vector<std::string> names;
    array list;
    if (root.at_pointer("/learner/feature_names").get_array().get(list) == simdjson::SUCCESS) {
        for (const element item : list) {
            std::string_view name;
            if (item.get_string().get(name) != simdjson::SUCCESS) {
                return defect("feature_names holds something that is no text");
            }
            names.emplace_back(name);
        }
    }
    if (names.empty()) {
        return defect("it does not name its features; train it with feature_names, such as obi and spread_bps");
    }
    if (const auto twice = repeated(names)) {
        return defect("it names " + *twice + " twice");
    }
    return names;
}

Result<ModelAttributes> readAttributes(element root)
{
    ModelAttributes attributes;
    simdjson::dom::object list;
    if (root.at_pointer("/learner/attributes").get_object().get(list) == simdjson::SUCCESS) {
        for (const auto& [name, value] : list) {
            std::string_view text;
            if (value.get_string().get(text) != simdjson::SUCCESS) {
                return defect("its attribute " + std::string(name) + " is no text");
            }
            attributes.emplace(name, text);
        }
    }
    return attributes;
}

std::size_t sizeAt(element tree, std::string_view field)
{
    array list;
    return tree[field].get_array().get(list) == simdjson::SUCCESS ? list.size() : std::string_view::npos;
}

/// "4.8E-1" of "[4.8E-1]"; other texts as they are.
std::string_view withoutBrackets(std::string_view text)
{
    const bool isList = text.size() >= 2 && text.front() == '[' && text.back() == ']';
    return isList ? text.substr(1, text.size() - 2) : text;
}

/// What later releases write, or write otherwise, and the library that scores here would pass over.
Result<std::string> checkOutputs(element root)
{
    element booster;
    if (root.at_pointer("/learner/gradient_booster").get(booster) == simdjson::SUCCESS
        && sizeAt(booster, "weight_drop") != std::string_view::npos) {
        return defect("its booster is dart under the name of gbtree; it must be gbtree");
    }
    const std::string targets = textAt(root, "/learner/learner_model_param/num_target");
    if (!targets.empty() && targets != "1" && targets != "0") {
        return defect("it has " + targets + " outputs; it must have one");
    }
    std::string base = textAt(root, "/learner/learner_model_param/base_score");
    const auto number = core::numberIn<double>(withoutBrackets(base));
    if (!base.empty() && (!number || !(*number > 0 && *number < 1))) {
        return defect("its base_score is " + base + "; it must be one number between 0 and 1");
    }
    return base;
}

/// The whole numbers of a tree's field; nothing when it holds anything else.
std::optional<std::vector<std::int64_t>> readWholes(element tree, std::string_view field)
{
    std::vector<std::int64_t> numbers;
    array list;
    if (tree[field].get_array().get(list) != simdjson::SUCCESS) {
        return std::nullopt;
    }
    for (const element item : list) {
        if (item.get_int64().get(numbers.emplace_back()) != simdjson::SUCCESS) {
            return std::nullopt;
        }
    }
    return numbers;
}

/// Every list of a tree is there, and as long as XGBoost takes for granted.
bool isWhole(element tree, std::size_t nodes)
{
    const auto has = [tree](std::size_t size) {
        return [tree, size](std::string_view field) { return sizeAt(tree, field) == size; };
    };
    constexpr std::array perNode{"base_weights", "default_left", "left_children", "loss_changes", "parents",
        "right_children", "split_conditions", "split_indices", "split_type", "sum_hessian"};
    constexpr std::array ofCategories{"categories", "categories_nodes", "categories_segments", "categories_sizes"};
    return nodes > 0 && textAt(tree, "/tree_param/num_nodes") == std::to_string(nodes)
        && std::ranges::all_of(perNode, has(nodes)) && std::ranges::all_of(ofCategories, has(0));
}

/// Every way from the first node ends in a leaf: each node but the first one has one parent, and the first one none.
bool isTree(element tree, std::size_t featureCount)
{
    const auto left = readWholes(tree, "left_children");
    const auto right = readWholes(tree, "right_children");
    const auto split = readWholes(tree, "split_indices");
    if (!left || !right || !split || !isWhole(tree, left->size())) {
        return false;
    }
    const auto nodes = static_cast<std::int64_t>(left->size());
    std::vector<bool> hasParent(left->size(), false);
    hasParent[0] = true;
    for (std::size_t node = 0; node < left->size(); ++node) {
        const std::int64_t ways[] = {(*left)[node], (*right)[node]};
        if (ways[0] == -1 && ways[1] == -1) {
            continue;
        }
        if ((*split)[node] < 0 || (*split)[node] >= static_cast<std::int64_t>(featureCount)) {
            return false;
        }
        for (const std::int64_t child : ways) {
            if (child < 0 || child >= nodes || hasParent[static_cast<std::size_t>(child)]) {
                return false;
            }
            hasParent[static_cast<std::size_t>(child)] = true;
        }
    }
    return true;
}

Result<void> checkTrees(element root, std::size_t featureCount)
{
    element model;
    array trees;
    if (root.at_pointer("/learner/gradient_booster/model").get(model) != simdjson::SUCCESS
        || model["trees"].get_array().get(trees) != simdjson::SUCCESS) {
        return defect("it holds no trees");
    }
    std::size_t count = 0;
    for (const element tree : trees) {
        if (!isTree(tree, featureCount)) {
            return defect("its tree " + std::to_string(count) + " is damaged, or splits by categories");
        }
        ++count;
    }
    const auto outputs = readWholes(model, "tree_info");
    if (count == 0 || !outputs || outputs->size() != count
        || textAt(model, "/gbtree_model_param/num_trees") != std::to_string(count)
        || std::ranges::any_of(*outputs, [](std::int64_t output) { return output != 0; })) {
        return defect("its trees are not for one output");
    }
    return {};
}

} // namespace

Result<ModelOutline> readModelOutline(const std::string& json)
{
    simdjson::dom::parser parser;
    element root;
    if (isUbjson(json)) {
        return defect(
            "it is UBJSON, which XGBoost writes under names that do not end in .json: save it again as .json");
    }
    if (const auto error = parser.parse(json).get(root); error != simdjson::SUCCESS) {
        return defect("not valid JSON; a model is saved under a name that ends in .json, and may have been cut");
    }
    const std::string objective = textAt(root, "/learner/objective/name");
    const std::string booster = textAt(root, "/learner/gradient_booster/name");
    if (objective.empty() || booster.empty()) {
        return defect("no model of XGBoost: learner/objective or learner/gradient_booster is not there");
    }
    if (objective != "binary:logistic" && objective != "reg:logistic") {
        return defect("its objective is " + objective
            + ", whose outputs need not lie in 0..1; it must be binary:logistic or reg:logistic");
    }
    if (booster != "gbtree") {
        return defect("its booster is " + booster + "; it must be gbtree");
    }
    auto base = checkOutputs(root);
    if (!base) {
        return std::unexpected(base.error());
    }
    auto names = readNames(root);
    if (!names) {
        return std::unexpected(names.error());
    }
    if (auto fine = checkTrees(root, names->size()); !fine) {
        return std::unexpected(fine.error());
    }
    auto attributes = readAttributes(root);
    if (!attributes) {
        return std::unexpected(attributes.error());
    }
    return ModelOutline{
        .features = std::move(*names), .attributes = std::move(*attributes), .baseScore = std::move(*base)};
}

} // namespace leadline::signals
