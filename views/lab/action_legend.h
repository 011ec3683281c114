// SPDX-License-Identifier: MIT
/// What the colours of the lab's pictures mean.
#pragma once

#include <QWidget>

namespace leadline::views
{

/// AGGRESSIVE, PASSIVE, ABORT, each behind a sample of its area. Thread: GUI.
class ActionLegend final : public QWidget
{
public:
    explicit ActionLegend(QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;
};

} // namespace leadline::views
