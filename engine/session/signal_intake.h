// SPDX-License-Identifier: MIT
/// Signals of a file, a local socket and a model: which of them count, and the newest.
#pragma once

#include "engine/core/names.h"
#include "engine/core/pair.h"
#include "engine/core/time.h"
#include "engine/features/feature_set.h"
#include "engine/session/market_snapshot.h"
#include "engine/session/session_options.h"
#include "engine/signals/rollout.h"

#include <QObject>
#include <QString>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace leadline::signals
{
class SignalFeed;
struct Signal;
} // namespace leadline::signals

namespace leadline::session
{

class RunningModel;

/// Thread: engine.
class SignalIntake final : public QObject
{
    Q_OBJECT

public:
    /// `marketTime` is the clock that markets live by: `clock`, or event time where they are replayed; a model's scores
    /// are as old as their samples. Both must outlive it.
    SignalIntake(
        SignalOptions options, const core::Clock& clock, const core::Clock& marketTime, QObject* parent = nullptr);
    ~SignalIntake() override;

    /// Which watched instrument a signal for that symbol is about; nothing: none.
    std::function<std::optional<core::Pair>(const core::Symbol&)> instrumentOf;

    void start();
    void stop();
    /// What signals may do from now on; where they come from elsewhere, those sources are opened in place of the old
    /// ones.
    void setOptions(const SignalOptions& options);
    [[nodiscard]] const SignalOptions& options() const { return m_options; }
    /// Which of them are sent.
    [[nodiscard]] signals::RolloutGate& rollout() { return m_rollout; }
    /// The model's score of a sample of that instrument.
    void score(const core::MarketId& market, const core::Pair& pair, const features::FeatureSet& sample);
    /// Samples are scored.
    [[nodiscard]] bool hasModel() const { return m_model != nullptr; }
    /// What was heard so far: a replay goes to another moment.
    void forget();
    /// Nothing: none came, or it is too old.
    [[nodiscard]] std::optional<HeardSignal> latest(const core::Pair& pair) const;

Q_SIGNALS:
    /// Of a watched instrument, fresh, and with a size. Direct connections only.
    void accepted(const leadline::signals::Signal& signal, const leadline::core::Pair& pair);
    void problem(const QString& what);

private:
    void receive(const signals::Signal& signal);
    /// Why it is not acted upon: it is too old, or of the future.
    [[nodiscard]] std::optional<std::string> objectionTo(const signals::Signal& signal) const;

    SignalOptions m_options;
    const core::Clock& m_clock;
    const core::Clock& m_marketTime;
    bool m_isStarted = false;
    std::unique_ptr<signals::SignalFeed> m_feed;
    std::unique_ptr<RunningModel> m_model; ///< null: the settings name none
    std::map<core::Pair, HeardSignal> m_latest;
    signals::RolloutGate m_rollout;
};

} // namespace leadline::session
