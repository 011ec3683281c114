// SPDX-License-Identifier: MIT
/// One threshold that can be tried: what it means, its slider and its number.
#pragma once

#include "models/threshold_trial.h"

#include <QWidget>

class QLabel;
class QLineEdit;

namespace leadline::views
{

class ThresholdSlider;

/// Thread: GUI.
class ThresholdRow final : public QWidget
{
    Q_OBJECT

public:
    explicit ThresholdRow(const models::TriedThreshold& about, QWidget* parent = nullptr);

    void show(const models::ThresholdTrial::Row& row);
    [[nodiscard]] ThresholdSlider& slider() { return *m_slider; }
    [[nodiscard]] QLineEdit& field() { return *m_field; }

Q_SIGNALS:
    /// By the user; within the range.
    void moved(double value);
    /// Something else than a number of the range was typed.
    void refused(const QString& why);

private:
    void takeTyped();

    models::TriedThreshold m_about;
    double m_value = 0;
    QLabel* m_values;
    ThresholdSlider* m_slider;
    QLineEdit* m_field;
};

} // namespace leadline::views
