// SPDX-License-Identifier: MIT
/// Two thresholds at once: the plane of what comes out, to point at.
#pragma once

#include "models/threshold_trial.h"

#include <QImage>
#include <QWidget>

#include <memory>

namespace leadline::views
{

/// The first threshold goes up, the second to the right. A ring is today, a cross is what is tried. Thread: GUI.
class FlipMapView final : public QWidget
{
    Q_OBJECT

public:
    explicit FlipMapView(QWidget* parent = nullptr);

    /// Null: it is being counted, or `why` not.
    void show(std::shared_ptr<const models::CoarseMap> map, const models::ThresholdTrial::Row& first,
        const models::ThresholdTrial::Row& second, const QString& why);
    /// Of both thresholds, at a place of the picture.
    [[nodiscard]] QPointF valuesAt(const QPointF& place) const;
    /// Where the values stand.
    [[nodiscard]] QPointF placeOf(double first, double second) const;
    /// Both values, and what comes out there.
    [[nodiscard]] QString textAt(const QPointF& place) const;

    [[nodiscard]] QSize minimumSizeHint() const override { return {220, 180}; }

Q_SIGNALS:
    void picked(double first, double second);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    bool event(QEvent* event) override;

private:
    [[nodiscard]] QRectF area() const;
    [[nodiscard]] bool isReady() const;
    [[nodiscard]] QImage planePicture() const;
    void paintAxes(QPainter& painter) const;
    void paintMarks(QPainter& painter) const;

    std::shared_ptr<const models::CoarseMap> m_map;
    models::ThresholdTrial::Row m_first;
    models::ThresholdTrial::Row m_second;
    QString m_why;
    QImage m_picture; ///< null: to be made
};

} // namespace leadline::views
