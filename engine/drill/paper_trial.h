// SPDX-License-Identifier: MIT
/// Policies traded in turns against a paper venue through chosen hours of the day, for as long as it takes to tell them
/// apart; stopped and gone on with at will.
#pragma once

#include "engine/drill/paper_trial_file.h"
#include "engine/session/market_snapshot.h"
#include "engine/session/order_intent.h"

#include <QObject>
#include <QTimer>

#include <map>

namespace leadline::session
{
class TradingSession;
struct SessionOptions;
} // namespace leadline::session

namespace leadline::drill
{

/// A defect where orders would cost money, or could not be sent at all.
[[nodiscard]] core::Result<void> checkPaper(const session::SessionOptions& options);

/// What a policy sends for a signal while the market's touch on its side is at `touch`, which sizes it. No policy sends
/// a price of its own: where its order waits, it joins the touch of the venue that it goes to.
[[nodiscard]] session::OrderIntent trialIntent(
    lab::StudyPolicy policy, const lab::StudySignal& signal, double notional, core::Price touch);

/// An order under way, as it is looked at.
struct TrialWork {
    bool isLive = false; ///< something of it works at a venue
    bool isFilled = false;
    bool wasRejected = false; ///< the last that went out
    core::Duration age{}; ///< since its signal
    core::Duration quiet{}; ///< since a venue said anything about it
};
enum class TrialStep : std::uint8_t {
    Wait,
    Rejoin, ///< it goes out again, the same way
    Cancel, ///< its time is over, and it works
    Close, ///< what is left is taken at market
};
[[nodiscard]] TrialStep nextStep(const TrialWork& work, core::Duration horizon);

/// Time comes in by the engine's clock. Thread: the engine's.
class PaperTrial final : public QObject
{
    Q_OBJECT

public:
    PaperTrial(session::TradingSession& engine, const core::Clock& clock, const PaperTrialSettings& settings,
        PaperTrialFile& file, QObject* parent = nullptr);

    void start();
    /// Lets the order under way end, then ends.
    void stopSoon() { m_isStopping = true; }
    /// The kill switch is on: cancels the order under way, sends nothing more, and ends.
    void kill();
    [[nodiscard]] const QString& doing() const { return m_doing; }

Q_SIGNALS:
    void ended();
    void failed(const QString& why);

private:
    enum class Stage : std::uint8_t { Waiting, Deciding, Working, Cancelling, Closing };
    struct Child {
        bool isLive = true;
        bool wasRejected = false;
        core::Quantity filled;
    };

    void turn();
    void account(core::Timestamp now);
    void begin(core::Timestamp now);
    void decided(const session::DecisionRecord& record);
    void refused(const session::Refusal& refusal);
    void changed(const orders::Order& order);
    void filled(const orders::Fill& fill);
    void work(core::Timestamp now);
    /// The market moved while the order was on its way, and its venue would not take it: it goes out again, the same
    /// way, at the touch of now.
    void rejoin(core::Timestamp now);
    void closeRest();
    void finish();
    [[nodiscard]] session::OrderIntent intentFor(lab::StudyPolicy policy, const lab::StudySignal& signal) const;
    void writeActive(core::Timestamp now);
    [[nodiscard]] std::optional<lab::StudySignal> signalNow() const;
    [[nodiscard]] bool isLive() const;

    session::TradingSession& m_engine;
    const core::Clock& m_clock;
    PaperTrialSettings m_settings;
    PaperTrialFile& m_file;
    QTimer m_timer;
    session::MarketSnapshot m_market;
    Stage m_stage = Stage::Waiting;
    TrialOrder m_order;
    routing::Strategy m_strategy = routing::Strategy::None; ///< of the order under way
    bool m_mustRejoin = false;
    std::map<orders::ClientOrderId, Child> m_children;
    core::Timestamp m_began; ///< of the order under way
    core::Timestamp m_since; ///< of the stage
    core::Timestamp m_lastWord; ///< of a venue about the order under way
    core::Timestamp m_accounted;
    core::Duration m_unwritten{};
    std::size_t m_count = 0;
    bool m_isStopping = false;
    bool m_isKilled = false;
    QString m_doing;
};

} // namespace leadline::drill
