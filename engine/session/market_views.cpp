// SPDX-License-Identifier: MIT
#include "engine/session/market_views.h"

#include "engine/core/decimal.h"
#include "engine/desk/desk.h"
#include "engine/session/account_snapshot.h"
#include "engine/session/snapshot_builder.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace leadline::session
{

namespace
{

constexpr std::chrono::seconds activityEvery{1};

} // namespace

MarketViews::MarketViews(desk::Desk& desk, const core::Clock& clock, const core::Clock& marketTime)
    : m_desk(desk)
    , m_clock(clock)
    , m_marketTime(marketTime)
{
}

MarketViews::~MarketViews() = default;

const MarketViews::Watched* MarketViews::find(const core::Pair& pair) const
{
    const auto found = std::ranges::find(m_watched, pair, &Watched::pair);
    return found == m_watched.end() ? nullptr : &*found;
}

void MarketViews::add(const core::Pair& pair, desk::Market& home)
{
    if (find(pair) == nullptr) {
        m_watched.push_back({Day{.counted = m_marketTime.now()}, pair,
            std::make_unique<SnapshotBuilder>(m_desk, home, m_clock, m_marketTime)});
    }
}

void MarketViews::remove(const core::Pair& pair)
{
    std::erase_if(m_watched, [&](const Watched& watched) { return watched.pair == pair; });
}

desk::Market* MarketViews::homeOf(const core::Pair& pair) const
{
    const Watched* const watched = find(pair);
    return watched == nullptr ? nullptr : &watched->builder->home();
}

std::vector<core::Pair> MarketViews::watched() const
{
    std::vector<core::Pair> pairs;
    std::ranges::transform(m_watched, std::back_inserter(pairs), &Watched::pair);
    return pairs;
}

bool MarketViews::isShown(const core::Pair& pair) const
{
    return std::ranges::any_of(
        m_views, [&](const auto& entry) { return entry.second.snapshots && entry.second.pair == pair; });
}

void MarketViews::forgetHistory()
{
    for (const Watched& watched : m_watched) {
        watched.builder->clear();
    }
}

void MarketViews::remember(const MarketViews& other)
{
    for (Watched& watched : m_watched) {
        if (const Watched* const known = other.find(watched.pair)) {
            static_cast<Day&>(watched) = *known;
            watched.builder->remember(*known->builder);
        }
    }
}

void MarketViews::forgetMarkets()
{
    m_watched.clear();
}

bool MarketViews::isUnused(int view) const
{
    const auto found = m_views.find(view);
    return found == m_views.end() || !found->second.pair;
}

void MarketViews::renew()
{
    ++m_moment;
    for (const Watched& watched : m_watched) {
        watched.builder->renew();
    }
}

void MarketViews::countMessages(core::Timestamp now)
{
    for (Watched& watched : m_watched) {
        watched.builder->countMessages(now);
        countActivity(watched, now);
    }
}

void MarketViews::open(int view, SharedSnapshots snapshots)
{
    m_views[view] = {.snapshots = std::move(snapshots)};
}

void MarketViews::close(int view)
{
    m_views.erase(view);
}

void MarketViews::show(int view, const core::Pair& pair)
{
    m_views[view].pair = pair;
}

ViewWishes& MarketViews::wishesOf(int view)
{
    return m_views[view].wishes;
}

void MarketViews::sampled(const desk::Market& market, const features::FeatureSet& sample)
{
    for (const Watched& watched : m_watched) {
        // The charts follow one venue: mixing the samples of several would draw none of them.
        if (&watched.builder->home() == &market) {
            watched.builder->sampled(sample);
        }
    }
}

void MarketViews::traded(const desk::Market& market, const core::Trade& trade)
{
    for (const Watched& watched : m_watched) {
        if (watched.builder->home().group() == market.group()) {
            // Whose trades count is judged now, and not when a frame was last made.
            m_desk.refresh(*market.group());
            watched.builder->traded(market, trade);
        }
    }
}

void MarketViews::bookMoved(const desk::Market& market)
{
    for (Watched& watched : m_watched) {
        if (watched.builder->home().group() == market.group()) {
            watched.builder->bookMoved(market);
            noteOpening(watched);
        }
    }
    for (const auto& [number, view] : m_views) {
        const Watched* const watched = view.pair ? find(*view.pair) : nullptr;
        if (watched != nullptr && watched->builder->home().group() == market.group()) {
            watched->builder->bookReceived();
        }
    }
}

void MarketViews::publish(const Sources& sources)
{
    for (auto& [number, view] : m_views) {
        const Watched* const watched = view.pair ? find(*view.pair) : nullptr;
        if (watched == nullptr || !view.snapshots) {
            continue;
        }
        MarketSnapshot& draft = view.snapshots->draft();
        if (draft.instrument.id != watched->builder->home().instrument().id || draft.moment != m_moment) {
            draft = {}; // of another instrument, or of another moment of a replay
        }
        draft.moment = m_moment;
        watched->builder->fill(draft,
            {.orders = sources.orders,
                .account = sources.account,
                .heard = sources.heard(watched->pair),
                .rollout = m_rollout,
                .wishes = view.wishes});
        view.snapshots->publish();
    }
}

void MarketViews::fillLines(WatchLines& lines, const Sources& sources)
{
    std::map<const desk::MarketGroup*, int> working;
    for (const auto& [id, count] : sources.account.working) {
        if (const desk::Market* const market = m_desk.find(id)) {
            working[market->group()] += count;
        }
    }
    lines.resize(m_watched.size());
    for (std::size_t i = 0; i < m_watched.size(); ++i) {
        fillLine(lines[i], m_watched[i], sources.account);
        lines[i].workingOrders = working[m_watched[i].builder->home().group()];
    }
}

void MarketViews::fillLine(WatchLine& line, Watched& watched, const AccountSnapshot& account)
{
    desk::MarketGroup& group = *watched.builder->home().group();
    m_desk.refresh(group);
    line.name = watched.pair.text();
    line.currency = watched.pair.quote.text();
    line.venues.resize(group.members().size());
    line.isBreakerOpen = false;
    for (std::size_t i = 0; i < group.members().size(); ++i) {
        const desk::MarketGroup::Member& member = group.members()[i];
        const bool isOut = group.isConsolidated() && member.exclusion != book::Exclusion::None;
        line.venues[i].venue = member.market->instrument().id.venue;
        line.venues[i].trust = isOut ? desk::Trust::Bad : m_desk.trust(*member.market);
        line.venues[i].trustText = isOut ? book::describe(member.exclusion) : "";
        line.isBreakerOpen = line.isBreakerOpen || member.market->breaker().isTripped();
    }
    const HoldingSnapshot holding = holdingOf(account, group, m_desk);
    line.position = holding.size;
    line.profit = holding.today;
    fillTouch(line, watched);
    line.activity = watched.activity;
}

std::optional<MarketViews::Touch> MarketViews::touchOf(const Watched& watched)
{
    const desk::Market& home = watched.builder->home();
    const desk::MarketGroup& group = *home.group();
    Touch touch;
    if (group.isConsolidated() && group.book().hasTouch()) {
        touch = {group.book().bids()[0].price, group.book().asks()[0].price};
    } else if (!group.isConsolidated() && home.tracker().isUsable()) {
        touch = {home.book().bids()[0].price, home.book().asks()[0].price};
    }
    return touch.bid.raw() == 0 || touch.ask.raw() == 0 ? std::nullopt : std::optional(touch);
}

void MarketViews::noteOpening(Watched& watched) const
{
    const std::int64_t day = std::chrono::floor<std::chrono::days>(m_marketTime.now()).time_since_epoch().count();
    if (watched.day == day && watched.opening != 0) {
        return;
    }
    if (const auto touch = touchOf(watched)) {
        watched.day = day;
        watched.opening = core::midpoint(touch->bid, touch->ask).toDoubleLossy();
    }
}

void MarketViews::fillTouch(WatchLine& line, Watched& watched) const
{
    const desk::Market& home = watched.builder->home();
    const core::Price tick = home.instrument().tick;
    line.priceDecimals = tick.raw() > 0 ? core::writtenDecimals(tick.text()) : home.priceDecimals();
    line.spreadBps = line.changePercent = std::numeric_limits<double>::quiet_NaN();
    const auto touch = touchOf(watched);
    line.bid = touch ? touch->bid : core::Price{};
    line.ask = touch ? touch->ask : core::Price{};
    if (!touch) {
        return;
    }
    noteOpening(watched);
    const double mid = core::midpoint(line.bid, line.ask).toDoubleLossy();
    line.spreadBps = (line.ask - line.bid).toDoubleLossy() / mid * 1e4;
    line.changePercent = (mid / watched.opening - 1) * 100;
}

void MarketViews::countActivity(Watched& watched, core::Timestamp now)
{
    if (now - watched.counted < activityEvery) {
        return;
    }
    std::uint64_t messages = 0;
    for (const auto& member : watched.builder->home().group()->members()) {
        messages += member.market->counters().messages;
    }
    watched.activity = static_cast<double>(messages - std::min(messages, watched.messages))
        / std::chrono::duration<double>(now - watched.counted).count();
    watched.messages = messages;
    watched.counted = now;
}

} // namespace leadline::session
