// SPDX-License-Identifier: MIT
/// Policies traded in turns against a paper venue through chosen hours of the day, for as long as it takes to tell them
/// apart; stopped and gone on with at will.
#pragma once

#include "engine/calibration/execution_quality.h"
#include "engine/core/result.h"
#include "engine/lab/study_settings.h"
#include "engine/session/market_snapshot.h"
#include "engine/session/order_intent.h"

#include <QFile>
#include <QObject>
#include <QTimer>

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace leadline::session
{
class TradingSession;
struct SessionOptions;
} // namespace leadline::session

namespace leadline::drill
{

struct PaperTrialSettings {
    calibration::SessionWindow window = calibration::sessionWindows[0];
    core::Duration active{}; ///< how long to trade, inside the window
    core::Duration every = std::chrono::seconds(5); ///< between the starts of two orders, at least
    core::Duration horizon = std::chrono::seconds(30); ///< what is unfilled then is taken at market
    double notional = 10'000; ///< quote units
};

/// One signal and what became of it.
struct TrialOrder {
    lab::StudyPolicy policy = lab::StudyPolicy::Signal;
    bool wasSent = false; ///< else the policy or a safeguard said no
    calibration::ParentOrder parent; ///< `strategy` names the policy
};

/// What is known of a run so far: a line of JSON each, written as it happens, so that nothing is lost but the order
/// under way.
class PaperTrialFile
{
public:
    /// Takes over what an earlier run left. A defect when the file is of another run, or is damaged other than by a cut
    /// at its end.
    [[nodiscard]] core::Result<void> open(const std::filesystem::path& path, const PaperTrialSettings& settings);
    [[nodiscard]] core::Duration active() const { return m_active; }
    [[nodiscard]] const std::vector<TrialOrder>& orders() const { return m_orders; }
    void add(const TrialOrder& order);
    void add(core::Duration active);

private:
    [[nodiscard]] core::Result<void> read(std::string_view line, const PaperTrialSettings& settings);
    void write(const std::string& line);

    QFile m_file;
    bool m_hasBegun = false;
    core::Duration m_active{};
    std::vector<TrialOrder> m_orders;
};

/// A defect where orders would cost money, or could not be sent at all.
[[nodiscard]] core::Result<void> checkPaper(const session::SessionOptions& options);

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
        core::Quantity filled;
    };

    void turn();
    void account(core::Timestamp now);
    void begin(core::Timestamp now);
    void decided(const session::DecisionRecord& record);
    void changed(const orders::Order& order);
    void filled(const orders::Fill& fill);
    void closeRest();
    void finish();
    [[nodiscard]] session::OrderIntent intentFor(lab::StudyPolicy policy, const lab::StudySignal& signal) const;
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
