// SPDX-License-Identifier: MIT
/// What cancels the ticket's order by itself: a wider spread, its age, a time.
#pragma once

#include "engine/session/order_intent.h"

#include <QObject>

class QDoubleSpinBox;
class QFormLayout;

namespace leadline::views
{

/// A row of the ticket's form. Thread: GUI.
class GuardField final : public QObject
{
    Q_OBJECT

public:
    GuardField(QFormLayout& form, QObject* parent);

    /// Of an order that is sent `now`; what is left as set follows the settings.
    [[nodiscard]] orders::GuardTerms terms(core::Timestamp now) const;
    /// Back to what the settings say: terms of another instrument mean nothing.
    void reset();

private:
    QDoubleSpinBox* m_spread; ///< bps
    QDoubleSpinBox* m_age; ///< seconds
    QDoubleSpinBox* m_expiry; ///< seconds from now
};

} // namespace leadline::views
