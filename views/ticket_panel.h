// SPDX-License-Identifier: MIT
/// The ticket: before anything is sent, what the router would do, why, and what it would cost.
#pragma once

#include "engine/engine.h"
#include "models/trace_model.h"

#include <QWidget>

class QButtonGroup;
class QDoubleSpinBox;
class QLabel;
class QPushButton;
class QTableView;

namespace leadline::views
{

/// Thread: GUI.
class TicketPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit TicketPanel(QWidget* parent = nullptr);

    void showMarket(const engine::MarketSnapshot& snapshot);
    /// A click in View state: side, price and size go into the ticket.
    void fill(const engine::OrderIntent& intent);
    void setSize(core::Quantity size);
    [[nodiscard]] core::Side side() const;

Q_SIGNALS:
    /// The size in the ticket changed: previews are wanted for it.
    void sizeChanged(const leadline::core::Quantity& size);
    void sendRequested(const leadline::engine::OrderIntent& intent);

private:
    void showPreview();
    void showCost(const routing::Decision& decision, bool takes);
    void send();
    [[nodiscard]] core::Quantity size() const;
    [[nodiscard]] core::Price priceInTicket() const;
    [[nodiscard]] desk::Reach reachInTicket() const;

    models::TraceModel m_trace;
    QButtonGroup* m_sides;
    QDoubleSpinBox* m_size;
    QDoubleSpinBox* m_price;
    QLabel* m_notional;
    QLabel* m_action;
    QLabel* m_reason;
    QLabel* m_order;
    QLabel* m_cost;
    QPushButton* m_send;
    QTableView* m_table;
    core::Instrument m_instrument;
    int m_decimals = 2;
    double m_takerFeeBps = 0;
    routing::Decision m_buy;
    routing::Decision m_sell;
    bool m_priceFollows = true; ///< the price is the touch until the user sets one
};

} // namespace leadline::views
