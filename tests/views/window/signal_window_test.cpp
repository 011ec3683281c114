// SPDX-License-Identifier: MIT
/// Orders that come with a signal, from the ticket to the venue, and the monitor that watches them.
#include "engine/journal/history.h"
#include "engine/session/order_intent.h"
#include "engine/session/session_options.h"
#include "engine/signals/rollout.h"
#include "tests/support/model_text.h"
#include "tests/support/qt_suite.h"
#include "tests/views/window/station.h"
#include "views/charts/monitor_panel.h"
#include "views/ticket/ticket_panel.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QCryptographicHash>
#include <QDateTime>
#include <QDoubleSpinBox>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLocalSocket>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace leadline;
using tests::Station;

namespace
{

QPushButton& sendButton(Station& s)
{
    return *s.window.ticket().findChild<QPushButton*>(QStringLiteral("send"));
}

/// The strength goes into the ticket as a user types it, and the previews are of that signal.
bool typeSignal(Station& s, const QString& strength, bool isRaised = false)
{
    auto* const box = s.window.ticket().findChild<QDoubleSpinBox*>(QStringLiteral("signal"));
    box->setFocus();
    box->selectAll();
    QTest::keyClicks(box, strength);
    QTest::keyClick(box, Qt::Key_Return);
    auto* const raise = s.window.ticket().findChild<QCheckBox*>(QStringLiteral("raise"));
    if (raise->isChecked() != isRaised) {
        QTest::mouseClick(raise, Qt::LeftButton, {}, {8, raise->height() / 2});
    }
    return s.sees([&](const session::MarketSnapshot& now) {
        return now.signal && std::abs(now.signal->strength - strength.toDouble()) < 1e-9
            && now.signal->isRaised == isRaised && now.signalPreviews[0].signal.has_value();
    });
}

session::SessionOptions options(void (*change)(routing::SignalPolicy&))
{
    session::SessionOptions made = Station::passive();
    change(made.desk.routing.signal);
    made.desk.routing.minLiquidityRatio = 0; // a thin side halves the size, and how thin it is is chance
    made.desk.risk.duplicateMs = 0;
    made.desk.risk.maxPosition = 1e12; // a thin book takes most of it off, and how thin it is is chance
    return made;
}

/// Whatever the market does, a strong signal waits.
void alwaysCalm(routing::SignalPolicy& policy)
{
    policy.calmStability = 50;
    policy.balancedStability = policy.urgentStability = 60;
    policy.pressure = 1;
    policy.thinResilience = 0;
}

/// Whatever the market does, a strong signal takes, in slices and unsized.
void alwaysSliced(routing::SignalPolicy& policy)
{
    policy.calmStability = policy.balancedStability = policy.urgentStability = 0;
    policy.urgentFlow = policy.patientFlow = 0;
    policy.thinResilience = 1000;
    policy.thinFactor = policy.unstableFactor = policy.flowFactor = 1;
}

/// An order of sixty by the strongest signal, in the ticket; false when no slices are shown for it.
bool wantsSixtyInSlices(Station& s)
{
    s.armed();
    s.window.ticket().setSize(tests::size("60"));
    return typeSignal(s, QStringLiteral("1")) && s.sees([](const session::MarketSnapshot& now) {
        return now.previews.at(0).about.size == tests::size("60") && !now.signalPreviews[0].sliceSize.isZero();
    });
}

/// A line of a source of signals.
QByteArray buyOne(const char* id, double strength = 1)
{
    const QJsonObject line{{QStringLiteral("symbol"), QStringLiteral("ETHUSDT")},
        {QStringLiteral("side"), QStringLiteral("buy")}, {QStringLiteral("strength"), strength},
        {QStringLiteral("size"), QStringLiteral("1")}, {QStringLiteral("id"), QString::fromLatin1(id)}};
    return QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n';
}

} // namespace

class SignalWindowTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theTicketSendsBySignalWhatItShows()
    {
        Station s(options(alwaysCalm));
        QVERIFY(s.ok);
        QSignalSpy decided(&s.engine, &session::TradingSession::decided);
        s.armed();
        QVERIFY(typeSignal(s, QStringLiteral("0.9")));
        const auto texts = s.window.ticket().findChildren<QLabel*>();
        QVERIFY(std::ranges::any_of(texts, [](const QLabel* label) {
            return label->text().contains(QStringLiteral("strong_calm"))
                && label->text().contains(QStringLiteral("nearest other"));
        }));
        QVERIFY(sendButton(s).text().contains(QStringLiteral("0.9 post-only"))); // one, × 0.9
        QTest::mouseClick(&sendButton(s), Qt::LeftButton);
        QVERIFY(tests::runUntil(s.clock, [&] { return decided.count() == 1 && s.window.orders().rowCount() == 1; }));
        const auto record = decided[0][0].value<session::DecisionRecord>();
        QCOMPARE(record.decision.strategy, routing::Strategy::PassiveMaker);
        QCOMPARE(record.decision.signal->row, routing::SignalRow::StrongCalm);
        const orders::Order& order = s.window.orders().at(0);
        QCOMPARE(order.request.type, orders::OrderType::PostOnly);
        QCOMPARE(order.request.size.text(), std::string("0.9"));
        QCOMPARE(order.request.price, record.decision.limitPrice);
    }

    void aVeryWeakSignalSendsNothing()
    {
        Station s(options(alwaysCalm));
        QVERIFY(s.ok);
        QVERIFY(typeSignal(s, QStringLiteral("0.29")));
        QVERIFY(!sendButton(s).isEnabled());
        QVERIFY(sendButton(s).text().contains(QStringLiteral("the router says no")));
        QVERIFY(typeSignal(s, QStringLiteral("0.8")));
        QVERIFY(sendButton(s).isEnabled());
    }

    void theSixthRaiseOfAnHourBecomesAnAggressiveLimit()
    {
        Station s(options(alwaysCalm));
        QVERIFY(s.ok);
        s.armed();
        QVERIFY(typeSignal(s, QStringLiteral("0.9"), true));
        QSignalSpy decided(&s.engine, &session::TradingSession::decided);
        QSignalSpy risk(&s.engine, &session::TradingSession::riskChanged);
        for (int i = 1; i <= 6; ++i) {
            // Ten seconds apart the window does not ask whether it is a second press.
            s.pass(std::chrono::seconds(11));
            QVERIFY(s.sees([i](const session::MarketSnapshot& now) {
                return now.isValid && now.bookAgeSeconds < 1 && now.risk.overrides == std::min(i - 1, 5);
            }));
            QTest::mouseClick(&sendButton(s), Qt::LeftButton);
            QVERIFY(tests::runUntil(s.clock, [&] { return decided.count() == i; }));
            const auto record = decided.last()[0].value<session::DecisionRecord>();
            QCOMPARE(
                record.decision.strategy, i < 6 ? routing::Strategy::UrgentMarket : routing::Strategy::AggressiveLimit);
            QCOMPARE(record.decision.reason, i < 6 ? routing::Reason::SignalUrgent : routing::Reason::OverridesSpent);
            // Three urgent ones within a minute halve the size of what follows.
            QCOMPARE(record.decision.size.text(), std::string(i <= 3 ? "0.9" : "0.45"));
        }
        auto& monitor = s.window.monitor();
        QVERIFY(s.window.showPanel(QStringLiteral("monitor")));
        auto* const reset = monitor.findChild<QPushButton*>(QStringLiteral("resetOverrides"));
        auto* const text = monitor.findChild<QLabel*>(QStringLiteral("overrides"));
        QVERIFY(tests::runUntil(s.clock, [&] { return text->text().contains(QStringLiteral("5 of 5")); }));
        QTest::mouseClick(reset, Qt::LeftButton);
        QVERIFY(tests::runUntil(s.clock, [&] { return text->text().contains(QStringLiteral("0 of 5")); }));
        QVERIFY(!risk.isEmpty());
        QVERIFY(risk.last()[0].value<session::RiskState>().overrides.empty());
    }

    void breakersSurviveARestart()
    {
        session::RiskState left;
        {
            Station s(options(alwaysCalm));
            QVERIFY(s.ok);
            QSignalSpy risk(&s.engine, &session::TradingSession::riskChanged);
            s.armed();
            QVERIFY(typeSignal(s, QStringLiteral("0.9"), true));
            QTest::mouseClick(&sendButton(s), Qt::LeftButton);
            QVERIFY(tests::runUntil(s.clock, [&] { return !risk.isEmpty(); }));
            left = risk.last()[0].value<session::RiskState>();
            QCOMPARE(left.overrides.size(), 1U);
        }
        left.tripped.push_back({core::VenueId("binance-futures"), core::Symbol("ETHUSDT")});
        const auto read = session::parseRiskState(session::toJson(left));
        QVERIFY(read.has_value());
        QCOMPARE(*read, left);

        tests::TestClock clock;
        session::TradingSession again(Station::passive(), clock);
        again.restoreRisk(*read);
        again.start();
        session::MarketSnapshot seen;
        QVERIFY(tests::runUntil(clock, [&] {
            if (const session::MarketSnapshot* const taken = again.snapshots().take()) {
                seen = *taken;
            }
            return seen.isValid;
        }));
        QCOMPARE(seen.risk.overrides, 1);
        QVERIFY(seen.monitor.front().isTripped);
        QCOMPARE(seen.previews.at(0).smart[0].reason, routing::Reason::CircuitBreaker);
        again.resetBreaker();
        QVERIFY(tests::runUntil(clock, [&] {
            if (const session::MarketSnapshot* const taken = again.snapshots().take()) {
                seen = *taken;
            }
            return !seen.monitor.front().isTripped;
        }));
        again.stop();
    }

    void whatWasCountedOfALaterTimeCountsAsOfNow_data()
    {
        QTest::addColumn<int>("shift"); // seconds from the counted times to now
        QTest::addColumn<int>("counted"); // how old they are then
        QTest::addColumn<int>("braked"); // for how long from now
        QTest::newRow("of before") << 10 << 10 << 20;
        QTest::newRow("of now") << 0 << 0 << 30;
        QTest::newRow("the clock went back a little") << -40 << 0 << 60;
        QTest::newRow("the clock went back by hours") << -18'000 << 0 << 60;
    }
    void whatWasCountedOfALaterTimeCountsAsOfNow()
    {
        QFETCH(const int, shift);
        QFETCH(const int, counted);
        QFETCH(const int, braked);
        const core::Timestamp then = core::fromMilliseconds(1'700'000'000'000);
        const core::Timestamp now = then + std::chrono::seconds(shift);
        const session::RiskState left{
            .urgent = {then}, .brakedUntil = then + std::chrono::seconds(30), .overrides = {then}};

        const session::RiskState state = session::countedAt(left, now, std::chrono::seconds(60));

        QVERIFY(state.urgent.front() == now - std::chrono::seconds(counted));
        QVERIFY(state.overrides.front() == now - std::chrono::seconds(counted));
        QVERIFY(state.brakedUntil == now + std::chrono::seconds(braked));
    }

    void theBrakeOfALaterTimeLastsNoLongerThanAnyOther()
    {
        tests::TestClock clock;
        session::TradingSession again(Station::passive(), clock);
        const core::Timestamp later = clock.now() + std::chrono::hours(5);
        again.restoreRisk({.urgent = {later}, .brakedUntil = later + std::chrono::seconds(60), .overrides = {later}});
        again.start();
        session::MarketSnapshot seen;
        QVERIFY(tests::runUntil(clock, [&] {
            if (const session::MarketSnapshot* const taken = again.snapshots().take()) {
                seen = *taken;
            }
            return seen.isValid;
        }));
        QCOMPARE(seen.risk.overrides, 1);
        QVERIFY(seen.risk.isBraked);
        QVERIFY(seen.risk.brakedUntil <= clock.now() + std::chrono::seconds(60));
        again.stop();
    }

    /// Half of the signals is sent, the other half is traded on paper beside them; which one is told by the id.
    void signalsThatAreLeftOutAreTradedOnPaper()
    {
        const QTemporaryDir folder;
        session::SessionOptions made = options(alwaysSliced);
        made.desk.routing.signal.thinResilience = 0; // whole
        made.signal.socket = folder.filePath(QStringLiteral("signals"));
        made.signal.sends = session::SignalOptions::Sends::Paper;
        made.signal.rollout.share = 0.5;
        Station s(made);
        QVERIFY(s.ok);
        QSignalSpy decided(&s.engine, &session::TradingSession::decided);
        QSignalSpy troubled(&s.engine, &session::TradingSession::troubled);
        QLocalSocket client;
        client.connectToServer(made.signal.socket);
        QVERIFY(client.waitForConnected());
        int sent = 0;
        for (int i = 0; i < 8; ++i) {
            const std::string id = "a" + std::to_string(i);
            sent += signals::placeOf(id) < 0.5 ? 1 : 0;
            client.write(buyOne(id.c_str()));
            client.flush();
            QVERIFY(tests::runUntil(s.clock, [&] { return decided.count() == i + 1; }));
        }
        QVERIFY(sent > 0 && sent < 8);
        QVERIFY(tests::runUntil(s.clock, [&] { return s.window.orders().rowCount() == sent; }));
        const auto onPaper = std::ranges::count_if(troubled, [](const QList<QVariant>& said) {
            return said[0].toString().contains(
                QStringLiteral("was traded on paper: it is not in the share of signal.send_share"));
        });
        QCOMPARE(onPaper, 8 - sent);

        // Both halves in the monitor, once their last mark-outs are known.
        const auto* const text = s.window.monitor().findChild<QLabel*>(QStringLiteral("rollout"));
        s.window.monitor().parentWidget()->show();
        s.window.monitor().show();
        s.pass(std::chrono::seconds(32));
        session::RolloutSnapshot seen;
        QVERIFY(s.sees([&](const session::MarketSnapshot& now) {
            seen = now.rollout;
            return now.rollout.sent.orders == static_cast<std::size_t>(sent)
                && now.rollout.paper.orders == static_cast<std::size_t>(8 - sent);
        }));
        QVERIFY(std::isfinite(seen.paper.slippageBps));
        QCOMPARE(seen.paper.fillRate, 1.0); // what takes is filled on paper, too
        QVERIFY2(
            text->text().startsWith(QStringLiteral("Signals: %1 sent (slippage ").arg(sent)), qPrintable(text->text()));
        QVERIFY2(text->text().contains(QStringLiteral("%1 on paper (").arg(8 - sent)), qPrintable(text->text()));
    }

    /// The policy would not have sent it: nothing is traded on paper either, and nobody is told so.
    void aSignalThatIsLeftOutAndSkippedIsNotSaidToBeOnPaper()
    {
        const QTemporaryDir folder;
        session::SessionOptions made = options(alwaysCalm);
        made.signal.socket = folder.filePath(QStringLiteral("signals"));
        made.signal.sends = session::SignalOptions::Sends::Paper;
        made.signal.rollout.share = 0;
        Station s(made);
        QVERIFY(s.ok);
        QSignalSpy troubled(&s.engine, &session::TradingSession::troubled);
        QLocalSocket client;
        client.connectToServer(made.signal.socket);
        QVERIFY(client.waitForConnected());
        client.write(buyOne("weak", 0.1));
        client.flush();
        QVERIFY(tests::runUntil(s.clock, [&] { return !troubled.isEmpty(); }));
        QVERIFY2(troubled[0][0].toString().startsWith(QStringLiteral("Signal weak was left out: ")),
            qPrintable(troubled[0][0].toString()));
    }

    /// What was sent today counts after a restart.
    void theLimitOfADayHoldsOverARestart()
    {
        const QTemporaryDir folder;
        session::SessionOptions made = options(alwaysSliced);
        made.desk.routing.signal.thinResilience = 0;
        made.signal.socket = folder.filePath(QStringLiteral("signals"));
        made.signal.sends = session::SignalOptions::Sends::Paper;
        QLocalSocket client;
        const auto say = [&](const char* id) {
            client.abort();
            client.connectToServer(made.signal.socket);
            QVERIFY(client.waitForConnected());
            client.write(buyOne(id));
            client.flush();
        };
        session::RiskState left;
        {
            Station s(made);
            QVERIFY(s.ok);
            QSignalSpy risk(&s.engine, &session::TradingSession::riskChanged);
            say("first");
            QVERIFY(tests::runUntil(s.clock, [&] { return s.window.orders().rowCount() == 1 && !risk.isEmpty(); }));
            left = risk.last()[0].value<session::RiskState>();
        }
        QVERIFY(left.signalsSent.value > 0);
        const auto read = session::parseRiskState(session::toJson(left));
        QVERIFY(read.has_value());
        QCOMPARE(*read, left);

        made.signal.rollout.maxValueADay = left.signalsSent.value * 1.5;
        for (const bool isRestored : {true, false}) {
            tests::TestClock clock;
            session::TradingSession again(made, clock);
            if (isRestored) {
                again.restoreRisk(*read);
            }
            QSignalSpy decided(&again, &session::TradingSession::decided);
            QSignalSpy troubled(&again, &session::TradingSession::troubled);
            again.start();
            QVERIFY(tests::runUntil(clock, [&] {
                const session::MarketSnapshot* const taken = again.snapshots().take();
                return taken != nullptr && taken->isValid;
            }));
            say("second");
            QVERIFY(tests::runUntil(clock, [&] { return decided.count() == 1; }));
            const bool isLeftOut = std::ranges::any_of(troubled, [](const QList<QVariant>& said) {
                return said[0].toString().contains(QStringLiteral("signal.send_max_notional_a_day would be passed"));
            });
            QCOMPARE(isLeftOut, isRestored);
            again.stop();
        }
    }

    void aBrokenStateIsOneLine()
    {
        for (const char* const broken : {"", "[]", "{}", R"({"tripped":[{}]})",
                 R"({"tripped":[],"urgent":["x"],"braked_until":"0","overrides":[]})",
                 R"({"tripped":[],"urgent":[],"braked_until":0,"overrides":[]})"}) {
            const auto state = session::parseRiskState(broken);
            QVERIFY2(!state, broken);
            QVERIFY(!state.error().what.empty() && state.error().what.find('\n') == std::string::npos);
        }
    }

    void aThinBookGetsSlices()
    {
        Station s(options(alwaysSliced));
        QVERIFY(s.ok);
        QVERIFY(wantsSixtyInSlices(s));
        QSignalSpy decided(&s.engine, &session::TradingSession::decided);
        QSignalSpy refused(&s.engine, &session::TradingSession::refused);
        QTest::mouseClick(&sendButton(s), Qt::LeftButton);
        const auto sent = [&s] {
            core::Quantity sum;
            for (int row = 0; row < s.window.orders().rowCount(); ++row) {
                sum += s.window.orders().at(row).request.size;
            }
            return sum;
        };
        QVERIFY(tests::runUntil(
            s.clock, [&] { return !refused.isEmpty() || (decided.count() == 1 && sent() == tests::size("60")); }));
        const auto decision = decided[0][0].value<session::DecisionRecord>().decision;
        QVERIFY(decision.sliceSize < tests::size("60"));
        QVERIFY2(refused.isEmpty(), refused.isEmpty() ? "" : qPrintable(refused[0][0].value<session::Refusal>().text));
        QVERIFY(s.window.orders().rowCount() > 1);
    }

    void cancellingEverythingEndsAnOrderBetweenItsSlices()
    {
        Station s(options(alwaysSliced));
        QVERIFY(s.ok);
        QVERIFY(wantsSixtyInSlices(s));
        QSignalSpy refused(&s.engine, &session::TradingSession::refused);
        QTest::mouseClick(&sendButton(s), Qt::LeftButton);
        QVERIFY(tests::runUntil(
            s.clock, [&] { return s.window.orders().rowCount() == 1 && !s.window.orders().at(0).isLive(); }));
        s.engine.cancelAll();
        s.pass(std::chrono::seconds(3));
        QCOMPARE(s.window.orders().rowCount(), 1);
        QCOMPARE(refused.count(), 1);
        QVERIFY(refused[0][0].value<session::Refusal>().text.contains(QStringLiteral("it was stopped")));
    }

    void theLargestOrderIsThatOfAllSlicesTogether()
    {
        session::SessionOptions made = options(alwaysSliced);
        made.desk.risk.maxOrderNotional = 100'000; // 60 are worth more, a slice is not
        Station s(made);
        QVERIFY(s.ok);
        s.armed();
        s.window.ticket().setSize(tests::size("60"));
        QVERIFY(typeSignal(s, QStringLiteral("1")));
        QVERIFY(s.sees([](const session::MarketSnapshot& now) {
            const routing::Decision& buy = now.signalPreviews[0];
            return now.previews.at(0).about.size == tests::size("60") && !buy.sliceSize.isZero()
                && buy.sliceSize.toDoubleLossy() * buy.bestAsk.toDoubleLossy() < 90'000;
        }));
        QSignalSpy refused(&s.engine, &session::TradingSession::refused);
        QTest::mouseClick(&sendButton(s), Qt::LeftButton);
        QVERIFY(tests::runUntil(s.clock, [&] { return refused.count() == 1; }));
        QCOMPARE(refused[0][0].value<session::Refusal>().check, risk::OrderCheck::TooLarge);
        QCOMPARE(s.window.orders().rowCount(), 0);
    }

    /// Its file is written anew while the session runs: a good one is taken over, a bad one is refused and the old one
    /// stays.
    void aModelIsReplacedWhileTheSessionRuns()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("m.json"));
        int written = 0;
        const auto write = [&](const std::string& bytes) {
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(bytes.data(), static_cast<qint64>(bytes.size()));
            file.flush();
            // Another time than before, however quickly the test goes.
            QVERIFY(file.setFileTime(
                QDateTime::currentDateTimeUtc().addSecs(++written), QFileDevice::FileModificationTime));
        };
        tests::ModelText up{.attributes = "{}"};
        tests::ModelText down{.attributes = "{}", .leaf = "-2.0"};
        const auto digestOf = [](const tests::ModelText& text) {
            return QString::fromLatin1(
                QCryptographicHash::hash(text.json(), QCryptographicHash::Sha256).toHex().left(8));
        };
        write(up.json());
        session::SessionOptions made = options(alwaysCalm);
        made.signal.model = path.toStdString();
        Station s(made);
        QVERIFY(s.ok);
        QSignalSpy troubled(&s.engine, &session::TradingSession::troubled);
        auto* const heard = s.window.ticket().findChild<QPushButton*>(QStringLiteral("heard"));
        const auto says = [&](const QString& digest) {
            return [heard, digest] { return heard->text().startsWith(QStringLiteral("model %1: ").arg(digest)); };
        };
        const auto isTold = [&](const QString& words) {
            return [&troubled, words] {
                return std::ranges::any_of(
                    troubled, [&](const QList<QVariant>& said) { return said[0].toString().contains(words); });
            };
        };
        QVERIFY(tests::runUntil(s.clock, says(digestOf(up))));

        write(down.json());
        QVERIFY(tests::runUntil(s.clock, says(digestOf(down))));
        QVERIFY(isTold(QStringLiteral("model %1 is in force now, in place of %2").arg(digestOf(down), digestOf(up)))());

        write("{}");
        QVERIFY(tests::runUntil(s.clock, isTold(QStringLiteral("model %1 stays").arg(digestOf(down)))));
        QVERIFY(says(digestOf(down))());
    }

    void anOldModelIsAReminder()
    {
        const QTemporaryDir folder;
        session::SessionOptions made = options(alwaysCalm);
        made.signal.model = folder.filePath(QStringLiteral("m.json")).toStdString();
        const std::string json =
            tests::ModelText{.attributes = R"({"leadline.trained":"2020-01-02T00:00:00Z"})"}.json();
        QFile file(QString::fromStdString(made.signal.model));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(json.data(), static_cast<qint64>(json.size()));
        file.close();
        Station s(made);
        QVERIFY(s.ok);
        QSignalSpy troubled(&s.engine, &session::TradingSession::troubled);
        const auto reminders = [&] {
            return std::ranges::count_if(troubled, [](const QList<QVariant>& said) {
                return said[0].toString().contains(QStringLiteral("was trained on 2020-01-02, more than 30 days ago"));
            });
        };
        QVERIFY(s.sees([](const session::MarketSnapshot& now) { return now.heard.has_value(); }));
        QCOMPARE(reminders(), 0); // any age is fine
        made.signal.modelMaxAge = std::chrono::hours(30 * 24);
        QMetaObject::invokeMethod(&s.engine, [&] { s.engine.setSignalRules(made.signal); });
        QVERIFY(tests::runUntil(s.clock, [&] { return reminders() == 1; }));
        const core::Timestamp later = s.clock.now() + std::chrono::seconds(5);
        QVERIFY(tests::runUntil(s.clock, [&] { return s.clock.now() >= later; }));
        QCOMPARE(reminders(), 1);
    }

    void aSignalOfASocketIsShownAndOnPaperSent()
    {
        const QTemporaryDir folder;
        session::SessionOptions made = options(alwaysCalm);
        made.signal.socket = folder.filePath(QStringLiteral("signals"));
        made.signal.sends = session::SignalOptions::Sends::Paper;
        made.orders.journal = "sqlite:" + folder.filePath(QStringLiteral("journal.sqlite")).toStdString();
        Station s(made);
        QVERIFY(s.ok);
        QSignalSpy decided(&s.engine, &session::TradingSession::decided);
        QSignalSpy troubled(&s.engine, &session::TradingSession::troubled);
        QLocalSocket client;
        client.connectToServer(made.signal.socket);
        QVERIFY(client.waitForConnected());
        const auto say = [&](const char* line) {
            client.write(line);
            client.flush();
        };
        say(R"({"symbol":"ETH/USDT-PERP","side":"sell","strength":0.85,"id":"advice"})"
            "\n");
        QVERIFY(s.sees([](const session::MarketSnapshot& now) {
            return now.heard && now.heard->side == core::Side::Ask && now.heard->strength == 0.85;
        }));
        QCOMPARE(decided.count(), 0);
        auto* const heard = s.window.ticket().findChild<QPushButton*>(QStringLiteral("heard"));
        QVERIFY(tests::runUntil(s.clock, [&] { return heard->text().contains(QStringLiteral("SELL 0.85")); }));
        QTest::mouseClick(heard, Qt::LeftButton);
        QCOMPARE(s.window.ticket().side(), core::Side::Ask);
        QCOMPARE(s.window.ticket().signal()->strength, 0.85);
        const std::string source = s.window.ticket().signal()->source;
        QVERIFY2(source.find("signals") != std::string::npos, source.c_str());
        QVERIFY(typeSignal(s, QStringLiteral("0.6")));
        QCOMPARE(s.window.ticket().signal()->source, std::string("ticket")); // the user's own word now

        say(R"({"symbol":"ETHUSDT","side":"buy","strength":0.9,"size":"2","id":"order"})"
            "\n");
        QVERIFY(tests::runUntil(s.clock, [&] { return decided.count() == 1 && s.window.orders().rowCount() == 1; }));
        QCOMPARE(s.window.orders().at(0).request.size.text(), std::string("1.8"));
        std::vector<calibration::JournalledDecision> kept;
        QVERIFY(tests::runUntil(s.clock, [&] {
            kept = journal::readDecisions(*journal::JournalUrl::parse(made.orders.journal), {}).value_or(kept);
            return !kept.empty();
        }));
        QCOMPARE(kept[0].signalId, std::string("order"));
        QCOMPARE(kept[0].signalSource, source);
        QCOMPARE(kept[0].order, orders::clientText(s.window.orders().at(0).request.id));

        say(R"({"symbol":"BTC/USDT","side":"buy","strength":0.9,"size":"2","id":"other"})"
            "\n");
        QVERIFY(tests::runUntil(s.clock, [&] { return !troubled.isEmpty(); }));
        QVERIFY(troubled.last()[0].toString().contains(QStringLiteral("not watched")));
        const QString old = QString::number(core::nanosecondsOf(s.clock.now() - std::chrono::seconds(11)));
        say((R"({"symbol":"ETHUSDT","side":"buy","strength":0.9,"size":"2","id":"old","time":)" + old.toStdString()
            + "}\n")
                .c_str());
        QVERIFY(
            tests::runUntil(s.clock, [&] { return troubled.last()[0].toString().contains(QStringLiteral("s old")); }));
        const QString early = QString::number(core::nanosecondsOf(s.clock.now() + std::chrono::seconds(60)));
        say((R"({"symbol":"ETHUSDT","side":"buy","strength":0.9,"size":"2","id":"early","time":)" + early.toStdString()
            + "}\n")
                .c_str());
        QVERIFY(tests::runUntil(
            s.clock, [&] { return troubled.last()[0].toString().contains(QStringLiteral("ahead of this machine")); }));
        QCOMPARE(decided.count(), 1);
    }

    void aSignalIsOnlyJudgedUntilTheUserLetsItSend()
    {
        const QTemporaryDir folder;
        session::SessionOptions made = options(alwaysCalm);
        made.signal.file = folder.filePath(QStringLiteral("signals.csv"));
        Station s(made);
        QVERIFY(s.ok);
        QSignalSpy decided(&s.engine, &session::TradingSession::decided);
        QFile file(made.signal.file);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("symbol,side,strength,size,id\n");
        file.flush();
        s.settle();
        file.write("ETH/USDT-PERP,buy,0.9,1,a1\n");
        file.flush();
        QVERIFY(tests::runUntil(s.clock, [&] { return decided.count() == 1; }));
        QCOMPARE(decided[0][0].value<session::DecisionRecord>().order, 0U);
        s.settle();
        QCOMPARE(s.window.orders().rowCount(), 0);
    }

    void theMonitorShowsTheMarketAndItsMinutes()
    {
        Station s(options(alwaysCalm));
        QVERIFY(s.ok);
        auto& monitor = s.window.monitor();
        QAbstractItemModelTester tester(&monitor.model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        QVERIFY(s.window.showPanel(QStringLiteral("monitor")));
        QVERIFY(tests::runUntil(s.clock, [&] { return monitor.model().history(0).size() >= 5; }));
        const auto cell = [&](models::MonitorModel::Column column) {
            return monitor.model().index(0, static_cast<int>(column)).data().toString();
        };
        QCOMPARE(cell(models::MonitorModel::Column::Market), QStringLiteral("ETHUSDT @ binance-futures"));
        QCOMPARE(cell(models::MonitorModel::Column::Buy), QStringLiteral("passive maker"));
        QCOMPARE(cell(models::MonitorModel::Column::Breaker), QStringLiteral("closed"));
        QVERIFY(std::isfinite(cell(models::MonitorModel::Column::Stability).toDouble()));
        const auto& history = monitor.model().history(0);
        for (std::size_t i = 1; i < history.size(); ++i) {
            QVERIFY(history[i].time - history[i - 1].time >= std::chrono::seconds(1));
        }
    }
};

const QtSuite<SignalWindowTest> suite{"views/window/signal_window"};

#include "signal_window_test.moc"
