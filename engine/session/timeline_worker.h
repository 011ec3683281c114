// SPDX-License-Identifier: MIT
/// Looks recordings through in a thread of its own, so that a replay can show what lies ahead.
#pragma once

#include "engine/replay/tape_timeline.h"

#include <QObject>

#include <memory>
#include <thread>

namespace leadline::session
{

struct TapeOptions;

using SharedTimeline = std::shared_ptr<const replay::TapeTimeline>;

/// Thread: engine.
class TimelineWorker final : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Once; answered by known(), again and again until all of it is.
    void start(const TapeOptions& tapes);
    void stop();

Q_SIGNALS:
    void known(const leadline::session::SharedTimeline& timeline);

private:
    std::jthread m_thread;
};

} // namespace leadline::session

Q_DECLARE_METATYPE(leadline::session::SharedTimeline)
