// SPDX-License-Identifier: MIT
/// Puts together what the window shows of an instrument: the snapshot that it picks up once a frame.
#pragma once

#include "engine/desk/desk.h"
#include "engine/session/account_snapshot.h"
#include "engine/session/latency_lines.h"
#include "engine/session/market_snapshot.h"
#include "engine/session/trade_history.h"
#include "engine/session/view_wishes.h"
#include "engine/session/volume_profile.h"

#include <QCoreApplication>
#include <QString>

#include <array>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace leadline::execution
{
class ExecutionEngine;
}

namespace leadline::session
{

/// What a snapshot is made of beside the desk.
struct SnapshotSources {
    execution::ExecutionEngine* orders = nullptr; ///< null: nothing can be sent
    const AccountSnapshot& account;
    std::optional<HeardSignal> heard; ///< of this instrument
    const RolloutSnapshot& rollout;
    const ViewWishes& wishes;
};

/// Of one instrument: keeps its trades and samples, and fills the snapshots of every view of it. Thread: engine.
class SnapshotBuilder
{
    Q_DECLARE_TR_FUNCTIONS(SnapshotBuilder)

public:
    /// `home` is the market on the charts. `marketTime` is the clock that the market lives by: `clock`, or event time
    /// where it is replayed. All must outlive it.
    SnapshotBuilder(desk::Desk& desk, desk::Market& home, const core::Clock& clock, const core::Clock& marketTime);

    [[nodiscard]] desk::Market& home() const { return m_market; }
    /// Forgets samples and trades.
    void clear();
    /// What another one of the same instrument, at another desk, has heard so far.
    void remember(const SnapshotBuilder& other);
    /// Of the market on the charts.
    void sampled(const features::FeatureSet& sample);
    /// Of a market of the group on show.
    void traded(const desk::Market& market, const core::Trade& trade);
    void bookReceived() { m_receivedAt = m_clock.steady(); }
    /// Of a market of the group on show: what is wrong with its book is seen when it happens.
    void bookMoved(const desk::Market& market);
    /// Counts the messages of the last second or more.
    void countMessages(core::Timestamp now);
    /// Keeps so many samples for the charts of a replay, where a moment that is sought has its past.
    static constexpr std::size_t samplesOfHistory = 3000;
    /// The replay stands still at a moment: what else is renewed now and then is renewed with the next snapshot.
    void renew();

    void fill(MarketSnapshot& snapshot, const SnapshotSources& sources);

private:
    /// A book that healed stays in doubt on the screen for a while: it was wrong for shorter than a glance.
    struct Trouble {
        std::uint64_t gaps = 0;
        std::uint64_t checksums = 0;
        core::Timestamp since;
        QString what;
    };

    /// All that messages leave behind, and nothing else.
    struct Heard {
        std::uint64_t rateBase = 0;
        core::Timestamp rateSince;
        double rate = 0; ///< messages a second
        TradeHistory trades; ///< of all venues that take part, sizes in coins
        std::map<core::MarketId, TradeHistory> venueTrades;
        std::map<core::MarketId, Trouble> troubles;
        std::deque<Print> prints; ///< as trades, the newest
        std::uint64_t printCount = 0;
        VolumeProfile profile; ///< as trades, since the start
        std::deque<ChartSample> samples;
        std::uint64_t sampleCount = 0;
    };

    void renewCosts(const desk::Desk::Venues& venues);
    void print(const desk::Market& market, const core::Trade& trade);
    void fillMarket(MarketSnapshot& snapshot) const;
    void fillConsolidated(MarketSnapshot& snapshot) const;
    void fillTrades(MarketSnapshot& snapshot);
    void fillVenues(MarketSnapshot& snapshot, const desk::Desk::Venues& venues, double comparedNotional);
    void showTrouble(const desk::Market& market, VenueSnapshot& venue);
    void fillOwn(MarketSnapshot& snapshot, const SnapshotSources& sources) const;
    void fillMonitor(MarketSnapshot& snapshot, const SnapshotSources& sources) const;
    void fillPreviews(MarketSnapshot& snapshot, const desk::Desk::Venues& venues, const ViewWishes& wishes) const;
    [[nodiscard]] QString trustText(const desk::Market& market) const;
    /// Of a book that is trusted: by what it was checked, if by anything.
    [[nodiscard]] static QString goodText(const desk::Market& market);

    desk::Desk& m_desk;
    desk::Market& m_market;
    const core::Clock& m_clock;
    const core::Clock& m_marketTime;
    std::array<std::shared_ptr<const CostCurve>, 2> m_costs;
    core::Timestamp m_costsShown;
    LatencyLines m_latencies;
    core::Duration m_receivedAt{};
    Heard m_heard;
    std::vector<TradedAt> m_profileCopy; ///< five times a second
    core::Timestamp m_profileShown;
    std::shared_ptr<const std::vector<ChartSample>> m_history; ///< at the last moment that was renewed
};

} // namespace leadline::session
