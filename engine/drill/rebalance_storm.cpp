// SPDX-License-Identifier: MIT
#include "engine/drill/rebalance_storm.h"

#include "engine/drill/campaign_venue.h"
#include "engine/execution/execution_engine.h"
#include "engine/rebalance/plan.h"
#include "engine/rebalance/progress.h"
#include "engine/session/rebalance_service.h"
#include "engine/session/stock_options.h"
#include "engine/sim/equities/stock_universe.h"
#include "engine/sim/protocol/venue_simulator.h"

#include <algorithm>

namespace leadline::drill
{

using namespace Qt::StringLiterals;
using session::RebalanceService;
using std::chrono::milliseconds;

namespace
{

constexpr milliseconds stormBeat{10};

/// Quick to give a price up, so that orders are replaced while they rest.
rebalance::ExecutionSettings restlessExecution()
{
    return {.repegThresholdPercent = 0.005, .maxRepegsPerOrder = 3, .validationPatienceSeconds = 1};
}

std::vector<core::Symbol> liquidSymbols()
{
    std::vector<core::Symbol> symbols;
    for (const sim::StockListing& listing : sim::stockUniverse()) {
        if (listing.tier == sim::StockTier::Mega && listing.isTradable) {
            symbols.emplace_back(listing.symbol);
        }
    }
    return symbols;
}

} // namespace

RebalanceStorm::RebalanceStorm(
    execution::ExecutionEngine& desk, const core::Clock& clock, const StormSettings& settings)
    : m_clock(clock)
    , m_settings(settings)
    , m_random(settings.seed + 1)
    , m_desk(desk)
    , m_stocks(clock)
{
    connect(&m_timer, &QTimer::timeout, this, &RebalanceStorm::turn);
    connect(&m_stocks, &session::StockService::ready, this, [this] { m_isReady = true; });
    connect(&m_stocks.rebalances(), &RebalanceService::resumed, this, [this] {
        m_isRunning = true;
        m_next = in(100, 600);
    });
    connect(&m_stocks.rebalances(), &RebalanceService::previewed, this, &RebalanceStorm::begin);
    connect(&m_stocks.rebalances(), &RebalanceService::progressed, this, &RebalanceStorm::progressed);
    connect(&m_stocks.rebalances(), &RebalanceService::refused, this, [this] {
        m_asked.reset();
        m_next = in(100, 300);
    });
    connect(&desk, &execution::ExecutionEngine::orderUpdated, this, [this](const orders::Order& order) {
        if (order.request.run != 0) {
            m_sent.insert(order.request.id);
            Q_EMIT traded();
        }
    });
}

void RebalanceStorm::open(const CampaignVenue& venue, const risk::RiskLimits& limits)
{
    session::StockOptions options{.credentials = {std::string(sim::embeddedKey), std::string(sim::embeddedSecret)},
        .data = venue.endpoints,
        .trading = venue.endpoints,
        .execution = restlessExecution(),
        .isLimited = false,
        .timing = campaignTiming()};
    // What arrives at a server on this machine arrives within moments, however long its answer takes.
    options.timing.absentAfter = milliseconds(3000);
    m_stocks.open(options, m_desk, limits);
}

void RebalanceStorm::start()
{
    if (m_stocks.isOpen()) {
        m_timer.start(stormBeat);
    }
}

core::Timestamp RebalanceStorm::in(int fewest, int most)
{
    return m_clock.now() + milliseconds(fewest + static_cast<int>(m_random() % static_cast<unsigned>(most - fewest)));
}

void RebalanceStorm::turn()
{
    if (!m_isReady || m_asked || m_clock.now() < m_next) {
        return;
    }
    if (m_isRunning) {
        disturb();
    } else if (!isOver() && m_desk.isJournalUp()) {
        m_asked = drawPlan();
        m_stocks.rebalances().preview(m_asked);
    }
}

session::SharedPlan RebalanceStorm::drawPlan()
{
    std::vector<core::Symbol> symbols = liquidSymbols();
    std::ranges::shuffle(symbols, m_random);
    symbols.resize(std::min<std::size_t>(symbols.size(), 10 + m_random() % 8));
    rebalance::Plan plan{.sellsOthers = m_random() % 2 == 0};
    for (const core::Symbol& symbol : symbols) {
        const double weight = static_cast<double>(1 + m_random() % 40) / 1000;
        plan.rows.push_back({.symbol = symbol, .weight = weight});
    }
    return std::make_shared<const rebalance::Plan>(plan);
}

void RebalanceStorm::begin()
{
    if (const session::SharedPlan plan = std::exchange(m_asked, nullptr)) {
        m_next = in(150, 1500);
        m_stocks.rebalances().run(plan, static_cast<rebalance::Urgency>(m_random() % 3));
    }
}

void RebalanceStorm::disturb()
{
    if (m_isPaused) {
        m_isPaused = false;
        m_stocks.rebalances().resume();
        m_next = in(150, 1000);
    } else if (m_random() % 3 == 0) {
        m_isPaused = true;
        m_stocks.rebalances().pause();
        m_next = in(50, 300);
    } else {
        m_stocks.rebalances().stop(u"the storm"_s);
        m_next = in(500, 1000); // it withdraws its orders meanwhile
    }
}

void RebalanceStorm::progressed(const session::SharedRun& run)
{
    const bool wasRunning = m_isRunning;
    m_isRunning = run->state != rebalance::RunProgress::State::Over;
    if (wasRunning && !m_isRunning) {
        m_isPaused = false;
        m_next = in(20, 200);
    }
}

} // namespace leadline::drill
