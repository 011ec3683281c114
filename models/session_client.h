// SPDX-License-Identifier: MIT
/// The window's one door to the engine: its newest state once a frame, its events as signals, commands as slots.
#pragma once

#include "engine/core/price.h"
#include "engine/core/time.h"

#include <QObject>
#include <QStringList>
#include <QTimer>

#include <memory>

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
namespace leadline::session
{
class TradingSession;
struct DecisionRecord;
struct MarketSnapshot;
struct OrderIntent;
struct Refusal;
struct SignalOptions;
using SharedReport = std::shared_ptr<const calibration::ReportContent>;
} // namespace leadline::session

namespace leadline::models
{

/// Panels connect themselves to it. Commands go to the engine's thread, and come back as one of the signals.
/// Thread: GUI.
class SessionClient final : public QObject
{
    Q_OBJECT

public:
    /// `engine` must outlive the client. `framesPerSecond`: how often the newest state is looked for, above zero.
    SessionClient(session::TradingSession& engine, double framesPerSecond, QObject* parent = nullptr);

    /// Takes the newest snapshot, if there is one, and shows it. Called by the frame timer; tests call it themselves.
    void poll();
    /// No more frames: the window is closing. Events and commands go on.
    void stopFrames();
    /// Real money can be traded somewhere, as far as the engine has told.
    [[nodiscard]] bool isLive() const { return m_isLive; }
    /// A place of its own for the previews of one more ladder; 0 is the ticket's.
    [[nodiscard]] int newPreviewPlace() { return ++m_previewPlaces; }

public Q_SLOTS:
    void submit(const leadline::session::OrderIntent& intent);
    void cancel(quint64 order);
    void cancelAll();
    /// To that price and size in all.
    void amend(quint64 order, const leadline::core::Price& price, const leadline::core::Quantity& size);
    void setGuard(quint64 order, const leadline::orders::GuardTerms& terms);
    /// A size of zero gives a ladder's place back.
    void setPreview(const leadline::core::Quantity& size, const QString& venue, int place);
    /// Below zero: none. `isRaised`: at market whatever it says.
    void setSignal(double strength, bool isRaised);
    void setVenueOn(const QString& venue, bool on);
    /// The notional, in quote units, that venues are compared for.
    void setComparedNotional(double notional);
    void setTapeSpeed(double speed);
    void makeReport(const leadline::core::Timestamp& from, const leadline::core::Timestamp& to);
    void resetBreaker();
    void resetUrgencyBrake();
    void resetOverrides();
    void setSettings(const leadline::desk::DeskSettings& settings);
    void setGuardSettings(const leadline::orders::GuardSettings& settings);
    void setCalibrationSettings(const leadline::calibration::CalibrationSettings& settings);
    void setSignalRules(const leadline::session::SignalOptions& signal);
    void setPositionRules(const leadline::execution::PositionSettings& positions);

Q_SIGNALS:
    /// Valid during the call; direct connections only.
    void framed(const leadline::session::MarketSnapshot& snapshot);
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
    /// The user wants nothing of this session to work: cancelAll() was called.
    void cancelAllRequested();

private:
    /// In the engine's thread; at once where that is ours.
    template <class... Parameters, class... Arguments>
    void post(void (session::TradingSession::*command)(Parameters...), const Arguments&... arguments);

    session::TradingSession& m_engine;
    QTimer m_frames;
    bool m_isLive = false;
    int m_previewPlaces = 0; ///< given away so far
};

} // namespace leadline::models
