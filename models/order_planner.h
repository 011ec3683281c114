// SPDX-License-Identifier: MIT
/// An order before it is sent: what it becomes, from the newest frame, and how that reads.
#pragma once

#include "engine/core/instrument.h"
#include "engine/routing/decision.h"

#include <QCoreApplication>
#include <QString>

#include <array>
#include <optional>
#include <vector>

namespace leadline::orders
{
enum class OrderType : std::uint8_t;
} // namespace leadline::orders
namespace leadline::session
{
struct MarketSnapshot;
struct OrderIntent;
struct OrderPreview;
struct TradingSnapshot;
} // namespace leadline::session

namespace leadline::models
{

struct PlannedOrder;

/// All that is said of an order before it is sent, from one plan: no part of it promises what another one denies.
struct OrderWords {
    QString headline; ///< "RESTS", "TAKES", "ABORT"; empty while the router has not spoken
    QString reason; ///< the router's word, and why; where the order does otherwise, that it would rather not
    QString sentence; ///< "PAPER: BUY 1 ETHUSDT on kraken, post-only at 100.00"
    QString button; ///< "BUY 1 now up to 100.50"
    QString tooltip; ///< "PASSIVE; rests 1 on kraken post-only at 100.00"
};

/// Holds what the newest frame says of orders that are not sent yet. Thread: GUI.
class OrderPlanner
{
    Q_DECLARE_TR_FUNCTIONS(leadline::models::OrderPlanner)

public:
    OrderPlanner();
    ~OrderPlanner();
    OrderPlanner(const OrderPlanner&) = delete;
    OrderPlanner& operator=(const OrderPlanner&) = delete;

    void show(const session::MarketSnapshot& snapshot);
    /// Of another instrument: nothing is known until it is shown.
    void clear();
    [[nodiscard]] PlannedOrder plan(const session::OrderIntent& intent) const;
    /// The router's word behind a plan; null while it is not known.
    [[nodiscard]] const routing::Decision* decisionFor(const session::OrderIntent& intent) const;
    [[nodiscard]] OrderWords words(const PlannedOrder& planned) const;

    /// "takes 0.7 on kraken and 0.3 on coinbase up to 100.50", "rests 1 post-only at 100.00 on kraken".
    [[nodiscard]] QString describe(const PlannedOrder& planned) const;
    /// The router's own word, and that it would rather do otherwise, where it would.
    [[nodiscard]] static QString wishText(const PlannedOrder& planned);
    /// All of it: "PAPER: BUY 1 ETHUSDT on kraken, post-only at 100.00".
    [[nodiscard]] QString sentence(const PlannedOrder& planned) const;
    /// "BUY 1 now up to 100.50".
    [[nodiscard]] QString brief(const PlannedOrder& planned) const;
    /// LIVE where real money would be used, else PAPER; REPLAY for practice in a recording; or that nothing is traded.
    [[nodiscard]] QString worldOf(const PlannedOrder& planned) const;

private:
    struct Venue {
        core::VenueId id;
        core::Price tick;
    };
    [[nodiscard]] core::Price onTick(core::Price price, const core::MarketId& market, core::Side side) const;
    /// How an order that waits is called: "post-only", and "limit" where the venue knows no such thing.
    [[nodiscard]] static QString restingWord(orders::OrderType type);
    /// How long it stays, where that is not until it is cancelled: ", for the day".
    [[nodiscard]] QString lifeText() const;
    /// What the router says now, as an order that says it: waits, or takes up to the bound that is shown.
    [[nodiscard]] session::OrderIntent settled(
        const session::OrderIntent& intent, const routing::Decision& decision) const;
    [[nodiscard]] QString placesOf(const PlannedOrder& planned) const;
    [[nodiscard]] static QString reasonOf(const PlannedOrder& planned);
    [[nodiscard]] QString text(core::Price price) const;

    std::vector<Venue> m_venues;
    std::vector<session::TradingSnapshot> m_trading;
    std::vector<session::OrderPreview> m_previews;
    std::optional<routing::Signal> m_signal;
    std::array<routing::Decision, 2> m_signalPreviews;
    QString m_pair;
    core::Kind m_kind{};
    bool m_hasExtendedHours = false;
    core::Price m_bestBid; ///< of all venues
    core::Price m_bestAsk;
    int m_decimals = 2;
};

} // namespace leadline::models
