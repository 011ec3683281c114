// SPDX-License-Identifier: MIT
/// The one way out for orders of a trader: gate, manager, journal, lines to the venues; guard, positions, shutdown.
#pragma once

#include "engine/calibration/calibrator.h"
#include "engine/core/instrument.h"
#include "engine/core/result.h"
#include "engine/execution/currency_rates.h"
#include "engine/execution/execution_options.h"
#include "engine/execution/journal_report.h"
#include "engine/execution/kill_receipt.h"
#include "engine/execution/kill_switch.h"
#include "engine/execution/order_path.h"
#include "engine/execution/position_settings.h"
#include "engine/execution/taken_over.h"
#include "engine/orders/journal.h"
#include "engine/orders/order_listener.h"
#include "engine/orders/order_manager.h"
#include "engine/orders/spread_guard.h"
#include "engine/venues/venue.h"

#include <QObject>
#include <QString>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

class QTimer;

namespace leadline::feeds
{
class RawListener;
class VenueGateway;
struct TradingTiming;
} // namespace leadline::feeds
namespace leadline::journal
{
class SqlJournal;
struct History;
} // namespace leadline::journal

namespace leadline::execution
{

class ExecutionTracker;
class LatencyTracker;
class MarketPrices;
class PositionKeeper;
class PreTradeRisk;
class Shutdown;

/// Time comes in by tick(). Thread: engine.
class ExecutionEngine final : public QObject, public OrderPath, private orders::OrderListener
{
    Q_OBJECT

public:
    ExecutionEngine(ExecutionOptions options, const core::Clock& clock, QObject* parent = nullptr);
    ~ExecutionEngine() override;

    /// Opens the journal and takes over what it holds.
    core::Result<void> open();
    /// The way to a venue, in one of its environments. One a venue: a second call is a defect, unless the venue turned
    /// the key away; then it brings another one. `prices`, of that venue's markets, must outlive this. Where the kill
    /// switch is on, it is enforced there at once.
    core::Result<void> addVenue(const venues::Venue& venue, const venues::TradingEnvironment& environment,
        const venues::Credentials& credentials, const core::Instrument& instrument, const feeds::TradingTiming& timing,
        const MarketPrices& prices);
    /// Hears the private stream of every venue as it comes, without secrets. Null: nobody.
    void listenRaw(feeds::RawListener* listener);
    /// One more instrument is traded at a venue that was added; at others, nothing.
    void addInstrument(const core::Instrument& instrument);

    [[nodiscard]] orders::ClientOrderId nextId() override;
    [[nodiscard]] PreTradeRisk& gate() override { return *m_gate; }
    [[nodiscard]] KillSwitch& killSwitch() { return *m_options.killSwitch; }
    /// Zero: nobody follows that market, or it has no usable book or quote.
    [[nodiscard]] core::Price midOf(const core::MarketId& market) const;
    /// Mids of coins that are watched, for what currencies are worth; absent: none are.
    CurrencyRates::MidOf midOfPair;
    [[nodiscard]] CurrencyRates rates() const { return CurrencyRates(midOfPair); }
    /// In which profit() and lossToday() are told.
    [[nodiscard]] const core::Asset& currency() const { return m_options.positions.currency; }
    /// Of everything that is traded, since UTC midnight. What has no rate is not in it.
    [[nodiscard]] double lossToday();
    /// Nothing: the market is not followed.
    [[nodiscard]] std::optional<core::Instrument> instrumentOf(const core::MarketId& market) const;
    void submit(const orders::NewOrder& order, core::Price arrivalMid, const orders::GuardTerms& guard,
        const orders::OrderTimes& times = {}) override;
    bool cancel(orders::ClientOrderId id, const char* why) override;
    bool amend(orders::ClientOrderId id, core::Price price, core::Quantity size) override;
    bool setGuard(orders::ClientOrderId id, const orders::GuardTerms& terms) override;
    void setGuardSettings(const orders::GuardSettings& settings) { m_guard.setSettings(settings); }
    [[nodiscard]] const orders::GuardSettings& guardSettings() const { return m_guard.settings(); }
    void setPositionSettings(const PositionSettings& settings);
    [[nodiscard]] const PositionSettings& positionSettings() const { return m_options.positions; }
    void setCalibrationSettings(const calibration::CalibrationSettings& settings);

    /// A book moved: orders that must not rest any more are cancelled before anything else happens.
    void bookMoved(const core::MarketId& market, const orders::SpreadNow& spread);
    [[nodiscard]] bool isGuarding() const { return m_guard.size() > 0; }
    /// Time passed; every 20 to 50 ms.
    void tick();

