// SPDX-License-Identifier: MIT
/// The main window as a workspace: what it keeps of itself, and how it stands as one says.
#include "views/window/main_window.h"

#include "models/order_entry.h"
#include "views/ladder/ladder_panel.h"
#include "views/replay/replay_bar.h"
#include "views/widgets/panel_state.h"
#include "views/workspace/dock_layout.h"
#include "views/workspace/screen_fit.h"

#include <QAction>
#include <QDataStream>
#include <QDockWidget>
#include <QScreen>
#include <QToolBar>

#include <algorithm>

namespace leadline::views
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int stateVersion = 1; ///< of QMainWindow::saveState()
constexpr qsizetype mostLadders = 12; ///< beside the first

constexpr QLatin1StringView mainName("main");
constexpr QLatin1StringView ladderKind("ladder");

const WorkspaceWindow* mainOf(const Workspace& workspace)
{
    const auto found =
        std::ranges::find_if(workspace.windows, [](const WorkspaceWindow& window) { return window.name == mainName; });
    return found == workspace.windows.end() ? nullptr : &*found;
}

/// Where it can be moved and sized to, with its frame's corner as the corner.
QRect placeOf(const QWidget& window)
{
    return {window.pos(), window.size()};
}

void place(QWidget& window, const QRect& where)
{
    if (where != placeOf(window)) {
        window.resize(where.size());
        window.move(where.topLeft());
    }
}

/// As Qt writes a text into a state.
QByteArray bytesOf(const QString& text)
{
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream << text;
    return bytes;
}

} // namespace

Workspace MainWindow::workspace() const
{
    WorkspaceWindow own{.name = mainName,
        .geometry = placeOf(*this),
        .screen = screen() != nullptr ? screen()->availableGeometry() : QRect(),
        .isMaximized = isMaximized() || isFullScreen(),
        .hasLadder = !m_ladder->isHidden(),
        .state = saveState(stateVersion),
        .stateSize = size(),
        .docks = dockSizes(*this)};
    if (own.isMaximized && normalGeometry().isValid()) {
        own.geometry = normalGeometry();
    }
    if (!m_restored.docks.isEmpty()) { // not given yet
        own.docks = m_restored.docks;
        own.stateSize = m_restored.windowSize;
    }
    Workspace made{.windows = {own}, .panels = {{ladderKind, ladderKind, stateOf(*m_ladder)}}};
    const auto docks = docksOf(*this);
    for (auto dock = docks.cbegin(); dock != docks.cend(); ++dock) {
        const QWidget& panel = *panelOf(**dock);
        const bool isLadder = qobject_cast<const LadderPanel*>(&panel) != nullptr;
        made.panels.push_back({isLadder ? ladderKind : dock.key(), dock.key(), stateOf(panel)});
    }
    made.panels += m_restored.absent;
    return made;
}

QStringList MainWindow::arrange(const Workspace& workspace, const QList<QRect>& screens)
{
    disarmAll(); // what is under the pointer is another thing now
    recreateLadders(workspace);
    if (const WorkspaceWindow* const own = mainOf(workspace)) {
        placeWindow(*own, screens);
        placeDocks(*own);
        showLadder(own->hasLadder);
    }
    const QStringList absent = restorePanels(workspace);
    keepOnScreens(screens);
    if (isVisible()) {
        giveDockSizes();
    }
    return absent;
}

QString MainWindow::freeLadderName() const
{
    const auto docks = docksOf(*this);
    int number = 2;
    while (docks.contains(u"ladder-%1"_s.arg(number))) {
        ++number;
    }
    return u"ladder-%1"_s.arg(number);
}

