// SPDX-License-Identifier: MIT
/// Decisions of a decision tape, made again: by the router itself, under whatever settings.
#pragma once

#include "engine/book/participation.h"
#include "engine/desk/desk_settings.h"
#include "engine/lab/decision_tape.h"
#include "engine/routing/router.h"

#include <array>
#include <cstdint>
#include <vector>

namespace leadline::lab
{

/// What a decision is expected to cost, in billionths of a quote unit: whole numbers, so that sums are exact, and wide
/// enough for orders of thousands of millions, as rupiahs have them.
struct ExpectedCost {
    core::Int128 cost = 0; ///< all-in price against mid, times the size that goes out; of a resting order if it fills
    core::Int128 fees = 0; ///< the part of it that is the venue's fee; a rebate is negative
    bool isKnown = true; ///< false: the books there cannot fill what was decided
};

/// One moment at a time. Thread: one.
class Redecision
{
public:
    /// The tape must outlive it. What changes the measured is as the tape has it; every other threshold is that of
    /// `settings`.
    Redecision(const DecisionTape& tape, const desk::DeskSettings& settings, const routing::RouteRequest& request);
    Redecision(const Redecision&) = delete;
    Redecision& operator=(const Redecision&) = delete;

    [[nodiscard]] const routing::RoutingPolicy& policy() const { return m_settings.routing; }
    [[nodiscard]] const risk::RiskLimits& limits() const { return m_settings.risk; }
    [[nodiscard]] const routing::RouteRequest& request() const { return m_request; }
    [[nodiscard]] const DecisionTape& tape() const { return m_tape; }
    /// The moment that the questions below are about.
    void load(std::size_t moment);
    [[nodiscard]] routing::Decision decide() { return decide(m_settings.routing); }
    [[nodiscard]] routing::Decision decide(const routing::RoutingPolicy& policy);
    [[nodiscard]] ExpectedCost costOf(const routing::Decision& decision) const;

    /// The venues as the router sees them, for what compares with a threshold.
    [[nodiscard]] std::span<const routing::VenueContext> venues() const { return {m_venues.data(), m_count}; }

private:
    /// What the pointers of a context point to.
    struct Slot {
        book::OrderBook book;
        features::FeatureSet sample;
        book::Exclusion before = book::Exclusion::None; ///< as it was when the tape was made
    };

    void loadVenue(std::size_t place, const VenueRow& row);
    void judge(const routing::RoutingPolicy& policy);
    [[nodiscard]] double midOfParticipants() const;
    [[nodiscard]] double feeBpsOf(const routing::Decision& decision, const core::MarketId& market) const;

    const DecisionTape& m_tape;
    desk::DeskSettings m_settings;
    routing::RouteRequest m_request;
    std::vector<routing::VenueTerms> m_terms; ///< of each instrument
    std::vector<std::vector<bool>> m_tripped; ///< of each market: its breaker after each of its samples
    std::array<Slot, book::mostVenues> m_slots;
    std::array<routing::VenueContext, book::mostVenues> m_venues;
    std::array<book::VenueFacts, book::mostVenues> m_facts;
    std::size_t m_count = 0;
    double m_recordedMid = 0;
    double m_mid = 0; ///< of the last decision
    std::vector<core::Level> m_bids; ///< kept for their memory
    std::vector<core::Level> m_asks;
};

} // namespace leadline::lab
