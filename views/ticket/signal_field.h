// SPDX-License-Identifier: MIT
/// The signal of a ticket: the user's strength, or the newest of a model, a file or a socket.
#pragma once

#include "engine/core/side.h"
#include "engine/routing/signal_trace.h"

#include <QObject>

#include <optional>

class QCheckBox;
class QDoubleSpinBox;
class QFormLayout;
class QPushButton;

namespace leadline::session
{
struct HeardSignal;
}

namespace leadline::views
{

/// Two rows of the ticket's form. Thread: GUI.
class SignalField final : public QObject
{
    Q_OBJECT

public:
    SignalField(QFormLayout& form, QObject* parent);

    /// The number in the field, when there is one.
    [[nodiscard]] std::optional<routing::Signal> signal() const;
    [[nodiscard]] bool hasSignal() const;
    /// The newest signal from outside; nothing: none, or too old.
    void showNewest(const std::optional<session::HeardSignal>& newest);

Q_SIGNALS:
    void changed();
    /// The user takes the newest signal, which is of that side; taken() comes when its strength is in the field.
    void sideTaken(leadline::core::Side side);
    void taken();

private:
    void takeNewest();

    QDoubleSpinBox* m_strength;
    QCheckBox* m_raise;
    QPushButton* m_newest;
    core::Side m_newestSide = core::Side::Bid;
    double m_newestStrength = 0;
    std::string m_newestSource;
    double m_takenStrength = -1; ///< below zero: none was taken
    std::string m_takenSource;
};

} // namespace leadline::views
