// SPDX-License-Identifier: MIT
/// The user's model at work.
#pragma once

#include "engine/core/names.h"
#include "engine/core/time.h"
#include "engine/features/feature_set.h"
#include "engine/session/monitor_snapshot.h"
#include "engine/signals/brier_score.h"
#include "engine/signals/model_file.h"

#include <QString>

#include <functional>
#include <optional>
#include <set>
#include <string>

namespace leadline::session
{

/// Follows the model's file, scores samples, and says once what is unlike its training, and once a day that it is older
/// than it should be or that what it says comes true less often than it did. Thread: engine.
class RunningModel
{
public:
    /// Of so many of the newest outcomes its Brier score is made.
    static constexpr std::size_t judgedBy = 1000;

    /// `tell` gets what there is to say, a line each.
    RunningModel(const std::string& file, std::function<void(const QString&)> tell);

    /// Zero: any age.
    void setMaxAge(core::Duration age) { m_maxAge = age; }
    /// How often it came true counts from now on.
    void forgetOutcomes();
    /// Looks whether its file holds another model.
    void refresh(const core::Clock& clock);
    /// Its word on a sample; nothing while there is no model that works.
    [[nodiscard]] std::optional<HeardSignal> score(
        const core::MarketId& market, const features::FeatureSet& sample, const core::Clock& clock);

private:
    void begin();
    void remind(core::Timestamp now);

    signals::ModelFile m_file;
    std::function<void(const QString&)> m_tell;
    core::Duration m_maxAge{};
    int m_replacements = 0; ///< of the file, whose newest model is the one that is judged
    std::set<features::Feature> m_outOfRange; ///< each is reported once
    std::optional<signals::BrierScore> m_brier; ///< nothing: the model does not say how far ahead it means
    core::Timestamp m_remindedOfAge{}; ///< the epoch: never
    core::Timestamp m_remindedOfSlip{};
};

} // namespace leadline::session