    /// Cancels everything, and goes on until every venue says that nothing is left; `flattens` then closes positions.
    void stopEverything(bool flattens) override;
    [[nodiscard]] const KillReceipt* receipt() const; ///< null before the first time
    /// What venues say is held, beside what our fills add up to.
    [[nodiscard]] const PositionKeeper& keeper() const { return *m_keeper; }

    void keep(const calibration::JournalledDecision& decision) override;
    void keep(const calibration::ParentOrder& parent) override;
    /// A plan that many orders serve: written in order with them.
    void keep(const orders::RunRecord& record);
    /// Plans of an earlier run of the program that have not ended.
    [[nodiscard]] const std::vector<orders::RecoveredRun>& recoveredRuns() const;

    /// Where a report of ours would come from; period and expectations are the caller's.
    [[nodiscard]] JournalReportRequest reportRequest() const;
    [[nodiscard]] ExecutionTracker& executionTracker() override { return *m_executionTracker; }
    [[nodiscard]] LatencyTracker& latencyTracker() { return *m_latencyTracker; }
    [[nodiscard]] const orders::OrderManager& manager() const override { return *m_manager; }
    [[nodiscard]] orders::PositionBook& positions() { return m_manager->positions(); }
    [[nodiscard]] bool isJournalUp() const;
    [[nodiscard]] QString journalText() const; ///< for the status bar
    /// Those that were added, by name.
    [[nodiscard]] std::vector<core::VenueId> venues() const;
    [[nodiscard]] feeds::VenueGateway* gatewayOf(const core::VenueId& venue) const;
    [[nodiscard]] bool isReconciled(const core::VenueId& venue) const { return m_manager->isReconciled(venue); }
    [[nodiscard]] bool hasBudget(const core::VenueId& venue) const;
    /// No order unclear, nothing unwritten.
    [[nodiscard]] bool isQuiet() const;

Q_SIGNALS:
    void orderUpdated(const leadline::orders::Order& order);
    void orderFilled(const leadline::orders::Fill& fill);
    void problem(const QString& what);
    void venueUp(const QString& venue, bool up, const QString& why);
    void accountChanged(const QString& venue);
    /// A venue said what is held there.
    void positionsChanged();
    void keyCanWithdraw(const QString& venue);
    /// What an earlier run left there is clear now: what still works, and what was filled or ended meanwhile.
    void tookOver(const QString& venue, const QString& text);
    void journalChanged(bool up, const QString& why);
    void receiptChanged();

private:
    struct Line {
        const MarketPrices* prices = nullptr;
        std::unique_ptr<feeds::VenueGateway> trading;
        core::Duration asked{}; ///< for its positions; steady
    };

    void orderChanged(const orders::Order& order) override;
    void filled(const orders::Fill& fill) override;
    void troubled(const std::string& what) override;
    void measured(const orders::Order& order, bool isFill) override;
    void begin();
    void learn(const journal::History& history);
    void follow(const core::VenueId& venue, feeds::VenueGateway& trading);
    void askPositions();
    void askPositionsIn(Line& line, core::Duration wait);
    void tellTakenOver();
    /// For rules that go by time.
    [[nodiscard]] orders::SpreadNow spreadNow(const core::MarketId& market);
    /// Where a venue keeps two positions of a market: with the one that the order belongs to.
    [[nodiscard]] orders::NewOrder sided(orders::NewOrder order) const;
    void positionsMoved(const core::VenueId& venue);
    void reportDifferences();
    /// Null: the venue of that market was not added.
    [[nodiscard]] const MarketPrices* pricesOf(const core::MarketId& market) const;

    ExecutionOptions m_options;
    const core::Clock& m_clock;
    std::unique_ptr<QObject> m_temporary; ///< the folder of a journal that goes with the program: it outlives it
    std::unique_ptr<journal::SqlJournal> m_journal;
    std::unique_ptr<orders::OrderManager> m_manager;
    orders::SpreadGuard m_guard;
    std::unique_ptr<ExecutionTracker> m_executionTracker;
    std::unique_ptr<LatencyTracker> m_latencyTracker;
    std::uint64_t m_count = 0;
    QString m_journalTrouble;
    TakenOver m_takenOver;
    core::Timestamp m_opened;
    std::set<core::MarketId> m_seen; ///< had a book since
    std::unique_ptr<PreTradeRisk> m_gate;
    std::unique_ptr<PositionKeeper> m_keeper;
    std::unique_ptr<Shutdown> m_shutdown;
    feeds::RawListener* m_raw = nullptr; ///< null: nobody hears private streams
    core::Duration m_compared{}; ///< positions; steady
    std::map<core::VenueId, Line> m_lines; ///< last: what they still say while they go reaches all of the above
};

} // namespace leadline::execution
