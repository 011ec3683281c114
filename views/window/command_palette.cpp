// SPDX-License-Identifier: MIT
#include "views/window/command_palette.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace leadline::views
{

CommandPalette::CommandPalette(QWidget* window)
    : QDialog(window, Qt::Dialog | Qt::FramelessWindowHint)
    , m_field(new QLineEdit)
    , m_list(new QListView)
{
    setObjectName(QStringLiteral("palette"));
    setWindowTitle(tr("Commands"));
    m_field->setPlaceholderText(tr("A symbol, a panel, a setting, something to do"));
    m_field->setAccessibleName(tr("Search everything"));
    m_field->setClearButtonEnabled(true);
    m_field->installEventFilter(this);
    m_list->setModel(&m_commands);
    m_list->setUniformItemSizes(true);
    m_list->setAccessibleName(tr("What was found"));
    m_list->setFocusPolicy(Qt::NoFocus); // what is typed stays in the field
    auto* const layout = new QVBoxLayout(this);
    layout->addWidget(m_field);
    layout->addWidget(m_list, 1);
    connect(m_field, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_commands.search(text);
        m_list->setCurrentIndex(m_commands.index(0));
    });
    connect(m_field, &QLineEdit::returnPressed, this, [this] { run(m_list->currentIndex().row()); });
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex& row) { run(row.row()); });
}

void CommandPalette::openAnew()
{
    constexpr QSize wanted{640, 420};
    const QRect over = parentWidget()->frameGeometry();
    resize(wanted.boundedTo(over.size()));
    move(over.center().x() - width() / 2, over.top() + over.height() / 8);
    m_field->clear();
    m_commands.search({});
    m_list->setCurrentIndex(m_commands.index(0));
    show();
    raise();
    activateWindow();
    m_field->setFocus(Qt::ShortcutFocusReason);
}

void CommandPalette::run(int row)
{
    const models::WindowCommand* const command = m_commands.at(row);
    if (command == nullptr) {
        return;
    }
    const auto then = command->run; // the list may be another one by then
    close();
    // Once the window has the focus again: what is done may open a dialog of its own.
    QTimer::singleShot(0, parentWidget(), then);
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_field && event->type() == QEvent::KeyPress) {
        const auto& key = static_cast<const QKeyEvent&>(*event);
        const int step = key.key() == Qt::Key_Down ? 1 : key.key() == Qt::Key_Up ? -1 : 0;
        if (step != 0) {
            const int row = std::clamp(m_list->currentIndex().row() + step, 0, std::max(0, m_commands.rowCount() - 1));
            m_list->setCurrentIndex(m_commands.index(row));
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

void CommandPalette::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::ActivationChange && !isActiveWindow() && isVisible()) {
        close();
    }
    QDialog::changeEvent(event);
}

} // namespace leadline::views
