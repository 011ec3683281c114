// SPDX-License-Identifier: MIT
/// Our side of an account at an embedded venue that somebody else uses as well.
#pragma once

#include "engine/execution/execution_engine.h"
#include "engine/execution/market_prices.h"
#include "engine/execution/position_keeper.h"
#include "engine/feeds/trading_timing.h"
#include "engine/feeds/venue_gateway.h"
#include "tests/support/builders.h"

#include <QStringList>

#include <memory>
#include <string>
#include <utility>

namespace leadline::tests
{

/// `Account`: the other client's; see embedded_account.h. Thread: the test's.
template <class Account> class OurSide : public execution::MarketPrices
{
public:
    /// `journal`: a file that outlives the engine; empty: one that goes with it.
    explicit OurSide(quint64 seed = 1, std::string journal = {})
        : account(seed)
        , m_seed(seed)
        , m_journal(std::move(journal))
    {
        begin();
    }

    /// The engine goes as it would with the program; the venue goes on.
    void end() { engine.reset(); }
    /// Another run of the program.
    void begin()
    {
        engine = std::make_unique<execution::ExecutionEngine>(
            execution::ExecutionOptions{.journal = m_journal.empty() ? m_journal : "sqlite:" + m_journal,
                .environments = {{account.venue.id, "embedded"}},
                .seed = m_seed++},
            account.clock);
        isOpen = engine->open().has_value();
        QObject::connect(
            engine.get(), &execution::ExecutionEngine::problem, [this](const QString& what) { problems << what; });
        isOpen = isOpen && addVenue().has_value();
        isOpen = isOpen && until([this] {
            return engine->isReconciled(market.venue) && engine->gatewayOf(market.venue)->positions().has_value();
        });
    }
    core::Result<void> addVenue()
    {
        return engine->addVenue(account.venue,
            {.name = "embedded",
                .isLive = false,
                .endpoints = {"ws://" + account.address, "http://" + account.address},
                .isLimited = false},
            account.credentials(), account.instrument(),
            {.transport = {.firstRetry = std::chrono::milliseconds(20), .longestRetry = std::chrono::milliseconds(80)}},
            *this);
    }

    template <class Condition> bool until(Condition condition, int turns = 8000)
    {
        return account.until(
            [&] {
                engine->tick();
                return condition();
            },
            turns);
    }
    orders::ClientOrderId send(core::Side side, const char* amount, core::Price price, orders::OrderType type)
    {
        const orders::ClientOrderId id = engine->nextId();
        engine->submit({.id = id, .market = market, .side = side, .price = price, .size = size(amount), .type = type},
            price, {.maxSpreadBps = 0});
        return id;
    }
    bool fills(core::Side side, const char* amount)
    {
        const auto id =
            send(side, amount, account.at(side == core::Side::Bid ? 1.01 : 0.99), orders::OrderType::MarketableLimit);
        return becomes(id, orders::OrderState::Filled);
    }
    /// A buy that rests far below the market; zero when it does not.
    orders::ClientOrderId rests(const char* amount = "0.5", double share = 0.9)
    {
        const auto id = send(core::Side::Bid, amount, account.at(share), orders::OrderType::PostOnly);
        return becomes(id, orders::OrderState::Working) ? id : 0;
    }
    [[nodiscard]] orders::OrderState stateOf(orders::ClientOrderId id) const
    {
        return engine->manager().find(id)->state;
    }
    bool becomes(orders::ClientOrderId id, orders::OrderState state)
    {
        return until([&] { return stateOf(id) == state; });
    }
    bool isComplete() const { return engine->receipt() != nullptr && engine->receipt()->isComplete; }
    bool stops(bool flattens, int turns = 8000)
    {
        engine->stopEverything(flattens);
        return until([this] { return isComplete(); }, turns);
    }
    /// The receipt as the user reads it.
    QString receipt() const
    {
        QStringList lines;
        for (const execution::ReceiptStep& step : engine->receipt()->steps) {
            lines << step.what;
        }
        return lines.join(QLatin1Char('\n'));
    }

    std::optional<core::Instrument> instrumentOf(const core::MarketId& id) const override
    {
        return id == market ? std::optional(account.instrument()) : std::nullopt;
    }
    core::Price midOf(const core::MarketId& /*market*/) const override { return account.at(1); }
    orders::SpreadNow spreadOf(const core::MarketId& /*market*/) const override { return spread; }
    core::Price closingPrice(const core::MarketId& /*market*/, core::Side side) const override
    {
        return isBlind ? core::Price{} : account.at(side == core::Side::Bid ? 1.005 : 0.995);
    }

    mutable Account account; ///< what it asks the venue for is kept
    const core::MarketId market = account.instrument().id;
    std::unique_ptr<execution::ExecutionEngine> engine;
    bool isOpen = false;
    bool isBlind = false;
    orders::SpreadNow spread; ///< of the book that is followed
    QStringList problems;

private:
    quint64 m_seed;
    std::string m_journal;
};

} // namespace leadline::tests
