// SPDX-License-Identifier: MIT
#include "views/charts/latency_panel.h"

#include "engine/session/market_snapshot.h"
#include "models/session_client.h"
#include "views/widgets/theme.h"

#include <QHeaderView>

#include <utility>

namespace leadline::views
{

LatencyPanel::LatencyPanel(models::SessionClient& session, const core::Clock& clock, QWidget* parent)
    : QTableView(parent)
    , m_clock(clock)
{
    setModel(&m_model);
    setAccessibleName(tr("Latencies"));
    setSelectionMode(NoSelection);
    setShowGrid(false);
    setWordWrap(false);
    setFont(Theme::figures(12));
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 4);
    horizontalHeader()->setMinimumSectionSize(fontMetrics().horizontalAdvance(u'0') * 8);
    horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    connect(
        &session, &models::SessionClient::framed, this,
        [this](const session::MarketSnapshot& snapshot) {
            m_model.show(snapshot.latencies);
            m_arrived = snapshot.receivedAt;
        },
        Qt::DirectConnection);
}

void LatencyPanel::addPainted()
{
    if (m_arrived != core::Duration{}) {
        m_model.drawn(m_clock.steady() - std::exchange(m_arrived, {}));
    }
}

} // namespace leadline::views
