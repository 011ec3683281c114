// SPDX-License-Identifier: MIT
/// Where a symbol is typed, with what it may mean below.
#pragma once

#include "models/symbol_search.h"

#include <QLineEdit>

namespace leadline::views
{

/// Enter takes what is written, or what is chosen in the list; it is cleared by whoever has understood it. Thread: GUI.
class SymbolField final : public QLineEdit
{
    Q_OBJECT

public:
    explicit SymbolField(models::SymbolSearch& search, QWidget* parent = nullptr);

Q_SIGNALS:
    void symbolEntered(const QString& text);

protected:
    void keyPressEvent(QKeyEvent* event) override;
};

} // namespace leadline::views
