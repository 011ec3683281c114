// SPDX-License-Identifier: MIT
/// The settings dialog's other half: what is checked, applied and written down.
#include "app/window/settings_controller.h"
#include "tests/app/window/workbench.h"
#include "tests/support/qt_suite.h"
#include "views/settings/settings_dialog.h"

#include <QDir>
#include <QFile>
#include <QTableView>

using namespace leadline;
using app::SettingsController;
using tests::Workbench;

namespace
{

QString written(const Workbench& bench)
{
    QFile file(QString::fromStdString(bench.settings.file.string()));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

} // namespace

class SettingsControllerTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aChangeIsSavedAppliedAndDisarms()
    {
        Workbench bench({"risk.max_open_orders=7"});
        QVERIFY(bench.ok);
        SettingsController desk(bench.settings, false, bench.window());
        bench.window().orderEntry().setArming(models::Arming::Armed);

        QCOMPARE(desk.change(QStringLiteral("ladder.idle_minutes"), QStringLiteral("3")), QString());

        QCOMPARE(app::rulesOf(desk.values().ladder).idleMinutes, 3);
        QVERIFY2(written(bench).contains(QStringLiteral("idle_minutes = 3")), qPrintable(written(bench)));
        // What only this start was told stays with this start.
        QCOMPARE(desk.values().desk.risk.maxOpenOrders, 7);
        QVERIFY2(!written(bench).contains(QStringLiteral("max_open_orders")), qPrintable(written(bench)));
        QCOMPARE(bench.window().orderEntry().arming(), models::Arming::View);
    }

    void whatThisStartWasToldIsWrittenOnceItIsEdited()
    {
        Workbench bench({"risk.max_open_orders=7"});
        QVERIFY(bench.ok);
        SettingsController desk(bench.settings, false, bench.window());
        QCOMPARE(desk.change(QStringLiteral("risk.max_open_orders"), QStringLiteral("8")), QString());
        QVERIFY(written(bench).contains(QStringLiteral("max_open_orders = 8")));
    }

    void whatIsWrongIsSaidAndChangesNothing_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("says");
        const auto add = [](const char* name, const char* key, const char* value, const char* says) {
            QTest::newRow(name) << QString::fromLatin1(key) << QString::fromLatin1(value) << QString::fromLatin1(says);
        };
        add("no number", "ladder.idle_minutes", "soon", "ladder.idle_minutes = soon");
        add("out of range", "ladder.idle_minutes", "-1", "ladder.idle_minutes = -1");
        add("no choice", "window.palette", "pink", "window.palette = pink");
        add("wrong together", "risk.breaker_reset", "0.9", "the breaker would never stay open");
        add("no setting", "ladder.no_such", "1", "ladder.no_such");
    }
    void whatIsWrongIsSaidAndChangesNothing()
    {
        QFETCH(const QString, key);
        QFETCH(const QString, value);
        QFETCH(const QString, says);
        Workbench bench;
        QVERIFY(bench.ok);
        SettingsController desk(bench.settings, false, bench.window());

        const QString said = desk.change(key, value);

        QVERIFY2(said.contains(says), qPrintable(said));
        QCOMPARE(written(bench), QString());
        QCOMPARE(desk.values().desk.risk.breakerReset, bench.settings.values.desk.risk.breakerReset);
        // Nor does it stand in the way of the next.
        QCOMPARE(desk.change(QStringLiteral("ladder.idle_minutes"), QStringLiteral("3")), QString());
        QVERIFY(!written(bench).contains(QStringLiteral("breaker_reset")));
    }

    void aChangeFromElsewhereAppliesNothingThatIsOnlyTypedIn()
    {
        Workbench bench;
        QVERIFY(bench.ok);
        SettingsController desk(bench.settings, false, bench.window());
        desk.open();
        auto* const dialog = bench.window().findChild<views::SettingsDialog*>();
        QVERIFY(dialog != nullptr);
        QAbstractItemModel* const model = dialog->table().model();
        const auto edit = [&](const char* key, const char* value) {
            for (int row = 0; row < model->rowCount(); ++row) {
                if (model->index(row, 0).data().toString() == QString::fromLatin1(key)) {
                    return model->setData(model->index(row, 1), QString::fromLatin1(value));
                }
            }
            return false;
        };
        QVERIFY(edit("ladder.repeat_seconds", "33"));

        QCOMPARE(desk.change(QStringLiteral("kraken.trading"), QStringLiteral("off")), QString());
        QCOMPARE(desk.change(QStringLiteral("ladder.idle_minutes"), QStringLiteral("3")), QString());

        QVERIFY(app::rulesOf(desk.values().ladder).repeatSeconds != 33);
        QVERIFY(!written(bench).contains(QStringLiteral("repeat_seconds")));
        QCOMPARE(app::rulesOf(desk.values().ladder).idleMinutes, 3);
    }

    void aFileThatCannotBeWrittenChangesNothing()
    {
        Workbench bench;
        QVERIFY(bench.ok);
        app::LoadedSettings loaded = bench.settings;
        QFile occupied(bench.folder.filePath(QStringLiteral("occupied")));
        QVERIFY(occupied.open(QIODevice::WriteOnly));
        loaded.file = bench.folder.filePath(QStringLiteral("occupied/leadline.toml")).toStdString();
        SettingsController desk(loaded, false, bench.window());

        const QString said = desk.change(QStringLiteral("ladder.idle_minutes"), QStringLiteral("3"));

        QVERIFY2(said.contains(QStringLiteral("occupied")), qPrintable(said));
        QCOMPARE(
            app::rulesOf(desk.values().ladder).idleMinutes, app::rulesOf(bench.settings.values.ladder).idleMinutes);
    }

    void theLaddersRulesAreThoseOfTheSettings()
    {
        const QTemporaryDir folder;
        const app::LoadedSettings loaded = Workbench::load(folder.path().toStdString(),
            {"ladder.cross_confirm_ticks=1", "ladder.reaction_ms=2", "ladder.repeat_seconds=3",
                "ladder.idle_minutes=4"});
        const models::LadderRules rules = app::rulesOf(loaded.values.ladder);
        QCOMPARE(rules.crossConfirmTicks, 1);
        QCOMPARE(rules.reactionMs, 2);
        QCOMPARE(rules.repeatSeconds, 3);
        QCOMPARE(rules.idleMinutes, 4);
    }
};

const QtSuite<SettingsControllerTest> suite{"window/settings_controller"};

#include "settings_controller_test.moc"
