// SPDX-License-Identifier: MIT
/// The instruments that are watched, and the views that show some of them.
#pragma once

#include "engine/core/latest.h"
#include "engine/core/pair.h"
#include "engine/core/time.h"
#include "engine/session/market_snapshot.h"
#include "engine/session/view_wishes.h"
#include "engine/session/watch_line.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace leadline::core
{
class Clock;
struct Trade;
} // namespace leadline::core
namespace leadline::desk
{
class Desk;
class Market;
} // namespace leadline::desk
namespace leadline::execution
{
class ExecutionEngine;
}
namespace leadline::features
{
struct FeatureSet;
}

namespace leadline::session
{

class SnapshotBuilder;
struct AccountSnapshot;

/// A view's newest snapshot: the session writes it, whoever opened the view takes it.
using SharedSnapshots = std::shared_ptr<core::Latest<MarketSnapshot>>;

/// Thread: engine.
class MarketViews
{
public:
    /// `marketTime` is the clock that markets live by: `clock`, or event time where they are replayed. All must outlive
    /// it.
    MarketViews(desk::Desk& desk, const core::Clock& clock, const core::Clock& marketTime);
    ~MarketViews();

    /// An instrument is watched; `home` is its market on the charts. Its place in the lines is the last.
    void add(const core::Pair& pair, desk::Market& home);
    /// It is not any more; views of it show nothing.
    void remove(const core::Pair& pair);
    /// Null: it is not watched.
    [[nodiscard]] desk::Market* homeOf(const core::Pair& pair) const;
    [[nodiscard]] std::vector<core::Pair> watched() const;
    /// Some view that is open shows it.
    [[nodiscard]] bool isShown(const core::Pair& pair) const;
    /// What was warmed up is no part of the charts.
    void forgetHistory();
    /// What others know of the instruments that are watched here, too: trades, samples, counts.
    void remember(const MarketViews& other);
    /// The desk is going to forget its markets: nothing is watched any more, and views wait for what they show.
    void forgetMarkets();
    /// Nothing was ever shown in that view.
    [[nodiscard]] bool isUnused(int view) const;
    /// A replay stands still, or has arrived: everything that is shown is of this moment.
    void renew();
    /// Counts messages; once a second or more often.
    void countMessages(core::Timestamp now);

    /// A view with that number, which shows nothing yet; one that is there starts anew.
    void open(int view, SharedSnapshots snapshots);
    void close(int view);
    /// An instrument that is watched, or is going to be: until then the view shows nothing.
    void show(int view, const core::Pair& pair);
    /// What the view wants to know; there is one for every number.
    [[nodiscard]] ViewWishes& wishesOf(int view);

    void sampled(const desk::Market& market, const features::FeatureSet& sample);
    void traded(const desk::Market& market, const core::Trade& trade);
    void bookMoved(const desk::Market& market);

    struct Sources {
        execution::ExecutionEngine* orders = nullptr; ///< null: nothing can be sent
        const AccountSnapshot& account;
        std::function<std::optional<HeardSignal>(const core::Pair&)> heard;
    };
    /// How signals that were sent fare beside those on paper: in every snapshot from now on.
    void setRollout(const RolloutSnapshot& rollout) { m_rollout = rollout; }
    /// A snapshot for each view; views without one for the moment get none.
    void publish(const Sources& sources);
    /// A line for each instrument that is watched, in order.
    void fillLines(WatchLines& lines, const Sources& sources);

private:
    /// What a line tells beside the market.
    struct Day {
        std::uint64_t messages = 0; ///< at the last count
        core::Timestamp counted;
        double activity = 0;
        double opening = 0; ///< the mid that was seen first this day; zero: none
        std::int64_t day = 0; ///< since the epoch, UTC
    };
    struct Watched : Day {
        core::Pair pair;
        std::unique_ptr<SnapshotBuilder> builder;
    };
    struct View {
        SharedSnapshots snapshots; ///< null: it was never opened
        std::optional<core::Pair> pair;
        ViewWishes wishes;
    };

    [[nodiscard]] const Watched* find(const core::Pair& pair) const;
    void fillLine(WatchLine& line, Watched& watched, const AccountSnapshot& account);
    void fillTouch(WatchLine& line, Watched& watched) const;
    void noteOpening(Watched& watched) const;
    static void countActivity(Watched& watched, core::Timestamp now);
    /// Without both sides: nothing.
    struct Touch {
        core::Price bid;
        core::Price ask;
    };
    [[nodiscard]] static std::optional<Touch> touchOf(const Watched& watched);

    desk::Desk& m_desk;
    const core::Clock& m_clock;
    const core::Clock& m_marketTime;
    std::uint64_t m_moment = 0; ///< how often renew() was called
    std::vector<Watched> m_watched;
    std::map<int, View> m_views;
    RolloutSnapshot m_rollout;
};

} // namespace leadline::session
