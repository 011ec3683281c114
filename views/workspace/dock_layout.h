// SPDX-License-Identifier: MIT
/// Docks by areas and shares, as people write them in a workspace's file.
///
///     "layout": {"left": {"share": 0.35, "column": [{"tabs": ["features"], "share": 0.7}, {"tabs": ["blotter"]}]},
///                "right": {"share": 0.3, "tabs": ["ticket", "venues"]}}
///
/// Areas are left, right, top and bottom. A part is `tabs` (docks in one place, the first one in front), or a `row` or
/// a `column` of parts; its `share` is of the window in an area, else of the row or column.
#pragma once

#include <QJsonObject>
#include <QMap>
#include <QSize>
#include <QString>

class QDockWidget;
class QMainWindow;
class QWidget;

namespace leadline::views
{

/// Places the docks that the layout names and hides all others. Those that the window does not have are passed over.
/// Gives the sizes of the docks that are in front, for a window of 1000 by 1000.
QMap<QString, QSize> placeDocks(QMainWindow& window, const QJsonObject& layout);

/// Sizes of the docks that are on show, by name.
[[nodiscard]] QMap<QString, QSize> dockSizes(const QMainWindow& window);
/// Gives docks the sizes that they had in a window of the size `of`, as shares; a length of zero is left to the others.
/// Once the window is shown.
void resizeDocks(QMainWindow& window, const QMap<QString, QSize>& sizes, QSize of);

/// Puts a panel into a dock. In less room than it needs it is scrolled: no panel pushes the window, or another one,
/// wider.
void setPanel(QDockWidget& dock, QWidget& panel);
/// The panel of a dock, whether it can be scrolled or not.
[[nodiscard]] QWidget* panelOf(const QDockWidget& dock);

/// The dock widgets of a window by name.
[[nodiscard]] QMap<QString, QDockWidget*> docksOf(const QMainWindow& window);

} // namespace leadline::views
