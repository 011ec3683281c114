// SPDX-License-Identifier: MIT
/// A ladder with its header (market, trust, position, arming) and footer (totals, size buttons).
#pragma once

#include "models/order_entry.h"
#include "views/ladder/ladder_view.h"

#include <QWidget>

#include <functional>

class QButtonGroup;
class QHBoxLayout;
class QLabel;
class QToolButton;

namespace leadline::models
{
class OrderModel;
class SessionClient;
} // namespace leadline::models

namespace leadline::views
{

class HoldButton;

/// Thread: GUI.
class LadderPanel final : public QWidget
{
    Q_OBJECT

public:
    /// All must outlive the panel. `orders` are those of the session; `firstSize` is that of the first size button.
    LadderPanel(models::SessionClient& session, const models::OrderModel& orders, models::OrderEntry& entry,
        const core::Clock& clock, double firstSize, QWidget* parent = nullptr);
    ~LadderPanel() override;

    void showMarket(const session::MarketSnapshot& snapshot);
    /// Shows one venue alone; before the first market. Empty: all, consolidated.
    void setVenue(core::VenueId venue);
    [[nodiscard]] LadderView& ladder() { return *m_ladder; }
    /// Where orders go: "LIVE", "PAPER", "OFF". Real money: arming wants to be held, and the frame is another.
    void setMoney(const QString& word, bool isReal);
    void setFirstSize(double units);
    /// Chooses one of the five sizes, 1 to 5.
    void chooseSize(int number);
    /// A line for the user below the ladder, for some seconds.
    void say(const QString& text);
    /// Fills, rejections and refusals of the session are shown here from now on; one ladder of a window does.
    void reportOrders();
    /// Of all ladders of the window: whether an order that was asked about may still be sent. Absent: it may.
    std::function<bool()> isAnyArmed;

private:
    void connectSession();
    void connectGestures(const models::OrderModel& orders);
    void renewPreview();
    void ask(const session::OrderIntent& intent, const QString& question);
    void showRefusal(const session::Refusal& refusal);
    /// The button of a venue; made at the first call.
    [[nodiscard]] QToolButton& chipOf(const QString& venue);
    void showVenues(const session::MarketSnapshot& snapshot);
    void showSpread(const session::MarketSnapshot& snapshot);
    QWidget* makeHeader();
    QWidget* makeFooter();
    void showArming();
    void showStyle();
    [[nodiscard]] QWidget* makeStyles();
    void resizeButtons();

    models::SessionClient& m_session;
    models::OrderEntry& m_entry;
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
    QString m_money; ///< the word
    double m_firstSize;
    int m_chosen = 1;
    int m_previewPlace;
    core::Instrument m_instrument;
};

} // namespace leadline::views
