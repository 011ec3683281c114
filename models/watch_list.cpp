// SPDX-License-Identifier: MIT
#include "models/watch_list.h"

#include <algorithm>

namespace leadline::models
{

QString symbolIn(const QString& text)
{
    constexpr int longest = 40;
    const QString symbol = text.trimmed().toUpper();
    const auto belongs = [](QChar c) { return c.isLetterOrNumber() || QStringLiteral("./-_:").contains(c); };
    const bool isSymbol = symbol.size() <= longest && std::ranges::all_of(symbol, belongs)
        && std::ranges::any_of(symbol, [](QChar c) { return c.isLetterOrNumber(); });
    return isSymbol ? symbol : QString();
}

QStringList WatchList::groupNames() const
{
    QStringList names;
    for (const WatchGroup& group : m_groups) {
        if (!group.name.isEmpty()) {
            names << group.name;
        }
    }
    return names;
}

QStringList WatchList::symbols() const
{
    QStringList all;
    for (const WatchGroup& group : m_groups) {
        all << group.symbols;
    }
    return all;
}

int WatchList::size() const
{
    int count = 0;
    for (const WatchGroup& group : m_groups) {
        count += static_cast<int>(group.symbols.size());
    }
    return count;
}

std::optional<QString> WatchList::groupOf(const QString& symbol) const
{
    const auto found =
        std::ranges::find_if(m_groups, [&](const WatchGroup& group) { return group.symbols.contains(symbol); });
    return found == m_groups.end() ? std::nullopt : std::optional(found->name);
}

int WatchList::indexOf(const QString& symbol) const
{
    return static_cast<int>(symbols().indexOf(symbol));
}

WatchGroup* WatchList::find(const QString& group)
{
    const auto found = std::ranges::find(m_groups, group, &WatchGroup::name);
    return found == m_groups.end() ? nullptr : &*found;
}

bool WatchList::add(const QString& symbol, const QString& group)
{
    if (symbolIn(symbol) != symbol || symbol.isEmpty() || contains(symbol)) {
        return false;
    }
    addGroup(group);
    find(group)->symbols << symbol;
    return true;
}

bool WatchList::remove(const QString& symbol)
{
    const auto group = groupOf(symbol);
    return group && find(*group)->symbols.removeOne(symbol);
}

bool WatchList::moveBefore(const QString& symbol, const QString& next)
{
    const QStringList before = symbols();
    const auto group = groupOf(symbol);
    const auto target = next.isEmpty() ? std::optional(m_groups.back().name) : groupOf(next);
    if (!group || !target || symbol == next) {
        return false;
    }
    find(*group)->symbols.removeOne(symbol);
    QStringList& there = find(*target)->symbols;
    there.insert(next.isEmpty() ? there.size() : there.indexOf(next), symbol);
    return before != symbols() || *group != *target;
}

bool WatchList::moveToGroup(const QString& symbol, const QString& group)
{
    const auto from = groupOf(symbol);
    if (!from || *from == group) {
        return false;
    }
    find(*from)->symbols.removeOne(symbol);
    addGroup(group);
    find(group)->symbols << symbol;
    return true;
}

bool WatchList::addGroup(const QString& name)
{
    if (name.isEmpty() || find(name) != nullptr) {
        return false;
    }
    m_groups.push_back({.name = name, .symbols = {}});
    return true;
}

bool WatchList::removeGroup(const QString& name)
{
    const WatchGroup* const group = name.isEmpty() ? nullptr : find(name);
    if (group == nullptr) {
        return false;
    }
    m_groups.front().symbols << group->symbols;
    std::erase_if(m_groups, [&](const WatchGroup& one) { return one.name == name; });
    return true;
}

} // namespace leadline::models
