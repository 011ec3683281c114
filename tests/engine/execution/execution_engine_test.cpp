// SPDX-License-Identifier: MIT
/// The one way out for orders: journal before send, guard, what outlives the program, what venues are refused.
#include "engine/execution/execution_engine.h"

#include "engine/execution/pre_trade_risk.h"
#include "engine/feeds/trading_timing.h"
#include "tests/support/embedded_account.h"
#include "tests/support/our_side.h"
#include "tests/support/qt_suite.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <set>

using namespace leadline;
using core::Side;
using orders::OrderState;
using tests::size;

namespace
{

using OurSide = tests::OurSide<tests::EmbeddedAccount>;

std::string journalIn(const QTemporaryDir& folder)
{
    return folder.filePath(QStringLiteral("journal.sqlite")).toStdString();
}

} // namespace

class ExecutionEngineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aJournalThatCannotBeOpenedIsADefect_data()
    {
        QTest::addColumn<QString>("address");
        QTest::newRow("no scheme") << QStringLiteral("journal");
        QTest::newRow("below a file") << QStringLiteral("sqlite:/dev/null/journal.sqlite");
        QTest::newRow("nobody listens") << QStringLiteral("postgresql://127.0.0.1:9/leadline");
    }
    void aJournalThatCannotBeOpenedIsADefect()
    {
        QFETCH(const QString, address);
        const tests::TestClock clock;
        execution::ExecutionEngine engine({.journal = address.toStdString()}, clock);
        const auto opened = engine.open();
        QVERIFY(!opened.has_value());
        QVERIFY(!opened.error().what.empty());
        QVERIFY(!engine.isJournalUp());
        QVERIFY(engine.receipt() == nullptr);
    }

    void aVenueIsAddedOnceAndOnlyWhereItCanBeTradedAt()
    {
        OurSide s;
        QVERIFY(s.isOpen);
        const feeds::VenueGateway* const first = s.engine->gatewayOf(s.market.venue);

        const auto second = s.addVenue();

        QVERIFY(!second.has_value());
        QCOMPARE(second.error().what, std::string("binance-futures is being traded at already"));
        QVERIFY(s.engine->gatewayOf(s.market.venue) == first);
        const venues::Venue& coinbase = *venues::findVenue("coinbase");
        const auto third = s.engine->addVenue(coinbase, {}, {}, s.account.instrument(), {}, s);
        QVERIFY(!third.has_value());
        QCOMPARE(third.error().what, std::string("coinbase cannot be traded at"));
        QVERIFY(s.engine->gatewayOf(coinbase.id) == nullptr);
        QVERIFY(!s.engine->hasBudget(coinbase.id));
    }

    void identifiersNeverComeTwice()
    {
        const tests::TestClock clock; // stands still: runs that begin in one second are told apart by their seed
        std::set<orders::ClientOrderId> ids;
        for (quint64 seed = 1; seed <= 3; ++seed) {
            execution::ExecutionEngine engine({.seed = seed}, clock);
            QVERIFY(engine.open().has_value());
            for (int i = 0; i < 100; ++i) {
                QVERIFY(ids.insert(engine.nextId()).second);
            }
        }
    }

    void anOrderIsWrittenDownBeforeItIsSent()
    {
        OurSide s;
        QVERIFY(s.isOpen);
        const auto id = s.send(Side::Bid, "0.5", s.account.at(0.9), orders::OrderType::PostOnly);
        QCOMPARE(s.stateOf(id), OrderState::New);
        QVERIFY(!s.engine->isQuiet());
        std::set<OrderState> before;
        QObject::connect(s.engine.get(), &execution::ExecutionEngine::orderUpdated,
            [&](const orders::Order& order) { before.insert(order.state); });

        QVERIFY(s.becomes(id, OrderState::Working));

        QVERIFY(before.contains(OrderState::PendingSubmit));
        QCOMPARE(s.account.server.account()->openOrders().size(), std::size_t(1));
        QVERIFY(s.until([&] { return s.engine->isQuiet(); }));
    }

    void whatWorksIsAmendedAndCancelled()
    {
        OurSide s;
        QVERIFY(s.isOpen);
        const auto id = s.rests("0.5");
        const auto other = s.rests("0.3", 0.89);
        QVERIFY(id != 0 && other != 0);
        QVERIFY(s.until([&] { return s.engine->isQuiet(); }));
        QVERIFY(!s.engine->amend(id + 100, s.account.at(0.91), size("0.4")));
        const core::Price better = s.account.at(0.91);

        QVERIFY(s.engine->amend(id, better, size("0.4")));

        QVERIFY(s.until([&] { return s.engine->manager().find(id)->request.price == better; }));
        QVERIFY(s.engine->manager().find(id)->request.size == size("0.4"));
        QVERIFY(s.engine->cancel(id, "test") && s.engine->cancel(other, "test"));
        QVERIFY(!s.engine->cancel(id, "again")); // wanted already
        QVERIFY(s.becomes(id, OrderState::Cancelled) && s.becomes(other, OrderState::Cancelled));
        QVERIFY(!s.engine->cancel(id, "over"));
        QVERIFY(s.account.isEmpty());
    }

    void aWideSpreadCancelsAtOnceOrFlags_data()
    {
        QTest::addColumn<bool>("autoCancel");
        QTest::addColumn<double>("bps");
        QTest::addColumn<bool>("isFound");
        QTest::newRow("wider cancels") << true << 10.01 << true;
        QTest::newRow("the threshold itself stays") << true << 10.0 << false;
        QTest::newRow("wider flags") << false << 10.01 << true;
    }
    void aWideSpreadCancelsAtOnceOrFlags()
    {
        QFETCH(const bool, autoCancel);
        QFETCH(const double, bps);
        QFETCH(const bool, isFound);
        OurSide s;
        QVERIFY(s.isOpen);
        s.engine->setGuardSettings({.autoCancel = autoCancel});
        const auto id = s.rests();
        QVERIFY(id != 0);
        QVERIFY(s.engine->setGuard(id, {.maxSpreadBps = 10}));
        QVERIFY(s.engine->isGuarding());

        s.engine->bookMoved(s.market, {.isKnown = true, .bps = bps});

        const orders::Order& order = *s.engine->manager().find(id);
        QCOMPARE(order.cancelWanted, isFound && autoCancel);
        QCOMPARE(order.isFlagged, isFound && !autoCancel);
        if (isFound && autoCancel) {
            QVERIFY(s.becomes(id, OrderState::Cancelled));
            QVERIFY(!s.engine->isGuarding());
        }
    }

    void theNextRunTakesOverWhatWorksAndWhatWasFilledMeanwhile()
    {
        const QTemporaryDir folder;
        OurSide s(1, journalIn(folder));
        QVERIFY(s.isOpen);
        const auto working = s.rests("0.5");
        const auto cancelled = s.rests("0.3");
        QVERIFY(working != 0 && cancelled != 0 && s.fills(Side::Bid, "1"));
        QVERIFY(s.until([&] { return s.engine->isQuiet(); }));
        const auto numberThere = s.engine->manager().find(cancelled)->venueOrder;

        s.end();
        s.account.other("DELETE", "/fapi/v1/order", "symbol=ETHUSDT&orderId=" + numberThere);
        s.begin();

        QVERIFY(s.isOpen);
        QVERIFY(s.becomes(cancelled, OrderState::Cancelled));
        QCOMPARE(s.stateOf(working), OrderState::Working);
        QCOMPARE(s.engine->manager().live(), std::set{working});
        QVERIFY(s.engine->positions().of(s.market).size == size("1"));
        const auto next = s.engine->nextId();
        QVERIFY(next != working && next != cancelled);
        QVERIFY(s.engine->cancel(working, "test"));
        QVERIFY(s.becomes(working, OrderState::Cancelled));
    }

    void aRestartIsNoStaleBook()
    {
        const QTemporaryDir folder;
        OurSide s(1, journalIn(folder));
        QVERIFY(s.isOpen);
        const auto id = s.rests();
        QVERIFY(id != 0 && s.until([&] { return s.engine->isQuiet(); }));
        s.end();
        s.begin();
        QVERIFY(s.isOpen);
        const core::Timestamp began = s.account.clock.now();
        s.engine->setGuardSettings({.cancelOnStale = true});

        QVERIFY(s.until([&] { return s.account.clock.now() - began > std::chrono::seconds(10); }));
        QCOMPARE(s.stateOf(id), OrderState::Working);
        s.spread.isKnown = true;
        QVERIFY(s.until(
            [&, from = s.account.clock.now()] { return s.account.clock.now() - from > std::chrono::seconds(2); }));
        QCOMPARE(s.stateOf(id), OrderState::Working);
        s.spread.isKnown = false; // now it is one
        QVERIFY(s.becomes(id, OrderState::Cancelled));
    }

    void whatNeverGetsABookIsCancelledInTheEnd()
    {
        const QTemporaryDir folder;
        OurSide s(1, journalIn(folder));
        QVERIFY(s.isOpen);
        const auto id = s.rests();
        QVERIFY(id != 0 && s.until([&] { return s.engine->isQuiet(); }));
        s.end();
        s.begin();
        QVERIFY(s.isOpen);
        const core::Timestamp began = s.account.clock.now();
        s.engine->setGuardSettings({.cancelOnStale = true});

        QVERIFY(s.becomes(id, OrderState::Cancelled));

        QVERIFY(s.account.clock.now() - began > std::chrono::seconds(10));
    }

    void aPlanIsKeptUntilItEnds()
    {
        const QTemporaryDir folder;
        OurSide s(1, journalIn(folder));
        QVERIFY(s.isOpen);
        const orders::RunRecord plan{
            .id = s.engine->nextId(), .venue = s.market.venue, .plan = R"({"a": 1})", .began = s.account.clock.now()};
        s.engine->keep(plan);
        QVERIFY(s.until([&] { return s.engine->isQuiet(); }));
        s.end();
        s.begin();
        QVERIFY(s.isOpen);
        QCOMPARE(s.engine->recoveredRuns().size(), std::size_t(1));
        QCOMPARE(s.engine->recoveredRuns().front().record.plan, plan.plan);

        orders::RunRecord ended = plan;
        ended.ended = s.account.clock.now();
        s.engine->keep(ended);
        QVERIFY(s.until([&] { return s.engine->isQuiet(); }));
        s.end();
        s.begin();
        QVERIFY(s.isOpen && s.engine->recoveredRuns().empty());
    }

    void theGateKnowsWhatStandsInTheWay()
    {
        OurSide s;
        QVERIFY(s.isOpen);
        const orders::NewOrder order{.id = s.engine->nextId(),
            .market = s.market,
            .side = Side::Bid,
            .price = s.account.at(0.99),
            .size = size("0.5")};
        const auto check = [&](const orders::NewOrder& asked) {
            return s.engine->gate().check({.order = asked,
                                              .instrument = s.account.instrument(),
                                              .mid = s.account.at(1),
                                              .purpose = execution::GatePurpose::New},
                s.account.clock.now());
        };
        QCOMPARE(check(order), risk::OrderCheck::Fine);
        orders::NewOrder elsewhere = order;
        elsewhere.market.venue = core::VenueId("kraken");
        QCOMPARE(check(elsewhere), risk::OrderCheck::TradingOff);

        s.account.server.setFault(sim::FaultKind::Drop);
        QVERIFY(s.until([&] { return !s.engine->isReconciled(s.market.venue); }));
        QCOMPARE(check(order), risk::OrderCheck::NotReconciled);
        s.account.server.setFault(sim::FaultKind::None);
        QVERIFY(s.until([&] { return s.engine->isReconciled(s.market.venue); }));
        QCOMPARE(check(order), risk::OrderCheck::Fine);
    }

    void aReportAsksForTheEnvironmentThatIsTradedIn()
    {
        OurSide s;
        QVERIFY(s.isOpen);
        const auto request = s.engine->reportRequest();
        QVERIFY(request.wants(s.market.venue, "embedded"));
        QVERIFY(!request.wants(s.market.venue, "live"));
        QVERIFY(request.wants(core::VenueId("kraken"), "live")); // of a venue that was never set
    }
};

const QtSuite<ExecutionEngineTest> suite{"engine/execution_engine"};

#include "execution_engine_test.moc"
