// SPDX-License-Identifier: MIT
/// Puts together what the window shows: the snapshot that it picks up once a frame.
#pragma once

#include "engine/desk/desk.h"
#include "engine/session/latency_lines.h"
#include "engine/session/market_snapshot.h"
#include "engine/session/own_orders.h"
#include "engine/session/trade_history.h"

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
    const OwnOrders& own;
    std::optional<HeardSignal> heard;
};

/// Thread: engine.
class SnapshotBuilder
{
    Q_DECLARE_TR_FUNCTIONS(SnapshotBuilder)

public:
    /// Desk and clock must outlive it.
    SnapshotBuilder(desk::Desk& desk, const core::Clock& clock);

    /// Forgets samples and trades.
    void clear();
    /// Of the market on the charts.
    void sampled(const features::FeatureSet& sample);
    /// Of a market of the group on show.
    void traded(const desk::Market& market, const core::Trade& trade);
    void bookReceived() { m_receivedAt = m_clock.steady(); }

    /// What the previews are about; place 0 is the ticket's, a size of zero gives any other back.
    void setPreview(int place, const PreviewSubject& subject);
    /// What signal previews and monitor are about; nothing: no signal.
    void setSignal(std::optional<routing::Signal> signal) { m_signal = signal; }
    /// Quote units for which venues are compared.
    void setComparedNotional(double notional) { m_comparedNotional = notional; }

    void fill(MarketSnapshot& snapshot, desk::Market& market, const SnapshotSources& sources);

private:
    /// A book that healed stays in doubt on the screen for a while: it was wrong for shorter than a glance.
    struct Trouble {
        std::uint64_t gaps = 0;
        std::uint64_t checksums = 0;
        core::Timestamp since;
        QString what;
    };

    void countMessages();
    void renewCosts(const desk::Desk::Venues& venues);
    void fillSnapshot(MarketSnapshot& snapshot, const desk::Desk::Venues& venues, const SnapshotSources& sources);
    void fillConsolidated(MarketSnapshot& snapshot) const;
    void fillVenues(MarketSnapshot& snapshot, const desk::Desk::Venues& venues);
    void showTrouble(const desk::Market& market, VenueSnapshot& venue);
    void fillOwn(MarketSnapshot& snapshot, const OwnOrders& own) const;
    void fillMonitor(MarketSnapshot& snapshot);
    void fillPreviews(MarketSnapshot& snapshot, const desk::Desk::Venues& venues);
    [[nodiscard]] QString trustText(const desk::Market& market) const;

    desk::Desk& m_desk;
    const core::Clock& m_clock;
    desk::Market* m_market = nullptr; ///< on show, while a snapshot is filled
    execution::ExecutionEngine* m_orders = nullptr; ///< the same
    std::map<int, PreviewSubject> m_previews; ///< by place
    std::optional<routing::Signal> m_signal;
    std::map<const desk::Market*, Trouble> m_troubles;
    double m_comparedNotional = 10'000;
    std::array<std::shared_ptr<const CostCurve>, 2> m_costs;
    core::Timestamp m_costsShown;
    LatencyLines m_latencies;
    core::Duration m_receivedAt{};
    std::uint64_t m_rateBase = 0;
    core::Timestamp m_rateSince;
    double m_rate = 0; ///< messages a second
    TradeHistory m_trades; ///< of all venues that take part, sizes in coins
    std::map<const desk::Market*, TradeHistory> m_venueTrades;
    std::vector<TradedAt> m_profileCopy; ///< five times a second
    core::Timestamp m_profileShown;
    std::deque<ChartSample> m_samples;
    std::uint64_t m_sampleCount = 0;
};

} // namespace leadline::session
