// SPDX-License-Identifier: MIT
/// The window's one door to the engine: its newest state once a frame, its events as signals, commands as slots.
#pragma once

#include "engine/core/instrument_index.h"
#include "engine/core/pair.h"
#include "engine/core/price.h"
#include "engine/core/time.h"
#include "engine/session/watch_line.h"

#include <QObject>
#include <QStringList>
#include <QTimer>

#include <array>
#include <chrono>
#include <memory>
#include <vector>

namespace leadline::calibration
{
struct CalibrationSettings;
struct ReportContent;
} // namespace leadline::calibration
namespace leadline::desk
{
struct DeskSettings;
}
namespace leadline::execution
{
struct PositionSettings;
}
namespace leadline::orders
{
struct Fill;
struct GuardSettings;
struct GuardTerms;
struct Order;
} // namespace leadline::orders
namespace leadline::replay
{
struct TapeTimeline;
}
namespace leadline::session
{
class TradingSession;
struct DecisionRecord;
struct MarketSnapshot;
struct OrderIntent;
struct Refusal;
struct RecorderOptions;
struct ReplayCommand;
struct ReplayState;
struct SignalOptions;
using SharedTimeline = std::shared_ptr<const replay::TapeTimeline>;
using SharedReport = std::shared_ptr<const calibration::ReportContent>;
} // namespace leadline::session

namespace leadline::models
{

class MarketView;

/// Panels connect themselves to it. Commands go to the engine's thread, and come back as one of the signals.
/// Thread: GUI.
class SessionClient final : public QObject
{
    Q_OBJECT

public:
    /// `engine` must outlive the client. `framesPerSecond`: how often the newest state is looked for, above zero.
    SessionClient(session::TradingSession& engine, double framesPerSecond, QObject* parent = nullptr);
    ~SessionClient() override;

    /// Takes the newest snapshots and lines, where there are some, and shows them. Called by the frame timer; tests
    /// call it themselves.
    void poll();
    /// Between two frames.
    [[nodiscard]] std::chrono::milliseconds frameTime() const { return m_frames.intervalAsDuration(); }
    /// No more frames: the window is closing. Events and commands go on.
    void stopFrames();
    /// Real money can be traded somewhere, as far as the engine has told.
    [[nodiscard]] bool isLive() const { return m_isLive; }
    /// The view that is there from the start.
    [[nodiscard]] MarketView& view() { return *m_views.front(); }
    /// Panels are linked in groups, A to D: those of a group show one instrument. A is the view from the start; others
    /// show what it shows until they are told otherwise.
    static constexpr int groups = 4;
    [[nodiscard]] MarketView& group(int number);
    /// One more, which shows nothing yet, until closeView(); it lives as long as the client otherwise.
    [[nodiscard]] MarketView& openView();
    void closeView(MarketView& view);
    /// A command of the session in the engine's thread; at once where that is ours.
    template <class... Parameters, class... Arguments>
    void post(void (session::TradingSession::*command)(Parameters...), const Arguments&... arguments)
    {
        QMetaObject::invokeMethod(
            asObject(), [engine = &m_engine, command, arguments...] { (engine->*command)(arguments...); });
    }

public Q_SLOTS:
    void submit(const leadline::session::OrderIntent& intent);
    void cancel(quint64 order);
    /// Every order of ours in that instrument; in all coins where none is named.
    void cancelAll(const leadline::core::Pair& pair = {});
    void watch(const leadline::core::Pair& pair);
    void unwatch(const leadline::core::Pair& pair);
    /// To that price and size in all.
    void amend(quint64 order, const leadline::core::Price& price, const leadline::core::Quantity& size);
    void setGuard(quint64 order, const leadline::orders::GuardTerms& terms);
    void setVenueOn(const QString& venue, bool on);
    /// A replay: play, pause, steps, another moment. Without one, nothing.
    void drive(const leadline::session::ReplayCommand& command);
    void makeReport(const leadline::core::Timestamp& from, const leadline::core::Timestamp& to);
    void resetBreaker(const leadline::core::Pair& pair = {});
    void resetUrgencyBrake();
    void resetOverrides();
    void setSettings(const leadline::desk::DeskSettings& settings);
    void setGuardSettings(const leadline::orders::GuardSettings& settings);
    void setCalibrationSettings(const leadline::calibration::CalibrationSettings& settings);
    void setSignalRules(const leadline::session::SignalOptions& signal);
    void setPositionSettings(const leadline::execution::PositionSettings& settings);
    void setRecorder(const leadline::session::RecorderOptions& recorder);
    /// How often the newest state is published and looked for, above zero.
    void setFrameRate(double framesPerSecond);

Q_SIGNALS:
    /// A frame of view 0, for what is the same whatever is on show: accounts, venues, the journal. Valid during the
    /// call; direct connections only.
    void framed(const leadline::session::MarketSnapshot& snapshot);
    /// The lines of what is watched; the same holds.
    void linesChanged(const leadline::session::WatchLines& lines);
    void watched(const leadline::core::Pair& pair);
    void unwatched(const leadline::core::Pair& pair);
    /// Instruments that a venue has, beside those that came before.
    void listed(const std::vector<leadline::core::ListedInstrument>& instruments);
    void notWatched(const leadline::core::Pair& pair, const QString& why);
    void started(const QString& what);
    void decided(const leadline::session::DecisionRecord& record);
    void orderChanged(const leadline::orders::Order& order);
    void filled(const leadline::orders::Fill& fill);
    void refused(const leadline::session::Refusal& refusal);
    void troubled(const QString& what);
    void connectionChanged(bool up, const QString& why);
    void killSwitchChanged(bool on);
    /// isLive() follows before.
    void liveVenuesChanged(const QStringList& venues);
    void keyCanWithdraw(const QString& venue);
    /// What an earlier run of the program left at that venue, and what became of it.
    void tookOver(const QString& venue, const QString& text);
    void settingsApplied();
    void reportReady(const leadline::session::SharedReport& report);
    void tapeEnded();
    void replayChanged(const leadline::session::ReplayState& state);
    /// What was practised in a replay is gone, and why.
    void practiceEnded(const QString& why);
    /// What the recordings hold, as far as they have been looked through.
    void timelineChanged(const leadline::session::SharedTimeline& timeline);
    /// The user wants nothing of the instrument, or of the whole session, to work: cancelAll() was called.
    void cancelAllRequested();

private:
    [[nodiscard]] QObject* asObject() const;

    session::TradingSession& m_engine;
    QTimer m_frames;
    bool m_isLive = false;
    std::vector<std::unique_ptr<MarketView>> m_views;
    std::array<MarketView*, groups> m_groups{}; ///< null: nobody is in it yet
    int m_newestView = 0;
};

} // namespace leadline::models
