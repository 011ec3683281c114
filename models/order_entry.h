// SPDX-License-Identifier: MIT
/// From gestures to orders: arming, style, the wrong-row guard, one press one order.
#pragma once

#include "engine/core/instrument.h"
#include "engine/core/time.h"
#include "engine/desk/order_style.h"
#include "models/ladder_centring.h"
#include "models/order_planner.h"

#include <QObject>

#include <deque>

namespace leadline::models
{

enum class Arming : std::uint8_t {
    View, ///< a click fills the ticket, and the ticket sends nothing
    Confirm, ///< asks each time
    Armed, ///< instant
};

struct LadderRules {
    int crossConfirmTicks = 10;
    int reactionMs = 250;
    int repeatSeconds = 10;
    int idleMinutes = 15;
    CentringRules centring;
    bool isAudible = true; ///< a refusal or a question sounds
};

/// A click as it was made: it carries the price that was painted in the frame the user saw.
struct LadderClick {
    core::Side side = core::Side::Bid; ///< of the order: a click on a bid cell buys
    core::Price price;
    core::Timestamp rowSince; ///< since when the row has shown this price
    core::Price bestBid; ///< of the same frame
    core::Price bestAsk;
    bool joins = false; ///< meant to wait at the touch of the venue it goes to, whatever the other side shows
    core::VenueId venue; ///< of a ladder of one venue; empty: the router chooses
    bool takes = false; ///< meant to take up to the price, whatever its own side shows
};

/// Every gesture becomes an intent, a question or a refusal; what the screen does with them is the view's. The ticket
/// sends through it, too: one arming for both. Thread: GUI.
class OrderEntry final : public QObject
{
    Q_OBJECT

public:
    /// `clock` must outlive the entry.
    OrderEntry(const core::Clock& clock, const LadderRules& rules, QObject* parent = nullptr);

    [[nodiscard]] Arming arming() const { return m_arming; }
    void setArming(Arming arming);
    /// Of clicks and keys on the ladder; the ticket brings its own.
    [[nodiscard]] desk::Style style() const { return m_style; }
    void setStyle(desk::Style style);
    /// The market is a recording, where orders are practice: nobody is asked, and the ticket's button works whatever
    /// the arming.
    void setReplay() { m_isReplay = true; }
    [[nodiscard]] bool isReplay() const { return m_isReplay; }
    void setRules(const LadderRules& rules) { m_rules = rules; }
    [[nodiscard]] const LadderRules& rules() const { return m_rules; }
    void setSize(core::Quantity size);
    [[nodiscard]] core::Quantity size() const { return m_size; }
    void setInstrument(const core::Instrument& instrument) { m_instrument = instrument; }
    /// Of another instrument: nothing is planned until its first frame.
    void forgetMarket();
    /// A new frame: what the router says of orders that are not sent yet.
    void show(const session::MarketSnapshot& snapshot);
    [[nodiscard]] const OrderPlanner& planner() const { return m_planner; }

    /// What a click would become now.
    [[nodiscard]] PlannedOrder planOf(const LadderClick& click) const;
    void click(const LadderClick& click);
    /// The ticket's button, under the same arming and the same guards.
    void sendFromTicket(const session::OrderIntent& intent);
    /// Yes to confirmationWanted(); held where the ladder was disarmed meanwhile.
    void confirm(const session::OrderIntent& intent);
    /// Any input: the idle time starts anew.
    void touched();
    /// Checks the idle time; called by a timer, or by a test that moved the clock.
    void tick();

public Q_SLOTS:
    /// After a reconnect, after settings changed: back to View.
    void disarm();

Q_SIGNALS:
    void orderReady(const leadline::session::OrderIntent& intent);
    void confirmationWanted(const leadline::session::OrderIntent& intent, const QString& question);
    void ticketWanted(const leadline::session::OrderIntent& intent);
    /// A click that was not sent, and why.
    void held(const QString& why);
    void armingChanged(leadline::models::Arming arming);
    void styleChanged(leadline::desk::Style style);
    void sizeChanged(const leadline::core::Quantity& size);

private:
    /// The touch that the user saw.
    struct Seen {
        core::Price bid;
        core::Price ask;
    };
    [[nodiscard]] session::OrderIntent intentOf(const LadderClick& click) const;
    /// Why it cannot be sent; empty: it can.
    [[nodiscard]] QString obstacleTo(const PlannedOrder& planned) const;
    /// Sends it, or asks first.
    void offer(const PlannedOrder& planned, const Seen& seen);
    [[nodiscard]] std::int64_t ticksThrough(const session::OrderIntent& intent, const Seen& seen) const;
    [[nodiscard]] bool wasSent(const session::OrderIntent& intent);
    void ask(const PlannedOrder& planned, bool isRepeat, std::int64_t throughTicks);

    const core::Clock& m_clock;
    LadderRules m_rules;
    Arming m_arming = Arming::View;
    bool m_isReplay = false;
    desk::Style m_style = desk::Style::Limit;
    core::Instrument m_instrument;
    core::Quantity m_size;
    OrderPlanner m_planner;
    core::Timestamp m_lastInput;
    struct Sent {
        core::Timestamp time;
        core::Pair pair;
        core::Side side;
        core::Price price;
        core::Quantity size;
    };
    std::deque<Sent> m_sent; ///< within the repeat time, oldest first
};

} // namespace leadline::models
