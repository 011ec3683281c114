// SPDX-License-Identifier: MIT
/// What a panel lacks a key for, with the way to enter one.
#pragma once

#include <QWidget>

class QLabel;

namespace leadline::views
{

/// Hidden while nothing is lacking. Thread: GUI.
class KeyOffer final : public QWidget
{
    Q_OBJECT

public:
    explicit KeyOffer(QWidget* parent = nullptr);
    /// Empty: nothing is lacking.
    void offer(const QString& why);

Q_SIGNALS:
    void keyWanted(); ///< the dialog is to be opened

private:
    QLabel* m_why;
};

} // namespace leadline::views
