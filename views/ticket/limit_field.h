// SPDX-License-Identifier: MIT
/// The limit of a ticket: it follows the touch until the user sets one.
#pragma once

#include "engine/core/price.h"

#include <QObject>

class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QToolButton;

namespace leadline::views
{

/// Two rows of the ticket's form. Thread: GUI.
class LimitField final : public QObject
{
    Q_OBJECT

public:
    LimitField(QFormLayout& form, QObject* parent);

    [[nodiscard]] QDoubleSpinBox& box() { return *m_price; }
    /// The price in the field, as written.
    [[nodiscard]] core::Price price() const;
    [[nodiscard]] bool followsTouch() const { return m_followsTouch; }
    void setFollowsTouch(bool follows) { m_followsTouch = follows; }
    void setSteps(int decimals, core::Price tick);
    /// Set by something else than the user: followsTouch() stays.
    void setPrice(core::Price price);
    /// What the user has selected there stays selected.
    void showTouch(core::Price touch);
    /// `rounded`: the price that would be sent. `byPolicy`: the signal policy says where.
    void showState(core::Price rounded, bool byPolicy);

Q_SIGNALS:
    /// By the user; it stands still from now on.
    void fixed();
    /// The user wants it to follow the touch again.
    void followWanted();

private:
    void fix();

    QDoubleSpinBox* m_price;
    QToolButton* m_follow;
    QLabel* m_follows; ///< whether the limit follows the touch
    int m_decimals = 2;
    bool m_followsTouch = true;
};

} // namespace leadline::views
