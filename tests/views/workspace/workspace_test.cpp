// SPDX-License-Identifier: MIT
/// The file of a workspace, and where a window fits.
#include "tests/support/qt_suite.h"
#include "views/workspace/screen_fit.h"
#include "views/workspace/workspace.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace leadline;
using namespace leadline::views;
using namespace Qt::StringLiterals;

namespace
{

Workspace sample()
{
    return {.name = u"Mine & yours"_s,
        .windows = {{.name = u"main"_s,
            .geometry = {10, 20, 1280, 800},
            .screen = {0, 0, 1920, 1080},
            .isMaximized = true,
            .hasLadder = false,
            .state = QByteArray("\0\x01\xff state", 9),
            .stateSize = {1920, 1080},
            .docks = {{u"ticket"_s, {300, 700}}},
            .layout = {{u"left"_s, QJsonObject{{u"tabs"_s, QJsonArray{u"ticket"_s}}}}}}},
        .panels = {{u"ladder"_s, u"ladder-2"_s, {{u"grouping"_s, 5}}}}};
}

QString objectionTo(const QByteArray& text)
{
    const auto read = parseWorkspace(text, u"w.json"_s);
    return read ? QString() : QString::fromStdString(read.error().what);
}

/// A sample with one field of the first window or panel replaced.
QByteArray with(const QString& list, const QString& field, const QJsonValue& value)
{
    QJsonObject root = QJsonDocument::fromJson(toJson(sample())).object();
    QJsonArray items = root[list].toArray();
    QJsonObject item = items[0].toObject();
    item[field] = value;
    items[0] = item;
    root[list] = items;
    return QJsonDocument(root).toJson();
}

} // namespace

class WorkspaceTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void comesBackAsItWasWritten()
    {
        const auto read = parseWorkspace(toJson(sample()), u"w.json"_s);

        QVERIFY(read.has_value());
        QCOMPARE(toJson(*read), toJson(sample()));
        QCOMPARE(read->windows.front().state, sample().windows.front().state);
        QVERIFY(read->windows.front().isMaximized && !read->windows.front().hasLadder);
    }

    void aBrokenFileIsNamedWithItsPlace_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("says");
        QTest::newRow("empty") << QByteArray() << u"line 1, column 1"_s;
        QTest::newRow("cut off") << QByteArray("{\n  \"leadline\": \"workspace\",\n  \"ver") << u"line 3"_s;
        QTest::newRow("another file") << QByteArray("{\"name\": \"x\"}") << u"is no workspace"_s;
        QTest::newRow("a list") << QByteArray("[1]") << u"is no workspace"_s;
        QTest::newRow("later") << QByteArray("{\"leadline\": \"workspace\", \"version\": 2, \"name\": \"x\"}")
                               << u"version: must be 1"_s;
        QTest::newRow("no name") << QByteArray("{\"leadline\": \"workspace\", \"version\": 1}") << u"name: "_s;
        QTest::newRow("geometry") << with(u"windows"_s, u"geometry"_s, QJsonArray{1, 2, 3})
                                  << u"windows[0].geometry: must be 4 numbers"_s;
        QTest::newRow("no width") << with(u"windows"_s, u"geometry"_s, QJsonArray{1, 2, 0, 9})
                                  << u"windows[0].geometry"_s;
        QTest::newRow("far away") << with(u"windows"_s, u"geometry"_s, QJsonArray{1e12, 2, 3, 4})
                                  << u"windows[0].geometry"_s;
        QTest::newRow("flag") << with(u"windows"_s, u"maximized"_s, 1) << u"windows[0].maximized: must be true"_s;
        QTest::newRow("state") << with(u"windows"_s, u"state"_s, u"AAAA"_s) << u"windows[0].state"_s;
        QTest::newRow("docks") << with(u"windows"_s, u"docks"_s, QJsonObject{{u"ticket"_s, 5}})
                               << u"windows[0].docks.ticket: must be"_s;
        QTest::newRow("settings") << with(u"panels"_s, u"settings"_s, 3) << u"panels[0].settings: must be an object"_s;
        QTest::newRow("nameless") << with(u"panels"_s, u"name"_s, QString()) << u"panels[0].name"_s;
    }
    void aBrokenFileIsNamedWithItsPlace()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, says);

        const QString objection = objectionTo(text);

        QVERIFY2(objection.startsWith(u"w.json: "_s), qPrintable(objection));
        QVERIFY2(objection.contains(says), qPrintable(objection));
        QVERIFY(!objection.contains(u'\n'));
    }

    void everyPieceOfAFileIsRefused()
    {
        const QByteArray whole = toJson(sample()).trimmed();
        for (qsizetype length = 0; length < whole.size(); ++length) {
            QVERIFY(!parseWorkspace(whole.left(length), u"w"_s).has_value());
        }
    }

    void whatIsNotKnownIsPassedOver()
    {
        QJsonObject root = QJsonDocument::fromJson(toJson(sample())).object();
        root[u"later"_s] = QJsonArray{1, 2};
        const QByteArray text = QJsonDocument(root).toJson();

        QCOMPARE(objectionTo(text), QString());
    }

    void tooManyPanelsAreRefused()
    {
        Workspace many = sample();
        many.panels.fill(many.panels.front(), 65);

        QVERIFY(objectionTo(toJson(many)).contains(u"panels: must be no more than 64"_s));
    }

    void aWindowFits_data()
    {
        using Screens = QList<QRect>;
        QTest::addColumn<QRect>("wanted");
        QTest::addColumn<Screens>("screens");
        QTest::addColumn<QRect>("fits");
        const QRect one(0, 0, 1920, 1080);
        const QRect right(1920, 0, 1280, 1024);
        const QRect inside(100, 100, 800, 600);
        QTest::newRow("inside") << inside << Screens{one} << inside;
        QTest::newRow("the whole screen") << one << Screens{one} << one;
        QTest::newRow("no screen") << inside << Screens{} << inside;
        QTest::newRow("over the right edge") << QRect(1500, 10, 800, 600) << Screens{one} << QRect(1120, 10, 800, 600);
        QTest::newRow("over the top") << QRect(5, -50, 800, 600) << Screens{one} << QRect(5, 0, 800, 600);
        QTest::newRow("larger") << QRect(0, 0, 2560, 1440) << Screens{one} << one;
        QTest::newRow("wider and off") << QRect(3000, 500, 2560, 600) << Screens{one} << QRect(0, 480, 1920, 600);
        QTest::newRow("off every screen") << QRect(5000, 5000, 800, 600) << Screens{one} << QRect(1120, 480, 800, 600);
        QTest::newRow("left of all") << QRect(-3000, 0, 800, 600) << Screens{one, right} << QRect(0, 0, 800, 600);
        QTest::newRow("across two") << QRect(1500, 0, 1000, 800) << Screens{one, right} << QRect(1500, 0, 1000, 800);
        QTest::newRow("across two, too high")
            << QRect(1800, 0, 1000, 1080) << Screens{one, right} << QRect(1920, 0, 1000, 1024);
        QTest::newRow("on the second") << QRect(2900, 900, 600, 400) << Screens{one, right}
                                       << QRect(2600, 624, 600, 400);
        QTest::newRow("a screen that does not begin at nought")
            << QRect(0, 0, 500, 500) << Screens{right} << QRect(1920, 0, 500, 500);
    }
    void aWindowFits()
    {
        QFETCH(QRect, wanted);
        QFETCH(QList<QRect>, screens);
        QFETCH(QRect, fits);

        QCOMPARE(fitted(wanted, screens), fits);
    }

    void onAnotherScreenAWindowKeepsItsShare_data()
    {
        using Screens = QList<QRect>;
        QTest::addColumn<QRect>("geometry");
        QTest::addColumn<Screens>("screens");
        QTest::addColumn<QRect>("place");
        const QRect same(0, 0, 2560, 1440);
        const QRect half(0, 0, 1280, 720);
        QTest::newRow("the same screen") << QRect(200, 100, 800, 600) << Screens{half, same}
                                         << QRect(200, 100, 800, 600);
        QTest::newRow("half the size") << QRect(1280, 0, 1280, 1440) << Screens{half} << QRect(640, 0, 640, 720);
        QTest::newRow("twice the size") << QRect(1280, 0, 1280, 1440) << Screens{QRect(0, 0, 5120, 2880)}
                                        << QRect(2560, 0, 2560, 2880);
    }
    void onAnotherScreenAWindowKeepsItsShare()
    {
        QFETCH(QRect, geometry);
        QFETCH(QList<QRect>, screens);
        QFETCH(QRect, place);

        QCOMPARE(replaced(geometry, {0, 0, 2560, 1440}, screens), place);
    }
};

const QtSuite<WorkspaceTest> suite{"views/workspace/workspace"};

#include "workspace_test.moc"
