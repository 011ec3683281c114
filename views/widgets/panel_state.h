// SPDX-License-Identifier: MIT
/// What a workspace keeps of a panel beyond its place.
#pragma once

#include <QJsonObject>

class QWidget;

namespace leadline::views
{

/// A panel with settings of its own. Thread: GUI.
class PanelState
{
public:
    virtual ~PanelState() = default;
    /// Never an order, never arming: who restores it sends nothing.
    [[nodiscard]] virtual QJsonObject saveState() const = 0;
    /// A field that is missing or makes no sense leaves what it is about as it is.
    virtual void restoreState(const QJsonObject& state) = 0;

protected:
    PanelState() = default;
    PanelState(const PanelState&) = default;
    PanelState& operator=(const PanelState&) = default;
};

/// Its own, where it is a PanelState, and those of the tables, splitters and tabs in it that have an object name:
/// widths, order and sorting of columns, sizes, the page in front.
[[nodiscard]] QJsonObject stateOf(const QWidget& panel);
void restoreState(QWidget& panel, const QJsonObject& state);

} // namespace leadline::views
