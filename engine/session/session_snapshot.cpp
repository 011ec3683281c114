// SPDX-License-Identifier: MIT
/// What the engine shows: the snapshot that the window picks up once a frame.
#include "engine/session/trading_session.h"

#include "engine/execution/execution_tracker.h"
#include "engine/execution/latency_tracker.h"
#include "engine/execution/position_keeper.h"
#include "engine/feeds/trading_line.h"
#include "engine/session/session_line.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

namespace leadline::session
{

namespace
{

/// Of one venue as many as of all together, so that a stack never ends before its sum does.
constexpr std::size_t levelsOnShow = 1000;
constexpr std::chrono::seconds troubleShown{5};
/// Orders from a thousand to ten million quote units, four to a decade.
constexpr int curvePoints = 17;
constexpr double smallestOrder = 1000;

void copyTotals(const book::ConsolidatedSide& side, std::vector<core::Level>& to)
{
    to.clear();
    const std::size_t count = std::min(side.size(), levelsOnShow);
    for (std::size_t i = 0; i < count; ++i) {
        const auto level = side[i];
        to.push_back({level.price, level.total});
    }
}

double secondsOf(core::Duration duration)
{
    return std::chrono::duration<double>(duration).count();
}

/// All-in cost of one order size at each venue and of the cheapest division.
void addPoint(const desk::Desk::Venues& venues, core::Side side, double notional, CostCurve& curve)
{
    const double sign = side == core::Side::Bid ? 1 : -1;
    const auto bps = [&](double price) { return sign * (price - venues.mid) / venues.mid * 1e4; };
    core::BoundedVector<routing::Candidate, book::mostVenues> candidates;
    curve.notionals.push_back(notional);
    for (std::size_t i = 0; i < venues.list.size(); ++i) {
        const routing::Candidate& candidate = venues.list[i].candidate;
        candidates.push(candidate);
        const auto quote = routing::quoteTaking(candidate, side, notional, venues.mid);
        curve.venues[i].push_back(
            quote.isOffered() && quote.fills ? bps(quote.allInPrice) : routing::VenueQuote::unknown);
    }
    const auto size = core::Quantity::fromRaw(static_cast<core::Int128>(notional / venues.mid * core::decimalScale));
    const routing::Split split = routing::splitOrder({candidates.begin(), candidates.end()}, side, size);
    const bool fills = split.unfilled.toDoubleLossy() < size.toDoubleLossy() * 1e-3;
    curve.split.push_back(fills ? bps(split.averageAllInPrice()) : routing::VenueQuote::unknown);
}

} // namespace

QString TradingSession::trustText(const desk::Market& market) const
{
    if (!market.isConnected()) {
        return tr("disconnected");
    }
    if (market.status() != core::TradingStatus::Online) {
        return QString::fromUtf8(core::describe(market.status()));
    }
    if (market.tracker().state() != book::BookState::InSync) {
        return QString::fromUtf8(book::describe(market.tracker().state()));
    }
    if (!market.book().isValid()) {
        return tr("book empty or crossed");
    }
    const double age = secondsOf(m_desk->bookAge(market));
    switch (m_desk->trust(market)) {
    case desk::Trust::Good:
        return market.counters().book.checksumsVerified > 0 ? tr("checksums good")
            : market.counters().touchChecked > 0            ? tr("in sequence, equal to the venue's touch")
                                                            : tr("in sequence");
    case desk::Trust::Doubtful:
        return age > 1 ? tr("last update %1 s ago").arg(age, 0, 'f', 1)
                       : tr("%1 s late").arg(secondsOf(market.delay()), 0, 'f', 1);
    case desk::Trust::Bad:
        return tr("stale: no update for %1 s").arg(age, 0, 'f', 1);
    }
    return {};
}

void TradingSession::publish()
{
    if (m_market == nullptr) {
        return;
    }
    const core::Timestamp now = m_clock.now();
    if (now - m_rateSince >= std::chrono::seconds(1)) {
        std::uint64_t messages = 0;
        for (const auto& member : m_market->group()->members()) {
            messages += member.market->counters().messages;
        }
        m_rate = static_cast<double>(messages - m_rateBase) / secondsOf(now - m_rateSince);
        m_rateBase = messages;
        m_rateSince = now;
    }
    const desk::Desk::Venues venues = m_desk->venuesOf(*m_market->group());
    renewCosts(venues);
    if (m_options.source != SourceKind::Tape) {
        tellRisk();
    }
    fillSnapshot(m_snapshots.draft(), venues);
    m_snapshots.publish();
}

void TradingSession::renewCosts(const desk::Desk::Venues& venues)
{
    const core::Timestamp now = m_clock.now();
    if (now - m_costsShown < std::chrono::seconds(1)) {
        return;
    }
    m_costsShown = now;
    for (const core::Side side : {core::Side::Bid, core::Side::Ask}) {
        auto curve = std::make_shared<CostCurve>();
        for (const routing::VenueContext& venue : venues.list) {
            curve->markets.push_back(venue.candidate.market);
        }
        curve->venues.resize(curve->markets.size());
        for (int i = 0; std::isfinite(venues.mid) && i < curvePoints; ++i) {
            addPoint(venues, side, smallestOrder * std::pow(10, i / 4.0), *curve);
        }
        m_costs[side == core::Side::Bid ? 0 : 1] = std::move(curve);
    }
}

void TradingSession::fillVenues(MarketSnapshot& snapshot, const desk::Desk::Venues& venues)
{
    const desk::MarketGroup& group = *m_market->group();
    snapshot.venues.resize(group.members().size());
    for (std::size_t i = 0; i < group.members().size(); ++i) {
        const desk::MarketGroup::Member& member = group.members()[i];
        const desk::Market& market = *member.market;
        VenueSnapshot& venue = snapshot.venues[i];
        const auto* const known = venues::findVenue(market.instrument().id.venue.view());
        venue.market = market.instrument().id;
        venue.name = known != nullptr ? std::string(known->displayName) : market.instrument().id.venue.text();
        venue.trust = m_desk->trust(market);
        venue.trustText = trustText(market).toStdString();
        venue.exclusion = member.exclusion;
        if (group.isConsolidated() && member.exclusion != book::Exclusion::None) {
            // What others make of it counts as well: an outlier's own book is in perfect order.
            venue.trust = desk::Trust::Bad;
            venue.trustText =
                member.exclusion == book::Exclusion::OutOfSync ? venue.trustText : book::describe(member.exclusion);
        }
        showTrouble(market, venue);
        venue.ageSeconds = member.facts.ageSeconds;
        venue.delayMs = member.facts.delaySeconds * 1000;
        venue.terms = member.terms;
        venue.weight = group.weightOf(i, m_desk->settings().participation);
        venue.tick = market.instrument().tick;
        desk::copyInCoins(market, core::Side::Bid, levelsOnShow, venue.bids);
        desk::copyInCoins(market, core::Side::Ask, levelsOnShow, venue.asks);
        venue.counters = market.counters();
        m_venueTrades[&market].copyRecent(venue.recentTrades);
        venue.lastTrade = m_venueTrades[&market].last().price;
        venue.buy = routing::quoteTaking(venues.list[i].candidate, core::Side::Bid, m_comparedNotional, venues.mid);
        venue.sell = routing::quoteTaking(venues.list[i].candidate, core::Side::Ask, m_comparedNotional, venues.mid);
    }
    snapshot.comparedNotional = m_comparedNotional;
    snapshot.costs = m_costs;
}

void TradingSession::showTrouble(const desk::Market& market, VenueSnapshot& venue)
{
    Trouble& trouble = m_troubles[&market];
    const book::BookCounters counters = market.counters().book;
    if (counters.gaps > trouble.gaps) {
        trouble.since = m_clock.now();
        trouble.what = counters.checksumsFailed > trouble.checksums ? tr("checksum failed") : tr("gap");
    }
    trouble.gaps = counters.gaps;
    trouble.checksums = counters.checksumsFailed;
    const core::Duration since = m_clock.now() - trouble.since;
    if (venue.trust == desk::Trust::Good && since < troubleShown) {
        venue.trust = desk::Trust::Doubtful;
        venue.trustText = tr("%1 %2 s ago, healed").arg(trouble.what).arg(secondsOf(since), 0, 'f', 1).toStdString();
    }
}

void TradingSession::fillConsolidated(MarketSnapshot& snapshot) const
{
    const desk::MarketGroup& group = *m_market->group();
    std::int64_t tick = 0;
    for (const desk::MarketGroup::Member& member : group.members()) {
        tick = std::gcd(tick, member.market->instrument().tick.raw());
    }
    snapshot.instrument.tick = core::Price::fromRaw(tick);
    for (const desk::MarketGroup::Member& member : group.members()) {
        const core::Instrument& instrument = member.market->instrument();
        if (instrument.kind == core::ContractKind::Linear && instrument.lot.raw() > 0) {
            snapshot.instrument.lot =
                snapshot.instrument.lot.isZero() ? instrument.lot : std::min(snapshot.instrument.lot, instrument.lot);
        }
    }
    snapshot.cross = group.cross();
    if (group.isConsolidated()) {
        copyTotals(group.book().bids(), snapshot.bids);
        copyTotals(group.book().asks(), snapshot.asks);
        snapshot.hasBook = std::ranges::any_of(
            group.members(), [](const auto& member) { return member.market->tracker().isInSync(); });
        snapshot.isValid = group.book().hasTouch();
        return;
    }
    desk::copyInCoins(*m_market, core::Side::Bid, levelsOnShow, snapshot.bids);
    desk::copyInCoins(*m_market, core::Side::Ask, levelsOnShow, snapshot.asks);
    snapshot.hasBook = m_market->tracker().isInSync();
    snapshot.isValid = m_market->tracker().isUsable();
}

void TradingSession::fillSnapshot(MarketSnapshot& snapshot, const desk::Desk::Venues& venues)
{
    const desk::Market& market = *m_market;
    snapshot.instrument = market.instrument();
    fillConsolidated(snapshot);
    fillVenues(snapshot, venues);
    snapshot.pair = market.group()->pair();
    snapshot.equalQuotes = m_desk->settings().equalQuotes.classOf(market.instrument().pair.quote);
    snapshot.priceDecimals = snapshot.instrument.tick.raw() > 0 ? core::writtenDecimals(snapshot.instrument.tick.text())
                                                                : market.priceDecimals();
    snapshot.time = market.time();
    snapshot.trust = snapshot.venues.front().trust;
    snapshot.trustText = snapshot.venues.front().trustText;
    snapshot.bookAgeSeconds = secondsOf(m_desk->bookAge(market));
    snapshot.receiveLatencyMs = secondsOf(market.delay()) * 1000;
    m_trades.copyRecent(snapshot.recentTrades);
    // The session's profile is long and changes slowly: it is handed over five times a second.
    if (m_clock.now() - m_profileShown >= std::chrono::milliseconds(200)) {
        m_profileShown = m_clock.now();
        m_trades.copyProfile(m_profileCopy);
    }
    if (snapshot.profile.size() != m_profileCopy.size() || snapshot.profileTime != m_profileShown) {
        snapshot.profile = m_profileCopy;
        snapshot.profileTime = m_profileShown;
    }
    snapshot.lastTrade = m_trades.last().price;
    snapshot.lastAggressor = m_trades.last().aggressor;
    snapshot.samples.assign(m_samples.begin(), m_samples.end());
    snapshot.counters = market.counters();
    snapshot.messagesPerSecond = m_rate;
    snapshot.breakerOpen = market.breaker().isTripped();
    snapshot.killSwitch = m_desk->killSwitch();
    fillTrading(snapshot);
    snapshot.heard = heardLately();
    fillMonitor(snapshot);
    fillLatencies(snapshot);
    snapshot.makerFeeBps = snapshot.venues.front().terms.makerFeeBps;
    snapshot.takerFeeBps = snapshot.venues.front().terms.takerFeeBps;
    fillPreviews(snapshot, venues);
}

void TradingSession::fillPreviews(MarketSnapshot& snapshot, const desk::Desk::Venues& venues)
{
    const PreviewSubject& ticket = m_previews[0];
    std::size_t count = 0;
    for (const auto& [place, subject] : m_previews) {
        const auto told = std::span(snapshot.previews).first(count);
        if (std::ranges::find(told, subject, &OrderPreview::about) != told.end()) {
            continue;
        }
        if (snapshot.previews.size() == count) {
            snapshot.previews.emplace_back();
        }
        OrderPreview& preview = snapshot.previews[count++];
        preview.about = subject;
        for (const core::Side side : {core::Side::Bid, core::Side::Ask}) {
            const std::size_t at = side == core::Side::Bid ? 0 : 1;
            routing::RouteRequest request{.side = side, .size = subject.size, .venue = subject.venue};
            preview.smart[at] = m_desk->decide(venues, request);
            request.rests = true;
            preview.resting[at] = m_desk->decide(venues, request);
            request.rests = false;
            request.takes = true;
            preview.taking[at] = m_desk->decide(venues, request);
        }
    }
    snapshot.previews.resize(count);
    snapshot.signal = m_signal;
    for (const core::Side side : {core::Side::Bid, core::Side::Ask}) {
        if (m_signal) {
            snapshot.signalPreviews[side == core::Side::Bid ? 0 : 1] =
                m_desk->decide(venues, {.side = side, .size = ticket.size, .venue = ticket.venue, .signal = m_signal});
        }
    }
}

void TradingSession::fillMonitor(MarketSnapshot& snapshot)
{
    const risk::RiskLimits& limits = m_desk->settings().risk;
    const routing::SignalPolicy& policy = m_desk->settings().routing.signal;
    snapshot.monitor.clear();
    for (const desk::MarketGroup::Member& member : m_market->group()->members()) {
        const desk::Market& market = *member.market;
        const core::MarketId& id = market.instrument().id;
        MonitorSnapshot& monitor = snapshot.monitor.emplace_back();
        monitor.market = id;
        monitor.in = routing::inputsOf(market.sample());
        monitor.in.strength = m_signal ? m_signal->strength : snapshot.heard ? snapshot.heard->strength : policy.strong;
        monitor.in.adverseBps = m_desk->adverseSelection(id);
        monitor.flow = market.sample()[features::Feature::Ofi1m];
        for (const core::Side side : {core::Side::Bid, core::Side::Ask}) {
            monitor.recommended[side == core::Side::Bid ? 0 : 1] =
                routing::chooseStrategy(monitor.in, side, m_signal && m_signal->isRaised, policy).strategy;
        }
        monitor.isTripped = market.breaker().isTripped();
        if (const auto since = market.breaker().timingSince()) {
            monitor.changesAt = *since + std::chrono::seconds(limits.breakerSeconds);
        }
        if (m_orders) {
            std::vector<const calibration::ParentOrder*> recent;
            for (const calibration::ParentOrder& parent : m_orders->executionTracker().recent()) {
                if (parent.venue == id.venue && parent.symbol == id.symbol) {
                    recent.push_back(&parent);
                }
            }
            monitor.recent = calibration::summarise(recent);
        }
    }
    const core::Timestamp now = snapshot.time;
    const auto& urgent = m_desk->urgency().recent();
    snapshot.risk = {.isBraked = m_desk->urgency().isOn(now),
        .brakedUntil = m_desk->urgency().until(),
        .urgent = static_cast<int>(std::ranges::count_if(
            urgent, [&](core::Timestamp at) { return at > now - std::chrono::seconds(limits.urgentWindowSeconds); })),
        .overrides = m_desk->overrides().used(now),
        .maxOverrides = limits.maxOverrides,
        .lossToday = m_orders ? m_orders->lossToday() : 0};
}

void TradingSession::fillLatencies(MarketSnapshot& snapshot)
{
    for (const VenueSnapshot& venue : snapshot.venues) {
        const std::chrono::duration<double, std::milli> delay(venue.delayMs);
        m_dataDelays[venue.market.venue].add(std::chrono::duration_cast<core::Duration>(delay));
    }
    if (!m_latencies || m_clock.now() - m_latenciesShown >= std::chrono::seconds(1)) {
        m_latenciesShown = m_clock.now();
        auto lines = std::make_shared<std::vector<LatencyLine>>();
        const auto add = [&](std::string name, const calibration::RecentDurations& recent) {
            lines->push_back(
                {std::move(name), recent.size(), recent.quantile(0.50), recent.quantile(0.95), recent.quantile(0.99)});
        };
        for (std::size_t i = 0; m_orders && i < execution::legs; ++i) {
            add(std::string(nameOf(static_cast<execution::Leg>(i))),
                m_orders->latencyTracker().leg(static_cast<execution::Leg>(i)));
        }
        for (const auto& [venue, delays] : m_dataDelays) {
            add(venue.text() + " data", delays);
        }
        m_latencies = std::move(lines);
    }
    snapshot.latencies = m_latencies;
    snapshot.receivedAt = m_receivedAt;
}

void TradingSession::fillTrading(MarketSnapshot& snapshot) const
{
    snapshot.position = {};
    snapshot.profit = 0;
    snapshot.openOrders = 0;
    snapshot.positions.clear();
    snapshot.trading.clear();
    snapshot.queues.clear();
    if (!m_orders) {
        return;
    }
    snapshot.openOrders = static_cast<int>(m_orders->manager().live().size());
    snapshot.journalUp = m_orders->isJournalUp();
    snapshot.journalText = m_orders->journalText().toStdString();
    fillPositions(snapshot);
    const auto& members = m_market->group()->members();
    for (const desk::MarketGroup::Member& member : members) {
        if (const core::VenueId& venue = member.market->instrument().id.venue; m_orders->lineOf(venue) != nullptr) {
            snapshot.trading.push_back(tradingAt(venue, true));
        }
    }
    for (const core::VenueId& venue : m_orders->venues()) {
        if (std::ranges::find(snapshot.trading, venue, &TradingSnapshot::venue) == snapshot.trading.end()) {
            snapshot.trading.push_back(tradingAt(venue, false));
        }
    }
    m_own.copyQueues(snapshot.queues);
}

TradingSnapshot TradingSession::tradingAt(const core::VenueId& venue, bool isOnShow) const
{
    const feeds::TradingLine& line = *m_orders->lineOf(venue);
    return {.venue = venue,
        .environment = std::string(line.environment().name),
        .isOnShow = isOnShow,
        .isLive = line.environment().isLive,
        .isUp = line.isUp(),
        .isReconciled = m_orders->isReconciled(venue),
        .isRefused = line.isRefused(),
        .why = line.whyDown().toStdString(),
        .downSince = line.downSince(),
        .hasCountdown = line.protocol().hasCountdown(),
        .balances = line.account() ? line.account()->balances : std::vector<venues::Balance>{}};
}

void TradingSession::fillPositions(MarketSnapshot& snapshot) const
{
    std::vector<execution::PositionRow> rows = m_orders->keeper().rows();
    for (const orders::Position& position : m_orders->positions().all()) {
        // Flat by now, and what it cost still counts.
        const bool isShown = std::ranges::any_of(
            rows, [&](const execution::PositionRow& row) { return row.market == position.market && !row.isMargin; });
        if (!isShown && position.fees != core::Notional{}) {
            rows.push_back({.market = position.market});
        }
    }
    std::set<core::MarketId> counted; // realised profit and fees are those of the market, not of each of its rows
    for (const execution::PositionRow& row : rows) {
        const desk::Market* const market = m_desk->find(row.market);
        const orders::Position ours = m_orders->positions().of(row.market);
        const bool isVenues = row.isMargin || (row.isKept && row.isTold);
        const core::Price average = isVenues && row.entryPrice.raw() > 0 ? row.entryPrice : ours.averagePrice();
        const core::Price known = m_orders->midOf(row.market);
        const bool isKnown = known.raw() > 0;
        const core::Price mid = isKnown ? known : average;
        const bool isFirst = !row.isMargin && counted.insert(row.market).second;
        const double open = row.size().toDoubleLossy() * (mid - average).toDoubleLossy();
        const double realised = isFirst ? ours.realised.toDoubleLossy() : 0;
        const double fees = isFirst ? ours.fees.toDoubleLossy() : 0;
        snapshot.positions.push_back({.market = row.market,
            .size = row.size(),
            .side = row.side,
            .ours = row.ours,
            .isTold = isVenues,
            .isMargin = row.isMargin,
            .differs = row.differs,
            .averagePrice = average,
            .unrealised = open,
            .realised = realised,
            .fees = fees,
            .today = isKnown && isFirst ? m_orders->positions().profitToday(row.market, mid, m_clock.now()) : 0});
        if (market == nullptr || market->group() != m_market->group()) {
            continue;
        }
        const bool isShort = row.size().isNegative();
        const core::Quantity coins =
            market->instrument().baseSize(mid, isShort ? core::Quantity{} - row.size() : row.size());
        snapshot.position = isShort ? snapshot.position - coins : snapshot.position + coins;
        snapshot.profit += open + realised - fees;
    }
}

void TradingSession::setComparedNotional(double notional)
{
    m_comparedNotional = notional;
}

} // namespace leadline::session
