// SPDX-License-Identifier: MIT
/// A rebalance put together by hand: assets, calendar and quotes come in, orders go to a served market.
#include "engine/execution/execution_tracker.h"
#include "engine/execution/pre_trade_risk.h"
#include "engine/feeds/trading_timing.h"
#include "engine/feeds/venue_gateway.h"
#include "engine/session/rebalancer.h"
#include "engine/sim/alpaca/alpaca_simulator.h"
#include "engine/sim/protocol/venue_simulator.h"
#include "engine/sim/server/market_server.h"
#include "engine/sim/venues/embedded_venues.h"
#include "engine/venues/alpaca/alpaca_decoder.h"
#include "tests/support/builders.h"
#include "tests/support/qt_suite.h"
#include "tests/support/test_clock.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <memory>

using namespace leadline;
using core::Side;
using rebalance::RunProgress;
using rebalance::Urgency;
using tests::price;
using tests::size;

namespace
{

class Floor
{
public:
    Floor()
    {
        clock.advance(std::chrono::hours(14) + std::chrono::minutes(6)); // ten o'clock in New York, a Friday
        sim::AlpacaSettings settings;
        settings.market.hasIncidents = false;
        settings.tradingRequests = settings.dataRequests = 0;
        server =
            std::make_unique<sim::MarketServer>(sim::makeEmbeddedStocks(settings, clock.now()), clock, sim::Fault{});
        m_address = "127.0.0.1:" + std::to_string(server->listen(0));
        begin();
    }

    /// Another run of the program, at the same journal.
    void begin()
    {
        end();
        orders = std::make_unique<execution::ExecutionEngine>(
            execution::ExecutionOptions{
                .journal = "sqlite:" + folder.filePath(QStringLiteral("stocks.sqlite")).toStdString(),
                .environments = {{venue.id, "embedded"}},
                .seed = ++m_seed},
            clock);
        isOpen = orders->open().has_value();
        desk = std::make_unique<session::Rebalancer>(*orders, clock, venue.id);
        setLimits({.maxOrderNotional = 1e6, .maxOpenOrders = 50, .maxPosition = 1e6, .maxDailyLoss = 1e6});
        QObject::connect(orders.get(), &execution::ExecutionEngine::orderUpdated, [this](const orders::Order& order) {
            if (desk) { // what is said while the engine goes has nobody to hear it
                desk->orderChanged(order);
            }
        });
        core::Instrument account = venue.instrumentOf({venue.id, {}});
        account.pair = {core::Asset(), core::Asset("USD")};
        isOpen = isOpen
            && orders
                   ->addVenue(venue, {"embedded", false, {"ws://" + m_address, "http://" + m_address}, false},
                       {std::string(sim::embeddedKey), std::string(sim::embeddedSecret)}, account, {}, *desk)
                   .has_value();
    }
    void setLimits(const risk::RiskLimits& limits)
    {
        orders->gate().setLimits(limits);
        desk->setLimits(limits);
    }
    void end()
    {
        orders.reset(); // it asks the desk for prices
        desk.reset();
    }
    /// What the services would tell: assets, calendar, a quote of each.
    bool isReady(const char* bid = "200.00", const char* ask = "200.10")
    {
        desk->setAssets({asset("AAPL"), asset("MSFT")});
        desk->setCalendar(equities::TradingCalendar({equities::marketDay(std::chrono::year(2024) / 8 / 9)}));
        const bool isUp = until([this] { return desk->isReady(); });
        quote("AAPL", bid, ask);
        quote("MSFT", "400.00", "400.10");
        return isUp;
    }
    static core::StockAsset asset(const char* symbol)
    {
        return {.symbol = core::Symbol(symbol), .isTradable = true, .isFractionable = true};
    }
    void quote(const char* symbol, const char* bid, const char* ask)
    {
        clock.advance(std::chrono::milliseconds(1)); // a picture of the same moment is none
        desk->receive(core::StockSnapshot{.symbol = core::Symbol(symbol),
            .bid = {price(bid), size("500")},
            .ask = {price(ask), size("500")},
            .quoteTime = clock.now()});
    }
    void halt(const char* symbol, core::HaltNotice::What what)
    {
        core::MarketMessage message;
        message.kind = core::MarketMessage::Kind::Halt;
        message.symbol = core::Symbol(symbol);
        message.halt.what = what;
        desk->receive(message);
    }
    template <class Condition> bool until(Condition condition, int turns = 4000)
    {
        return tests::runUntil(
            clock,
            [&] {
                orders->tick();
                desk->tick();
                return condition();
            },
            std::chrono::milliseconds(5), turns);
    }
    /// A buy of so many shares of Apple.
    static rebalance::Plan buy(const char* shares, const char* symbol = "AAPL")
    {
        return {.kind = rebalance::Plan::Kind::Trades,
            .rows = {{.symbol = core::Symbol(symbol), .line = 1, .side = Side::Bid, .shares = size(shares)}}};
    }
    /// A run whose limit rests far below the served market.
    bool works(const char* shares = "3")
    {
        quote("AAPL", "100.00", "100.10");
        return desk->run(buy(shares), Urgency::Low).has_value() && until([this] {
            return orders->manager().live().size() == 1 && live().state == orders::OrderState::Working;
        });
    }
    [[nodiscard]] const orders::Order& live() const
    {
        return *orders->manager().find(*orders->manager().live().begin());
    }

