// SPDX-License-Identifier: MIT
#pragma once

#include <QTableView>

namespace leadline::models
{
class LatencyModel;
}

namespace leadline::views
{

/// Latencies of orders, of market data and of the window, leg by leg.
class LatencyPanel final : public QTableView
{
    Q_OBJECT

public:
    explicit LatencyPanel(models::LatencyModel& model, QWidget* parent = nullptr);
};

} // namespace leadline::views
