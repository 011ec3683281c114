// SPDX-License-Identifier: MIT
/// Panels that show the instrument of a group.
#pragma once

#include "views/widgets/panel_state.h"

#include <QString>
#include <QWidget>

class QAction;

namespace leadline::models
{
class MarketView;
}

namespace leadline::views
{

/// Its context menu chooses the group, A to D; it is kept with the panel's state. Thread: GUI.
class LinkedPanel : public QWidget, public PanelState
{
    Q_OBJECT

public:
    /// In the group that `view` belongs to, "A" at first. The session must outlive the panel.
    explicit LinkedPanel(models::MarketView& view, QWidget* parent = nullptr);

    [[nodiscard]] models::MarketView& view() const { return *m_view; }
    [[nodiscard]] const QString& link() const { return m_link; }
    /// "A" to "D", from now on; others change nothing.
    void setLink(const QString& group);
    /// What the group's choice looks like: for menus of others.
    [[nodiscard]] const QList<QAction*>& linkActions() const { return m_linkActions; }
    [[nodiscard]] QJsonObject saveState() const override;
    void restoreState(const QJsonObject& state) override;

Q_SIGNALS:
    void linkChanged();

protected:
    /// Connects to view(), with the panel as the context; before, whatever was connected so is disconnected.
    virtual void connectView() = 0;
    /// Another instrument is shown from now on.
    virtual void beginAnew() = 0;

private:
    models::MarketView* m_view;
    QString m_link = QStringLiteral("A");
    QList<QAction*> m_linkActions;
};

} // namespace leadline::views
