// SPDX-License-Identifier: MIT
#include "models/command_list.h"

#include <QStringList>

#include <algorithm>
#include <optional>
#include <utility>

namespace leadline::models
{

namespace
{

/// The lower, the better; nothing where a word stands nowhere in it.
std::optional<qsizetype> distanceOf(const WindowCommand& command, const QStringList& words)
{
    const QString all = command.title + u' ' + command.kind + u' ' + command.hint;
    qsizetype sum = 0;
    for (const QString& word : words) {
        const qsizetype at = all.indexOf(word, 0, Qt::CaseInsensitive);
        if (at < 0) {
            return std::nullopt;
        }
        // The beginning of a word is meant more often than its middle.
        const bool isInside = at > 0 && all.at(at - 1).isLetterOrNumber();
        sum += at + (isInside ? all.size() : 0);
    }
    return sum;
}

} // namespace

void CommandList::setCommands(
    std::vector<WindowCommand> commands, std::function<std::vector<WindowCommand>(const QString& text)> symbols)
{
    m_commands = std::move(commands);
    m_symbols = std::move(symbols);
    search({});
}

void CommandList::search(const QString& text)
{
    const QStringList words = text.split(u' ', Qt::SkipEmptyParts);
    std::vector<std::pair<qsizetype, const WindowCommand*>> fitting;
    for (const WindowCommand& command : m_commands) {
        if (const auto distance = distanceOf(command, words)) {
            fitting.emplace_back(*distance, &command);
        }
    }
    std::ranges::stable_sort(fitting, {}, &std::pair<qsizetype, const WindowCommand*>::first);
    beginResetModel();
    m_found.clear();
    if (m_symbols && !words.isEmpty()) {
        m_found = m_symbols(text.trimmed());
    }
    for (const auto& [distance, command] : fitting) {
        m_found.push_back(*command);
    }
    m_found.resize(std::min<std::size_t>(m_found.size(), most));
    endResetModel();
}

const WindowCommand* CommandList::at(int row) const
{
    return row >= 0 && row < rowCount() ? &m_found[static_cast<std::size_t>(row)] : nullptr;
}

int CommandList::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_found.size());
}

QVariant CommandList::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const WindowCommand& command = m_found[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return command.hint.isEmpty() ? tr("%1: %2").arg(command.kind, command.title)
                                      : tr("%1: %2  (%3)").arg(command.kind, command.title, command.hint);
    default:
        return {};
    }
}

} // namespace leadline::models
