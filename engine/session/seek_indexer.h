// SPDX-License-Identifier: MIT
/// Plays recordings once in a thread of its own, and keeps states of them to start a seek from.
#pragma once

#include "engine/session/keyframes.h"

#include <QObject>

#include <functional>
#include <memory>
#include <thread>

namespace leadline::session
{

/// Thread: engine.
class SeekIndexer final : public QObject
{
    Q_OBJECT

public:
    explicit SeekIndexer(TapeOptions tapes, QObject* parent = nullptr);
    ~SeekIndexer() override;

    /// An empty stage that goes by the rules of now.
    std::function<std::unique_ptr<ReplayStage>()> makeStage;
    /// A stage goes by the rules of now.
    std::function<bool(const ReplayStage&)> isCurrent;

    /// From the first message; what was kept is forgotten.
    void start();
    void stop();
    /// The newest state not after that time that was made by the rules of now; null: none yet. Where the rules are
    /// others by now, it begins anew.
    [[nodiscard]] SharedKeyframe atOrBefore(core::Timestamp time);
    /// It has come to the end of the recordings.
    [[nodiscard]] bool isWhole() const { return m_isWhole; }

private:
    void keep(const SharedKeyframe& keyframe, int run);
    void run(const std::stop_token& stop, ReplayStage& stage, int run);

    TapeOptions m_tapes;
    Keyframes m_keyframes;
    int m_run = 0; ///< how often it was started
    bool m_isWhole = false;
    std::jthread m_thread;
};

} // namespace leadline::session
