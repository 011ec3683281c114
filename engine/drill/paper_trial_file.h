// SPDX-License-Identifier: MIT
/// What is known of a paper trial: a file that a later run goes on with.
#pragma once

#include "engine/calibration/execution_quality.h"
#include "engine/core/result.h"
#include "engine/lab/study_settings.h"

#include <QFile>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace leadline::drill
{

struct PaperTrialSettings {
    calibration::SessionWindow window = calibration::sessionWindows[0];
    core::Duration active{}; ///< how long to trade, inside the window
    core::Duration every = std::chrono::seconds(5); ///< between the starts of two orders, at least
    core::Duration horizon = std::chrono::seconds(30); ///< what is unfilled then is taken at market
    double notional = 10'000; ///< quote units
    std::chrono::milliseconds look{10}; ///< between two looks at the market, of real time
};

/// One signal and what became of it.
struct TrialOrder {
    lab::StudyPolicy policy = lab::StudyPolicy::Signal;
    bool wasSent = false; ///< else the policy or a safeguard said no
    std::string why; ///< it did; empty where that is not known
    int rejected = 0; ///< of its orders, that the venue would not take
    calibration::ParentOrder parent; ///< `strategy` names the policy
};

/// What is known of a run so far: a line of JSON each, written as it happens, so that nothing is lost but the order
/// under way.
class PaperTrialFile
{
public:
    /// Takes over what an earlier run left. A defect when the file is of another run, or is damaged other than by a cut
    /// at its end.
    [[nodiscard]] core::Result<void> open(const std::filesystem::path& path, const PaperTrialSettings& settings);
    [[nodiscard]] core::Duration active() const { return m_active; }
    [[nodiscard]] const std::vector<TrialOrder>& orders() const { return m_orders; }
    /// The newest moment that an earlier run, or this one, has come to; the epoch: none.
    [[nodiscard]] core::Timestamp reached() const { return m_reached; }
    /// How often a run went on with it.
    [[nodiscard]] int resumptions() const { return m_resumptions; }
    void add(const TrialOrder& order);
    /// So much was traded up to that moment.
    void add(core::Duration active, core::Timestamp until);
    /// An earlier run is gone on with at that moment.
    void resume(core::Timestamp at);

private:
    [[nodiscard]] core::Result<void> read(std::string_view line, const PaperTrialSettings& settings);
    void write(const std::string& line);

    QFile m_file;
    bool m_hasBegun = false;
    core::Duration m_active{};
    core::Timestamp m_reached{};
    int m_resumptions = 0;
    std::vector<TrialOrder> m_orders;
};

} // namespace leadline::drill
