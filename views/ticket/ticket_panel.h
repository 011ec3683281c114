// SPDX-License-Identifier: MIT
/// The ticket: before anything is sent, what would be sent, why, and what it would cost.
#pragma once

#include "engine/core/instrument.h"
#include "engine/session/monitor_snapshot.h"
#include "models/order_planner.h"
#include "models/trace_model.h"
#include "views/widgets/key_gate.h"

#include <QWidget>

#include <optional>

class QButtonGroup;
class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QPushButton;
class QVBoxLayout;
class QTableView;
class QToolButton;

namespace leadline::models
{
class OrderEntry;
class SessionClient;
} // namespace leadline::models

namespace leadline::views
{

/// Obeys the arming of the ladder beside it. Thread: GUI.
class TicketPanel final : public QWidget
{
    Q_OBJECT

public:
    /// All must outlive the panel; a ladder with that entry sees each frame before the ticket does.
    TicketPanel(
        models::SessionClient& session, models::OrderEntry& entry, const core::Clock& clock, QWidget* parent = nullptr);

    void showMarket(const session::MarketSnapshot& snapshot);
    /// A click in View state: side, price, size and style go into the ticket.
    void fill(const session::OrderIntent& intent);
    void setSize(core::Quantity size);
    [[nodiscard]] core::Side side() const;
    /// The number beside "Signal", when there is one.
    [[nodiscard]] std::optional<routing::Signal> signal() const;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void makeLimit(QFormLayout& form);
    void makeStyles(QFormLayout& form);
    void makeSignal(QFormLayout& form);
    void makeWord(QVBoxLayout& layout);
    void makeSend(QVBoxLayout& layout);
    void showPreview();
    void showLimit();
    void showArming();
    void showOrder(const models::PlannedOrder& planned, const routing::Decision& decision);
    void showCost(const models::PlannedOrder& planned, const routing::Decision& decision);
    void send();
    /// The limit is the user's from now on, and stands still.
    void fixPrice();
    void followTouch();
    void showTouch(core::Price touch);
    void chooseStyle(desk::Style style);
    [[nodiscard]] desk::Style style() const;
    [[nodiscard]] core::Quantity size() const;
    [[nodiscard]] core::Price priceInTicket() const;
    [[nodiscard]] QString venueInTicket() const;
    void listVenues(const session::MarketSnapshot& snapshot);
    [[nodiscard]] session::OrderIntent intent() const;

    models::SessionClient& m_session;
    models::OrderEntry& m_entry;
    KeyGate m_keys;
    models::TraceModel m_trace;
    QButtonGroup* m_sides;
    QDoubleSpinBox* m_size;
    QDoubleSpinBox* m_price;
    QLabel* m_follows; ///< whether the limit follows the touch
    QToolButton* m_follow;
    QButtonGroup* m_styles;
    QComboBox* m_venue;
    QDoubleSpinBox* m_signal;
    QCheckBox* m_raise;
    QPushButton* m_heard;
    session::HeardSignal m_newest;
    QLabel* m_notional;
    QLabel* m_action; ///< what the plan does, not what the router would rather do
    QLabel* m_state; ///< arming, and real money or not
    QLabel* m_reason;
    QLabel* m_order;
    QLabel* m_cost;
    QPushButton* m_send;
    QTableView* m_table;
    core::Instrument m_instrument;
    int m_decimals = 2;
    bool m_priceFollows = true; ///< the price is the touch until the user sets one
};

} // namespace leadline::views
