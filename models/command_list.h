// SPDX-License-Identifier: MIT
/// Everything that can be done in a window, found by what a person types.
#pragma once

#include <QAbstractListModel>
#include <QString>

#include <functional>
#include <vector>

namespace leadline::models
{

struct WindowCommand {
    QString title; ///< "Kill and flatten panel"
    QString kind; ///< "Trade", "Panel", "Setting", "Symbol"
    QString hint; ///< a key, or what a setting means; may be empty
    std::function<void()> run;
};

/// The commands that fit, best first: every word of the search stands in the title, the kind or the hint. Thread: GUI.
class CommandList final : public QAbstractListModel
{
    Q_OBJECT

public:
    static constexpr int most = 50; ///< rows

    using QAbstractListModel::QAbstractListModel;

    /// `symbols` gives what the text may mean as an instrument; may be empty.
    void setCommands(
        std::vector<WindowCommand> commands, std::function<std::vector<WindowCommand>(const QString& text)> symbols);
    void search(const QString& text);
    /// Null: there is no such row.
    [[nodiscard]] const WindowCommand* at(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

private:
    std::vector<WindowCommand> m_commands;
    std::function<std::vector<WindowCommand>(const QString& text)> m_symbols;
    std::vector<WindowCommand> m_found;
};

} // namespace leadline::models
