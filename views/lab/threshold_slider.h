// SPDX-License-Identifier: MIT
/// A threshold as a slider over what comes out at each of its values.
#pragma once

#include "models/threshold_trial.h"

#include <QPixmap>
#include <QWidget>

namespace leadline::views
{

/// Behind the handle the actions are stacked as an exact step function; a dashed line is today's value. By mouse or by
/// keys: arrows a step, Page Up and Down ten, Home and End to the ends. Thread: GUI.
class ThresholdSlider final : public QWidget
{
    Q_OBJECT

public:
    explicit ThresholdSlider(const QString& name, QWidget* parent = nullptr);

    void show(const models::ThresholdTrial::Row& row);
    /// A value as short as the picture is fine, where a pixel's column stands.
    [[nodiscard]] double valueAt(double x) const;
    [[nodiscard]] double xOf(double value) const;

    [[nodiscard]] QSize sizeHint() const override { return {320, 40}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {120, 40}; }

Q_SIGNALS:
    /// By the user.
    void moved(double value);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    [[nodiscard]] QRectF area() const;
    /// A power of ten, about a pixel wide there.
    [[nodiscard]] double stepAt(double x) const;
    [[nodiscard]] bool isReady() const { return !m_row.shown.isEmpty(); }
    [[nodiscard]] QPixmap curvePicture() const;
    void paintMarks(QPainter& painter) const;
    void moveTo(double value);
    void moveBy(int steps);

    models::ThresholdTrial::Row m_row;
    QPixmap m_picture; ///< of the curve, for what m_pictured says
    struct Pictured {
        const lab::OutcomeCurve* curve = nullptr;
        models::ThresholdScale scale;
        QSize size;
        qint64 palette = 0;

        bool operator==(const Pictured&) const = default;
    };
    Pictured m_pictured;
};

} // namespace leadline::views
