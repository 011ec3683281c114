// SPDX-License-Identifier: MIT
/// Kill and flatten against a venue that somebody else uses as well: "flat" is the venue's word, or it is not said.
#include "tests/support/embedded_account.h"
#include "tests/support/our_side.h"
#include "tests/support/qt_suite.h"

#include <QSignalSpy>
#include <QTest>

#include <array>
#include <random>

using namespace leadline;
using core::PositionSide;
using core::Side;
using tests::size;

namespace
{

using Ours = tests::OurSide<tests::EmbeddedAccount>;

} // namespace

class ShutdownTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsWithinASecondWhatAnotherClientOpened()
    {
        Ours s;
        QVERIFY(s.isOpen);
        s.account.otherTakes("BUY", "1.5");
        const core::Timestamp before = s.account.clock.now();
        QVERIFY(s.until([&] { return s.engine->keeper().sizeOf(s.market) == size("1.5"); }));
        QVERIFY(s.account.clock.now() - before <= std::chrono::seconds(1));
        const auto rows = s.engine->keeper().rows();
        QCOMPARE(rows.size(), std::size_t(1));
        QVERIFY(rows[0].ours.isZero() && rows[0].differs);
        // A difference that stays is an alarm that names both numbers.
        QVERIFY(s.until([&] { return !s.problems.isEmpty(); }));
        QVERIFY2(s.problems[0].contains(QStringLiteral("the venue holds 1.5, our fills add up to 0")),
            qPrintable(s.problems[0]));
    }

    void raisesTheAlarmWhileAnOrderOfOursRests()
    {
        Ours s;
        QVERIFY(s.isOpen);
        const auto id = s.send(Side::Bid, "0.1", s.account.at(0.9), orders::OrderType::PostOnly);
        QVERIFY(s.until([&] { return s.engine->manager().find(id)->state == orders::OrderState::Working; }));
        s.account.otherTakes("BUY", "1.5");
        const core::Timestamp before = s.account.clock.now();
        QVERIFY(s.until([&] { return !s.problems.isEmpty(); }));
        QVERIFY2(s.problems[0].contains(QStringLiteral("the venue holds 1.5, our fills add up to 0")),
            qPrintable(s.problems[0]));
        QVERIFY(s.account.clock.now() - before <= std::chrono::seconds(7));
        QVERIFY(s.engine->manager().find(id)->isLive());
    }

    void saysNothingOfVenuesThatItDoesNotTradeAt()
    {
        tests::TestClock clock;
        execution::ExecutionEngine engine({}, clock);
        QVERIFY(engine.open().has_value());
        engine.stopEverything(true);
        engine.tick();
        QVERIFY(engine.receipt()->isComplete);
        QCOMPARE(engine.receipt()->steps.back().what, QStringLiteral("trading is on at no venue: nobody was asked"));
    }

    void closesWhatAnotherClientOpened()
    {
        Ours s;
        QVERIFY(s.isOpen);
        s.account.otherTakes("SELL", "2");
        QVERIFY(s.stops(true));
        QVERIFY2(s.account.isEmpty(), qPrintable(s.receipt()));
        const auto& steps = s.engine->receipt()->steps;
        QCOMPARE(steps.back().what, QStringLiteral("flat"));
        QVERIFY2(steps[steps.size() - 2].what.endsWith(QStringLiteral("says: no open orders, no position")),
            qPrintable(s.receipt()));
    }

    void neverTurnsAPositionThatSomebodyElseClosed()
    {
        Ours s;
        QVERIFY(s.isOpen);
        QVERIFY(s.fills(Side::Bid, "1"));
        s.account.otherTakes("SELL", "0.6"); // our fills still add up to 1
        core::Quantity least = s.account.held();
        s.engine->stopEverything(true);
        QVERIFY(s.until([&] {
            least = std::min(least, s.account.held());
            return s.isComplete();
        }));
        QVERIFY(s.account.isEmpty());
        QVERIFY(least.isZero());
    }

    void sendsNothingWhereNothingIsHeld()
    {
        Ours s;
        QVERIFY(s.isOpen);
        QVERIFY(s.fills(Side::Bid, "1"));
        s.account.otherTakes("SELL", "1");
        const std::size_t orders = s.account.server.account()->orders().size();
        QVERIFY(s.stops(true));
        QCOMPARE(s.account.server.account()->orders().size(), orders);
        QVERIFY(s.account.isEmpty());
    }

    void cancelsConditionalOrdersOfOthersBeforeItSaysThatNothingWaits()
    {
        Ours s;
        QVERIFY(s.isOpen);
        s.account.otherLeavesAStop();
        s.account.other("POST", "/fapi/v1/order",
            "symbol=ETHUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.1&price=" + s.account.at(0.9).text());
        QVERIFY(!s.account.isEmpty());
        QVERIFY(s.stops(false));
        QVERIFY2(s.account.server.account()->openOrders().empty(), qPrintable(s.receipt()));
        QVERIFY2(s.receipt().contains(QStringLiteral("still holds 2 order(s), 1 of them conditional")),
            qPrintable(s.receipt()));
    }

    void closesLongAndShortOfHedgeMode()
    {
        Ours s;
        QVERIFY(s.isOpen);
        s.account.other("POST", "/fapi/v1/positionSide/dual", "dualSidePosition=true");
        s.account.otherTakes("BUY", "0.5", "LONG");
        s.account.otherTakes("SELL", "0.2", "SHORT");
        QVERIFY(!s.account.held(PositionSide::Long).isZero() && !s.account.held(PositionSide::Short).isZero());
        QVERIFY(s.stops(true));
        QVERIFY2(s.account.isEmpty(), qPrintable(s.receipt()));
    }

    void carriesTheSideInHedgeMode()
    {
        Ours s;
        QVERIFY(s.isOpen);
        s.account.other("POST", "/fapi/v1/positionSide/dual", "dualSidePosition=true");
        s.engine->gatewayOf(s.market.venue)->askPositionMode();
        QVERIFY(s.until([&] { return s.engine->gatewayOf(s.market.venue)->isHedged() == true; }));
        QVERIFY(s.fills(Side::Bid, "0.5"));
        QVERIFY(s.account.held(PositionSide::Long) == size("0.5"));
        QVERIFY(s.until([&] { return s.engine->keeper().sizeOf(s.market) == size("0.5"); }));
        QVERIFY(s.fills(Side::Ask, "0.5")); // sells what is long before it opens a short
        QVERIFY(s.account.isEmpty());
    }

    void saysWhatIsLeftWhereItCannotClose()
    {
        Ours s;
        QVERIFY(s.isOpen);
        s.account.otherTakes("BUY", "0.3");
        s.isBlind = true;
        QVERIFY(!s.stops(true, 1500));
        QVERIFY2(s.receipt().contains(QStringLiteral("still open: ETHUSDT 0.3: no price")), qPrintable(s.receipt()));
        QVERIFY(!s.receipt().contains(QStringLiteral("flat")));
        s.isBlind = false;
        QVERIFY(s.until([&] { return s.isComplete(); }));
        QVERIFY(s.account.isEmpty());
    }

    void goesOnWhereTheConnectionBreaks()
    {
        Ours s;
        QVERIFY(s.isOpen);
        QVERIFY(s.fills(Side::Bid, "1"));
        s.account.otherTakes("BUY", "0.4");
        s.engine->stopEverything(true);
        s.account.server.setFault(sim::FaultKind::Drop);
        QVERIFY(s.until([&] { return !s.engine->gatewayOf(s.market.venue)->isUp(); }));
        QVERIFY(!s.isComplete());
        s.account.server.setFault(sim::FaultKind::None);
        QVERIFY(s.until([&] { return s.isComplete(); }));
        QVERIFY2(s.account.isEmpty(), qPrintable(s.receipt()));
    }

    /// Whatever others do, under whatever fault: never "flat" while something is left, never on the other side.
    /// LEADLINE_SEQUENCES=200 tries as many.
    void isFlatOnlyWhereTheVenueIs()
    {
        bool isAsked = false;
        const int asked = qEnvironmentVariableIntValue("LEADLINE_SEQUENCES", &isAsked);
        const auto sequences = static_cast<quint64>(isAsked ? asked : 5);
        for (quint64 seed = 1; seed <= sequences; ++seed) {
            Ours s(seed);
            QVERIFY(s.isOpen);
            std::mt19937_64 random(seed);
            const bool isHedged = random() % 3 == 0;
            if (isHedged) {
                s.account.other("POST", "/fapi/v1/positionSide/dual", "dualSidePosition=true");
            }
            const auto amount = [&] { return "0." + std::to_string(1 + random() % 9); };
            for (int i = 0; i < 4; ++i) {
                const bool buys = random() % 2 == 0;
                switch (random() % 4) {
                case 0:
                    s.account.otherTakes(buys ? "BUY" : "SELL", amount(), !isHedged ? "BOTH" : buys ? "LONG" : "SHORT");
                    break;
                case 1:
                    s.account.otherLeavesAStop(0.8);
                    break;
                case 2:
                    s.send(buys ? Side::Bid : Side::Ask, "0.2", s.account.at(buys ? 0.97 : 1.03),
                        orders::OrderType::PostOnly);
                    break;
                default:
                    s.send(buys ? Side::Bid : Side::Ask, "0.3", s.account.at(buys ? 1.01 : 0.99),
                        orders::OrderType::MarketableLimit);
                    break;
                }
                s.until([&, until = s.account.clock.now() + std::chrono::milliseconds(60)] {
                    return s.account.clock.now() >= until;
                });
            }
            const auto fault = static_cast<int>(1 + random() % 10);
            s.account.server.setTradeFault(static_cast<sim::TradeFault>(fault), 4, seed);
            const auto held = [&] {
                return std::array{
                    s.account.held(), s.account.held(PositionSide::Long), s.account.held(PositionSide::Short)};
            };
            s.engine->stopEverything(true);
            // Orders of ours may fill until they are cancelled; from then on a position may only become smaller.
            QVERIFY(s.until([&] { return s.engine->manager().live().empty(); }, 30'000));
            auto before = held();
            bool isTurned = false;
            const bool ended = s.until(
                [&] {
                    const auto now = held();
                    for (std::size_t i = 0; i < now.size(); ++i) {
                        isTurned =
                            isTurned || (before[i].isNegative() ? now[i] > core::Quantity{} : now[i].isNegative());
                        before[i] = now[i];
                    }
                    return s.isComplete();
                },
                40'000);
            s.account.server.setTradeFault(sim::TradeFault::None, 1, seed);
            QVERIFY2(ended, qPrintable(QStringLiteral("seed %1, fault %2:\n%3").arg(seed).arg(fault).arg(s.receipt())));
            QVERIFY2(s.account.isEmpty(), qPrintable(QStringLiteral("seed %1:\n%2").arg(seed).arg(s.receipt())));
            QVERIFY2(!isTurned, qPrintable(QStringLiteral("seed %1:\n%2").arg(seed).arg(s.receipt())));
        }
    }
};

const QtSuite<ShutdownTest> suite{"engine/shutdown"};

#include "shutdown_test.moc"
