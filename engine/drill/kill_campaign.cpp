// SPDX-License-Identifier: MIT
#include "engine/drill/kill_campaign.h"

#include "engine/drill/campaign_trader.h"
#include "engine/drill/waiting.h"
#include "engine/sim/exchange/trading_account.h"
#include "engine/sim/protocol/trade_faults.h"
#include "engine/sim/server/market_server.h"

#include <QProcess>

namespace leadline::drill
{

namespace
{

using std::chrono::milliseconds;

constexpr milliseconds rebalancesWithin{6'000};

void runShell(const std::string& command)
{
    QProcess process;
    process.start(QStringLiteral("/bin/sh"), {QStringLiteral("-c"), QString::fromStdString(command)});
    process.waitForFinished(60'000);
}

} // namespace

KillCampaign::KillCampaign(const KillSettings& settings, const core::Clock& clock, StartWorker startWorker)
    : m_settings(settings)
    , m_startWorker(std::move(startWorker))
    , m_venues(openVenues(static_cast<std::uint64_t>(settings.seed), clock))
    , m_random(static_cast<std::uint64_t>(settings.seed))
{
}

KillCampaign::~KillCampaign() = default;

std::unique_ptr<QProcess> KillCampaign::startWorker(int seed, bool settles) const
{
    WorkerTask task{.journal = m_settings.journal,
        .seed = seed,
        .mid = m_venues.front().server->account()->markPrice(),
        .settles = settles};
    for (const CampaignVenue& venue : m_venues) {
        constexpr std::size_t scheme = std::string_view("http://").size();
        task.venues.push_back(venue.venue->id.text() + "=" + venue.endpoints.rest.substr(scheme));
    }
    return m_startWorker(task);
}

void KillCampaign::interruptJournal() const
{
    runFor(milliseconds(500));
    runShell(m_settings.stopJournal);
    runFor(milliseconds(1500));
    runShell(m_settings.startJournal);
    runFor(milliseconds(1500));
}

core::Result<void> KillCampaign::killOne(int number)
{
    const auto fault = static_cast<sim::TradeFault>(number % sim::tradeFaults);
    for (const CampaignVenue& venue : m_venues) {
        setFault(venue, fault, m_random());
    }
    const auto child = startWorker(m_settings.seed + number, false);
    const auto hasEnded = [&] { return child->state() == QProcess::NotRunning; };
    runUntil([&] { return child->canReadLine() || hasEnded(); }, CampaignTrader::settleWithin);
    if (number % 2 == 1) {
        // Until it trades stocks, too, or had its time to.
        child->readLine();
        runUntil([&] { return child->canReadLine() || hasEnded(); }, rebalancesWithin);
    }
    if (hasEnded()) {
        return core::defect("the worker ended by itself");
    }
    if (number == m_settings.kills / 2 && !m_settings.stopJournal.empty()) {
        interruptJournal();
    }
    // From its first instant to a few orders later, mostly while requests are under way.
    runUntil(hasEnded, milliseconds(20 + static_cast<int>(m_random() % 900)));
    child->kill();
    child->waitForFinished();
    return {};
}

bool KillCampaign::settle() const
{
    for (const CampaignVenue& venue : m_venues) {
        setFault(venue, sim::TradeFault::None, 0);
    }
    const auto last = startWorker(m_settings.seed, true);
    runUntil([&] { return last->state() == QProcess::NotRunning && last->exitStatus() == QProcess::NormalExit; },
        CampaignTrader::settleWithin * 2);
    return last->exitCode() == 0;
}

core::Result<KillResult> KillCampaign::run(const std::function<void(int killed)>& progressed)
{
    KillResult result;
    while (result.killed < m_settings.kills) {
        if (auto done = killOne(result.killed); !done) {
            return std::unexpected(done.error());
        }
        progressed(++result.killed);
    }
    const bool isSettled = settle();
    auto agreement = compareWithVenues(m_settings.journal, m_venues);
    if (!agreement) {
        return std::unexpected(agreement.error());
    }
    if (!isSettled) {
        agreement->complainOf(agreement->disagreements, "the last run did not settle");
    }
    result.agreement = std::move(*agreement);
    return result;
}

} // namespace leadline::drill
