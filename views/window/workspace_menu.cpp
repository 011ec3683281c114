// SPDX-License-Identifier: MIT
#include "views/window/workspace_menu.h"

#include <QAction>
#include <QFileDialog>
#include <QInputDialog>
#include <QKeySequence>
#include <QMessageBox>

#include <utility>

namespace leadline::views
{

using namespace Qt::StringLiterals;

namespace
{

QMessageBox* makeQuestion(QWidget& window, const QString& title, const QString& text, const char* name)
{
    auto* const box = new QMessageBox(QMessageBox::Question, title, text, QMessageBox::Yes | QMessageBox::No, &window);
    box->setObjectName(QString::fromLatin1(name));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setDefaultButton(QMessageBox::No);
    return box;
}

/// An ampersand of the user's is no mnemonic.
QString plain(QString name)
{
    return name.replace(u'&', u"&&"_s);
}

} // namespace

WorkspaceMenu::WorkspaceMenu(std::function<WorkspaceList()> list, QWidget& window)
    : QMenu(tr("W&orkspace"), &window)
    , m_list(std::move(list))
    , m_window(window)
{
    setObjectName(u"workspaces"_s);
    connect(this, &QMenu::aboutToShow, this, &WorkspaceMenu::refresh);
    refresh();
}

void WorkspaceMenu::refresh()
{
    // Later: one of them may have been chosen just now. Until then it holds no key.
    for (QAction* const old : actions()) {
        removeAction(old);
        old->setShortcut({});
        QObject* const gone = old->menu() != nullptr ? static_cast<QObject*>(old->menu()) : old;
        gone->deleteLater();
    }
    const WorkspaceList list = m_list();
    int number = 1;
    for (const QStringList& names : {list.ready, list.own}) {
        for (const QString& name : names) {
            QAction* const action = addAction(plain(name), this, [this, name] { Q_EMIT chosen(name); });
            action->setCheckable(true);
            action->setChecked(name == list.current);
            if (number <= keyCount) {
                action->setShortcut(
                    QKeySequence(Qt::CTRL | Qt::SHIFT | static_cast<Qt::Key>(static_cast<int>(Qt::Key_0) + number)));
                action->setAutoRepeat(false);
            }
            ++number;
        }
        if (!names.isEmpty()) {
            addSeparator();
        }
    }
    const QString proposed = list.own.contains(list.current) ? list.current : QString();
    addAction(tr("&Save as …"), this, [this, proposed] {
        askName(tr("Save the workspace as"), proposed, [this](const QString& name) {
            if (m_list().own.contains(name)) {
                askToReplace(name);
            } else {
                Q_EMIT saveWanted(name);
            }
        });
    });
    listOwn(*addMenu(tr("&Rename")), &WorkspaceMenu::askNewName);
    listOwn(*addMenu(tr("&Delete")), &WorkspaceMenu::askToDelete);
    addSeparator();
    addAction(tr("&Import …"), this, [this] { askFile(false); });
    addAction(tr("&Export …"), this, [this] { askFile(true); });
    addSeparator();
    addAction(tr("Rese&t"), this, &WorkspaceMenu::resetWanted)
        ->setToolTip(tr("As the chosen workspace was saved, or comes with the program"));
}

void WorkspaceMenu::listOwn(QMenu& menu, void (WorkspaceMenu::*then)(const QString&))
{
    for (const QString& name : m_list().own) {
        menu.addAction(plain(name) + u" …"_s, this, [this, name, then] { (this->*then)(name); });
    }
    menu.setEnabled(!menu.isEmpty());
}

void WorkspaceMenu::askNewName(const QString& name)
{
    askName(tr("Rename the workspace"), name, [this, name](const QString& to) { Q_EMIT renameWanted(name, to); });
}

void WorkspaceMenu::askName(const QString& title, const QString& proposed, std::function<void(const QString&)> then)
{
    // Not exec(): the market goes on behind the question.
    auto* const dialog = new QInputDialog(&m_window);
    dialog->setObjectName(u"workspaceName"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    dialog->setLabelText(tr("Name"));
    dialog->setTextValue(proposed);
    connect(dialog, &QInputDialog::textValueSelected, this,
        [then = std::move(then)](const QString& name) { then(name.trimmed()); });
    dialog->open();
}

void WorkspaceMenu::askToReplace(const QString& name)
{
    QMessageBox* const box = makeQuestion(m_window, tr("Save the workspace as"),
        tr("There is a workspace %1. Replace it?").arg(name), "replaceWorkspace");
    connect(box, &QMessageBox::finished, this, [this, name](int answer) {
        if (answer == QMessageBox::Yes) {
            Q_EMIT saveWanted(name);
        }
    });
    box->open();
}

void WorkspaceMenu::askToDelete(const QString& name)
{
    QMessageBox* const box =
        makeQuestion(m_window, tr("Delete the workspace"), tr("Delete the workspace %1?").arg(name), "deleteWorkspace");
    connect(box, &QMessageBox::finished, this, [this, name](int answer) {
        if (answer == QMessageBox::Yes) {
            Q_EMIT deleteWanted(name);
        }
    });
    box->open();
}

void WorkspaceMenu::askFile(bool isExport)
{
    auto* const dialog = new QFileDialog(&m_window, isExport ? tr("Export the workspace") : tr("Import a workspace"));
    dialog->setObjectName(u"workspaceFile"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setNameFilters({tr("Workspaces (*.json)"), tr("All files (*)")});
    dialog->setDefaultSuffix(u"json"_s);
    dialog->setAcceptMode(isExport ? QFileDialog::AcceptSave : QFileDialog::AcceptOpen);
    dialog->setFileMode(isExport ? QFileDialog::AnyFile : QFileDialog::ExistingFile);
    if (isExport) {
        dialog->selectFile(m_list().current + u".json"_s);
    }
    connect(dialog, &QFileDialog::fileSelected, this,
        isExport ? &WorkspaceMenu::exportWanted : &WorkspaceMenu::importWanted);
    dialog->open();
}

} // namespace leadline::views
