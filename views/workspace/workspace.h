// SPDX-License-Identifier: MIT
/// A workspace as it is kept in a file: windows, docks, and what each panel keeps of its arrangement.
#pragma once

#include "engine/core/result.h"

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QMap>
#include <QRect>
#include <QString>

#include <optional>

namespace leadline::views
{

/// A window of a workspace. Geometries are in device-independent pixels.
struct WorkspaceWindow {
    QString name; ///< "main"
    QRect geometry; ///< not maximized; null: the window stays as it is
    QRect screen; ///< the screen's usable area that the geometry was taken on
    bool isMaximized = false;
    bool hasLadder = true; ///< the first ladder is on show, in the middle
    QByteArray state; ///< of QMainWindow::saveState(); empty: `layout` says where the docks are
    QSize stateSize; ///< of the window, when the state was taken
    QMap<QString, QSize> docks; ///< sizes of the docks that were in front, by their names
    QJsonObject layout; ///< docks by areas and shares, as people write it: see dock_layout.h
};

/// A panel of a workspace, and what it keeps: PanelState::saveState().
struct WorkspacePanel {
    QString kind; ///< "ladder", "ticket", "charts": what is made where there is none of that name
    QString name; ///< the object name of its dock
    QJsonObject settings;
};

/// A value. It holds no order and no arming: a workspace that is restored sends nothing.
struct Workspace {
    static constexpr int version = 1;
    static constexpr int longestName = 60; ///< characters

    QString name;
    QList<WorkspaceWindow> windows;
    QList<WorkspacePanel> panels;
};

/// What is wrong with a name; empty: nothing.
[[nodiscard]] QString objectionToName(const QString& name);

[[nodiscard]] QByteArray toJson(const Workspace& workspace);
/// `place` starts a defect's message, which names line or field. Fields that are not known are passed over.
[[nodiscard]] core::Result<Workspace> parseWorkspace(const QByteArray& text, const QString& place);

} // namespace leadline::views
