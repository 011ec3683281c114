// SPDX-License-Identifier: MIT
/// The instruments that the user watches: which, in which order, in which groups.
#pragma once

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace leadline::models
{

/// Instruments under one heading.
struct WatchGroup {
    QString name; ///< empty: those in no group
    QStringList symbols; ///< as the user calls them: "BTC/USDT", "AAPL"

    bool operator==(const WatchGroup&) const = default;
};

/// A symbol stands in it once. Those in no group come first, then the groups in the user's order. A value: thread any.
class WatchList
{
public:
    /// The first is that of no name, and always there.
    [[nodiscard]] const std::vector<WatchGroup>& groups() const { return m_groups; }
    /// Without that of no name.
    [[nodiscard]] QStringList groupNames() const;
    /// All of them, in order.
    [[nodiscard]] QStringList symbols() const;
    [[nodiscard]] int size() const;
    [[nodiscard]] bool isEmpty() const { return size() == 0; }
    [[nodiscard]] bool contains(const QString& symbol) const { return groupOf(symbol).has_value(); }
    /// The group's name; nothing when the symbol is not in the list.
    [[nodiscard]] std::optional<QString> groupOf(const QString& symbol) const;
    /// Its place among symbols(); -1: it is not there.
    [[nodiscard]] int indexOf(const QString& symbol) const;

    /// At the end of the group, which is made where there is none. False when it is in the list already, or no symbol.
    bool add(const QString& symbol, const QString& group = {});
    /// False when it was not there. A group that this empties stays.
    bool remove(const QString& symbol);
    /// To the place before another symbol, into its group; empty: to the end of the list. False where nothing moves.
    bool moveBefore(const QString& symbol, const QString& next);
    /// To the end of that group, which is made where there is none. False when it is there already.
    bool moveToGroup(const QString& symbol, const QString& group);
    /// False when there is one of that name, or the name is empty.
    bool addGroup(const QString& name);
    /// Its symbols go to the end of those in no group.
    bool removeGroup(const QString& name);

    bool operator==(const WatchList&) const = default;

private:
    [[nodiscard]] WatchGroup* find(const QString& group);

    std::vector<WatchGroup> m_groups{WatchGroup{}};
};

/// In capitals and without blanks around it; empty when it can be no symbol: letters, digits and . / - _ : alone, up to
/// 40 of them.
[[nodiscard]] QString symbolIn(const QString& text);

} // namespace leadline::models
