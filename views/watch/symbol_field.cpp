// SPDX-License-Identifier: MIT
#include "views/watch/symbol_field.h"

#include <QAbstractItemView>
#include <QCompleter>

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
    connect(this, &QLineEdit::returnPressed, this, &SymbolField::enter);
    // The line takes over the chosen text itself, and only then may it be cleared.
    connect(completer, qOverload<const QString&>(&QCompleter::activated), this, &SymbolField::symbolEntered,
        Qt::QueuedConnection);
}

void SymbolField::enter()
{
    QAbstractItemView* const popup = completer()->popup();
    if (popup->isVisible() && popup->currentIndex().isValid()) {
        return; // the completer tells of it
    }
    popup->hide();
    if (!text().trimmed().isEmpty()) {
        Q_EMIT symbolEntered(text());
    }
}

} // namespace leadline::views
