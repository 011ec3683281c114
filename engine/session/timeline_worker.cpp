// SPDX-License-Identifier: MIT
#include "engine/session/timeline_worker.h"

#include "engine/session/tape_reel.h"

#include <utility>

namespace leadline::session
{

void TimelineWorker::start(const TapeOptions& tapes)
{
    std::vector<std::filesystem::path> files;
    for (const QString& file : tapes.files) {
        files.emplace_back(file.toStdString());
    }
    m_thread = std::jthread(
        [this, survey = replay::TimelineSurvey(std::move(files), tapes.venue.toStdString(), tapes.symbols)](
            const std::stop_token& stop) mutable {
            survey.run(stop, [this](const replay::TapeTimeline& timeline) {
                QMetaObject::invokeMethod(
                    this,
                    [this, shared = std::make_shared<const replay::TapeTimeline>(timeline)] { Q_EMIT known(shared); },
                    Qt::QueuedConnection);
            });
        });
}

void TimelineWorker::stop()
{
    m_thread = {}; // asks it to stop, and waits
}

} // namespace leadline::session
