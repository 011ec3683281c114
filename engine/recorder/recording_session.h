// SPDX-License-Identifier: MIT
/// Markets that are followed to be recorded, and for nothing else.
#pragma once

#include "engine/desk/desk.h"
#include "engine/desk/market_listener.h"
#include "engine/recorder/renewal_watch.h"
#include "engine/recorder/tape_recorder.h"
#include "engine/session/market_source.h"
#include "engine/session/session_options.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <memory>
#include <vector>

namespace leadline::recorder
{

/// A desk follows the books, so that one that was lost is asked for again and every file has what its book begins with.
/// Thread: its owner's.
class RecordingSession final : public QObject, private desk::MarketListener
{
    Q_OBJECT

public:
    /// The clock must outlive it.
    RecordingSession(
        session::SessionOptions options, const TapeOptions& tapes, const core::Clock& clock, QObject* parent = nullptr);
    ~RecordingSession() override;

    /// The pairs that no venue has.
    [[nodiscard]] std::vector<core::Pair> start();
    /// Ends streams and files.
    void stop();
    [[nodiscard]] RecordStatistics statistics() const { return m_recorder.statistics(); }

Q_SIGNALS:
    void troubled(const QString& what);

private:
    void sampled(const desk::Market& /*market*/, const features::FeatureSet& /*features*/) override { }
    void traded(const desk::Market& /*market*/, const core::Trade& /*trade*/) override { }
    void bookMoved(const desk::Market& /*market*/, const core::BookUpdate* /*update*/) override { }
    void renewWhereBroken();

    const core::Clock& m_clock;
    TapeRecorder m_recorder;
    session::SessionOptions m_options;
    desk::Desk m_desk;
    session::MarketSource m_source;
    QTimer m_timer;
    RenewalWatch m_renewals;
};

} // namespace leadline::recorder
