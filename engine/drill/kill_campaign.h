// SPDX-License-Identifier: MIT
/// A program that trades is killed again and again at random moments, and taken over from.
#pragma once

#include "engine/drill/agreement.h"

#include <functional>
#include <memory>
#include <random>

class QProcess;

namespace leadline::drill
{

struct KillSettings {
    int kills = 0;
    int seed = 1;
    std::string journal; ///< its address
    /// Shell commands that take the journal's server away half way, and bring it back; empty: none do.
    std::string stopJournal;
    std::string startJournal;
};

/// What a process that trades is told.
struct WorkerTask {
    std::string journal;
    int seed = 1;
    core::Price mid; ///< where the market stands
    std::vector<std::string> venues; ///< "kraken=127.0.0.1:1234"
    bool settles = false; ///< it only takes over, cancels and ends
};

struct KillResult {
    int killed = 0;
    Agreement agreement;
};

/// Thread: the one that made it, whose events it needs.
class KillCampaign
{
public:
    /// Starts a process that prints a line once it trades, and another when it has sent an order of a rebalance.
    using StartWorker = std::function<std::unique_ptr<QProcess>(const WorkerTask&)>;

    KillCampaign(const KillSettings& settings, const core::Clock& clock, StartWorker startWorker);
    ~KillCampaign();

    /// A defect when a process ended by itself, or the journal cannot be read.
    [[nodiscard]] core::Result<KillResult> run(const std::function<void(int killed)>& progressed);

private:
    [[nodiscard]] std::unique_ptr<QProcess> startWorker(int seed, bool settles) const;
    core::Result<void> killOne(int number);
    void interruptJournal() const;
    /// The last run takes over and ends; false when it did not.
    bool settle() const;

    KillSettings m_settings;
    StartWorker m_startWorker;
    std::vector<CampaignVenue> m_venues;
    std::mt19937_64 m_random;
};

} // namespace leadline::drill