    QTemporaryDir folder;
    tests::TestClock clock;
    const venues::Venue& venue = *venues::findVenue(venues::alpaca::sipVenue.view());
    std::unique_ptr<sim::MarketServer> server;
    std::unique_ptr<execution::ExecutionEngine> orders;
    std::unique_ptr<session::Rebalancer> desk;
    bool isOpen = false;

private:
    std::string m_address;
    quint64 m_seed = 0;
};

QString whyNot(const core::Result<void>& result)
{
    return result ? QString() : QString::fromStdString(result.error().what);
}

} // namespace

class RebalancerTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingRunsBeforeEverythingIsKnown()
    {
        Floor f;
        QVERIFY(f.isOpen);
        QCOMPARE(
            whyNot(f.desk->run(Floor::buy("3"), Urgency::Low)), QStringLiteral("account and venue are not known yet"));
        QVERIFY(
            f.until([&] { return f.orders->isReconciled(f.venue.id) && f.orders->gatewayOf(f.venue.id)->account(); }));
        QVERIFY(!f.desk->isReady()); // neither assets nor calendar
        f.desk->setAssets({Floor::asset("AAPL")});
        QVERIFY(!f.desk->isReady());

        QVERIFY(f.isReady());

        QVERIFY(f.desk->progress() == nullptr);
        QVERIFY(!f.desk->isRunning());
        QVERIFY(!f.desk->takeUp());
    }

    void whatAPlanNeedsIsItsSymbolsAndWhatIsHeld()
    {
        Floor f;
        QVERIFY(f.isReady());
        QVERIFY(f.desk->hasQuotesFor(Floor::buy("3")));
        f.desk->setAssets({Floor::asset("AAPL"), Floor::asset("NVDA")});
        QVERIFY(!f.desk->hasQuotesFor(Floor::buy("3", "NVDA"))); // no quote yet
        QVERIFY(f.desk->hasQuotesFor(Floor::buy("3", "NOSUCH"))); // no asset: nothing to wait for
        QCOMPARE(f.desk->symbolsOf(Floor::buy("3")), std::set{core::Symbol("AAPL")});
    }

    void aRunIsRefusedForAReason_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("why");
        QTest::newRow("kill") << QStringLiteral("kill") << QStringLiteral("kill switch");
        QTest::newRow("large") << QStringLiteral("large") << QStringLiteral("AAPL: ");
        QTest::newRow("nothing") << QStringLiteral("nothing") << QStringLiteral("there is nothing to do");
        QTest::newRow("twice") << QStringLiteral("twice") << QStringLiteral("a rebalance is running");
    }
    void aRunIsRefusedForAReason()
    {
        QFETCH(const QString, what);
        QFETCH(const QString, why);
        Floor f;
        QVERIFY(f.isReady());
        rebalance::Plan plan = Floor::buy("3");
        if (what == u"kill") {
            f.orders->killSwitch().turn(true);
        } else if (what == u"large") {
            f.setLimits({.maxOrderNotional = 100, .maxOpenOrders = 5, .maxPosition = 1e6, .maxDailyLoss = 1e6});
        } else if (what == u"nothing") {
            plan = {.rows = {{.symbol = core::Symbol("AAPL"), .line = 1, .weight = 0}}};
        } else {
            QVERIFY(f.works());
        }
        const std::size_t before = f.orders->manager().live().size();

        const QString said = whyNot(f.desk->run(plan, Urgency::Low));

        QVERIFY2(said.contains(why), qPrintable(said));
        f.until([] { return false; }, 50);
        QCOMPARE(f.orders->manager().live().size(), before);
    }

    void ordersOfARunPassTheGate()
    {
        Floor f;
        QVERIFY(f.isReady());
        f.setLimits({.maxOrderNotional = 1e6, .maxOpenOrders = 0, .maxPosition = 1e6, .maxDailyLoss = 1e6});
        QVERIFY(f.desk->run(Floor::buy("3"), Urgency::Low).has_value());
        QVERIFY(f.until(
            [&] { return f.desk->progress()->slots[0].reason.find("risk.max_open_orders") != std::string::npos; }));
        QVERIFY(f.orders->manager().live().empty());
    }

    void aRunOrdersAndStops()
    {
        Floor f;
        QVERIFY(f.isReady() && f.works());
        const std::uint64_t version = f.desk->version();
        QCOMPARE(f.live().request.run, f.desk->progress()->run);
        QCOMPARE(f.live().request.type, orders::OrderType::Limit);

        f.desk->stop("stopped by the user");

        QVERIFY(f.until([&] { return !f.desk->isRunning(); }));
        QVERIFY(f.orders->manager().live().empty());
        QCOMPARE(f.desk->progress()->state, RunProgress::State::Over);
        QCOMPARE(f.desk->progress()->note, std::string("stopped by the user"));
        QVERIFY(f.desk->version() > version);
        const std::uint64_t over = f.desk->version();
        QVERIFY(f.works()); // another may begin
        QVERIFY(f.desk->version() > over);
    }

    void theKillSwitchOfAnotherProgramStopsIt()
    {
        Floor f;
        QVERIFY(f.isReady() && f.works());
        f.orders->killSwitch().turn(true);
        QVERIFY(f.until([&] { return !f.desk->isRunning(); }));
        QCOMPARE(f.desk->progress()->note, std::string("kill switch"));
        QVERIFY(f.orders->manager().live().empty());
    }

    void nothingIsPlacedWhileItsStockIsHalted()
    {
        Floor f;
        QVERIFY(f.isReady());
        f.halt("AAPL", core::HaltNotice::What::Halted);
        f.quote("AAPL", "100.00", "100.10");
        QVERIFY(f.desk->run(Floor::buy("3"), Urgency::Low).has_value());
        QVERIFY(!f.until([&] { return !f.orders->manager().live().empty(); }, 100));
        QVERIFY(f.desk->isRunning());

        f.halt("AAPL", core::HaltNotice::What::Resumed);
        f.quote("AAPL", "100.00", "100.10");

        QVERIFY(f.until([&] { return f.orders->manager().live().size() == 1; }));
    }

    void anOlderPictureChangesNoQuote()
    {
        Floor f;
        QVERIFY(f.isReady());
        const auto mid = [&] { return f.desk->preview(Floor::buy("1")).orders.at(0).reference; };
        const core::Price before = mid();
        f.desk->receive(core::StockSnapshot{.symbol = core::Symbol("AAPL"),
            .bid = {price("10"), size("1")},
            .ask = {price("11"), size("1")},
            .quoteTime = f.clock.now() - std::chrono::seconds(1)});
        QCOMPARE(mid(), before);
        f.quote("AAPL", "210.00", "210.10");
        QVERIFY(mid() > before);
    }

    void aClosingPriceIsWithinTheCollarAndOnTheCent_data()
    {
        QTest::addColumn<QString>("bid");
        QTest::addColumn<QString>("ask");
        QTest::newRow("from a dollar up, cents") << QStringLiteral("200.00") << QStringLiteral("200.10");
        QTest::newRow("below, hundredths of a cent") << QStringLiteral("0.5000") << QStringLiteral("0.5010");
    }
    void aClosingPriceIsWithinTheCollarAndOnTheCent()
    {
        QFETCH(const QString, bid);
        QFETCH(const QString, ask);
        Floor f;
        QVERIFY(f.isReady());
        QCOMPARE(
            f.desk->closingPrice({f.venue.id, core::Symbol("NVDA")}, Side::Ask).raw(), std::int64_t(0)); // no quote
        f.quote("AAPL", bid.toUtf8().constData(), ask.toUtf8().constData());
        const core::Price sells = f.desk->closingPrice({f.venue.id, core::Symbol("AAPL")}, Side::Ask);
        const core::Price buys = f.desk->closingPrice({f.venue.id, core::Symbol("AAPL")}, Side::Bid);
        QVERIFY(sells < price(bid.toStdString()) && buys > price(ask.toStdString()));
        const core::Price step = core::stockTick(sells);
        QCOMPARE(sells.raw() % step.raw(), std::int64_t(0));
        QCOMPARE(buys.raw() % step.raw(), std::int64_t(0));
    }

    void aRunThatWasCutOffIsOfferedWithWhatWorks_data()
    {
        QTest::addColumn<bool>("resumes");
        QTest::newRow("resumed") << true;
        QTest::newRow("given up") << false;
    }
    void aRunThatWasCutOffIsOfferedWithWhatWorks()
    {
        using TakeOver = rebalance::Executor::TakeOver;
        QFETCH(const bool, resumes);
        Floor f;
        QVERIFY(f.isReady() && f.works("5"));
        const auto id = f.live().request.id;
        const core::Price resting = f.live().request.price;
        QVERIFY(f.until([&] { return f.orders->isQuiet(); }));
        f.begin();
        QVERIFY(f.isReady("100.00", "100.10"));

        QVERIFY(f.desk->takeUp(TakeOver::Offered));

        QVERIFY(!f.until([&] { return f.orders->manager().find(id)->state != orders::OrderState::Working; }, 200));
        QCOMPARE(f.desk->progress()->state, RunProgress::State::CutOff);
        QCOMPARE(f.desk->progress()->slots[0].working, resting);
        QCOMPARE(f.orders->manager().live().size(), std::size_t(1));
        QVERIFY(whyNot(f.desk->run(Floor::buy("3"), Urgency::Low)).contains(QStringLiteral("was cut off")));

        f.quote("AAPL", "100.00", "100.10");
        resumes ? f.desk->resume() : f.desk->stop("given up");

        QVERIFY(f.until([&] { return f.orders->manager().find(id)->state == orders::OrderState::Cancelled; }));
        if (resumes) {
            QVERIFY(f.until([&] {
                return f.orders->manager().live().size() == 1 && f.live().state == orders::OrderState::Working;
            }));
            QCOMPARE(f.live().request.size, size("5"));
        } else {
            QVERIFY(f.until([&] { return !f.desk->isRunning(); }));
            QVERIFY(f.orders->manager().live().empty());
            QVERIFY(f.until([&] { return f.orders->isQuiet(); }));
            f.begin();
            QVERIFY(f.isReady());
            QVERIFY(!f.desk->takeUp(TakeOver::Offered)); // its end was written down
        }
    }

    void eachSymbolOfARunIsOneParentOrder()
    {
        Floor f;
        std::vector<calibration::ParentOrder> kept;
        f.orders->executionTracker().keepParent = [&](const calibration::ParentOrder& one) { kept.push_back(one); };
        QVERIFY(f.isReady() && f.works("5"));
        QCOMPARE(kept.size(), std::size_t(1));
        QCOMPARE(kept[0].strategy, std::string("rebalance"));
        QCOMPARE(kept[0].symbol.text(), std::string("AAPL"));
        QVERIFY(kept[0].size == size("5") && !kept[0].isOver);
        QCOMPARE(kept[0].arrivalMid, 100.05);
        QVERIFY(std::abs(kept[0].baselineBps - 0.05 / 100.05 * 1e4) < 1e-6);
        const auto first = f.live().request.id;
        f.desk->pause(); // which takes the order back; another follows, of the same parent
        QVERIFY(f.until([&] { return f.orders->manager().live().empty(); }));
        f.desk->resume();
        f.quote("AAPL", "100.00", "100.10");
        QVERIFY(f.until([&] { return f.orders->manager().live().size() == 1; }));
        QVERIFY(f.live().request.id != first);
        QVERIFY(f.orders->executionTracker().recent().empty());

        f.desk->stop("test");

        QVERIFY(f.until([&] { return !f.desk->isRunning(); }));
        QVERIFY(f.until([&] { return f.orders->executionTracker().recent().size() == 1; }));
        QCOMPARE(f.orders->executionTracker().recent()[0].id, orders::clientText(first));
        QVERIFY(f.orders->executionTracker().recent()[0].isOver);
    }

    void theNextRunOfTheProgramTakesThePlanUp()
    {
        Floor f;
        QVERIFY(f.isReady() && f.works("5"));
        const auto id = f.live().request.id;
        const std::uint64_t run = f.desk->progress()->run;
        QVERIFY(f.until([&] { return f.orders->isQuiet(); }));

        f.begin();

        QVERIFY(f.isReady("100.00", "100.10"));
        QVERIFY(f.desk->takeUp());
        QVERIFY(!f.desk->takeUp()); // it is taken up
        QCOMPARE(f.desk->progress()->run, run);
        f.quote("AAPL", "100.00", "100.10");
        QVERIFY(f.until([&] { return f.desk->progress()->slots[0].state == rebalance::SlotState::Working; }));
        // What the earlier run had sent was taken back; one order works, for no more than the plan.
        QCOMPARE(f.orders->manager().find(id)->state, orders::OrderState::Cancelled);
        QCOMPARE(f.orders->manager().live().size(), std::size_t(1));
        QVERIFY(f.live().request.size == size("5") && f.live().request.run == run);
        f.desk->stop("test");
        QVERIFY(f.until([&] { return !f.desk->isRunning(); }));
        QVERIFY(f.until([&] { return f.orders->isQuiet(); }));

        f.begin();
        QVERIFY(f.isReady());
        QVERIFY(!f.desk->takeUp()); // its end was written down
    }
};

const QtSuite<RebalancerTest> suite{"engine/rebalancer"};

#include "rebalancer_test.moc"
