// SPDX-License-Identifier: MIT
#include "views/widgets/linked_panel.h"

#include "models/market_view.h"
#include "models/session_client.h"

#include <QAction>
#include <QActionGroup>
#include <QJsonObject>

namespace leadline::views
{

using namespace Qt::StringLiterals;

LinkedPanel::LinkedPanel(models::MarketView& view, QWidget* parent)
    : QWidget(parent)
    , m_view(&view)
{
    setContextMenuPolicy(Qt::ActionsContextMenu);
    auto* const all = new QActionGroup(this);
    for (int i = 0; i < models::SessionClient::groups; ++i) {
        const QString group(QChar(u'A' + i));
        QAction* const action = all->addAction(tr("Linked: group %1").arg(group));
        action->setCheckable(true);
        action->setChecked(group == m_link);
        connect(action, &QAction::triggered, this, [this, group] { setLink(group); });
        m_linkActions << action;
    }
    addActions(m_linkActions);
    auto* const line = new QAction(this);
    line->setSeparator(true);
    addAction(line);
}

void LinkedPanel::setLink(const QString& group)
{
    const int number = group.size() == 1 ? group.front().unicode() - u'A' : -1;
    if (group == m_link || number < 0 || number >= models::SessionClient::groups) {
        return;
    }
    m_view->disconnect(this);
    m_view = &m_view->session().group(number);
    m_link = group;
    m_linkActions[number]->setChecked(true);
    connectView();
    beginAnew();
    Q_EMIT linkChanged();
}

QJsonObject LinkedPanel::saveState() const
{
    return {{u"group"_s, m_link}};
}

void LinkedPanel::restoreState(const QJsonObject& state)
{
    setLink(state.value(u"group"_s).toString());
}

} // namespace leadline::views
