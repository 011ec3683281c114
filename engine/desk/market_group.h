// SPDX-License-Identifier: MIT
/// One instrument on all its venues: who takes part, and their books as one.
#pragma once

#include "engine/book/consolidated_book.h"
#include "engine/book/participation.h"
#include "engine/core/pair.h"
#include "engine/desk/market.h"
#include "engine/routing/router.h"

#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

namespace leadline::desk
{

/// Thread: the desk's.
class MarketGroup
{
public:
    struct Member {
        Market* market = nullptr;
        routing::VenueTerms terms;
        book::VenueFacts facts; ///< as of the last refresh
        book::Exclusion exclusion = book::Exclusion::OutOfSync;
        bool isMerged = false; ///< its levels stand in the consolidated book
    };

    explicit MarketGroup(const core::Pair& pair)
        : m_pair(pair)
    {
    }

    /// What they all trade; quote currencies that the user takes for equal have one name here.
    [[nodiscard]] const core::Pair& pair() const { return m_pair; }
    [[nodiscard]] const std::vector<Member>& members() const { return m_members; }
    [[nodiscard]] bool isFull() const { return m_members.size() == book::mostVenues; }
    void add(Market& market, const routing::VenueTerms& terms);
    /// Each member's market is the one that `copyOf` gives for it from now on, which equals it.
    void moveTo(const std::function<Market&(const Market&)>& copyOf);
    void setTerms(const Market& market, const routing::VenueTerms& terms);

    /// The market's book changed by `update`, or, without one, was lost or replaced.
    void bookMoved(const Market& market, const core::BookUpdate* update);
    /// Judges anew who takes part; `age` tells how old a market's book is now. Cheap enough for every update.
    void refresh(const book::ParticipationRules& rules, const std::function<core::Duration(const Market&)>& age);

    /// The participants' books, sizes in coins. Kept only while the group has several members.
    [[nodiscard]] const book::ConsolidatedBook& book() const { return m_book; }
    [[nodiscard]] bool isConsolidated() const { return m_members.size() > 1; }
    /// The coin and its contracts stand side by side.
    [[nodiscard]] bool isMixed() const;
    /// What a bid at or above an ask means; between kinds that is the basis, and no cross.
    [[nodiscard]] book::Cross cross() const;
    /// How far the mid of the first other kind that takes part lies above that of the kind of `pair`, bps.
    [[nodiscard]] std::optional<double> basisBps(const core::Pair& pair) const;
    /// The middle between best bid and best ask of all participants, of the kind of `pair` where there are several;
    /// nothing without both. Where it is not known, the coin comes before its contracts.
    [[nodiscard]] std::optional<double> mid(core::Pair pair = {}) const;
    /// What the ranking makes of a size held by a member: q × reliability × latency term.
    [[nodiscard]] double weightOf(std::size_t member, const book::ParticipationRules& rules) const;

private:
    struct Touch {
        core::Price bid;
        core::Price ask; ///< zero: none
        [[nodiscard]] bool isWhole() const { return bid.raw() > 0 && ask.raw() > 0; }
    };

    /// The coin's, or else that of the nearest contract.
    [[nodiscard]] const core::Pair& firstKind() const;
    /// Best prices of the participants of that kind.
    [[nodiscard]] Touch touchOf(const core::Pair& kind) const;
    [[nodiscard]] std::size_t indexOf(const Market& market) const;
    void merge(std::size_t member);
    /// Levels in coins: the same span for a unit of one coin, else a converted copy.
    [[nodiscard]] static std::span<const core::Level> inCoins(
        const core::Instrument& instrument, std::span<const core::Level> levels, std::vector<core::Level>& converted);

    core::Pair m_pair;
    std::vector<Member> m_members;
    book::ConsolidatedBook m_book;
    std::vector<core::Level> m_bids; ///< kept for their memory
    std::vector<core::Level> m_asks;
};

/// A side's levels from the best, sizes in coins, at most `most` of them.
void copyInCoins(const Market& market, core::Side side, std::size_t most, std::vector<core::Level>& to);

} // namespace leadline::desk
