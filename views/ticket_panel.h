// SPDX-License-Identifier: MIT
/// The ticket: before anything is sent, what the router would do, why, and what it would cost.
#pragma once

#include "engine/engine.h"
#include "models/trace_model.h"
#include "views/key_gate.h"

#include <QWidget>

#include <array>
#include <optional>

class QButtonGroup;
class QCheckBox;
class QComboBox;
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
    /// `clock` must outlive the panel.
    explicit TicketPanel(const core::Clock& clock, QWidget* parent = nullptr);

    void showMarket(const engine::MarketSnapshot& snapshot);
    /// A click in View state: side, price and size go into the ticket.
    void fill(const engine::OrderIntent& intent);
    void setSize(core::Quantity size);
    [[nodiscard]] core::Side side() const;
    /// The number beside "Signal", when there is one.
    [[nodiscard]] std::optional<routing::Signal> signal() const;

Q_SIGNALS:
    /// What the previews are about changed: the size, or the only venue wanted (empty: the best).
    void previewWanted(const leadline::core::Quantity& size, const QString& venue);
    /// The strength of a signal that the order comes with; below zero: none. `isRaised`: at market whatever it says.
    void signalWanted(double strength, bool isRaised);
    void sendRequested(const leadline::engine::OrderIntent& intent);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void showPreview();
    void showCost(const routing::Decision& decision, bool takes);
    void send();
    [[nodiscard]] core::Quantity size() const;
    [[nodiscard]] core::Price priceInTicket() const;
    [[nodiscard]] desk::Reach reachInTicket() const;
    [[nodiscard]] QString venueInTicket() const;
    void listVenues(const engine::MarketSnapshot& snapshot);
    /// The router's word on the order in the ticket.
    [[nodiscard]] const routing::Decision& shown(desk::Reach reach) const;
    [[nodiscard]] QString orderText(const routing::Decision& decision, const desk::OrderPlans& plans) const;
    /// The router's word on an order of this side and reach.
    [[nodiscard]] const routing::Decision& preview(core::Side side, desk::Reach reach) const
    {
        return m_previews[static_cast<std::size_t>(side)][static_cast<std::size_t>(reach)];
    }

    KeyGate m_keys;
    models::TraceModel m_trace;
    QButtonGroup* m_sides;
    QDoubleSpinBox* m_size;
    QDoubleSpinBox* m_price;
    QComboBox* m_venue;
    QDoubleSpinBox* m_signal;
    QCheckBox* m_raise;
    QPushButton* m_heard;
    engine::HeardSignal m_newest;
    QLabel* m_notional;
    QLabel* m_action;
    QLabel* m_reason;
    QLabel* m_order;
    QLabel* m_cost;
    QPushButton* m_send;
    QTableView* m_table;
    core::Instrument m_instrument;
    int m_decimals = 2;
    std::array<std::array<routing::Decision, 2>, 2> m_previews;
    std::array<routing::Decision, 2> m_signalPreviews;
    bool m_hasSignalPreviews = false; ///< of the signal in the ticket: they come a frame later
    bool m_priceFollows = true; ///< the price is the touch until the user sets one
};

} // namespace leadline::views
