// SPDX-License-Identifier: MIT
/// The ticket: before anything is sent, what would be sent, why, and what it would cost.
#pragma once

#include "engine/core/instrument.h"
#include "engine/core/time.h"
#include "engine/routing/signal_trace.h"
#include "views/widgets/key_gate.h"
#include "views/widgets/panel_state.h"

#include <QPointer>
#include <QWidget>

#include <optional>

class QAction;
class QButtonGroup;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace leadline::desk
{
enum class Style : std::uint8_t;
}
namespace leadline::models
{
class OrderEntry;
class MarketView;
} // namespace leadline::models
namespace leadline::session
{
struct MarketSnapshot;
struct OrderIntent;
} // namespace leadline::session

namespace leadline::views
{

class DecisionPreview;
class GuardField;
class LimitField;
class SignalField;

/// Obeys the arming of the ladder beside it. Thread: GUI.
class TicketPanel final : public QWidget, public PanelState
{
    Q_OBJECT

public:
    /// All must outlive the panel; a ladder with that entry sees each frame before the ticket does.
    TicketPanel(
        models::MarketView& view, models::OrderEntry& entry, const core::Clock& clock, QWidget* parent = nullptr);

    /// The one of the ladder whose entry it shares, from now on.
    void setView(models::MarketView& view);
    void showMarket(const session::MarketSnapshot& snapshot);
    /// A click in View state: side, price, size and style go into the ticket.
    void fill(const session::OrderIntent& intent);
    void setSize(core::Quantity size);
    [[nodiscard]] core::Side side() const;
    /// The number beside "Signal", when there is one.
    [[nodiscard]] std::optional<routing::Signal> signal() const;
    /// Whether the rules are on show; nothing of the order that is in the ticket.
    [[nodiscard]] QJsonObject saveState() const override;
    void restoreState(const QJsonObject& state) override;

    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void connectView();
    /// Another instrument is shown from now on.
    void beginAnew();
    void wantPreview();
    void tellSignal();
    void makeStyles(QFormLayout& form);
    void makeSend(QVBoxLayout& layout);
    void makeTraceAction();
    void connectFields();
    void showPreview();
    void showLimit();
    void showArming();
    void send();
    void followTouch();
    void chooseSide(core::Side side);
    void chooseStyle(desk::Style style);
    [[nodiscard]] desk::Style style() const;
    [[nodiscard]] core::Quantity size() const;
    [[nodiscard]] core::Price priceInTicket() const;
    [[nodiscard]] QString venueInTicket() const;
    void listVenues(const session::MarketSnapshot& snapshot);
    [[nodiscard]] session::OrderIntent intent() const;

    QPointer<models::MarketView> m_view; ///< null only while a ladder goes from a view of its own to another
    models::OrderEntry& m_entry;
    const core::Clock& m_clock;
    KeyGate m_keys;
    QWidget* m_content; ///< all but the button and what is said beside it
    QLabel* m_name; ///< of the instrument, large
    QButtonGroup* m_sides;
    QDoubleSpinBox* m_size;
    QLabel* m_notional;
    QButtonGroup* m_styles;
    LimitField* m_limit;
    QComboBox* m_venue;
    SignalField* m_signal;
    GuardField* m_guard;
    DecisionPreview* m_preview;
    QLabel* m_state; ///< arming, and real money or not
    QPushButton* m_send;
    QAction* m_traceAction;
    core::Instrument m_instrument;
};

} // namespace leadline::views
