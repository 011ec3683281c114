// SPDX-License-Identifier: MIT
/// Where everything that the window can do is found by typing.
#pragma once

#include "models/command_list.h"

#include <QDialog>

class QLineEdit;
class QListView;

namespace leadline::views
{

/// Over the upper middle of its window. Enter, or a click, does what is chosen; it closes by itself when it is left.
/// Thread: GUI.
class CommandPalette final : public QDialog
{
    Q_OBJECT

public:
    explicit CommandPalette(QWidget* window);

    [[nodiscard]] models::CommandList& commands() { return m_commands; }
    /// Empty, with everything that can be found.
    void openAnew();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void run(int row);

    models::CommandList m_commands;
    QLineEdit* m_field;
    QListView* m_list;
};

} // namespace leadline::views
