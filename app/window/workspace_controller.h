// SPDX-License-Identifier: MIT
/// Keeps the window's workspace, and restores it.
#pragma once

#include "app/window/workspace_store.h"

#include <QList>
#include <QObject>
#include <QRect>
#include <QTimer>

#include <functional>
#include <utility>

namespace leadline::views
{
class MainWindow;
class WorkspaceMenu;
} // namespace leadline::views

namespace leadline::app
{

/// Saves by itself: a change once it has settled, and when the window closes. What cannot be read or written is said in
/// the window's status bar, which stays as it is. Thread: GUI.
class WorkspaceController final : public QObject
{
    Q_OBJECT

public:
    /// Adds the menu. `folder`: of the settings file. The window must outlive the controller.
    WorkspaceController(const std::filesystem::path& folder, views::MainWindow& window);
    ~WorkspaceController() override;

    /// As the window was left; with a name or a file, that. Before the window is shown. A defect: that name or file is
    /// none; without one there is always a window.
    [[nodiscard]] std::optional<core::Defect> restore(const QString& nameOrFile = {});
    /// From now on changes are kept.
    void begin();

    /// Usable areas of the screens, in place of the program's.
    void setScreens(std::function<QList<QRect>()> screens) { m_screens = std::move(screens); }
    [[nodiscard]] const WorkspaceStore& store() const { return m_store; }
    /// The one that was chosen last.
    [[nodiscard]] const QString& current() const { return m_current; }

public Q_SLOTS:
    void choose(const QString& name);
    void saveAs(const QString& name);
    void rename(const QString& from, const QString& to);
    void remove(const QString& name);
    void importFile(const QString& file);
    void exportFile(const QString& file);
    /// As the current one was saved, or comes with the program.
    void reset();
    /// Writes what has changed and is the same as at the last look. Called by a timer, or by a test.
    void keepSettled();
    /// Writes what has changed.
    void keep();

private:
    void addMenu();
    void watchScreens();
    [[nodiscard]] QList<QRect> screens() const;
    void arrange(const views::Workspace& workspace);
    [[nodiscard]] views::Workspace now() const;
    /// False, and said: it stopped there.
    bool isDone(const std::optional<core::Defect>& wrong);
    void restoreKept();

    WorkspaceStore m_store;
    views::MainWindow& m_window;
    views::WorkspaceMenu* m_menu = nullptr;
    std::function<QList<QRect>()> m_screens;
    QString m_current;
    QTimer m_timer;
    QByteArray m_seen; ///< at the last look
    QByteArray m_written;
    bool m_hasFailed = false; ///< to write; said once
};

} // namespace leadline::app
