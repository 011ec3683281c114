// SPDX-License-Identifier: MIT
/// What the command palette of a window finds: its menus, its panels, symbols, and what the program adds.
#include "views/watch/watch_panel.h"
#include "views/window/command_palette.h"
#include "views/window/main_window.h"

#include <QAction>
#include <QDockWidget>
#include <QMenu>
#include <QMenuBar>
#include <QPointer>

#include <algorithm>
#include <iterator>

namespace leadline::views
{

namespace
{

QString wordsOf(QString text)
{
    return text.remove(u'&').remove(QStringLiteral(" ..."));
}

void addMenu(std::vector<models::WindowCommand>& to, QMenu& menu, const QString& kind, const QList<QAction*>& besides)
{
    QMetaObject::invokeMethod(&menu, "aboutToShow"); // some are filled when they open
    for (QAction* const action : menu.actions()) {
        const QString text = wordsOf(action->text());
        if (action->menu() != nullptr) {
            addMenu(to, *action->menu(), kind + u' ' + text, besides);
        } else if (!action->isSeparator() && action->isEnabled() && !besides.contains(action)) {
            const QString key = action->shortcut().toString(QKeySequence::NativeText);
            to.push_back({.title = text.section(u'\t', 0, 0),
                .kind = kind,
                .hint = key.isEmpty() ? text.section(u'\t', 1) : key,
                .run = [action = QPointer(action)] {
                    if (action) {
                        action->trigger();
                    }
                }});
        }
    }
}

} // namespace

void MainWindow::openPalette()
{
    auto* palette = findChild<CommandPalette*>();
    if (palette == nullptr) {
        palette = new CommandPalette(this);
    }
    std::vector<models::WindowCommand> commands;
    QList<QAction*> panels;
    for (QDockWidget* const dock : findChildren<QDockWidget*>()) {
        panels << dock->toggleViewAction();
        const QString name = dock->objectName();
        commands.push_back(
            {.title = wordsOf(dock->windowTitle()), .kind = tr("Panel"), .hint = {}, .run = [this, name] {
                 showPanel(name);
             }});
    }
    for (QAction* const menu : menuBar()->actions()) {
        if (menu->menu() != nullptr) {
            addMenu(commands, *menu->menu(), wordsOf(menu->text()), panels);
        }
    }
    if (moreCommands) {
        std::ranges::move(moreCommands(), std::back_inserter(commands));
    }
    palette->commands().setCommands(std::move(commands), [this](const QString& text) { return symbolsFor(text); });
    palette->openAnew();
}

std::vector<models::WindowCommand> MainWindow::symbolsFor(const QString& text)
{
    constexpr int most = 5;
    models::SymbolSearch& search = m_watch->search();
    search.search(text);
    std::vector<models::WindowCommand> found;
    for (int row = 0; row < std::min(most, search.rowCount()); ++row) {
        const QModelIndex index = search.index(row);
        const QString name = index.data(Qt::EditRole).toString();
        found.push_back({.title = name,
            .kind = tr("Symbol"),
            .hint = index.data().toString().section(QStringLiteral("  "), 1),
            .run = [this, name] { m_watch->add(name); }});
    }
    return found;
}

} // namespace leadline::views
