// SPDX-License-Identifier: MIT
/// The menu of workspaces: choose, save, rename, delete, import, export, reset.
#pragma once

#include <QMenu>
#include <QStringList>

#include <functional>

class QMessageBox;

namespace leadline::views
{

/// What there is to choose.
struct WorkspaceList {
    QStringList ready; ///< come with the program
    QStringList own; ///< saved by the user
    QString current; ///< the one that was chosen last
};

/// Asks the user, and tells what is wanted; whoever keeps the workspaces does it. Thread: GUI.
class WorkspaceMenu final : public QMenu
{
    Q_OBJECT

public:
    static constexpr int keyCount = 9; ///< Ctrl+Shift+1 to 9: the first workspaces of the list

    /// `list` gives what there is now.
    WorkspaceMenu(std::function<WorkspaceList()> list, QWidget& window);

    /// Fills itself anew, so that the keys choose what the list says.
    void refresh();

Q_SIGNALS:
    void chosen(const QString& name);
    void saveWanted(const QString& name);
    void renameWanted(const QString& from, const QString& to);
    void deleteWanted(const QString& name);
    void importWanted(const QString& file);
    void exportWanted(const QString& file);
    void resetWanted();

private:
    void askName(const QString& title, const QString& proposed, std::function<void(const QString&)> then);
    void askToReplace(const QString& name);
    void askToDelete(const QString& name);
    void askFile(bool isExport);
    void listOwn(QMenu& menu, void (WorkspaceMenu::*then)(const QString&));
    void askNewName(const QString& name);

    std::function<WorkspaceList()> m_list;
    QWidget& m_window;
};

} // namespace leadline::views