void MainWindow::recreateLadders(const Workspace& workspace)
{
    QMap<QString, QString> wanted; // venues by names
    for (const WorkspacePanel& panel : workspace.panels) {
        if (panel.kind == ladderKind && panel.name != ladderKind && wanted.size() < mostLadders) {
            wanted.insert(panel.name, panel.settings.value(u"venue"_s).toString());
        }
    }
    const auto docks = docksOf(*this);
    for (auto dock = docks.cbegin(); dock != docks.cend(); ++dock) {
        auto* const panel = qobject_cast<LadderPanel*>(panelOf(**dock));
        if (panel == nullptr) {
            wanted.remove(dock.key()); // the name of another panel
            continue;
        }
        const QString venue = QString::fromStdString(panel->ladder().grid().venue().text());
        if (const auto same = wanted.find(dock.key()); same != wanted.end() && *same == venue) {
            wanted.erase(same);
        } else {
            delete *dock;
        }
    }
    for (auto ladder = wanted.cbegin(); ladder != wanted.cend(); ++ladder) {
        addLadder(ladder.key(), *ladder);
    }
}

void MainWindow::placeWindow(const WorkspaceWindow& where, const QList<QRect>& screens)
{
    if (where.geometry.isNull()) {
        return; // one that comes ready: the window stays as large as it is
    }
    const Qt::WindowStates large = Qt::WindowMaximized | Qt::WindowFullScreen;
    if (!where.isMaximized && (windowState() & large)) {
        setWindowState(windowState() & ~large);
    }
    if (!(windowState() & large)) {
        place(*this, replaced(where.geometry, where.screen, screens));
    }
    if (where.isMaximized) {
        setWindowState(windowState() | Qt::WindowMaximized);
    }
}

void MainWindow::placeDocks(const WorkspaceWindow& where)
{
    if (!where.state.isEmpty() && restoreState(where.state, stateVersion)) {
        m_restored.docks = where.docks;
        m_restored.windowSize = where.stateSize;
    } else if (!where.layout.isEmpty()) {
        m_restored.docks = views::placeDocks(*this, where.layout);
        m_restored.windowSize = {1000, 1000};
    }
    if (m_replay != nullptr && !where.state.contains(bytesOf(m_replay->objectName()))) {
        // It was kept where there was no replay: nothing in it says that the bar is not wanted.
        placeReplayBar();
    }
    if (auto* const banner = findChild<QToolBar*>(u"bannerBar"_s)) {
        banner->show(); // every window knows its world, whatever a file says
    }
}

QStringList MainWindow::restorePanels(const Workspace& workspace)
{
    const auto docks = docksOf(*this);
    QStringList absent;
    m_restored.absent.clear();
    for (const WorkspacePanel& panel : workspace.panels) {
        QDockWidget* const dock = docks.value(panel.name);
        QWidget* const widget = panel.name == ladderKind ? m_ladder : dock != nullptr ? panelOf(*dock) : nullptr;
        if (widget != nullptr) {
            views::restoreState(*widget, panel.settings);
        } else {
            m_restored.absent.push_back(panel);
            absent << panel.name;
        }
    }
    return absent;
}

void MainWindow::giveDockSizes()
{
    if (m_restored.docks.isEmpty()) {
        return;
    }
    views::resizeDocks(*this, m_restored.docks, m_restored.windowSize);
    // A window manager may make the window large only after it was shown.
    const int most = screen() != nullptr ? screen()->availableGeometry().width() : 0;
    if (!isMaximized() || width() >= most * 9 / 10) {
        m_restored.docks.clear();
    }
}

void MainWindow::resizeEvent(QResizeEvent* event)
{
    QMainWindow::resizeEvent(event);
    if (isVisible() && isMaximized()) {
        giveDockSizes();
    }
}

void MainWindow::showLadder(bool isShown)
{
    if (!isShown) {
        m_entry.disarm();
    }
    m_ladder->setVisible(isShown);
    m_ladderAction->setChecked(isShown);
}

void MainWindow::keepOnScreens(const QList<QRect>& screens)
{
    if (!isMaximized() && !isFullScreen()) {
        place(*this, fitted(placeOf(*this), screens));
    }
    for (QDockWidget* const dock : docksOf(*this)) {
        if (dock->isFloating()) {
            place(*dock, fitted(placeOf(*dock), screens));
        }
    }
}

} // namespace leadline::views
