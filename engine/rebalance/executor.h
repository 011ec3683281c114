// SPDX-License-Identifier: MIT
/// Carries a plan's orders out: one coroutine a symbol, one purse for all.
#pragma once

#include "engine/equities/market_hours.h"
#include "engine/orders/order.h"
#include "engine/rebalance/progress.h"

#include <QCoroTask>

#include <coroutine>
#include <functional>
#include <memory>
#include <vector>

namespace leadline::rebalance
{

/// The executor's way to the venue. What becomes of an order comes back through Executor::orderChanged().
class Broker
{
public:
    virtual ~Broker() = default;
    /// Zero: it cannot be sent now, `why` says so; nothing has happened.
    virtual orders::ClientOrderId place(const orders::NewOrder& order, core::Price arrivalMid, std::string& why) = 0;
    /// False: not now.
    virtual bool replace(orders::ClientOrderId id, core::Price price) = 0;
    virtual void cancel(orders::ClientOrderId id, const char* why) = 0;
    [[nodiscard]] virtual const orders::Order* find(orders::ClientOrderId id) const = 0;
};

/// What is remembered of a symbol beside its orders.
struct SlotMark {
    core::Price arrivalMid; ///< zero: nothing was placed yet
    double baselineBps = 0;
    int repegs = 0;
    std::vector<LogLine> log; ///< SlotProgress::log

    bool operator==(const SlotMark&) const = default;
};

/// What a run starts with, and what it remembers on its way.
struct RunRequest {
    std::uint64_t run = 0;
    core::VenueId venue;
    Urgency urgency = Urgency::Normal;
    ExecutionSettings settings;
    std::vector<PlannedOrder> orders;
    core::Notional cash; ///< that may be spent; what sells bring is added
    equities::TradingCalendar calendar;
    core::Timestamp began;
    std::vector<SlotMark> marks; ///< one for each of `orders`
};
/// For the journal: read back by readRunRequest().
[[nodiscard]] std::string runText(const RunRequest& request);
[[nodiscard]] core::Result<RunRequest> readRunRequest(std::string_view json);

/// Deterministic: time and everything that happens come in by calls, and coroutines go on in the order of the plan,
/// inside advance() alone. An order counts as over when the venue said so and no fill is missing; nothing new is sent
/// for a symbol before. Thread: its owner's.
class Executor
{
public:
    Executor(RunRequest request, const core::Clock& clock, Broker& broker);
    ~Executor();
    Executor(const Executor&) = delete;
    Executor& operator=(const Executor&) = delete;

    /// After a crash: what the run's earlier orders have come to, before the first advance(). Those that may still work
    /// are cancelled first and then counted. Offered: nothing happens to them, and nothing is sent, before resume() or
    /// stop().
    enum class TakeOver : std::uint8_t { AtOnce, Offered };
    void takeOver(const std::vector<orders::Order>& sent, TakeOver how = TakeOver::AtOnce);

    void quoteChanged(const core::Symbol& symbol, const Quote& quote);
    /// Halted, or not any more: nothing is placed meanwhile.
    void haltChanged(const core::Symbol& symbol, bool isHalted);
    void orderChanged(const orders::Order& order);
    /// Cancels what works; resume() goes on from there.
    void pause();
    void resume();
    /// Cancels what works and keeps what filled.
    void stop(const std::string& why);
    /// Lets everything go on that can. Call it after the calls above, and every 50 ms.
    void advance();

    [[nodiscard]] const RunProgress& progress() const { return m_progress; }
    [[nodiscard]] bool isOver() const { return m_progress.state == RunProgress::State::Over; }
    /// With the marks as they are now.
    [[nodiscard]] const RunRequest& request() const { return m_request; }
    /// Rises whenever progress() changed ...
    [[nodiscard]] std::uint64_t version() const { return m_version; }
    /// ... and whenever request() did: it is to be written down again.
    [[nodiscard]] std::uint64_t marksVersion() const { return m_marksVersion; }

private:
    struct Slot;
    struct Wait;
    /// How working with limits ended.
    enum class Ending : std::uint8_t {
        Over, ///< filled, stopped, or there is nothing more to be done
        Failed, ///< `reason` says why: a market order comes next, where the urgency has it
    };

    [[nodiscard]] Wait wait(Slot& slot, core::Timestamp until);
    QCoro::Task<> execute(Slot& slot);
    QCoro::Task<bool> reachOpening(Slot& slot);
    QCoro::Task<> settleEarlier(Slot& slot);
    QCoro::Task<Ending> workLimits(Slot& slot);
    QCoro::Task<> withdraw(Slot& slot, const char* why);
    QCoro::Task<> cross(Slot& slot);

    [[nodiscard]] bool mustEnd() const { return m_isAbandoned || m_isStopping; }
    [[nodiscard]] bool hasOrderOut(const Slot& slot) const;
    [[nodiscard]] core::Quantity remaining(const Slot& slot) const;
    [[nodiscard]] core::Notional spendable(const Slot* except) const;
    [[nodiscard]] bool sellsAreUnderWay() const;
    /// How much of what is left can be sent at that price; zero with the reason in the slot.
    [[nodiscard]] core::Quantity affordable(Slot& slot, core::Price price, bool& waitsForCash);
    bool place(Slot& slot, orders::OrderType type, core::Price price, core::Quantity size);
    /// A limit that rests: moves it where the rules say so. True when they have come to their end.
    bool tend(Slot& slot, const orders::Order& order);
    /// What an order came to that is over without having filled. True when it was refused too often.
    bool isRefused(Slot& slot);
    void mark(Slot& slot);
    void show(Slot& slot, SlotState state, std::string reason = {}, core::Timestamp until = {});
    /// As the slot's reason, and to its log, where the same was not said since an order was sent or moved.
    void explain(Slot& slot, std::string reason);
    /// To its log alone.
    void logOnce(Slot& slot, const std::string& text);
    /// Likewise, of what is wrong with the quote, which differs in its numbers each time.
    void explainCheck(Slot& slot);
    void log(Slot& slot, std::string text);
    [[nodiscard]] std::string wayText() const;
    void recount(Slot& slot);
    void finish(Slot& slot);
    [[nodiscard]] Slot* slotOf(const core::Symbol& symbol) const;

    RunRequest m_request;
    const core::Clock& m_clock;
    Broker& m_broker;
    RunProgress m_progress;
    std::vector<std::unique_ptr<Slot>> m_slots;
    std::uint64_t m_version = 0;
    std::uint64_t m_marksVersion = 0;
    bool m_isStopping = false;
    bool m_isPaused = false;
    bool m_isAbandoned = false; ///< being destroyed: coroutines end without doing anything more
};

} // namespace leadline::rebalance
