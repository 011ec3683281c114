// SPDX-License-Identifier: MIT
/// Workspaces of the whole program: kept by themselves, under names, as files, and those that come ready.
#include "app/window/workspace_controller.h"
#include "app/window/workspace_store.h"
#include "engine/session/session_options.h"
#include "models/order_entry.h"
#include "tests/app/window/workbench.h"
#include "tests/support/layout_text.h"
#include "tests/support/qt_suite.h"
#include "views/ticket/ticket_panel.h"
#include "views/window/stop_panel.h"
#include "views/window/workspace_menu.h"
#include "views/workspace/dock_layout.h"

#include <QAction>
#include <QDir>
#include <QDockWidget>
#include <QFile>
#include <QFileDialog>
#include <QInputDialog>
#include <QLineEdit>
#include <QMenuBar>
#include <QMessageBox>
#include <QScreen>
#include <QStatusBar>

#include <algorithm>
#include <memory>
#include <set>

using namespace leadline;
using namespace Qt::StringLiterals;
using tests::differenceOf;
using tests::Workbench;

namespace
{

/// One run of the program in a folder that outlives it. The market stands still: these tests are about the layout.
class Run
{
public:
    explicit Run(const QTemporaryDir& folder, session::SourceKind source = session::SourceKind::Embedded)
        : settings(Workbench::load(folder.path().toStdString(), {}))
        , engine(Workbench::optionsOf(settings), clock)
        , workstation(engine, clock, settings, source)
    {
        window().resize(1280, 800);
        // The screen of the tests is smaller than any window of the program.
        workspaces().setScreens([this] {
            return QList<QRect>{window().screen()->availableGeometry(), QRect(0, 0, 4000, 3000)};
        });
    }
    ~Run()
    {
        window().mayClose = nullptr;
        window().close();
        engine.stop();
    }
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;

    /// As the program does; what is wrong with the name or file.
    QString begin(const QString& nameOrFile = {})
    {
        const auto wrong = workstation.restoreWorkspace(nameOrFile);
        window().show();
        window().activateWindow();
        (void)QTest::qWaitForWindowActive(&window());
        QCoreApplication::processEvents();
        return wrong ? QString::fromStdString(wrong->what) : QString();
    }
    views::MainWindow& window() { return workstation.window(); }
    app::WorkspaceController& workspaces() { return workstation.workspaces(); }
    QString said() { return window().statusBar()->currentMessage(); }
    QDockWidget& dock(const QString& name) { return *views::docksOf(window()).value(name); }
    QByteArray layout()
    {
        views::Workspace now = window().workspace();
        now.name = u"now"_s;
        return views::toJson(now);
    }
    /// The entry of the workspaces' menu that begins so.
    QAction* entry(const QString& text, QMenu* menu = nullptr)
    {
        menu = menu != nullptr ? menu : window().findChild<views::WorkspaceMenu*>();
        for (QAction* const action : menu->actions()) {
            if (action->text().remove(u'&').startsWith(text)) {
                return action;
            }
        }
        return nullptr;
    }
    /// Answers the question for a name as a user does.
    void answerName(const QString& name)
    {
        auto* const dialog = window().findChild<QInputDialog*>(u"workspaceName"_s);
        dialog->setTextValue(name);
        QTest::keyClick(dialog->findChild<QLineEdit*>(), Qt::Key_Return);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
    void answerFile(const QString& file)
    {
        auto* const dialog = window().findChild<QFileDialog*>(u"workspaceFile"_s);
        dialog->findChild<QLineEdit*>(u"fileNameEdit"_s)->setText(file);
        QMetaObject::invokeMethod(dialog, "accept");
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
    void answerYes(const char* name)
    {
        window().findChild<QMessageBox*>(QString::fromLatin1(name))->button(QMessageBox::Yes)->click();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }

    tests::TestClock clock;
    app::LoadedSettings settings;
    session::TradingSession engine;
    app::Workstation workstation;
};

QByteArray contentOf(const QString& file)
{
    QFile in(file);
    return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
}

void put(const QString& file, const QByteArray& text)
{
    QDir().mkpath(QFileInfo(file).path());
    QFile out(file);
    QVERIFY(out.open(QIODevice::WriteOnly) && out.write(text) == text.size());
}

} // namespace

class WorkspaceControllerTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theWindowComesBackAsItWasLeftAndDisarmed()
    {
        const QTemporaryDir folder;
        QByteArray left;
        {
            Run run(folder);
            QCOMPARE(run.begin(), QString());
            QCOMPARE(run.workspaces().current(), u"Execution"_s);
            run.entry(u"Scalper"_s)->trigger();
            QCoreApplication::processEvents();
            run.window().addDockWidget(Qt::BottomDockWidgetArea, &run.dock(u"monitor"_s));
            run.dock(u"monitor"_s).show();
            run.window().openLadder(u"binance-futures"_s);
            run.window().orderEntry().setArming(models::Arming::Armed);
            QCoreApplication::processEvents();
            left = run.layout();
            QVERIFY(run.window().close());
        }
        Run run(folder);

