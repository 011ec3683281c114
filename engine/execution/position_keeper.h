// SPDX-License-Identifier: MIT
/// Positions as the venues tell them, beside what our own fills add up to (semantics 6b).
#pragma once

#include "engine/core/instrument.h"
#include "engine/core/time.h"
#include "engine/orders/positions.h"
#include "engine/venues/venue_account.h"

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace leadline::execution
{

/// A row of the blotter: one a market, two where the venue keeps a long and a short position of it, or lends.
struct PositionRow {
    core::MarketId market;
    core::PositionSide side = core::PositionSide::Net;
    core::Quantity ours; ///< what our fills add up to; in hedge mode on a row of Net, which holds nothing else
    core::Quantity venue; ///< what the venue says; means nothing where it did not
    core::Price entryPrice; ///< the venue's; zero: not told
    bool isTold = false; ///< the venue said something of this market, or that it holds nothing else
    bool isKept = true; ///< the venue keeps positions; else balances, and ours is the position
    bool isMargin = false; ///< borrowed, at a venue of coins: a row beside that of the coins
    bool differs = false; ///< by more than one lot
    core::Timestamp told; ///< when the venue was asked

    /// The one that limits, P&L and closing go by.
    [[nodiscard]] core::Quantity size() const { return isMargin || (isKept && isTold) ? venue : ours; }
};

/// Deterministic: time comes in with the calls. Thread: one.
class PositionKeeper
{
public:
    /// `ours` must outlive the keeper.
    explicit PositionKeeper(const orders::PositionBook& ours);

    /// A venue that orders go to. `keepsPositions`: its number is the position.
    void addVenue(const core::VenueId& venue, bool keepsPositions);
    /// Its instruments, for the lot beyond which a difference counts; absent: any difference does.
    std::function<core::Quantity(const core::MarketId&)> lotOf;

    /// A whole list, or what the stream made of it; rows that are not in it are flat.
    void told(const core::VenueId& venue, const std::vector<venues::VenuePosition>& rows, core::Timestamp asked);
    /// The connection is gone: what was told may be old.
    void lost(const core::VenueId& venue);

    /// Signed; where two positions of a market are kept, their sum.
    [[nodiscard]] core::Quantity sizeOf(const core::MarketId& market) const;
    /// Every position that somebody has a number of other than zero.
    [[nodiscard]] std::vector<PositionRow> rows() const;
    /// A fill and the venue's number for it come one after the other: a difference counts when it has stood for so
    /// long, whatever is working meanwhile.
    static constexpr std::chrono::seconds alarmAfter{5};
    /// Differences of more than a lot that were not reported yet, each once until it is gone or has changed:
    /// "binance-futures ETHUSDT: the venue holds 2, our fills add up to 1". To be called whenever a number moves, and
    /// now and then.
    [[nodiscard]] std::vector<std::string> newAlarms(core::Timestamp now);

private:
    struct Venue {
        bool keepsPositions = true;
        bool isTold = false;
        std::vector<venues::VenuePosition> rows;
        core::Timestamp asked;
    };

    struct Difference {
        core::Quantity size; ///< the venue's number minus ours
        core::Timestamp since; ///< it has differed
        core::Timestamp sizeSince; ///< by so much
        std::optional<core::Quantity> reported;
    };

    [[nodiscard]] bool differs(const core::MarketId& market, core::Quantity venue, core::Quantity ours) const;

    const orders::PositionBook& m_ours;
    std::map<core::VenueId, Venue> m_venues;
    std::map<core::MarketId, Difference> m_differences; ///< that stand
};

} // namespace leadline::execution
