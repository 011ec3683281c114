// SPDX-License-Identifier: MIT
#include "app/window/workspace_controller.h"

#include "views/window/main_window.h"
#include "views/window/workspace_menu.h"

#include <QAction>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMenuBar>
#include <QScreen>

#include <chrono>
#include <utility>

namespace leadline::app
{

using namespace Qt::StringLiterals;
using views::MainWindow;
using views::Workspace;
using views::WorkspaceMenu;

namespace
{

constexpr std::chrono::seconds lookEvery{2};

QString firstName()
{
    return u"Execution"_s;
}

QString textOf(const core::Defect& defect)
{
    return QString::fromStdString(defect.what);
}

} // namespace

WorkspaceController::WorkspaceController(const std::filesystem::path& folder, MainWindow& window)
    : m_store(folder)
    , m_window(window)
    , m_current(firstName())
{
    addMenu();
    m_timer.setInterval(lookEvery);
    connect(&m_timer, &QTimer::timeout, this, &WorkspaceController::keepSettled);
}

WorkspaceController::~WorkspaceController() = default;

void WorkspaceController::addMenu()
{
    m_menu = new WorkspaceMenu(
        [this] {
            return views::WorkspaceList{
                .ready = WorkspaceStore::readyNames(), .own = m_store.ownNames(), .current = m_current};
        },
        m_window);
    const QList<QAction*> menus = m_window.menuBar()->actions();
    m_window.menuBar()->insertMenu(menus.isEmpty() ? nullptr : menus.back(), m_menu); // Help stays the last one
    connect(m_menu, &WorkspaceMenu::chosen, this, &WorkspaceController::choose);
    connect(m_menu, &WorkspaceMenu::saveWanted, this, &WorkspaceController::saveAs);
    connect(m_menu, &WorkspaceMenu::renameWanted, this, &WorkspaceController::rename);
    connect(m_menu, &WorkspaceMenu::deleteWanted, this, &WorkspaceController::remove);
    connect(m_menu, &WorkspaceMenu::importWanted, this, &WorkspaceController::importFile);
    connect(m_menu, &WorkspaceMenu::exportWanted, this, &WorkspaceController::exportFile);
    connect(m_menu, &WorkspaceMenu::resetWanted, this, &WorkspaceController::reset);
}

void WorkspaceController::begin()
{
    connect(&m_window, &MainWindow::closed, this, &WorkspaceController::keep);
    watchScreens();
    m_timer.start();
}

void WorkspaceController::watchScreens()
{
    const auto fit = [this] { m_window.keepOnScreens(screens()); };
    const auto watch = [this, fit](QScreen* screen) { connect(screen, &QScreen::availableGeometryChanged, this, fit); };
    for (QScreen* const screen : QGuiApplication::screens()) {
        watch(screen);
    }
    connect(qApp, &QGuiApplication::screenAdded, this, watch);
    // Qt moves the windows of a screen that went to another one first.
    connect(qApp, &QGuiApplication::screenRemoved, this, fit, Qt::QueuedConnection);
}

QList<QRect> WorkspaceController::screens() const
{
    if (m_screens) {
        return m_screens();
    }
    QList<QRect> areas;
    for (const QScreen* const screen : QGuiApplication::screens()) {
        areas << screen->availableGeometry();
    }
    return areas;
}

Workspace WorkspaceController::now() const
{
    Workspace made = m_window.workspace();
    made.name = m_current;
    return made;
}

void WorkspaceController::arrange(const Workspace& workspace)
{
    const QStringList absent = m_window.arrange(workspace, screens());
    m_current = workspace.name;
    m_menu->refresh();
    // What comes with the program may name a panel that this window, of a recording, does without.
    if (!absent.isEmpty() && !WorkspaceStore::isReady(workspace.name)) {
        m_window.say(tr("Workspace %1: this window does not have %2").arg(workspace.name, absent.join(u", "_s)));
    }
}

bool WorkspaceController::isDone(const std::optional<core::Defect>& wrong)
{
    if (wrong) {
        m_window.say(textOf(*wrong));
    }
    return !wrong;
}

std::optional<core::Defect> WorkspaceController::restore(const QString& nameOrFile)
{
    if (nameOrFile.isEmpty()) {
        restoreKept();
        return {};
    }
    const bool isFile = nameOrFile.contains(u'/') || nameOrFile.endsWith(u".json"_s);
    const auto found = isFile ? WorkspaceStore::read(nameOrFile) : m_store.find(nameOrFile);
    if (!found) {
        return found.error();
    }
    arrange(*found);
    return {};
}

void WorkspaceController::restoreKept()
{
    QString broken;
    if (m_store.hasKept()) {
        const auto kept = WorkspaceStore::read(m_store.keptFile());
        if (kept) {
            arrange(*kept);
            m_written = views::toJson(*kept);
            return;
        }
        const QString aside = m_store.setAside();
        broken = aside.isEmpty() ? tr("%1; the window starts with %2").arg(textOf(kept.error()), firstName())
                                 : tr("%1; kept as %2, the window starts with %3")
                                       .arg(textOf(kept.error()), QFileInfo(aside).fileName(), firstName());
    }
    if (const auto first = m_store.find(firstName())) {
        arrange(*first);
    }
    if (!broken.isEmpty()) {
        m_window.say(broken);
    }
}

void WorkspaceController::choose(const QString& name)
{
    const auto found = m_store.find(name);
    if (!found) {
        m_window.say(textOf(found.error()));
        return;
    }
    arrange(*found);
    m_window.say(tr("Workspace %1; ladders are disarmed").arg(m_current));
}

void WorkspaceController::saveAs(const QString& name)
{
    Workspace saved = m_window.workspace();
    saved.name = name;
    if (isDone(m_store.save(saved))) {
        m_current = name;
        m_menu->refresh();
        m_window.say(tr("Workspace %1 saved").arg(name));
    }
}

void WorkspaceController::rename(const QString& from, const QString& to)
{
    if (isDone(m_store.rename(from, to))) {
        m_current = m_current == from ? to : m_current;
        m_menu->refresh();
    }
}

void WorkspaceController::remove(const QString& name)
{
    if (isDone(m_store.remove(name))) {
        // The window stays as it is.
        m_current = m_current == name ? firstName() : m_current;
        m_menu->refresh();
        m_window.say(tr("Workspace %1 deleted").arg(name));
    }
}

void WorkspaceController::importFile(const QString& file)
{
    auto read = WorkspaceStore::read(file);
    if (!read) {
        m_window.say(textOf(read.error()));
        return;
    }
    read->name = m_store.freeName(read->name);
    if (isDone(m_store.save(*read))) {
        choose(read->name);
    }
}

void WorkspaceController::exportFile(const QString& file)
{
    if (isDone(WorkspaceStore::write(file, views::toJson(now())))) {
        m_window.say(tr("Written: %1").arg(file));
    }
}

void WorkspaceController::reset()
{
    choose(m_current);
}

void WorkspaceController::keepSettled()
{
    const QByteArray text = views::toJson(now());
    if (std::exchange(m_seen, text) == text) {
        keep();
    }
}

void WorkspaceController::keep()
{
    const QByteArray text = views::toJson(now());
    if (text == m_written) {
        return;
    }
    if (const auto wrong = WorkspaceStore::write(m_store.keptFile(), text)) {
        if (!std::exchange(m_hasFailed, true)) {
            m_window.say(textOf(*wrong));
        }
        return;
    }
    m_hasFailed = false;
    m_written = text;
}

} // namespace leadline::app
