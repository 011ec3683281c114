// SPDX-License-Identifier: MIT
/// The deterministic middle: markets in, samples and decisions out. No sockets, no widgets, no wall clock.
#pragma once

#include "engine/desk/desk_settings.h"
#include "engine/desk/market.h"
#include "engine/desk/market_group.h"
#include "engine/routing/router.h"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace leadline::desk
{

/// Thread: one, whichever owns it.
class Desk final : private MarketListener
{
public:
    /// `clock` tells how long nothing came; null in a replay, where event time is all there is. It must outlive the
    /// desk.
    Desk(const DeskSettings& settings, MarketListener& listener, const core::Clock* clock = nullptr);

    /// The market of that instrument; created at the first call. It joins the group of what it trades.
    Market& open(const core::Instrument& instrument, const book::BookRules& rules);
    [[nodiscard]] Market* find(const core::MarketId& id);
    /// What a list of the venue says of an instrument holds for its market, opened or not: what it trades, over any
    /// guess, and what a contract is worth.
    void list(const core::Instrument& instrument);
    /// What a contract of these symbols is worth by the user's word, which counts before any other: coins, of inverse
    /// contracts units of the quote currency. Their markets count in contracts. Before the first of them is opened.
    void setContractValues(std::map<core::Symbol, core::Quantity> values)
    {
        m_contractValues = std::move(values);
        ++m_rulesVersion;
    }
    [[nodiscard]] const std::vector<std::unique_ptr<Market>>& markets() const { return m_markets; }
    /// As if nothing had come: markets, groups, lists and what counts decisions begin anew, settings and switches stay.
    /// Nobody may know a market of it any more.
    void forgetMarkets();
    /// As another desk of the same settings is now: its markets without our own orders, groups, lists and what counts
    /// decisions, in place of ours; what was measured and the switches stay. Nobody may know a market of ours any more.
    void become(const Desk& other);
    /// Goes by another desk's settings, measured terms and contract values from now on. Before a market is opened.
    void goBy(const Desk& other);
    /// Another number once anything changed that goBy() takes: what was made of messages before it is made anew.
    [[nodiscard]] std::uint64_t rulesVersion() const { return m_rulesVersion; }

    /// The same instrument on all its venues. A market whose pair is not known stays alone.
    [[nodiscard]] const std::vector<std::unique_ptr<MarketGroup>>& groups() const { return m_groups; }
    [[nodiscard]] MarketGroup& groupOf(const Market& market);
    /// Time passed: judges anew who takes part in that group.
    void refresh(MarketGroup& group);

    /// Messages of a venue's connection are missing: none of its books is true any more.
    void loseMessages(const core::VenueId& venue);
    /// What a venue lets its clients do, all its instruments alike.
    void setVenueStatus(const core::VenueId& venue, core::TradingStatus status);
    /// How old the book is now.
    [[nodiscard]] core::Duration bookAge(const Market& market) const;
    [[nodiscard]] Trust trust(const Market& market) const;

    /// What the router says now of an order on that market alone.
    [[nodiscard]] routing::Decision decide(const Market& market, const routing::RouteRequest& request) const;
    /// The venues of a group as the router sees them now; the reference mid is NaN without a book.
    struct Venues {
        core::BoundedVector<routing::VenueContext, book::mostVenues> list;
        double mid = routing::VenueQuote::unknown;
    };
    /// Judges anew who takes part, too.
    /// `pair`: of which kind the mid is, where there are several.
    [[nodiscard]] Venues venuesOf(MarketGroup& group, const core::Pair& pair = {});
    /// What it says with the choice among all those venues. Sizes are in coins.
    [[nodiscard]] routing::Decision decide(const Venues& venues, const routing::RouteRequest& request) const;
    [[nodiscard]] routing::Decision decide(MarketGroup& group, const routing::RouteRequest& request);
    /// The user or a rule acts on the decision: urgent ones count towards the urgency brake, raised ones towards the
    /// hour's overrides.
    void commit(const routing::Decision& decision);

    /// What our resting orders lost there within 5 s after they filled, bps; a loss is positive.
    void setAdverseSelection(const core::MarketId& market, double bps) { m_adverse[market] = bps; }
    [[nodiscard]] double adverseSelection(const core::MarketId& market) const;
    [[nodiscard]] risk::UrgencyBrake& urgency() { return m_urgency; }
    [[nodiscard]] const risk::UrgencyBrake& urgency() const { return m_urgency; }
    [[nodiscard]] risk::OverrideBudget& overrides() { return m_overrides; }
    [[nodiscard]] const risk::OverrideBudget& overrides() const { return m_overrides; }

    /// What was measured at a venue counts in place of the settings' figures; whether it takes part stays theirs.
    void setMeasured(const routing::VenueTerms& terms);
    /// What the user set, or the venue publishes.
    [[nodiscard]] routing::VenueTerms expectedTerms(const core::VenueId& venue) const;

    void setKillSwitch(bool on) { m_killSwitch = on; }
    [[nodiscard]] bool killSwitch() const { return m_killSwitch; }
    [[nodiscard]] const DeskSettings& settings() const { return m_settings; }
    /// New thresholds hold from the next message on.
    void setSettings(const DeskSettings& settings);

private:
    void sampled(const Market& market, const features::FeatureSet& features) override;
    void traded(const Market& market, const core::Trade& trade) override;
    void bookMoved(const Market& market, const core::BookUpdate* update) override;

    void adopt(const DeskSettings& settings);
    void group(Market& market);
    void groupAnew();
    [[nodiscard]] core::Instrument asKnown(core::Instrument instrument) const;
    [[nodiscard]] routing::VenueTerms termsOf(const core::VenueId& venue) const;
    [[nodiscard]] routing::RouteContext contextOf(const Market& market) const;

    DeskSettings m_settings;
    std::vector<routing::VenueTerms> m_measured;
    MarketListener& m_listener;
    const core::Clock* m_clock;
    std::uint64_t m_rulesVersion = 0;
    core::Timestamp m_time; ///< newest event time of any market
    std::vector<std::unique_ptr<Market>> m_markets;
    std::map<core::MarketId, Market*> m_byId;
    std::vector<std::unique_ptr<MarketGroup>> m_groups;
    std::map<core::MarketId, core::Instrument> m_listed; ///< of lists that recordings hold
    std::map<core::Symbol, core::Quantity> m_contractValues; ///< by the user's word
    risk::UrgencyBrake m_urgency;
    risk::OverrideBudget m_overrides;
    std::map<core::MarketId, double> m_adverse;
    bool m_killSwitch = false;
};

} // namespace leadline::desk
