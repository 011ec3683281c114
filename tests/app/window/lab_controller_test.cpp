// SPDX-License-Identifier: MIT
/// The window's lab on its settings and files: it says what `leadline lab` says, and what it takes over holds.
#include "app/window/lab_controller.h"

#include "app/window/settings_controller.h"
#include "models/outcome_table.h"
#include "tests/app/window/workbench.h"
#include "tests/support/builders.h"
#include "tests/support/qt_suite.h"
#include "views/lab/lab_panel.h"
#include "views/lab/threshold_slider.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QProcess>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>

#include <algorithm>

using namespace leadline;
using namespace Qt::StringLiterals;
using tests::Workbench;

namespace
{

constexpr int patience = 60'000; ///< ms
constexpr const char* perpetual = "tapes/binance-futures_ethusdt_20240808.gz";

/// A window with its lab in front, on a copy of the recording: its decisions are kept beside it.
struct Lab {
    Lab()
    {
        const std::string recording = tests::sharedData(perpetual);
        isThere = !recording.empty();
        tape = bench.folder.filePath(u"binance-futures_ethusdt_20240808.gz"_s);
        if (isThere) {
            QFile::copy(QString::fromStdString(recording), tape);
        }
        bench.window().showPanel(u"lab"_s);
    }

    views::LabPanel& panel() { return bench.workstation.lab().panel(); }
    template <class Widget = QPushButton> Widget& find(const QString& name)
    {
        auto* const found = panel().findChild<Widget*>(name);
        if (found == nullptr) {
            qFatal("there is no %s", qPrintable(name));
        }
        return *found;
    }
    [[nodiscard]] bool opens(const QString& recording)
    {
        panel().open({recording});
        return QTest::qWaitFor(
            [this] {
                return std::ranges::all_of(
                    panel().trial().rows(), [](const auto& row) { return row.isCurrent || !row.isJudging; });
            },
            patience);
    }
    [[nodiscard]] bool compares()
    {
        return QTest::qWaitFor([this] { return panel().trial().comparison() != nullptr; }, patience);
    }
    [[nodiscard]] QString read(const QString& name)
    {
        QFile file(bench.folder.filePath(name));
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    }
    [[nodiscard]] QString problem()
    {
        auto& label = find<QLabel>(u"problem"_s);
        return QTest::qWaitFor([&] { return label.isVisible(); }, patience) ? label.text() : u"none came"_s;
    }

    Workbench bench{{"routing.aggressive_obi=0.55"}};
    QString tape;
    bool isThere = false;
};

QJsonObject ofProgram(const QString& tape, const QString& setting)
{
    QProcess program;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"XDG_CONFIG_HOME"_s, tape + u".no-settings"_s);
    program.setProcessEnvironment(environment);
    program.start(
        QStringLiteral(LEADLINE_PROGRAM), {u"lab"_s, tape, u"--side"_s, u"buy"_s, u"--set"_s, setting, u"--json"_s});
    program.waitForFinished(patience);
    const QByteArray out = program.readAllStandardOutput();
    if (program.exitCode() != 0) {
        qWarning("%s", program.readAllStandardError().constData());
    }
    return QJsonDocument::fromJson(out).object();
}

} // namespace

class LabControllerTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theWindowSaysWhatTheCommandSays()
    {
        Lab lab;
        if (!lab.isThere) {
            QSKIP("shared recording absent: binance-futures_ethusdt_20240808.gz");
        }
        QVERIFY(lab.opens(lab.tape));
        QVERIFY(QFile::exists(lab.tape + u".decisions"_s)); // kept beside it, for the command too
        auto& slider = lab.find<views::ThresholdSlider>(u"slider routing.aggressive_obi"_s);
        const QPoint place(slider.width() * 7 / 10, slider.height() / 2);
        QTest::mouseClick(&slider, Qt::LeftButton, {}, place);
        const QString value = lab.find<QLineEdit>(u"field routing.aggressive_obi"_s).text();
        QVERIFY(value != u"0.55"_s);

        const QJsonObject said = ofProgram(lab.tape, u"routing.aggressive_obi="_s + value);

        const QJsonObject counts = said[u"after"_s][u"counts"_s].toObject();
        const QAbstractItemModel& outcomes = *lab.find<QTableView>(u"outcomes"_s).model();
        const auto changed = static_cast<int>(models::OutcomeTable::Column::Changed);
        for (int row = 0; row < 3; ++row) {
            const QString action = outcomes.index(row, 0).data().toString();
            QVERIFY2(counts.contains(action), qPrintable(action));
            QCOMPARE(outcomes.index(row, changed).data(models::UnitsRole).toDouble(), counts[action].toDouble());
        }
        QCOMPARE(outcomes.index(3, changed).data(models::UnitsRole).toDouble(),
            said[u"after"_s][u"expected_cost"_s].toDouble());
        QVERIFY(lab.compares());
        QCOMPARE(
            static_cast<int>(lab.panel().trial().comparison()->comparison.changed.size()), said[u"changed"_s].toInt());
        QCOMPARE(
            lab.panel().trial().comparison()->comparison.difference.low, said[u"difference"_s][u"low"_s].toDouble());
    }

    void whatIsTakenOverHoldsIsSavedAndSaysWhy()
    {
        Lab lab;
        if (!lab.isThere) {
            QSKIP("shared recording absent: binance-futures_ethusdt_20240808.gz");
        }
        QVERIFY(lab.opens(lab.tape));
        lab.panel().trial().setValue(2, 0.7);
        QCOMPARE(lab.panel().trial().rows()[2].about.key, u"routing.aggressive_obi"_s);
        QVERIFY(lab.compares());
        QSignalSpy applied(&lab.bench.engine, &session::TradingSession::settingsApplied);
        QTest::mouseClick(&lab.find(u"takeOver"_s), Qt::LeftButton);

        QCOMPARE(lab.bench.workstation.settings().values().desk.routing.aggressiveObi, 0.7);
        QVERIFY(applied.count() > 0 || applied.wait(patience)); // the engine decides by it
        QVERIFY2(
            lab.read(u"leadline.toml"_s).contains(u"aggressive_obi = 0.7"_s), qPrintable(lab.read(u"leadline.toml"_s)));
        const QString log = lab.read(u"lab.log"_s);
        QCOMPARE(log.count(u'\n'), 1);
        for (const QString& part : {u"routing.aggressive_obi 0.55 -> 0.7"_s, u"sha256"_s, u"18 of 345 decisions"_s,
                 u"-0.1609 (95 %: -0.2434 to -0.0785)"_s}) {
            QVERIFY2(log.contains(part), qPrintable(log));
        }
        // It is today's now.
        QCOMPARE(lab.panel().trial().rows()[2].today, 0.7);
        QVERIFY(!lab.panel().trial().isChanged() && !lab.find(u"takeOver"_s).isEnabled());
    }

    void aSettingThatChangesElsewhereIsTodays()
    {
        Lab lab;
        QCOMPARE(lab.panel().trial().rows()[2].today, 0.55);
        lab.panel().trial().setValue(0, 0.5);
        QCOMPARE(lab.bench.workstation.settings().change(u"routing.aggressive_obi"_s, u"0.6"_s), QString());
        QCOMPARE(lab.panel().trial().rows()[2].today, 0.6);
        QCOMPARE(lab.panel().trial().rows()[2].value, 0.6); // it was not being tried
        QCOMPARE(lab.panel().trial().rows()[0].value, 0.5);
    }

    void aDamagedRecordingIsOneLine()
    {
        Lab lab;
        const QString damaged = lab.bench.folder.filePath(u"binance-futures_ethusdt_20240809.gz"_s);
        QFile file(damaged);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("\x1f\x8b this is no gzip at all");
        file.close();
        lab.panel().open({damaged});
        const QString said = lab.problem();
        QVERIFY2(said.contains(u"20240809"_s) && !said.contains(u'\n'), qPrintable(said));
        QVERIFY(!lab.panel().trial().tape());
        // A folder without a recording, and a file that is not there.
        for (const QString& other : {lab.bench.folder.filePath(u"workspaces"_s), u"/nowhere/at_all_20240808.gz"_s}) {
            QDir().mkpath(lab.bench.folder.filePath(u"workspaces"_s));
            lab.panel().open({other});
            QVERIFY(QTest::qWaitFor([&] { return lab.problem().contains(QFileInfo(other).fileName()); }, patience));
        }
    }

    void recordingsOfAReplayAreOpenedWhenTheLabIsLookedAt()
    {
        Lab lab;
        if (!lab.isThere) {
            QSKIP("shared recording absent: binance-futures_ethusdt_20240808.gz");
        }
        lab.bench.window().showPanel(u"features"_s);
        lab.bench.settle();
        lab.bench.workstation.lab().offer({{lab.tape.toStdString()}, {}, {}});
        lab.bench.settle();
        QVERIFY(!lab.panel().trial().isOpening() && !lab.panel().trial().tape());
        lab.bench.window().showPanel(u"lab"_s);
        QVERIFY(QTest::qWaitFor([&] { return lab.panel().trial().tape().has_value(); }, patience));
        QCOMPARE(lab.panel().trial().tape()->decisions, std::size_t{345});
    }

    void theLabFitsItsWorkspace_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::newRow("small") << QSize(1280, 800);
        QTest::newRow("large") << QSize(1920, 1080);
    }
    void theLabFitsItsWorkspace()
    {
        QFETCH(const QSize, size);
        Workbench bench;
        bench.window().resize(size);
        QVERIFY(!bench.workstation.restoreWorkspace(u"Lab"_s));
        bench.window().resize(size);
        QVERIFY(bench.workstation.lab().panel().isVisible());
        QVERIFY(bench.workstation.lab().panel().width() > size.width() / 2);
        QCOMPARE(bench.window().size(), size);
    }
};

const QtSuite<LabControllerTest> suite{"window/lab_controller"};

#include "lab_controller_test.moc"