        QCOMPARE(run.begin(), QString());

        QCOMPARE(run.workspaces().current(), u"Scalper"_s);
        QCOMPARE(differenceOf(run.layout(), left), QString());
        QVERIFY(run.window().orderEntry().arming() == models::Arming::View);
    }

    void aChangeIsWrittenOnceItHasSettled()
    {
        const QTemporaryDir folder;
        Run run(folder);
        run.begin();
        const QString file = run.workspaces().store().keptFile();
        run.workspaces().keepSettled();
        QVERIFY(!QFile::exists(file)); // seen for the first time
        run.workspaces().keepSettled();
        const QByteArray first = contentOf(file);
        QVERIFY(!first.isEmpty());

        run.window().ladderPanel().ladder().setGrouping(25);
        run.workspaces().keepSettled();
        QCOMPARE(contentOf(file), first);
        run.workspaces().keepSettled();
        QVERIFY(contentOf(file) != first);
        QVERIFY(contentOf(file).contains("\"grouping\": 25"));

        // What is the same is not written again.
        QVERIFY(QFile::remove(file));
        run.workspaces().keepSettled();
        QVERIFY(!QFile::exists(file));
    }

    void aNameLikeAPathStaysInTheFolder()
    {
        const QTemporaryDir folder;
        const app::WorkspaceStore store(folder.filePath(u"a"_s).toStdString());
        for (const QString& name : {u"../../x"_s, u".."_s, u"/tmp/leadline-x"_s}) {
            views::Workspace workspace;
            workspace.name = name;
            QVERIFY(!store.save(workspace).has_value());
            QCOMPARE(store.find(name).value().name, name);
        }
        QCOMPARE(QDir(folder.filePath(u"a/workspaces"_s)).entryList(QDir::Files | QDir::Hidden).size(), 3);
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden).size(), 0);
        QCOMPARE(QDir(folder.filePath(u"a"_s)).entryList(QDir::Files | QDir::Hidden).size(), 0);
    }

    void aBrokenFileIsPutAsideAndTheWindowStarts_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("cut off") << QByteArray("{\n\"leadline\": \"work");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("not ours") << QByteArray("[]");
        QTest::newRow("wrong") << QByteArray(
            R"({"leadline": "workspace", "version": 1, "name": "x", "windows": [{"geometry": [1]}]})");
    }
    void aBrokenFileIsPutAsideAndTheWindowStarts()
    {
        QFETCH(QByteArray, text);
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"workspace.json"_s);
        put(file, text);
        Run run(folder);

        QCOMPARE(run.begin(), QString());

        QVERIFY2(
            run.said().contains(file) && run.said().contains(u"workspace.broken-1.json"_s), qPrintable(run.said()));
        QCOMPARE(contentOf(folder.filePath(u"workspace.broken-1.json"_s)), text);
        QCOMPARE(run.workspaces().current(), u"Execution"_s);
        QVERIFY(run.dock(u"ticket"_s).isVisible());
        run.workspaces().keep();
        QVERIFY(app::WorkspaceStore::read(file).has_value());
    }

    void anotherSessionOfTheProgramKeepsWhatItDoesNotHave()
    {
        const QTemporaryDir folder;
        {
            Run run(folder);
            run.begin(u"Portfolio"_s);
            QVERIFY(run.dock(u"picks"_s).isVisible());
        }
        {
            Run replay(folder, session::SourceKind::Tape); // no stocks there
            replay.begin();
            QVERIFY(!views::docksOf(replay.window()).contains(u"picks"_s));
        }
        Run run(folder);
        run.begin();
        QVERIFY(run.dock(u"picks"_s).isVisible());
    }

    void theMenuSavesRenamesAndDeletes()
    {
        const QTemporaryDir folder;
        Run run(folder);
        run.begin();
        run.window().ladderPanel().ladder().setGrouping(50);
        run.entry(u"Save as"_s)->trigger();
        run.answerName(u"a/b & ..ä"_s);
        QCOMPARE(run.workspaces().store().ownNames(), QStringList{u"a/b & ..ä"_s});
        QCOMPARE(run.workspaces().current(), u"a/b & ..ä"_s);
        QVERIFY(run.entry(u"a/b"_s)->isChecked());

        run.entry(u"Execution"_s)->trigger();
        QCOMPARE(run.window().ladderPanel().ladder().grid().grouping(), 1);
        run.entry(u"a/b"_s)->trigger();
        QCOMPARE(run.window().ladderPanel().ladder().grid().grouping(), 50);

        run.window().ladderPanel().ladder().setGrouping(2);
        run.entry(u"Reset"_s)->trigger();
        QCOMPARE(run.window().ladderPanel().ladder().grid().grouping(), 50);

        run.entry(u"Rename"_s)->menu()->actions().front()->trigger();
        run.answerName(u"Mine"_s);
        QCOMPARE(run.workspaces().store().ownNames(), QStringList{u"Mine"_s});
        QCOMPARE(run.workspaces().current(), u"Mine"_s);

        run.window().ladderPanel().ladder().setGrouping(10);
        run.entry(u"Save as"_s)->trigger();
        run.answerName(u"Mine"_s);
        QCOMPARE(run.workspaces().store().find(u"Mine"_s)->panels.front().settings.value(u"grouping"_s).toInt(), 50);
        run.answerYes("replaceWorkspace");
        QCOMPARE(run.workspaces().store().find(u"Mine"_s)->panels.front().settings.value(u"grouping"_s).toInt(), 10);

        run.entry(u"Delete"_s)->menu()->actions().front()->trigger();
        run.answerYes("deleteWorkspace");
        QCOMPARE(run.workspaces().store().ownNames(), QStringList());
        QVERIFY(!run.entry(u"Delete"_s)->menu()->isEnabled());
    }

    void namesOfThoseThatComeReadyAreNotTaken()
    {
        const QTemporaryDir folder;
        Run run(folder);
        run.begin();
        for (const QString& name : {u"scalper"_s, u"  "_s, QString(61, u'x'), u"two\nlines"_s}) {
            run.window().statusBar()->clearMessage();
            run.workspaces().saveAs(name);
            QVERIFY2(!run.said().isEmpty(), qPrintable(name));
        }
        QCOMPARE(run.workspaces().store().ownNames(), QStringList());
        QCOMPARE(run.workspaces().current(), u"Execution"_s);
    }

    void exportsAndImports()
    {
        const QTemporaryDir folder;
        const QTemporaryDir elsewhere;
        const QString file = elsewhere.filePath(u"mine.json"_s);
        QByteArray layout;
        {
            Run run(folder);
            run.begin(u"Scalper"_s);
            run.window().ladderPanel().ladder().setGrouping(25);
            QCoreApplication::processEvents();
            layout = run.layout();
            run.entry(u"Export"_s)->trigger();
            run.answerFile(file);
            QVERIFY(run.said().contains(file));
        }
        const QTemporaryDir another;
        Run run(another);
        run.begin();
        run.entry(u"Import"_s)->trigger();
        run.answerFile(file);
        QCoreApplication::processEvents();

        // Scalper comes with the program; this one is the user's.
        QCOMPARE(run.workspaces().current(), u"Scalper 2"_s);
        QCOMPARE(run.workspaces().store().ownNames(), QStringList{u"Scalper 2"_s});
        QCOMPARE(differenceOf(run.layout(), layout), QString());
    }

    void aBrokenImportLeavesTheWindowAsItIs()
    {
        const QTemporaryDir folder;
        Run run(folder);
        run.begin();
        const QString file = folder.filePath(u"broken.json"_s);
        put(file, QByteArray("{\"leadline\": \"workspace\",\n \"version\": 1, \"name\": \"x\", \"panels\": 3}"));
        const QByteArray before = run.layout();

        run.workspaces().importFile(file);

        QVERIFY2(run.said().contains(file + u": panels: must be a list"_s), qPrintable(run.said()));
        QCOMPARE(run.layout(), before);
        QCOMPARE(run.workspaces().store().ownNames(), QStringList());
    }

    void aNamedOneThatBrokeLeavesTheWindowAsItIs()
    {
        const QTemporaryDir folder;
        put(folder.filePath(u"workspaces/Mine.json"_s), QByteArray("{\n\n oops"));
        Run run(folder);
        run.begin();
        const QByteArray before = run.layout();

        run.entry(u"Mine"_s)->trigger();

        QVERIFY2(run.said().contains(u"Mine.json: line 3"_s), qPrintable(run.said()));
        QCOMPARE(run.layout(), before);
    }

    void theCommandLineNamesOne()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"exported.json"_s);
        {
            Run run(folder);
            const QString wrong = run.begin(u"Nowhere"_s);
            QVERIFY2(
                wrong.contains(u"Nowhere"_s) && wrong.contains(u"Scalper, Execution, Portfolio"_s), qPrintable(wrong));
        }
        {
            Run run(folder);
            QCOMPARE(run.begin(u"portfolio"_s), QString());
            QCOMPARE(run.workspaces().current(), u"Portfolio"_s);
            run.workspaces().exportFile(file);
        }
        Run run(folder);
        QVERIFY(run.begin(folder.filePath(u"none.json"_s)).contains(u"none.json: cannot be read"_s));
        QCOMPARE(run.begin(file), QString());
        QCOMPARE(run.workspaces().current(), u"Portfolio"_s);
    }

    void whatCannotBeWrittenIsSaidOnce()
    {
        const QTemporaryDir folder;
        Run run(folder);
        run.begin();
        QVERIFY(QDir().mkpath(folder.filePath(u"workspace.json"_s))); // a folder stands in its place
        run.window().statusBar()->clearMessage();
        run.workspaces().keep();
        QVERIFY2(run.said().contains(u"cannot be written"_s), qPrintable(run.said()));
        run.window().statusBar()->clearMessage();
        run.window().ladderPanel().ladder().setGrouping(5);
        run.workspaces().keep();
        QVERIFY(run.said().isEmpty());
    }

    void keysChooseAndClashWithNothing()
    {
        const QTemporaryDir folder;
        Run run(folder);
        run.begin();
        std::set<QString> keys{u"Ctrl+Shift+K"_s, u"Esc"_s}; // those that stop
        for (const QAction* const action : run.window().findChildren<QAction*>()) {
            for (const QKeySequence& key : action->shortcuts()) {
                QVERIFY2(keys.insert(key.toString()).second, qPrintable(key.toString()));
                QVERIFY(
                    key[0].keyboardModifiers() != Qt::NoModifier || key == QKeySequence(QKeySequence::HelpContents));
            }
        }
        QVERIFY(keys.contains(u"Ctrl+Shift+1"_s) && keys.contains(u"Ctrl+Shift+3"_s));

        run.window().ladderPanel().ladder().setFocus();
        run.window().orderEntry().setArming(models::Arming::Armed);
        Workbench::press(run.window(), Qt::Key_1, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(run.workspaces().current(), u"Scalper"_s);
        QVERIFY(run.window().orderEntry().arming() == models::Arming::View);
        Workbench::press(run.window(), Qt::Key_3, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(run.workspaces().current(), u"Portfolio"_s);
        QVERIFY(run.window().ladderPanel().isHidden());
    }

    void thoseThatComeReadyFit_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QSize>("size");
        QTest::addColumn<QStringList>("shown");
        for (const QSize size : {QSize(1280, 800), QSize(2560, 1440)}) {
            const std::string at = " at " + std::to_string(size.width());
            QTest::newRow(("Scalper" + at).c_str())
                << u"Scalper"_s << size << QStringList{u"ladder-2"_s, u"ticket"_s, u"stop"_s};
            QTest::newRow(("Execution" + at).c_str())
                << u"Execution"_s << size << QStringList{u"features"_s, u"ticket"_s, u"blotter"_s, u"stop"_s};
            QTest::newRow(("Lab" + at).c_str()) << u"Lab"_s << size << QStringList{u"lab"_s, u"decisions"_s, u"stop"_s};
            QTest::newRow(("Portfolio" + at).c_str())
                << u"Portfolio"_s << size
                << QStringList{u"picks"_s, u"rebalance"_s, u"blotter"_s, u"calibration"_s, u"stop"_s};
        }
    }
    void thoseThatComeReadyFit()
    {
        QFETCH(QString, name);
        QFETCH(QSize, size);
        QFETCH(QStringList, shown);
        const QTemporaryDir folder;
        Run run(folder);
        run.window().resize(size);

        QCOMPARE(run.workspaces().restore(name).has_value(), false);
        run.window().resize(size);
        run.window().show();
        QCoreApplication::processEvents();

        QCOMPARE(run.window().size(), size); // its parts do not want more
        QCOMPARE(run.said(), QString());
        const auto sizes = views::dockSizes(run.window());
        for (const QString& panel : shown) {
            QVERIFY2(sizes.contains(panel), qPrintable(panel));
            const QRect place = run.dock(panel).geometry();
            QVERIFY2(run.window().rect().contains(place), qPrintable(panel));
        }
        // Kill and flatten have one place in all of them: the corner at the right and the foot.
        const QRect stop = run.dock(u"stop"_s).geometry();
        QVERIFY(stop.right() > size.width() - 20 && stop.bottom() > size.height() - 60);
        // Nothing lies over anything else.
        for (auto one = sizes.cbegin(); one != sizes.cend(); ++one) {
            for (auto other = std::next(one); other != sizes.cend(); ++other) {
                QVERIFY2(!run.dock(one.key()).geometry().intersects(run.dock(other.key()).geometry()),
                    qPrintable(one.key() + u" and "_s + other.key()));
            }
        }
    }
};

const QtSuite<WorkspaceControllerTest> suite{"window/workspace_controller"};

#include "workspace_controller_test.moc"
