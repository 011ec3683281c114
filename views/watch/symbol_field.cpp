// SPDX-License-Identifier: MIT
#include "views/watch/symbol_field.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QKeyEvent>

namespace leadline::views
{

SymbolField::SymbolField(models::SymbolSearch& search, QWidget* parent)
    : QLineEdit(parent)
{
    auto* const completer = new QCompleter(&search, this);
    completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    completer->setMaxVisibleItems(models::SymbolSearch::most);
    completer->popup()->setAccessibleName(tr("Instruments that are found"));
    setCompleter(completer);
    connect(this, &QLineEdit::textEdited, &search, &models::SymbolSearch::search);
    // The line takes over the chosen text itself, and only then may it be cleared. The line also drops whatever
    // connects the completer to it when it loses the focus; hence the completer as the receiver.
    connect(
        completer, qOverload<const QString&>(&QCompleter::activated), completer,
        [this](const QString& chosen) { Q_EMIT symbolEntered(chosen); }, Qt::QueuedConnection);
}

void SymbolField::keyPressEvent(QKeyEvent* event)
{
    if (event->key() != Qt::Key_Return && event->key() != Qt::Key_Enter) {
        QLineEdit::keyPressEvent(event);
        return;
    }
    // What is selected in the list counts. Its current row does not: the completer makes one of whatever begins as
    // the line does, and BTC/USD would become BTC/USDT.
    event->accept();
    QAbstractItemView* const popup = completer()->popup();
    const QModelIndexList selected =
        popup->isVisible() ? popup->selectionModel()->selectedIndexes() : QModelIndexList();
    const QString entered = selected.isEmpty() ? text() : selected.front().data(Qt::EditRole).toString();
    popup->hide();
    if (!entered.trimmed().isEmpty()) {
        Q_EMIT symbolEntered(entered);
    }
}

} // namespace leadline::views
