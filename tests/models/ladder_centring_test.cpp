// SPDX-License-Identifier: MIT
#include "models/ladder_centring.h"
#include "tests/support/qt_suite.h"

#include <QTest>

using namespace leadline::models;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace
{

CentringMoment at(std::int64_t offset)
{
    return {.now = seconds(100), .rows = 40, .offset = offset, .spreadRows = 2, .reaction = milliseconds(250)};
}

} // namespace

class LadderCentringTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void followsWhenTheTouchComesNearAnEdge_data()
    {
        QTest::addColumn<int>("mode");
        QTest::addColumn<qint64>("offset");
        QTest::addColumn<bool>("moves");
        // 40 rows, a spread of two, three rows at the edge: 20 - 3 - 1.
        const auto row = [](Centring mode, qint64 offset, bool moves) {
            QTest::addRow("%d at %lld", static_cast<int>(mode), static_cast<long long>(offset))
                << static_cast<int>(mode) << offset << moves;
        };
        row(Centring::Static, 0, false);
        row(Centring::Static, 16, false);
        row(Centring::Static, 17, true);
        row(Centring::Static, -16, false);
        row(Centring::Static, -17, true);
        row(Centring::Static, 5000, true);
        row(Centring::Centred, 1, false);
        row(Centring::Centred, 2, true);
        row(Centring::Centred, -2, true);
        row(Centring::Manual, 5000, false);
    }
    void followsWhenTheTouchComesNearAnEdge()
    {
        QFETCH(int, mode);
        QFETCH(qint64, offset);
        QFETCH(bool, moves);
        LadderCentring centring;
        const std::int64_t rows = centring.advance({.mode = static_cast<Centring>(mode)}, at(offset));
        QCOMPARE(rows != 0, moves);
        QVERIFY(rows == 0 || (rows > 0) == (offset > 0));
    }

    void glidesUntilTheMarketIsInTheMiddle()
    {
        LadderCentring centring;
        std::int64_t offset = 18;
        std::vector<std::int64_t> steps;
        while (offset != 0 && steps.size() < 100) {
            steps.push_back(centring.advance({}, at(offset)));
            offset -= steps.back();
        }
        QCOMPARE(steps, (std::vector<std::int64_t>{6, 4, 2, 2, 1, 1, 1, 1}));
        QCOMPARE(centring.advance({}, at(0)), std::int64_t{0});
        QCOMPARE(centring.advance({}, at(10)), std::int64_t{0}); // it stands still again
    }

    void jumpsToWhatIsNotOnShow()
    {
        LadderCentring centring;
        QCOMPARE(centring.advance({}, at(41)), std::int64_t{41});
        QCOMPARE(centring.advance({}, at(-1500)), std::int64_t{-1500});
    }

    void aSpreadWiderThanTheLadderIsKeptInTheMiddle()
    {
        LadderCentring centring;
        CentringMoment moment = at(2);
        moment.spreadRows = 54;
        QVERIFY(centring.advance({}, moment) != 0);
        moment.offset = 1;
        LadderCentring other;
        QCOMPARE(other.advance({}, moment), std::int64_t{0});
    }

    void rowsStandStillBelowAHand_data()
    {
        QTest::addColumn<bool>("isHeld");
        QTest::addColumn<int>("clickAgoMs");
        QTest::addColumn<int>("movedAgoMs"); // below zero: the pointer is elsewhere
        QTest::addColumn<bool>("moves");
        QTest::newRow("nobody") << false << 60'000 << -1 << true;
        QTest::newRow("a button is down") << true << 60'000 << -1 << false;
        QTest::newRow("within the reaction time of a click") << false << 249 << -1 << false;
        QTest::newRow("at its end") << false << 250 << -1 << true;
        QTest::newRow("a pointer that moved") << false << 60'000 << 4999 << false;
        QTest::newRow("a pointer that rests") << false << 60'000 << 5000 << true;
    }
    void rowsStandStillBelowAHand()
    {
        QFETCH(bool, isHeld);
        QFETCH(int, clickAgoMs);
        QFETCH(int, movedAgoMs);
        QFETCH(bool, moves);
        CentringMoment moment = at(500);
        moment.isHeld = isHeld;
        moment.lastClick = moment.now - milliseconds(clickAgoMs);
        moment.isPointerInside = movedAgoMs >= 0;
        moment.lastMove = moment.now - milliseconds(movedAgoMs);
        LadderCentring centring;
        QCOMPARE(centring.advance({}, moment) != 0, moves);
    }

    void aHandEndsAGlide()
    {
        LadderCentring centring;
        QCOMPARE(centring.advance({}, at(18)), std::int64_t{6});
        CentringMoment held = at(12);
        held.isHeld = true;
        QCOMPARE(centring.advance({}, held), std::int64_t{0});
        QCOMPARE(centring.advance({}, at(12)), std::int64_t{0}); // not near an edge: where the user left it
    }
};

const QtSuite<LadderCentringTest> suite{"models/ladder_centring"};

#include "ladder_centring_test.moc"
