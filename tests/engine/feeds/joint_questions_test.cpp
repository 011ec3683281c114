// SPDX-License-Identifier: MIT
#include "engine/feeds/joint_questions.h"

#include "engine/feeds/trading_access.h"
#include "engine/venues/venue.h"
#include "tests/support/qt_suite.h"
#include "tests/support/test_clock.h"

#include <QTest>

using namespace leadline;
using feeds::JointQuestions;
using feeds::SentRequest;
using venues::Ask;

namespace
{

SentRequest about(orders::ClientOrderId id, Ask what = Ask::Query)
{
    SentRequest request;
    request.ask.what = what;
    request.ask.order.request.id = id;
    return request;
}

/// What is asked together at a venue, and when.
struct Bench {
    explicit Bench(const char* venue, bool isLimited = true)
        : access{.venue = *venues::findVenue(venue),
            .environment = {.isLimited = isLimited},
            .timing = {.jointPause = std::chrono::milliseconds(60)},
            .clock = clock,
            .protocol = venues::findVenue(venue)->makeTrading()}
        , joint(access)
    {
        joint.send = [this](SentRequest request) { sent.push_back(std::move(request)); };
        joint.roomIn = [this](const venues::TradingAsk&) {
            ++looks;
            return untilRoom;
        };
    }
    /// By the venue's clock, which is ten minutes ahead.
    core::Timestamp venueNow() const { return clock.now() + std::chrono::minutes(10); }

    tests::TestClock clock;
    feeds::TradingAccess access;
    JointQuestions joint;
    std::vector<SentRequest> sent;
    core::Duration untilRoom{};
    int looks = 0; ///< at the budget
};

} // namespace

class JointQuestionsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ordersAskedAboutAtATimeAreOneQuestion()
    {
        Bench s("kraken");
        s.joint.submitted(1);
        s.clock.advance(std::chrono::seconds(5));
        s.joint.submitted(2);
        s.clock.advance(std::chrono::seconds(5));
        s.joint.timeKnown(s.venueNow());
        QVERIFY(s.joint.join(about(2)));
        QVERIFY(s.joint.join(about(1)));
        QVERIFY(s.sent.empty()); // never from inside the call
        QTRY_COMPARE(s.sent.size(), std::size_t{1});
        QCOMPARE(s.sent[0].ask.order.request.id, orders::ClientOrderId{2});
        QCOMPARE(s.sent[0].others.size(), std::size_t{1});
        const core::Timestamp first = s.venueNow() - std::chrono::seconds(10);
        QVERIFY(s.sent[0].ask.allSince == first);
        QVERIFY(s.sent[0].others[0].ask.allSince == first);
    }

    void aMachineThatSleptDatesNoOrderTooLate()
    {
        Bench s("kraken");
        s.joint.submitted(1);
        s.joint.timeKnown(s.venueNow());
        const core::Timestamp sent = s.venueNow();
        s.clock.advance(std::chrono::seconds(1));
        s.joint.timeKnown(s.venueNow() + std::chrono::hours(1)); // the steady clock stood for an hour
        QVERIFY(s.joint.join(about(1)));
        QTRY_COMPARE(s.sent.size(), std::size_t{1});
        QVERIFY(s.sent[0].ask.allSince == sent);
    }

    void waitsBeforeItAsksAgain()
    {
        Bench s("kraken");
        s.joint.submitted(1);
        s.joint.timeKnown(s.venueNow());
        QVERIFY(s.joint.join(about(1)));
        QTRY_COMPARE(s.sent.size(), std::size_t{1});
        QVERIFY(s.joint.join(about(1)));
        QVERIFY(s.joint.join(about(1, Ask::Fills))); // another question
        QTRY_COMPARE(s.sent.size(), std::size_t{2});
        QCOMPARE(s.sent[1].ask.what, Ask::Fills);
        QTRY_COMPARE(s.sent.size(), std::size_t{3});
        QCOMPARE(s.sent[2].ask.what, Ask::Query);
    }

    void waitsForRoomAndTakesInWhatComesMeanwhile()
    {
        Bench s("kraken");
        s.joint.submitted(1);
        s.joint.submitted(2);
        s.joint.timeKnown(s.venueNow());
        s.untilRoom = std::chrono::milliseconds(5);
        QVERIFY(s.joint.join(about(1)));
        QTRY_VERIFY(s.looks >= 2);
        QVERIFY(s.sent.empty());
        QVERIFY(s.joint.join(about(2)));
        SentRequest newer = about(1);
        newer.ask.order.filled = core::Quantity::fromRaw(7);
        QVERIFY(s.joint.join(newer)); // asked again while it waits: not twice, and as it is known now
        s.untilRoom = {};
        QTRY_COMPARE(s.sent.size(), std::size_t{1});
        QCOMPARE(s.sent[0].others.size(), std::size_t{1});
        QCOMPARE(s.sent[0].ask.order.request.id, orders::ClientOrderId{1});
        QVERIFY(s.sent[0].ask.order.filled == core::Quantity::fromRaw(7));
        QCOMPARE(s.sent[0].others[0].ask.order.request.id, orders::ClientOrderId{2});
    }

    void asksAloneWhatItCannotDate()
    {
        Bench s("kraken");
        s.joint.submitted(1);
        QVERIFY(!s.joint.join(about(1))); // the venue's clock is not known
        s.joint.timeKnown(s.venueNow());
        QVERIFY(s.joint.join(about(1)));
        QVERIFY(!s.joint.join(about(7))); // of an earlier run
        QVERIFY(!s.joint.join(about(1, Ask::QueryClosed))); // what was asked alone goes on alone
        QVERIFY(!s.joint.join(about(1, Ask::OpenOrders)));
        Bench futures("binance-futures");
        futures.joint.submitted(1);
        futures.joint.timeKnown(futures.venueNow());
        QVERIFY(!futures.joint.join(about(1))); // an order a question there
    }
};

const QtSuite<JointQuestionsTest> suite{"engine/joint_questions"};

#include "joint_questions_test.moc"
