// SPDX-License-Identifier: MIT
/// What the lab decides about: recordings, side, size, signal, how often, which instrument.
#pragma once

#include "models/threshold_trial.h"

#include <QWidget>

class QButtonGroup;
class QComboBox;
class QDoubleSpinBox;
class QLabel;

namespace leadline::views
{

/// Thread: GUI.
class LabTerms final : public QWidget
{
    Q_OBJECT

public:
    explicit LabTerms(QWidget* parent = nullptr);

    /// Side, size, signal and instrument, as they are chosen.
    [[nodiscard]] models::TrialTerms terms() const;
    /// Event time between decisions, as `lab --every` takes it.
    [[nodiscard]] QString every() const;
    void choose(const models::TrialTerms& terms, const QString& every);
    /// The tape whose instruments can be chosen; null: none.
    void showTape(const models::TapeFacts* facts);

Q_SIGNALS:
    void recordingsWanted();
    void folderWanted();
    /// By the user.
    void termsChanged();
    void everyChanged();

private:
    void prepareNotional();
    void prepareSignal();

    QButtonGroup* m_sides;
    QDoubleSpinBox* m_notional;
    QDoubleSpinBox* m_signal; ///< below zero: orders come without one
    QComboBox* m_every;
    QComboBox* m_subject;
    QLabel* m_tape;
};

} // namespace leadline::views
