// SPDX-License-Identifier: MIT
/// The menus of the main window, with their questions and help.
#include "views/window/main_window.h"

#include "models/session_client.h"
#include "views/charts/chart_panel.h"
#include "views/charts/monitor_panel.h"
#include "views/ladder/ladder_panel.h"
#include "views/ladder/ladder_view.h"
#include "views/ladder/venue_panel.h"
#include "views/replay/replay_bar.h"
#include "views/watch/watch_panel.h"
#include "views/widgets/program_icon.h"

#include <QAction>
#include <QDockWidget>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>

namespace leadline::views
{

using models::SessionClient;

void MainWindow::makeMenus()
{
    QMenu* const file = menuBar()->addMenu(tr("&File"));
    file->addAction(tr("&Settings ..."), QKeySequence(Qt::CTRL | Qt::Key_Comma), this, &MainWindow::settingsRequested);
    file->addSeparator();
    file->addAction(tr("&Quit"), QKeySequence::Quit, this, &QWidget::close);
    makeTradeMenu();
    makeViewMenu();
    if (m_replay != nullptr) {
        QMenu* const tape = menuBar()->addMenu(tr("Ta&pe"));
        tape->addActions(m_replay->commands());
    }
    QMenu* const help = menuBar()->addMenu(tr("&Help"));
    help->addAction(tr("&Keys and gestures"), QKeySequence::HelpContents, this, &MainWindow::showKeys);
    help->addAction(tr("&About Leadline"), this, &MainWindow::showAbout);
}

void MainWindow::makeTradeMenu()
{
    QMenu* const trade = menuBar()->addMenu(tr("&Trade"));
    trade->addAction(tr("Cancel &all orders"), &m_session, [this] { m_session.cancelAll(); });
    trade->addAction(tr("&Kill switch on\tCtrl+Shift+K"), this, [this] { Q_EMIT killSwitchRequested(true); });
    trade->addAction(tr("Turn kill switch &off ..."), this, &MainWindow::askKillSwitchOff);
    trade->addAction(tr("Kill and &flatten panel"), this, [this] {
        m_stopDock->show();
        m_stopDock->raise();
    });
    trade->addSeparator();
    trade->addAction(tr("&Credentials ..."), this, &MainWindow::credentialsRequested);
    trade->addAction(tr("Reset circuit &breaker"), &m_session, [this] { m_session.resetBreaker(); });
}

void MainWindow::makeViewMenu()
{
    QMenu* const view = menuBar()->addMenu(tr("&View"));
    view->addAction(tr("Find any&thing ..."), QKeySequence(Qt::CTRL | Qt::Key_P), this, &MainWindow::openPalette);
    view->addSeparator();
    view->addAction(tr("&Recentre ladder"), this, [this] { m_ladder->ladder().recentre(); });
    view->addAction(tr("&Newest in charts"), this, [this] { m_charts->lookAt({}); });
    QMenu* const ladders = view->addMenu(tr("Open another &ladder"));
    connect(ladders, &QMenu::aboutToShow, this, [this, ladders] { listVenues(*ladders); });
    QMenu* const links = view->addMenu(tr("&Groups of panels"));
    for (const LinkedPanel* const panel : std::initializer_list<const LinkedPanel*>{m_charts, m_monitor, m_venues}) {
        QMenu* const own = links->addMenu(panel->accessibleName());
        own->addActions(panel->linkActions());
    }
    view->addSeparator();
    m_ladderAction = view->addAction(tr("&First ladder"));
    m_ladderAction->setObjectName(QStringLiteral("firstLadder"));
    m_ladderAction->setCheckable(true);
    m_ladderAction->setChecked(true);
    connect(m_ladderAction, &QAction::toggled, this, &MainWindow::showLadder);
    // Panels that come later, and other ladders, have their entries too.
    const auto addDocks = [this, view] {
        for (QDockWidget* const dock : findChildren<QDockWidget*>()) {
            if (!view->actions().contains(dock->toggleViewAction())) {
                view->addAction(dock->toggleViewAction());
            }
        }
        if (m_replay != nullptr) {
            view->addAction(m_replay->toggleViewAction());
        }
    };
    connect(view, &QMenu::aboutToShow, this, addDocks);
    addDocks();
}

void MainWindow::listVenues(QMenu& menu)
{
    menu.clear();
    menu.addAction(tr("All venues"), this, [this] { openLadder({}); });
    for (const models::LadderVenue& known : m_ladder->ladder().grid().venues()) {
        const QString venue = QString::fromStdString(known.market.venue.text());
        menu.addAction(venue, this, [this, venue] { openLadder(venue); });
    }
    menu.addSeparator();
    for (const QString& name : m_watch->model().list().symbols()) {
        if (const auto pair = core::Pair::parse(name.toStdString())) {
            menu.addAction(name, this, [this, pair] { openLadderFor(*pair); });
        }
    }
}

void MainWindow::listColumns(QMenu& menu, LadderView& ladder)
{
    for (int i = 0; i < LadderColumns::count; ++i) {
        const auto column = static_cast<LadderColumn>(i);
        QAction* const action = menu.addAction(
            titleOf(column), &ladder, [&ladder, column](bool isShown) { ladder.setShown(column, isShown); });
        action->setCheckable(true);
        action->setChecked(ladder.isShown(column));
        action->setEnabled(column != LadderColumn::Price);
    }
}

void MainWindow::askKillSwitchOff()
{
    auto* const box = new QMessageBox(QMessageBox::Warning, tr("Kill switch"), tr("Allow new orders again?"),
        QMessageBox::Yes | QMessageBox::No, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setDefaultButton(QMessageBox::No);
    connect(box, &QMessageBox::finished, this, [this](int answer) {
        if (answer == QMessageBox::Yes) {
            Q_EMIT killSwitchRequested(false);
        }
    });
    box->open();
}

void MainWindow::showKeys()
{
    QMessageBox::information(this, tr("Keys and gestures"),
        tr("<table cellspacing=4>"
           "<tr><td><b>Left click</b></td><td>bid cell: buy limit there; ask cell: sell limit there</td></tr>"
           "<tr><td><b>Right click</b></td><td>own order: cancel; elsewhere: menu</td></tr>"
           "<tr><td><b>Middle click, Space</b></td><td>recentre</td></tr>"
           "<tr><td><b>1 - 5</b></td><td>size</td></tr>"
           "<tr><td><b>Q / W</b></td><td>join the bid / the ask of the venue it goes to; the line below the ladder "
           "says how</td></tr>"
           "<tr><td><b>X / Z</b></td><td>buy at the ask / sell at the bid</td></tr>"
           "<tr><td><b>Limit, Smart</b></td><td>Limit: at or behind the touch nothing takes; Smart: at the touch the "
           "router decides, up to the collar</td></tr>"
           "<tr><td><b>a key held down</b></td><td>is one press: it counts again after it was up for 150 ms</td></tr>"
           "<tr><td><b>Drag</b></td><td>an own order: move it to another price</td></tr>"
           "<tr><td><b>Tab</b></td><td>from own order to own order</td></tr>"
           "<tr><td><b>Shift+Up, Shift+Down</b></td><td>move the own orders of the chosen row</td></tr>"
           "<tr><td><b>Up, Down, Enter</b></td><td>choose a row, trade there</td></tr>"
           "<tr><td><b>E</b></td><td>cancel own orders in the chosen row</td></tr>"
           "<tr><td><b>Esc</b></td><td>cancel all own orders in the instrument of the ladder that has the focus, else "
           "of the "
           "window; an editor, a menu, a question or a dialog that is open closes as well</td></tr>"
           "<tr><td><b>Ctrl+Shift+K</b></td><td>kill switch, from every window and through every question</td></tr>"
           "<tr><td><b>+ / -</b></td><td>grouping</td></tr>"
           "<tr><td><b>V</b></td><td>cumulative sizes</td></tr>"
           "<tr><td><b>Ctrl+P</b></td><td>find a symbol, a panel, a setting or anything to do by typing</td></tr>"
           "<tr><td><b>Ctrl+L</b></td><td>type a symbol to watch; in the list: arrows, Delete, Alt+Up and "
           "Alt+Down</td></tr>"
           "<tr><td><b>Ctrl+Shift+1 - 9</b></td><td>the first workspaces of the menu; ladders are disarmed</td></tr>"
           "<tr><td><b>F6, F7, F8, Ctrl+G</b></td><td>in a replay: play or pause, next message, next decision, type a "
           "time to go to; on the timeline: Left and Right 10 s, Page Up and Page Down a minute, Home and End. Orders "
           "are practice there, and going back ends it</td></tr>"
           "</table>"));
}

void MainWindow::showAbout()
{
    auto* const box = new QMessageBox(QMessageBox::NoIcon, tr("About Leadline"),
        tr("<h3>Leadline</h3><p>Depth across venues, what an order costs, and how it is sent.</p>"
           "<p>A lead line is what a ship lowers to learn the depth before it commits its keel.</p>"
           "<p>MIT licence</p>"),
        QMessageBox::Ok, this);
    box->setObjectName(QStringLiteral("about"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setIconPixmap(programIcon().pixmap(96, 96));
    box->open();
}

} // namespace leadline::views
