// SPDX-License-Identifier: MIT
#include "engine/desk/market_group.h"

#include "engine/desk/member_judgement.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace leadline::desk
{

void copyInCoins(const Market& market, core::Side side, std::size_t most, std::vector<core::Level>& to)
{
    to.clear();
    const book::BookSide& levels = market.book().side(side);
    const std::size_t count = std::min(levels.size(), most);
    for (std::size_t i = 0; i < count; ++i) {
        to.push_back({levels[i].price, market.instrument().baseSize(levels[i].price, levels[i].size)});
    }
}

void MarketGroup::add(Market& market, const routing::VenueTerms& terms)
{
    assert(!isFull() && "the caller opens another group");
    m_members.push_back({.market = &market, .terms = terms});
}

void MarketGroup::moveTo(const std::function<Market&(const Market&)>& copyOf)
{
    for (Member& member : m_members) {
        member.market = &copyOf(*member.market);
        member.market->setGroup(*this);
    }
}

void MarketGroup::setTerms(const Market& market, const routing::VenueTerms& terms)
{
    m_members[indexOf(market)].terms = terms;
}

std::size_t MarketGroup::indexOf(const Market& market) const
{
    const auto found = std::ranges::find(m_members, &market, &Member::market);
    assert(found != m_members.end() && "only members' markets are heard");
    return static_cast<std::size_t>(found - m_members.begin());
}

std::span<const core::Level> MarketGroup::inCoins(
    const core::Instrument& instrument, std::span<const core::Level> levels, std::vector<core::Level>& converted)
{
    if (instrument.kind == core::ContractKind::Linear && instrument.contractSize.raw() == core::decimalScale) {
        return levels;
    }
    converted.clear();
    for (const core::Level& level : levels) {
        converted.push_back({level.price, instrument.baseSize(level.price, level.size)});
    }
    return converted;
}

void MarketGroup::merge(std::size_t member)
{
    const Market& market = *m_members[member].market;
    constexpr std::size_t all = static_cast<std::size_t>(-1);
    copyInCoins(market, core::Side::Bid, all, m_bids);
    copyInCoins(market, core::Side::Ask, all, m_asks);
    m_book.assign(member, m_bids, m_asks);
    m_members[member].isMerged = true;
}

void MarketGroup::bookMoved(const Market& market, const core::BookUpdate* update)
{
    if (!isConsolidated()) {
        return;
    }
    const std::size_t member = indexOf(market);
    if (!m_members[member].isMerged) {
        return; // refresh() merges it whole once it takes part
    }
    if (update == nullptr || !market.tracker().isInSync()) {
        m_book.remove(member);
        m_members[member].isMerged = false;
        m_members[member].exclusion = book::Exclusion::OutOfSync;
    } else if (update->kind != core::BookUpdateKind::Diff) {
        merge(member);
    } else {
        m_book.apply(member, inCoins(market.instrument(), update->bids, m_bids),
            inCoins(market.instrument(), update->asks, m_asks));
    }
}

void MarketGroup::refresh(
    const book::ParticipationRules& rules, const std::function<core::Duration(const Market&)>& age)
{
    std::array<book::VenueFacts, book::mostVenues> facts;
    std::array<book::Exclusion, book::mostVenues> verdicts{};
    for (std::size_t i = 0; i < m_members.size(); ++i) {
        const Market& market = *m_members[i].market;
        const bool isValid = market.book().isValid();
        facts[i] = {.isConnected = market.isConnected(),
            .isInSync = market.tracker().isInSync(),
            .isValid = isValid,
            .isSizeKnown = market.instrument().isSizeKnown(),
            .isSwitchedOn = m_members[i].terms.isOn,
            .status = market.status(),
            .ageSeconds = std::chrono::duration<double>(age(market)).count(),
            .delaySeconds = std::chrono::duration<double>(market.delay()).count(),
            .reliability = m_members[i].terms.reliability,
            .promptShare = m_members[i].terms.prompt.share,
            .latencyMs = m_members[i].terms.latencyMs,
            .takerFeeBps = m_members[i].terms.takerFeeBps,
            .mid = isValid ? market.book().mid() : core::Price{}};
    }
    judgeMembers({facts.data(), m_members.size()}, rules, verdicts);
    for (std::size_t i = 0; i < m_members.size(); ++i) {
        Member& member = m_members[i];
        member.facts = facts[i];
        member.exclusion = verdicts[i];
        const bool takesPart = verdicts[i] == book::Exclusion::None;
        if (isConsolidated() && takesPart && !member.isMerged) {
            merge(i);
        } else if (!takesPart && member.isMerged) {
            m_book.remove(i);
            member.isMerged = false;
        }
    }
}

const core::Pair& MarketGroup::firstKind() const
{
    const auto first = std::ranges::min_element(m_members, {}, [](const Member& member) {
        const core::Pair& pair = member.market->instrument().pair;
        return std::pair(pair.kind, pair.delivery);
    });
    return first->market->instrument().pair;
}

bool MarketGroup::isMixed() const
{
    return std::ranges::any_of(m_members, [this](const Member& member) {
        return !member.market->instrument().pair.isOfKindOf(m_members.front().market->instrument().pair);
    });
}

MarketGroup::Touch MarketGroup::touchOf(const core::Pair& kind) const
{
    Touch touch;
    for (const Member& member : m_members) {
        if (!member.market->instrument().pair.isOfKindOf(kind) || member.exclusion != book::Exclusion::None) {
            continue;
        }
        const auto bid = member.market->book().best(core::Side::Bid);
        const auto ask = member.market->book().best(core::Side::Ask);
        touch.bid = bid ? std::max(touch.bid, bid->price) : touch.bid;
        touch.ask = ask && (touch.ask.raw() == 0 || ask->price < touch.ask) ? ask->price : touch.ask;
    }
    return touch;
}

std::optional<double> MarketGroup::basisBps(const core::Pair& pair) const
{
    const auto other = std::ranges::find_if(m_members, [&](const Member& member) {
        return member.exclusion == book::Exclusion::None && !member.market->instrument().pair.isOfKindOf(pair);
    });
    if (other == m_members.end()) {
        return std::nullopt;
    }
    const Touch home = touchOf(pair);
    const Touch beside = touchOf(other->market->instrument().pair);
    if (!home.isWhole() || !beside.isWhole()) {
        return std::nullopt;
    }
    const double mid = core::midpoint(home.bid, home.ask).toDoubleLossy();
    return (core::midpoint(beside.bid, beside.ask).toDoubleLossy() - mid) / mid * 1e4;
}

book::Cross MarketGroup::cross() const
{
    if (!m_book.isCrossed()) {
        return book::Cross::None;
    }
    if (isMixed()) {
        const Touch touch = touchOf(firstKind());
        if (!touch.isWhole() || touch.bid < touch.ask) {
            return book::Cross::None;
        }
    }
    std::array<book::VenueFacts, book::mostVenues> facts;
    for (std::size_t i = 0; i < m_members.size(); ++i) {
        facts[i] = m_members[i].facts;
    }
    return book::classifyCross(m_book, {facts.data(), m_members.size()});
}

std::optional<double> MarketGroup::mid(core::Pair pair) const
{
    if (!isConsolidated()) {
        if (m_members.empty() || !m_members.front().market->tracker().isUsable()) {
            return std::nullopt;
        }
        return m_members.front().market->book().mid().toDoubleLossy();
    }
    if (isMixed()) {
        const Touch touch = touchOf(pair.isKnown() ? pair : firstKind());
        return touch.isWhole() ? std::optional((touch.bid.toDoubleLossy() + touch.ask.toDoubleLossy()) / 2)
                               : std::nullopt;
    }
    if (!m_book.hasTouch()) {
        return std::nullopt;
    }
    return (m_book.bids()[0].price.toDoubleLossy() + m_book.asks()[0].price.toDoubleLossy()) / 2;
}

double MarketGroup::weightOf(std::size_t member, const book::ParticipationRules& rules) const
{
    std::array<book::VenueFacts, book::mostVenues> facts;
    std::array<book::Exclusion, book::mostVenues> verdicts{};
    for (std::size_t i = 0; i < m_members.size(); ++i) {
        facts[i] = m_members[i].facts;
        verdicts[i] = m_members[i].exclusion;
    }
    return rankingWeight({facts.data(), m_members.size()}, {verdicts.data(), m_members.size()}, member, rules);
}

} // namespace leadline::desk
