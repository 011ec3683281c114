// SPDX-License-Identifier: MIT
#include "engine/session/seek_indexer.h"

#include "engine/session/replay_course.h"

#include <utility>

namespace leadline::session
{

namespace
{

/// Messages of what the tapes continue before it looks whether it shall stop.
constexpr int mostPerLook = 1000;

SharedKeyframe keyframeOf(const ReplayCourse& course, ReelPlace place, const ReplayStage& stage)
{
    return std::make_shared<const ReplayKeyframe>(course.times().last, course.times(), std::move(place), stage);
}

} // namespace

SeekIndexer::SeekIndexer(TapeOptions tapes, QObject* parent)
    : QObject(parent)
    , m_tapes(std::move(tapes))
{
}

SeekIndexer::~SeekIndexer() = default;

void SeekIndexer::start()
{
    stop();
    m_keyframes.clear();
    m_isWhole = false;
    m_thread = std::jthread([this, stage = std::shared_ptr(makeStage()), number = ++m_run](
                                const std::stop_token& stop) { run(stop, *stage, number); });
}

void SeekIndexer::stop()
{
    m_thread = {}; // asks it to stop, and waits
}

SharedKeyframe SeekIndexer::atOrBefore(core::Timestamp time)
{
    SharedKeyframe keyframe = m_keyframes.atOrBefore(time);
    if (keyframe && !isCurrent(keyframe->stage)) {
        start();
        keyframe.reset();
    }
    return keyframe;
}

void SeekIndexer::keep(const SharedKeyframe& keyframe, int run)
{
    if (run != m_run) {
        return; // of rules that hold no more
    }
    if (!keyframe) {
        m_isWhole = true;
    } else if (isCurrent(keyframe->stage)) {
        m_keyframes.add(keyframe);
    } else {
        start();
    }
}

void SeekIndexer::run(const std::stop_token& stop, ReplayStage& stage, int run)
{
    const auto tell = [this, run](const SharedKeyframe& keyframe) {
        QMetaObject::invokeMethod(
            this, [this, keyframe, run] { keep(keyframe, run); }, Qt::QueuedConnection);
    };
    ReplayCourse course(m_tapes, stage.desk(), stage.eventTime());
    course.reel().found = [&stage](desk::Market& market) { stage.views().add(shownAs(market), market); };
    course.reel().problem = [](const QString& /*what*/) {}; // the replay tells
    course.secondPassed = [&stage](core::Timestamp second) { stage.views().countMessages(second); };
    course.open();
    while (course.reel().warmUp(mostPerLook)) {
        if (stop.stop_requested()) {
            return;
        }
    }
    stage.views().forgetHistory();
    std::uint64_t sinceKept = 0;
    while (const auto due = course.reel().due()) {
        if (stop.stop_requested()) {
            return;
        }
        course.applyNext(*due);
        if (++sinceKept < m_tapes.keyframeEvery) {
            continue;
        }
        if (auto place = course.reel().place()) {
            tell(keyframeOf(course, std::move(*place), stage));
            sinceKept = 0;
        }
    }
    tell(nullptr);
}

} // namespace leadline::session
