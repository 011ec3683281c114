// SPDX-License-Identifier: MIT
/// Named values, side by side.
#pragma once

#include "models/roles.h"

#include <QWidget>

#include <vector>

class QGridLayout;
class QLabel;

namespace leadline::views
{

struct Fact {
    QString name;
    QString text;
    models::Tone tone = models::Tone::Plain;
};

/// Changes only what says something else. Thread: GUI.
class FactSheet final : public QWidget
{
    Q_OBJECT

public:
    /// So many names stand side by side.
    explicit FactSheet(int columns = 1, QWidget* parent = nullptr);

    void show(const std::vector<Fact>& facts);
    /// The text of that name; empty where there is none.
    [[nodiscard]] QString textOf(const QString& name) const;

private:
    struct Labels {
        QLabel* name;
        QLabel* text;
    };
    void add();

    QGridLayout* m_layout;
    int m_columns;
    std::vector<Labels> m_labels;
};

} // namespace leadline::views
