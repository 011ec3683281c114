// SPDX-License-Identifier: MIT
/// Below a ladder: totals, the sizes and styles of its orders, and a line for the user.
#pragma once

#include <QString>
#include <QWidget>

class QButtonGroup;
class QHBoxLayout;
class QLabel;

namespace leadline::desk
{
enum class Style : std::uint8_t;
}
namespace leadline::models
{
class LadderGrid;
}

namespace leadline::views
{

/// Thread: GUI.
class LadderFooter final : public QWidget
{
    Q_OBJECT

public:
    static constexpr int sizeCount = 5; ///< buttons

    /// `firstSize`: of the first size button, in units.
    explicit LadderFooter(double firstSize, QWidget* parent = nullptr);

    void showTotals(const models::LadderGrid& grid);
    /// What Q and W would send.
    void showJoins(const QString& text);
    void showStyle(desk::Style style);
    /// For some seconds.
    void showMessage(const QString& text);
    void setFirstSize(double units);
    /// One of the five sizes, 1 to 5.
    void chooseSize(int number);
    [[nodiscard]] int chosenSize() const { return m_chosen; }
    /// Of the chosen size.
    [[nodiscard]] double units() const;

Q_SIGNALS:
    /// By the user.
    void sizeChosen(int number);
    void styleChosen(leadline::desk::Style style);

private:
    void makeSizes(QHBoxLayout& row);
    void makeStyles(QHBoxLayout& row);

    QLabel* m_totals;
    QLabel* m_message;
    QLabel* m_joins;
    QButtonGroup* m_sizes;
    QButtonGroup* m_styles;
    double m_firstSize;
    int m_chosen = 1;
};

} // namespace leadline::views
