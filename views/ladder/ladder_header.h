// SPDX-License-Identifier: MIT
/// Above a ladder: market, trust, spread, position, and the arming.
#pragma once

#include <QString>
#include <QWidget>

class QButtonGroup;
class QHBoxLayout;
class QLabel;
class QToolButton;

namespace leadline::models
{
enum class Arming : std::uint8_t;
class LadderGrid;
} // namespace leadline::models
namespace leadline::session
{
struct MarketSnapshot;
}

namespace leadline::views
{

class HoldButton;
class VenueChips;

/// Thread: GUI.
class LadderHeader final : public QWidget
{
    Q_OBJECT

public:
    explicit LadderHeader(QWidget* parent = nullptr);

    /// Which group it is of; empty: none.
    void showLink(const QString& link);
    /// Before its first frame.
    void showInstrument(const QString& name);
    void showMarket(const session::MarketSnapshot& snapshot, const models::LadderGrid& grid);
    /// Where orders go: "LIVE", "PAPER", "OFF". Real money: arming wants to be held. True when that is news.
    bool setMoney(const QString& word, bool isReal);
    [[nodiscard]] bool isReal() const { return m_isReal; }
    void showArming(models::Arming arming);

Q_SIGNALS:
    /// By a click, or where money is real by holding the button.
    void armingChosen(leadline::models::Arming arming);
    /// A click alone that arms nothing: money is real.
    void armingNotHeld();
    /// A group, "A" to "D"; empty: the ladder alone.
    void linkChosen(const QString& link);
    void venueSwitched(const QString& venue, bool on);

private:
    void makeLink(QHBoxLayout& row);
    void makeArming(QHBoxLayout& row);
    void showSpread(const session::MarketSnapshot& snapshot, const models::LadderGrid& grid);

    QToolButton* m_link;
    QLabel* m_market;
    VenueChips* m_chips;
    QLabel* m_spread;
    QLabel* m_cross;
    QLabel* m_mode;
    QLabel* m_position;
    QButtonGroup* m_arming;
    HoldButton* m_armButton = nullptr;
    QString m_money; ///< as shown
    bool m_isReal = false;
};

} // namespace leadline::views
