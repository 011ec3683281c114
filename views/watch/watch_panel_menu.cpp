// SPDX-License-Identifier: MIT
/// What the watch list offers beside typing and dragging: its menu, its groups, its files.
#include "models/watch_list_file.h"
#include "views/watch/watch_panel.h"
#include "views/watch/watch_table.h"

#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QHeaderView>
#include <QInputDialog>
#include <QMenu>
#include <QSaveFile>

namespace leadline::views
{

namespace
{

constexpr int mostProblems = 5; ///< said in full; the others are counted

} // namespace

void WatchPanel::showMenu(const QModelIndex& row, const QPoint& position)
{
    auto* const menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("watch-menu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const QString name = nameAt(row);
    if (!name.isEmpty()) {
        menu->addAction(tr("&Open %1").arg(name), this, [this, place = QPersistentModelIndex(row)] {
            if (place.isValid()) {
                Q_EMIT m_table->rowOpened(place);
            }
        });
        menu->addAction(tr("&Remove %1\tDel").arg(name), this, [this, name] { remove(name); });
        menu->addAction(tr("Move &up\tAlt+Up"), this, [this] { moveCurrent(-1); });
        menu->addAction(tr("Move &down\tAlt+Down"), this, [this] { moveCurrent(1); });
    }
    addGroupActions(*menu, name);
    menu->addSeparator();
    if (m_filter.sortColumn() >= 0) {
        menu->addAction(tr("Sort a&new"), this, [this] { m_filter.renew(); });
        menu->addAction(tr("In the &list's order"), this, [this] { m_table->sortByColumn(-1, Qt::AscendingOrder); });
        menu->addSeparator();
    }
    menu->addAction(tr("&Import …"), this, [this] { askForFile(false); });
    menu->addAction(tr("&Export …"), this, [this] { askForFile(true); })->setEnabled(!m_model.list().isEmpty());
    menu->popup(position);
}

void WatchPanel::addGroupActions(QMenu& menu, const QString& name)
{
    menu.addSeparator();
    if (name.isEmpty()) {
        menu.addAction(tr("New &group …"), this, [this] { askForGroup({}); });
        return;
    }
    const QString current = m_model.list().groupOf(name).value_or(QString());
    QMenu* const groups = menu.addMenu(tr("Move to &group"));
    groups->setObjectName(QStringLiteral("watch-groups"));
    const auto offer = [&](const QString& text, const QString& group) {
        QAction* const action =
            groups->addAction(text, this, [this, name, group] { m_model.moveToGroup(name, group); });
        action->setCheckable(true);
        action->setChecked(group == current);
    };
    offer(tr("No group"), {});
    for (const QString& group : m_model.list().groupNames()) {
        offer(QString(group).replace(u'&', QStringLiteral("&&")), group);
    }
    groups->addSeparator();
    groups->addAction(tr("&New group …"), this, [this, name] { askForGroup(name); });
    if (!current.isEmpty()) {
        menu.addAction(
            tr("Dissolve the group “%1”").arg(current), this, [this, current] { m_model.removeGroup(current); });
    }
}

void WatchPanel::askForGroup(const QString& name)
{
    auto* const dialog = new QInputDialog(this);
    dialog->setObjectName(QStringLiteral("new-group"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("New group"));
    dialog->setLabelText(name.isEmpty() ? tr("Name of the group:") : tr("Name of the group for %1:").arg(name));
    connect(dialog, &QInputDialog::textValueSelected, this, [this, name](const QString& text) {
        const QString group = text.trimmed();
        if (group.isEmpty()) {
            return;
        }
        if (name.isEmpty() ? !m_model.addGroup(group) : !m_model.moveToGroup(name, group)) {
            say(tr("There is a group “%1” already").arg(group));
        }
    });
    dialog->open();
}

void WatchPanel::askForFile(bool isExport)
{
    auto* const dialog = new QFileDialog(this, isExport ? tr("Export the watch list") : tr("Import a watch list"), {},
        tr("Lists (*.txt);;Tables (*.csv);;All files (*)"));
    dialog->setObjectName(QStringLiteral("watch-file"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (isExport) {
        dialog->setAcceptMode(QFileDialog::AcceptSave);
        dialog->setDefaultSuffix(QStringLiteral("txt"));
        connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString& filter) {
            dialog->setDefaultSuffix(
                filter.contains(QStringLiteral("csv")) ? QStringLiteral("csv") : QStringLiteral("txt"));
        });
        connect(dialog, &QFileDialog::fileSelected, this, &WatchPanel::exportFile);
    } else {
        dialog->setNameFilter(tr("Lists (*.txt *.csv);;All files (*)"));
        dialog->setFileMode(QFileDialog::ExistingFile);
        connect(dialog, &QFileDialog::fileSelected, this, &WatchPanel::importFile);
    }
    dialog->open();
}

void WatchPanel::importFile(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        say(tr("%1 cannot be read: %2").arg(path, file.errorString()));
        return;
    }
    const models::WatchImport import = models::readWatchFile(
        QString::fromUtf8(file.readAll()), [this](const QString& text) { return m_search.resolve(text); });
    int added = 0;
    int known = 0;
    for (const models::WatchGroup& group : import.list.groups()) {
        m_model.addGroup(group.name);
        for (const QString& symbol : group.symbols) {
            if (m_model.add(symbol, group.name)) {
                ++added;
                Q_EMIT addRequested(symbol);
            } else {
                ++known;
            }
        }
    }
    QStringList lines{tr("%1: %2 added, %3 in the list already").arg(QFileInfo(path).fileName()).arg(added).arg(known)};
    for (std::size_t i = 0; i < import.problems.size() && i < mostProblems; ++i) {
        lines << describe(import.problems[i]);
    }
    if (import.problems.size() > mostProblems) {
        lines << tr("and %1 more lines that are not taken over")
                     .arg(static_cast<int>(import.problems.size()) - mostProblems);
    }
    say(lines.join(u'\n'), !import.problems.empty());
}

void WatchPanel::exportFile(const QString& path)
{
    QSaveFile file(path);
    const QByteArray text = models::writeWatchFile(m_model.list(), models::watchFileKind(path)).toUtf8();
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit()) {
        say(tr("%1 cannot be written: %2").arg(path, file.errorString()));
        return;
    }
    say(tr("%1 symbols written to %2").arg(m_model.list().size()).arg(path), false);
}

} // namespace leadline::views
