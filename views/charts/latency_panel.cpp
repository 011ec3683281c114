// SPDX-License-Identifier: MIT
#include "views/charts/latency_panel.h"

#include "models/latency_model.h"
#include "views/widgets/theme.h"

#include <QHeaderView>

namespace leadline::views
{

LatencyPanel::LatencyPanel(models::LatencyModel& model, QWidget* parent)
    : QTableView(parent)
{
    setModel(&model);
    setAccessibleName(tr("Latencies"));
    setSelectionMode(NoSelection);
    setShowGrid(false);
    setWordWrap(false);
    setFont(Theme::figures(12));
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 4);
    horizontalHeader()->setMinimumSectionSize(fontMetrics().horizontalAdvance(u'0') * 8);
    horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
}

} // namespace leadline::views
