// SPDX-License-Identifier: MIT
#include "views/latency_panel.h"

#include "models/latency_model.h"

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
    verticalHeader()->hide();
    horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
}

} // namespace leadline::views
