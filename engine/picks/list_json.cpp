// SPDX-License-Identifier: MIT
#include "engine/json/tree.h"
#include "engine/picks/list_reader.h"

namespace leadline::picks
{

using json::Tree;

namespace
{

/// The whole text, or the only list in it: `{"name": "mine", "assets": [{"symbol": "AAPL"}]}`.
const Tree* listIn(const Tree& tree)
{
    const Tree* found = tree.kind() == Tree::Kind::List ? &tree : nullptr;
    for (const auto& [name, value] : tree.fields()) {
        if (value.kind() == Tree::Kind::List) {
            if (found != nullptr) {
                return nullptr;
            }
            found = &value;
        }
    }
    return found;
}

} // namespace

void ListReader::readJson(std::string_view text)
{
    const auto whole = Tree::read(text);
    const Tree* const list = whole ? listIn(*whole) : nullptr;
    if (list == nullptr) {
        problem(whole ? 0 : static_cast<std::size_t>(whole.error().line),
            whole ? "a list of symbols is expected" : whole.error().what);
        return;
    }
    // A symbol is a text; a number of one's own may be one, or stand as it is.
    const auto symbolIn = [](const Tree& tree) {
        return tree.kind() == Tree::Kind::Text ? std::string_view(tree.text()) : std::string_view();
    };
    for (const Tree& entry : list->items()) {
        std::string_view symbol = symbolIn(entry);
        std::optional<std::string_view> score;
        for (const auto& [name, value] : entry.fields()) {
            if (isSameName(name, "symbol") || isSameName(name, "ticker")) {
                symbol = symbolIn(value);
            } else if (!m_scoreColumn.empty() && isSameName(name, m_scoreColumn)) {
                const bool isNumber = value.kind() == Tree::Kind::Number;
                score = isNumber ? std::string_view(value.text()) : symbolIn(value);
            }
        }
        if (!add(static_cast<std::size_t>(entry.line()), symbol, score)) {
            return;
        }
    }
}

} // namespace leadline::picks
