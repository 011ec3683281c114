// SPDX-License-Identifier: MIT
/// A ladder with its header (market, trust, position, arming) and footer (totals, size buttons).
#pragma once

#include "models/ladder_desk.h"
#include "views/ladder/ladder_view.h"

#include <QWidget>

class QButtonGroup;
class QHBoxLayout;
class QLabel;
class QToolButton;

namespace leadline::views
{

class HoldButton;

/// Thread: GUI.
class LadderPanel final : public QWidget
{
    Q_OBJECT

public:
    LadderPanel(models::LadderDesk& desk, const core::Clock& clock, double firstSize, QWidget* parent = nullptr);

    void showMarket(const engine::MarketSnapshot& snapshot);
    /// Shows one venue alone; before the first market. Empty: all, consolidated.
    void setVenue(core::VenueId venue) { m_ladder->setVenue(venue); }
    [[nodiscard]] LadderView& ladder() { return *m_ladder; }
    /// Real money: arming wants to be held, and the frame and the word are others.
    void setLive(bool live);
    void setFirstSize(double units);
    /// Chooses one of the five sizes, 1 to 5.
    void chooseSize(int number);
    /// A line for the user below the ladder, for some seconds.
    void say(const QString& text);

Q_SIGNALS:
    /// The user took a venue out of the consolidated book and of routing, or let it in again.
    void venueSwitched(const QString& venue, bool on);

private:
    /// The button of a venue; made at the first call.
    [[nodiscard]] QToolButton& chipOf(const QString& venue);
    void showVenues(const engine::MarketSnapshot& snapshot);
    void showSpread(const engine::MarketSnapshot& snapshot);
    QWidget* makeHeader();
    QWidget* makeFooter();
    void showArming();
    void showStyle();
    [[nodiscard]] QWidget* makeStyles();
    void resizeButtons();

    models::LadderDesk& m_desk;
    LadderView* m_ladder;
    QLabel* m_market;
    QHBoxLayout* m_chips; ///< a button a venue
    QLabel* m_cross;
    QLabel* m_spread;
    QLabel* m_position;
    QLabel* m_mode;
    QLabel* m_totals;
    QLabel* m_message;
    QLabel* m_joins; ///< what Q and W would send
    QButtonGroup* m_styles;
    QButtonGroup* m_arming;
    QButtonGroup* m_sizes;
    HoldButton* m_armButton = nullptr;
    bool m_isLive = false;
    double m_firstSize;
    int m_chosen = 1;
    core::Instrument m_instrument;
};

} // namespace leadline::views
