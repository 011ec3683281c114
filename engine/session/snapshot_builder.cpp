// SPDX-License-Identifier: MIT
#include "engine/session/snapshot_builder.h"

#include "engine/desk/desk.h"
#include "engine/execution/execution_engine.h"
#include "engine/execution/execution_tracker.h"
#include "engine/session/account_snapshot.h"
#include "engine/session/cost_comparison.h"
#include "engine/session/promptness_text.h"

#include <algorithm>
#include <numeric>
#include <span>

namespace leadline::session
{

namespace
{

/// Of one venue as many as of all together, so that a stack never ends before its sum does.
constexpr std::size_t levelsOnShow = 1000;
/// Samples kept in a snapshot: two seconds at ten a second, so that a window that stalls so long misses none.
constexpr std::size_t samplesOnShow = 20;
/// Several frames of a busy market.
constexpr std::size_t printsOnShow = 200;
constexpr std::chrono::seconds troubleShown{5};
void copyTotals(const book::ConsolidatedSide& side, std::vector<core::Level>& to)
{
    to.clear();
    const std::size_t count = std::min(side.size(), levelsOnShow);
    for (std::size_t i = 0; i < count; ++i) {
        const auto level = side[i];
        to.push_back({level.price, level.total});
    }
}

/// Sizes in coins; in contracts where nobody says what one is worth, and the venue's chip tells.
void copyShown(const desk::Market& market, core::Side side, std::vector<core::Level>& to)
{
    if (market.instrument().isSizeKnown()) {
        desk::copyInCoins(market, side, levelsOnShow, to);
        return;
    }
    const book::BookSide& levels = market.book().side(side);
    to.clear();
    for (std::size_t i = 0; i < std::min(levels.size(), levelsOnShow); ++i) {
        to.push_back(levels[i]);
    }
}

double secondsOf(core::Duration duration)
{
    return std::chrono::duration<double>(duration).count();
}

} // namespace

QString SnapshotBuilder::goodText(const desk::Market& market)
{
    const bool isChecked = market.tracker().isChecked();
    if (isChecked && market.counters().book.checksumsVerified > 0) {
        return tr("checksums good");
    }
    if (market.counters().touchChecked > 0) {
        return isChecked ? tr("in sequence, equal to the venue's touch") : tr("equal to the venue's touch");
    }
    return QString::fromUtf8(book::describe(book::BookState::InSync, isChecked));
}

QString SnapshotBuilder::trustText(const desk::Market& market) const
{
    if (!market.isConnected()) {
        return tr("disconnected");
    }
    if (market.status() != core::TradingStatus::Online) {
        return QString::fromUtf8(core::describe(market.status()));
    }
    if (market.tracker().state() != book::BookState::InSync) {
        return QString::fromUtf8(book::describe(market.tracker().state(), market.tracker().isChecked()));
    }
    if (!market.book().isValid()) {
        return tr("book empty or crossed");
    }
    const double age = secondsOf(m_desk.bookAge(market));
    switch (m_desk.trust(market)) {
    case desk::Trust::Good:
        return goodText(market);
    case desk::Trust::Doubtful:
        return age > 1 ? tr("last update %1 s ago").arg(age, 0, 'f', 1)
                       : tr("%1 s late").arg(secondsOf(market.delay()), 0, 'f', 1);
    case desk::Trust::Bad:
        return tr("stale: no update for %1 s").arg(age, 0, 'f', 1);
    }
    return {};
}

SnapshotBuilder::SnapshotBuilder(
    desk::Desk& desk, desk::Market& home, const core::Clock& clock, const core::Clock& marketTime)
    : m_desk(desk)
    , m_market(home)
    , m_clock(clock)
    , m_marketTime(marketTime)
    , m_heard{.rateSince = marketTime.now()}
{
}

void SnapshotBuilder::remember(const SnapshotBuilder& other)
{
    m_heard = other.m_heard;
}

void SnapshotBuilder::clear()
{
    m_heard.samples.clear();
    m_heard.trades.clear();
    m_heard.prints.clear();
    m_heard.profile = {};
    m_heard.venueTrades.clear();
}

void SnapshotBuilder::sampled(const features::FeatureSet& sample)
{
    m_heard.samples.push_back({sample, ++m_heard.sampleCount});
    const bool isReplay = &m_marketTime != &m_clock;
    if (m_heard.samples.size() > (isReplay ? samplesOfHistory : samplesOnShow)) {
        m_heard.samples.pop_front();
    }
}

void SnapshotBuilder::renew()
{
    m_history = std::make_shared<const std::vector<ChartSample>>(m_heard.samples.begin(), m_heard.samples.end());
    m_profileShown = {};
    m_costsShown = {};
}

void SnapshotBuilder::bookMoved(const desk::Market& market)
{
    const book::BookCounters& counters = market.tracker().counters();
    Trouble& trouble = m_heard.troubles[market.instrument().id];
    if (counters.gaps > trouble.gaps) {
        trouble.since = m_marketTime.now();
        trouble.what = counters.checksumsFailed > trouble.checksums ? tr("checksum failed") : tr("gap");
    }
    trouble.gaps = counters.gaps;
    trouble.checksums = counters.checksumsFailed;
}

void SnapshotBuilder::traded(const desk::Market& market, const core::Trade& trade)
{
    core::Trade inCoins = trade;
    if (market.instrument().isSizeKnown()) {
        inCoins.size = market.instrument().baseSize(trade.price, trade.size);
    }
    m_heard.venueTrades[market.instrument().id].add(inCoins);
    for (const desk::MarketGroup::Member& member : market.group()->members()) {
        if (member.market == &market && member.exclusion == book::Exclusion::None) {
            m_heard.trades.add(inCoins);
            m_heard.profile.add(inCoins);
            print(market, inCoins);
        }
    }
}

void SnapshotBuilder::print(const desk::Market& market, const core::Trade& trade)
{
    m_heard.prints.push_back({.number = ++m_heard.printCount,
        .time = trade.eventTime,
        .market = market.instrument().id,
        .price = trade.price,
        .size = trade.size,
        .aggressor = trade.aggressor});
    if (m_heard.prints.size() > printsOnShow) {
        m_heard.prints.pop_front();
    }
}

void SnapshotBuilder::countMessages(core::Timestamp now)
{
    if (now - m_heard.rateSince < std::chrono::seconds(1)) {
        return;
    }
    std::uint64_t messages = 0;
    for (const auto& member : m_market.group()->members()) {
        messages += member.market->counters().messages;
    }
    m_heard.rate = static_cast<double>(messages - m_heard.rateBase) / secondsOf(now - m_heard.rateSince);
    m_heard.rateBase = messages;
    m_heard.rateSince = now;
}

void SnapshotBuilder::fill(MarketSnapshot& snapshot, const SnapshotSources& sources)
{
    const desk::Desk::Venues venues = m_desk.venuesOf(*m_market.group(), m_market.instrument().pair);
    renewCosts(venues);
    fillMarket(snapshot);
    fillVenues(snapshot, venues, sources.wishes.comparedNotional);
    snapshot.trust = snapshot.venues.front().trust;
    snapshot.trustText = snapshot.venues.front().trustText;
    snapshot.makerFeeBps = snapshot.venues.front().terms.makerFeeBps;
    snapshot.takerFeeBps = snapshot.venues.front().terms.takerFeeBps;
    fillTrades(snapshot);
    fillOwn(snapshot, sources);
    snapshot.heard = sources.heard;
    fillMonitor(snapshot, sources);
    for (const VenueSnapshot& venue : snapshot.venues) {
        m_latencies.delayed(venue.market.venue, venue.delayMs);
    }
    snapshot.latencies = m_latencies.lines(sources.orders, m_clock.now());
    fillPreviews(snapshot, venues, sources.wishes);
}

void SnapshotBuilder::renewCosts(const desk::Desk::Venues& venues)
{
    if (m_clock.now() - m_costsShown >= std::chrono::seconds(1)) {
        m_costsShown = m_clock.now();
        m_costs = {std::make_shared<const CostCurve>(costCurve(venues, core::Side::Bid)),
            std::make_shared<const CostCurve>(costCurve(venues, core::Side::Ask))};
    }
}

void SnapshotBuilder::fillVenues(MarketSnapshot& snapshot, const desk::Desk::Venues& venues, double comparedNotional)
{
    const desk::MarketGroup& group = *m_market.group();
    snapshot.venues.resize(group.members().size());
    for (std::size_t i = 0; i < group.members().size(); ++i) {
        const desk::MarketGroup::Member& member = group.members()[i];
        const desk::Market& market = *member.market;
        VenueSnapshot& venue = snapshot.venues[i];
        const auto* const known = venues::findVenue(market.instrument().id.venue.view());
        venue.market = market.instrument().id;
        venue.name = known != nullptr ? std::string(known->displayName) : market.instrument().id.venue.text();
        venue.trust = m_desk.trust(market);
        venue.trustText = trustText(market).toStdString();
        venue.exclusion = member.exclusion;
        if (group.isConsolidated() && member.exclusion != book::Exclusion::None) {
            // What others make of it counts as well: an outlier's own book is in perfect order.
            venue.trust = desk::Trust::Bad;
            venue.trustText =
                member.exclusion == book::Exclusion::OutOfSync ? venue.trustText : book::describe(member.exclusion);
        }
        if (group.isConsolidated() && member.exclusion == book::Exclusion::Unreliable
            && member.terms.prompt.share >= 0) {
            venue.trustText = promptnessText(member.terms.prompt).toStdString();
        }
        showTrouble(market, venue);
        venue.ageSeconds = member.facts.ageSeconds;
        venue.delayMs = member.facts.delaySeconds * 1000;
        venue.terms = member.terms;
        venue.weight = group.weightOf(i, m_desk.settings().participation);
        venue.tick = market.instrument().tick;
        if (!group.isConsolidated() && member.exclusion == book::Exclusion::UnknownContract) {
            venue.trustText += "; " + std::string(book::describe(member.exclusion));
        }
        copyShown(market, core::Side::Bid, venue.bids);
        copyShown(market, core::Side::Ask, venue.asks);
        venue.counters = market.counters();
        venue.levelsAside = market.tracker().levelsAside();
        m_heard.venueTrades[market.instrument().id].copyRecent(venue.recentTrades);
        venue.lastTrade = m_heard.venueTrades[market.instrument().id].last().price;
        venue.buy = routing::quoteTaking(venues.list[i].candidate, core::Side::Bid, comparedNotional, venues.mid);
        venue.sell = routing::quoteTaking(venues.list[i].candidate, core::Side::Ask, comparedNotional, venues.mid);
    }
    snapshot.comparedNotional = comparedNotional;
    snapshot.costs = m_costs;
}

void SnapshotBuilder::showTrouble(const desk::Market& market, VenueSnapshot& venue)
{
    bookMoved(market);
    const Trouble& trouble = m_heard.troubles[market.instrument().id];
    const core::Duration since = m_marketTime.now() - trouble.since;
    if (venue.trust == desk::Trust::Good && since < troubleShown) {
        venue.trust = desk::Trust::Doubtful;
        venue.trustText = tr("%1 %2 s ago, healed").arg(trouble.what).arg(secondsOf(since), 0, 'f', 1).toStdString();
    }
}

void SnapshotBuilder::fillConsolidated(MarketSnapshot& snapshot) const
{
    const desk::MarketGroup& group = *m_market.group();
    std::int64_t tick = 0;
    for (const desk::MarketGroup::Member& member : group.members()) {
        tick = std::gcd(tick, member.market->instrument().tick.raw());
    }
    snapshot.instrument.tick = core::Price::fromRaw(tick);
    for (const desk::MarketGroup::Member& member : group.members()) {
        const core::Instrument& instrument = member.market->instrument();
        if (instrument.kind == core::ContractKind::Linear && instrument.lot.raw() > 0) {
            const core::Quantity lot =
                instrument.isSizeKnown() ? instrument.baseSize(core::Price{}, instrument.lot) : instrument.lot;
            snapshot.instrument.lot = snapshot.instrument.lot.isZero() ? lot : std::min(snapshot.instrument.lot, lot);
        }
    }
    snapshot.cross = group.cross();
    snapshot.basisBps = group.basisBps(m_market.instrument().pair);
    if (group.isConsolidated()) {
        copyTotals(group.book().bids(), snapshot.bids);
        copyTotals(group.book().asks(), snapshot.asks);
        snapshot.hasBook = std::ranges::any_of(
            group.members(), [](const auto& member) { return member.market->tracker().isInSync(); });
        snapshot.isValid = group.book().hasTouch();
        return;
    }
    copyShown(m_market, core::Side::Bid, snapshot.bids);
    copyShown(m_market, core::Side::Ask, snapshot.asks);
    snapshot.hasBook = m_market.tracker().isInSync();
    snapshot.isValid = m_market.tracker().isUsable();
}

void SnapshotBuilder::fillMarket(MarketSnapshot& snapshot) const
{
    snapshot.instrument = m_market.instrument();
    fillConsolidated(snapshot);
    snapshot.pair = m_market.group()->pair();
    snapshot.hasExtendedHours = snapshot.pair.kind == core::Kind::Stock && m_desk.settings().hasExtendedHours;
    snapshot.equalQuotes = m_desk.settings().equalQuotes.classOf(m_market.instrument().pair.quote);
    snapshot.priceDecimals = snapshot.instrument.tick.raw() > 0 ? core::writtenDecimals(snapshot.instrument.tick.text())
                                                                : m_market.priceDecimals();
    snapshot.time = m_market.time();
    snapshot.bookAgeSeconds = secondsOf(m_desk.bookAge(m_market));
    snapshot.receiveLatencyMs = secondsOf(m_market.delay()) * 1000;
    const auto shown = static_cast<std::ptrdiff_t>(std::min(m_heard.samples.size(), samplesOnShow));
    snapshot.samples.assign(m_heard.samples.end() - shown, m_heard.samples.end());
    snapshot.history = m_history;
    snapshot.counters = m_market.counters();
    snapshot.messagesPerSecond = m_heard.rate;
    snapshot.breakerOpen = m_market.breaker().isTripped();
    snapshot.killSwitch = m_desk.killSwitch();
    snapshot.receivedAt = m_receivedAt;
}

void SnapshotBuilder::fillTrades(MarketSnapshot& snapshot)
{
    m_heard.trades.copyRecent(snapshot.recentTrades);
    snapshot.prints.assign(m_heard.prints.begin(), m_heard.prints.end());
    // The session's profile is long and changes slowly: it is handed over five times a second.
    if (m_clock.now() - m_profileShown >= std::chrono::milliseconds(200)) {
        m_profileShown = m_clock.now();
        const std::span<const TradedAt> prices = m_heard.profile.prices();
        m_profileCopy.assign(prices.begin(), prices.end());
    }
    if (snapshot.profile.size() != m_profileCopy.size() || snapshot.profileTime != m_profileShown) {
        snapshot.profile = m_profileCopy;
        snapshot.profileTime = m_profileShown;
    }
    snapshot.lastTrade = m_heard.trades.last().price;
    snapshot.lastAggressor = m_heard.trades.last().aggressor;
}

void SnapshotBuilder::fillPreviews(
    MarketSnapshot& snapshot, const desk::Desk::Venues& venues, const ViewWishes& wishes) const
{
    const PreviewSubject& ticket = wishes.previews.at(0);
    std::size_t count = 0;
    for (const auto& [place, subject] : wishes.previews) {
        const auto told = std::span(snapshot.previews).first(count);
        if (std::ranges::find(told, subject, &OrderPreview::about) != told.end()) {
            continue;
        }
        if (snapshot.previews.size() == count) {
            snapshot.previews.emplace_back();
        }
        OrderPreview& preview = snapshot.previews[count++];
        preview.about = subject;
        preview.ask(m_market.instrument().pair,
            [&](const routing::RouteRequest& request) { return m_desk.decide(venues, request); });
    }
    snapshot.previews.resize(count);
    snapshot.signal = wishes.signal;
    for (const core::Side side : {core::Side::Bid, core::Side::Ask}) {
        if (wishes.signal) {
            snapshot.signalPreviews[side == core::Side::Bid ? 0 : 1] = m_desk.decide(venues,
                {.pair = m_market.instrument().pair,
                    .side = side,
                    .size = ticket.size,
                    .venue = ticket.venue,
                    .signal = wishes.signal});
        }
    }
}

void SnapshotBuilder::fillMonitor(MarketSnapshot& snapshot, const SnapshotSources& sources) const
{
    const auto& signal = sources.wishes.signal;
    execution::ExecutionEngine* const orders = sources.orders;
    const risk::RiskLimits& limits = m_desk.settings().risk;
    const routing::SignalPolicy& policy = m_desk.settings().routing.signal;
    snapshot.monitor.clear();
    for (const desk::MarketGroup::Member& member : m_market.group()->members()) {
        const desk::Market& market = *member.market;
        const core::MarketId& id = market.instrument().id;
        MonitorSnapshot& monitor = snapshot.monitor.emplace_back();
        monitor.market = id;
        monitor.in = routing::inputsOf(market.sample());
        monitor.in.strength = signal ? signal->strength : snapshot.heard ? snapshot.heard->strength : policy.strong;
        monitor.in.adverseBps = m_desk.adverseSelection(id);
        monitor.flow = market.sample()[features::Feature::Ofi1m];
        for (const core::Side side : {core::Side::Bid, core::Side::Ask}) {
            monitor.recommended[side == core::Side::Bid ? 0 : 1] =
                routing::chooseStrategy(monitor.in, side, signal && signal->isRaised, policy).strategy;
        }
        monitor.isTripped = market.breaker().isTripped();
        if (const auto since = market.breaker().timingSince()) {
            monitor.changesAt = *since + std::chrono::seconds(limits.breakerSeconds);
        }
        if (orders != nullptr) {
            std::vector<const calibration::ParentOrder*> recent;
            for (const calibration::ParentOrder& parent : orders->executionTracker().recent()) {
                if (parent.venue == id.venue && parent.symbol == id.symbol) {
                    recent.push_back(&parent);
                }
            }
            monitor.recent = calibration::summarise(recent);
        }
    }
    const core::Timestamp now = snapshot.time;
    const auto& urgent = m_desk.urgency().recent();
    snapshot.risk = {.isBraked = m_desk.urgency().isOn(now),
        .brakedUntil = m_desk.urgency().until(),
        .urgent = static_cast<int>(std::ranges::count_if(
            urgent, [&](core::Timestamp at) { return at > now - std::chrono::seconds(limits.urgentWindowSeconds); })),
        .overrides = m_desk.overrides().used(now, m_desk.settings().risk),
        .maxOverrides = limits.maxOverrides};
    snapshot.rollout = sources.rollout;
}

void SnapshotBuilder::fillOwn(MarketSnapshot& snapshot, const SnapshotSources& sources) const
{
    const HoldingSnapshot holding = holdingOf(sources.account, *m_market.group(), m_desk);
    snapshot.position = holding.size;
    snapshot.profit = holding.profit;
    snapshot.openOrders = sources.account.openOrders;
    snapshot.journalUp = sources.account.journalUp;
    snapshot.journalText = sources.account.journalText;
    snapshot.positions = sources.account.positions;
    snapshot.profitInAll = sources.account.profit;
    snapshot.trading.clear();
    // Those of the instrument on show first, in its order.
    const auto& members = m_market.group()->members();
    const auto isOnShow = [&](const TradingSnapshot& trading) {
        return std::ranges::any_of(
            members, [&](const auto& member) { return member.market->instrument().id.venue == trading.venue; });
    };
    for (const desk::MarketGroup::Member& member : members) {
        const auto found =
            std::ranges::find(sources.account.trading, member.market->instrument().id.venue, &TradingSnapshot::venue);
        if (found != sources.account.trading.end()) {
            snapshot.trading.push_back(*found);
            snapshot.trading.back().isOnShow = true;
        }
    }
    for (const TradingSnapshot& trading : sources.account.trading) {
        if (!isOnShow(trading)) {
            snapshot.trading.push_back(trading);
            snapshot.trading.back().isOnShow = false;
        }
    }
    snapshot.queues = sources.account.queues;
}

} // namespace leadline::session
