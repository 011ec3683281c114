// SPDX-License-Identifier: MIT
/// The picks panel, driven with mouse and keys.
#include "tests/support/pick_builder.h"
#include "tests/support/qt_suite.h"
#include "views/equities/picks_panel.h"
#include "views/widgets/theme.h"

#include <QAbstractButton>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace leadline;
using namespace leadline::views;
using tests::PickBuilder;

namespace
{

using Column = models::PickModel::Column;
using Symbols = std::vector<picks::ListedSymbol>;

/// A panel on the screen, and what it asked for.
struct Shown {
    Shown()
    {
        panel.resize(panel.sizeHint());
        panel.show();
        panel.activateWindow();
        isActive = QTest::qWaitForWindowActive(&panel);
        QObject::connect(&panel, &PicksPanel::scanWanted, [this](picks::Mode mode, const Symbols& symbols) {
            modes.push_back(mode);
            wanted.push_back(symbols);
        });
    }
    template <class Widget> Widget& find(const char* name) const
    {
        return *panel.findChild<Widget*>(QString::fromLatin1(name));
    }
    /// Boxes and radio buttons at their mark, which is what people aim at.
    void click(const char* name) const
    {
        auto& button = find<QAbstractButton>(name);
        const bool hasMark = qobject_cast<QPushButton*>(&button) == nullptr;
        QTest::mouseClick(&button, Qt::LeftButton, {}, hasMark ? QPoint(8, button.height() / 2) : QPoint());
    }
    void type(const char* name, const char* text) const
    {
        auto& edit = find<QLineEdit>(name);
        edit.setFocus();
        edit.selectAll();
        QTest::keyClick(&edit, Qt::Key_Delete);
        QTest::keyClicks(&edit, QString::fromUtf8(text));
    }
    QTableView& table() { return panel.table(); }
    QPoint middleOf(int row, Column column = Column::Symbol)
    {
        return table().visualRect(table().model()->index(row, static_cast<int>(column))).center();
    }
    void clickRow(int row) { QTest::mouseClick(table().viewport(), Qt::LeftButton, {}, middleOf(row)); }
    void clickHeader(Column column)
    {
        QHeaderView& header = *table().horizontalHeader();
        QTest::mouseClick(header.viewport(), Qt::LeftButton, {},
            {header.sectionViewportPosition(static_cast<int>(column)) + 20, header.height() / 2});
    }
    QString symbols()
    {
        QStringList names;
        for (int row = 0; row < table().model()->rowCount(); ++row) {
            names << table().model()->index(row, 0).data().toString();
        }
        return names.join(u' ');
    }
    QString summary() const { return find<QLabel>("summary").text(); }
    QString problem() const
    {
        const auto& label = find<QLabel>("problem");
        return label.isVisible() ? label.text() : QString();
    }

    PicksPanel panel;
    bool isActive = false;
    std::vector<picks::Mode> modes;
    std::vector<Symbols> wanted;
};

} // namespace

class PicksPanelTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aScanIsAskedForByMouseAndKeys()
    {
        Shown s;
        s.type("symbols", "aapl, msft;BRK.B  eth/usdt");
        s.click("scan");
        QCOMPARE(s.wanted.size(), std::size_t(1));
        QCOMPARE(s.modes[0], picks::Mode::Safe);
        QCOMPARE(s.wanted[0].size(), std::size_t(4));
        QCOMPARE(s.wanted[0][2].symbol, core::Symbol("BRK.B"));
        QVERIFY(!s.find<QPushButton>("scan").isEnabled());
        QVERIFY(s.summary().startsWith(QStringLiteral("Scanning")));
        s.click("scan");
        QTest::keyClick(&s.find<QLineEdit>("symbols"), Qt::Key_Return);
        QCOMPARE(s.wanted.size(), std::size_t(1));
        s.panel.showProgress(2, 4);
        QCOMPARE(s.summary(), QStringLiteral("Scanning: 2 of 4 …"));
        s.panel.showScan(PickBuilder::shared());
        QVERIFY(s.find<QPushButton>("scan").isEnabled());

        s.click("aggressive");
        QCOMPARE(s.panel.mode(), picks::Mode::Aggressive);
        QVERIFY(!s.find<QAbstractButton>("safe").isChecked());
        s.find<QLineEdit>("symbols").setFocus();
        QTest::keyClick(&s.find<QLineEdit>("symbols"), Qt::Key_Return);
        QCOMPARE(s.modes.at(1), picks::Mode::Aggressive);
        s.panel.setMode(picks::Mode::Safe);
        QCOMPARE(s.panel.mode(), picks::Mode::Safe);
    }

    void aScanThatIsNotAnsweredEndsByItself()
    {
        Shown s;
        s.type("symbols", "AAPL");
        const core::Timestamp now = core::fromNanoseconds(1'795'186'500'000'000'000);
        s.panel.tick(now); // nothing is awaited yet
        s.click("scan");
        s.panel.tick(now + std::chrono::seconds(100));
        s.panel.tick(now + std::chrono::seconds(129));
        QVERIFY(!s.find<QPushButton>("scan").isEnabled());
        QCOMPARE(s.problem(), QString());

        s.panel.tick(now + std::chrono::seconds(130));

        QVERIFY(s.find<QPushButton>("scan").isEnabled());
        QVERIFY2(s.problem().contains(QStringLiteral("No answer in 30 s")), qPrintable(s.problem()));
        // The next one has its own time, and an answer ends it.
        s.click("scan");
        s.panel.tick(now + std::chrono::seconds(140));
        s.panel.showScan(PickBuilder::shared());
        s.panel.tick(now + std::chrono::seconds(300));
        QCOMPARE(s.problem(), QString());
    }

    void aKeyThatIsLackingIsNamedAndItsDialogOffered()
    {
        Shown s;
        QSignalSpy wanted(&s.panel, &PicksPanel::keyWanted);
        auto& enter = s.find<QPushButton>("enter-key");
        QVERIFY(!enter.isVisible());
        s.panel.offerKey(QStringLiteral("no key: Trade > Credentials"));
        QVERIFY(enter.isVisible());
        QVERIFY(s.find<QLabel>("key-lacking").text().contains(QStringLiteral("Trade > Credentials")));
        s.type("symbols", "AAPL");
        s.click("scan"); // which says nothing else meanwhile, and takes it away
        QVERIFY(enter.isVisible());
        QTest::mouseClick(&enter, Qt::LeftButton);
        QCOMPARE(wanted.count(), 1);
        s.panel.offerKey({});
        QVERIFY(!enter.isVisible());
    }

    void whatIsNoSymbolIsSaidAndNothingIsAsked()
    {
        Shown s;
        s.click("scan");
        QVERIFY(s.problem().contains(QStringLiteral("Name the symbols")));
        s.type("symbols", "AAPL, A?PL");
        s.click("scan");
        QVERIFY(s.problem().contains(QStringLiteral("A?PL")));
        QVERIFY(s.wanted.empty());
        s.type("symbols", "AAPL");
        s.click("scan");
        QCOMPARE(s.problem(), QString());
        s.panel.showProblem(QStringLiteral("no source is connected"));
        QVERIFY(s.problem().contains(QStringLiteral("no source is connected")));
        QVERIFY(s.find<QPushButton>("scan").isEnabled());
        QCOMPARE(s.summary(), QStringLiteral("Nothing scanned yet"));
    }

    void aLoadedListBringsItsScoresAndItsProblems()
    {
        Shown s;
        QSignalSpy wanted(&s.panel, &PicksPanel::listWanted);
        s.click("load");
        QCOMPARE(wanted.count(), 1);
        s.panel.setSymbols(picks::readSymbolList("symbol,edge\nAAPL,0.5\nMSFT,\nA B,1\n,2\nC C,3\nD D,4\n", "edge"));
        QCOMPARE(s.find<QLineEdit>("symbols").text(), QStringLiteral("AAPL, MSFT"));
        QCOMPARE(s.problem().count(u'\n'), 3);
        QVERIFY(s.problem().contains(QStringLiteral("line 4: \"A B\" is no symbol")));
        QVERIFY(s.problem().endsWith(QStringLiteral("and 1 more")));
        s.click("scan");
        QCOMPARE(s.wanted[0][0].score, std::optional(0.5));
        QVERIFY(!s.wanted[0][1].score);
    }

    void theScanIsSummedUp()
    {
        Shown s;
        s.panel.showScan(PickBuilder::shared());
        QCOMPARE(s.symbols(), QStringLiteral("AAPL MSFT TSLA AMC GME"));
        QVERIFY2(
            s.summary().startsWith(QStringLiteral("SAFE at 12:00:00 New York: 2 pass, 1 risky, 2 rejected, near misses "
                                                  "among them: 1 · Massive: 4 of 5 symbols")),
            qPrintable(s.summary()));
        picks::ScanReport cut = PickBuilder::scan();
        cut.wasCutShort = true;
        s.panel.showScan(PickBuilder::shared(cut));
        QVERIFY(s.summary().contains(QStringLiteral("cut short")));
        s.panel.showScan(nullptr);
        QCOMPARE(s.table().model()->rowCount(), 5);
    }

    void rejectedOnesAndNearMissesAreHiddenOnDemand()
    {
        Shown s;
        s.panel.showScan(PickBuilder::shared());
        s.click("rejected");
        QCOMPARE(s.symbols(), QStringLiteral("AAPL MSFT TSLA AMC"));
        s.click("near-misses");
        QCOMPARE(s.symbols(), QStringLiteral("AAPL MSFT TSLA"));
        s.click("rejected");
        QCOMPARE(s.symbols(), QStringLiteral("AAPL MSFT TSLA GME"));

        // A scan in which the hidden one passes shows it.
        picks::ScanReport next = PickBuilder::scan();
        std::erase_if(next.rows, [](const auto& row) { return row.reading.symbol.view() == "AMC"; });
        next.rows.push_back(PickBuilder("AMC").row(next.mode, 0.97));
        sortRows(next.rows);
        s.panel.showScan(PickBuilder::shared(next));
        QCOMPARE(s.symbols(), QStringLiteral("AMC AAPL MSFT TSLA GME"));
    }

    void theSearchLooksAtSymbolsAndReasons()
    {
        Shown s;
        s.panel.showScan(PickBuilder::shared());
        s.table().setFocus();
        QTest::keySequence(&s.table(), QKeySequence::Find);
        QCOMPARE(QApplication::focusWidget(), &s.find<QLineEdit>("search"));
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("tsl"));
        QCOMPARE(s.symbols(), QStringLiteral("TSLA"));
        s.type("search", "gap");
        QCOMPARE(s.symbols(), QStringLiteral("GME"));
        s.type("search", "one exchange");
        QCOMPARE(s.symbols(), QStringLiteral("GME"));
        s.type("search", " ");
        QCOMPARE(s.table().model()->rowCount(), 5);
    }

    void columnsSortByValueWithUnknownOnesLast()
    {
        Shown s;
        s.panel.showScan(PickBuilder::shared());
        s.clickHeader(Column::Score);
        QCOMPARE(s.symbols(), QStringLiteral("MSFT TSLA AAPL AMC GME"));
        s.clickHeader(Column::Score);
        QCOMPARE(s.symbols(), QStringLiteral("AMC AAPL TSLA MSFT GME"));
        s.clickHeader(Column::Score);
        QCOMPARE(s.symbols(), QStringLiteral("AAPL MSFT TSLA AMC GME"));
        s.clickHeader(Column::Spread);
        QCOMPARE(s.symbols(), QStringLiteral("AAPL MSFT TSLA AMC GME"));
        s.clickHeader(Column::Spread);
        QCOMPARE(s.symbols(), QStringLiteral("GME AMC TSLA MSFT AAPL"));
    }

    void theChosenSymbolIsExplained()
    {
        Shown s;
        s.panel.showScan(PickBuilder::shared());
        auto& findings = s.find<QTableView>("findings");
        auto& subject = s.find<QLabel>("subject");
        QCOMPARE(findings.model()->rowCount(), 0);
        s.clickRow(4);
        QCOMPARE(findings.model()->rowCount(), static_cast<int>(picks::ruleCount));
        QVERIFY(subject.text().startsWith(QStringLiteral("GME: bid 98.50, ask 101.50, quality 0")));
        QVERIFY(subject.text().contains(QStringLiteral("not from Massive: stale by 12 s")));
        QVERIFY(subject.text().contains(QStringLiteral("not from Alpaca: 429 until 12:00:40")));
        QTest::keyClick(&s.table(), Qt::Key_Up);
        QVERIFY(subject.text().startsWith(QStringLiteral("AMC")));
        const auto spread = findings.model()->index(static_cast<int>(picks::Rule::Spread), 4);
        QCOMPARE(spread.data().toString(), QStringLiteral("-6 bps"));

        // The next scan shows the same symbol anew, wherever its row is.
        picks::ScanReport next = PickBuilder::scan();
        std::erase_if(next.rows, [](const auto& row) { return row.reading.symbol.view() == "AMC"; });
        next.rows.push_back(PickBuilder("AMC").quote("99.98", "100.02").row(next.mode, 2));
        sortRows(next.rows);
        s.panel.showScan(PickBuilder::shared(next));
        QCOMPARE(s.symbols(), QStringLiteral("AMC AAPL MSFT TSLA GME"));
        QCOMPARE(s.table().currentIndex().row(), 0);
        QVERIFY(subject.text().startsWith(QStringLiteral("AMC: bid 99.98 × 10.0k")));
        QCOMPARE(spread.data().toString(), QStringLiteral("46 bps"));
    }

    void aLadderIsOpenedByDoubleClickAndByEnter()
    {
        Shown s;
        QSignalSpy ladder(&s.panel, &PicksPanel::ladderWanted);
        s.table().setFocus();
        QTest::keyClick(&s.table(), Qt::Key_Return);
        QCOMPARE(ladder.count(), 0);
        s.panel.showScan(PickBuilder::shared());
        QTest::mouseClick(s.table().viewport(), Qt::LeftButton, {}, s.middleOf(1, Column::Gap));
        QCOMPARE(ladder.count(), 0);
        QTest::mouseDClick(s.table().viewport(), Qt::LeftButton, {}, s.middleOf(1, Column::Gap));
        QCOMPARE(ladder.count(), 1);
        QCOMPARE(ladder[0][0].toString(), QStringLiteral("MSFT"));
        s.clickRow(0);
        QTest::keyClick(&s.table(), Qt::Key_Down);
        QTest::keyClick(&s.table(), Qt::Key_Down);
        QTest::keyClick(&s.table(), Qt::Key_Return);
        QCOMPARE(ladder.count(), 2);
        QCOMPARE(ladder[1][0].toString(), QStringLiteral("TSLA"));
    }

    void anExportIsAskedForOnceThereIsAScan()
    {
        Shown s;
        QSignalSpy wanted(&s.panel, &PicksPanel::exportWanted);
        s.click("export");
        QCOMPARE(wanted.count(), 0);
        const picks::SharedScan scan = PickBuilder::shared();
        s.panel.showScan(scan);
        s.click("export");
        QCOMPARE(wanted.count(), 1);
        QCOMPARE(s.panel.scan(), scan);
    }

    void everythingIsReachedByKeyboardAndNamed()
    {
        Shown s;
        s.panel.showScan(PickBuilder::shared());
        QVERIFY(s.isActive);
        s.find<QAbstractButton>("safe").setFocus();
        QSet<QString> reached;
        for (int i = 0; i < 20; ++i) {
            QWidget* const at = QApplication::focusWidget();
            QVERIFY(at != nullptr);
            QVERIFY2(!at->accessibleName().isEmpty() || qobject_cast<QAbstractButton*>(at) != nullptr,
                qPrintable(at->objectName()));
            reached.insert(at->objectName());
            QTest::keyClick(at, Qt::Key_Tab);
        }
        for (const char* const name :
            {"safe", "symbols", "load", "scan", "search", "rejected", "near-misses", "export", "picks", "findings"}) {
            QVERIFY2(reached.contains(QString::fromLatin1(name)), name);
        }
        s.find<QAbstractButton>("safe").setFocus();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Right);
        QCOMPARE(s.panel.mode(), picks::Mode::Aggressive);
    }

    void itIsPaintedInBothThemes()
    {
        for (const QPalette& palette : {Theme::lightPalette(), Theme::darkPalette()}) {
            Shown s;
            s.panel.setPalette(palette);
            s.panel.showScan(PickBuilder::shared());
            s.clickRow(4);
            QTest::qWait(50); // the layout follows
            const QImage image = s.panel.grab().toImage();
            const Theme theme = Theme::of(palette);
            int bad = 0;
            for (int y = 0; y < image.height(); ++y) {
                for (int x = 0; x < image.width(); ++x) {
                    bad += image.pixelColor(x, y) == theme.bad ? 1 : 0;
                }
            }
            QVERIFY(bad > 20);
        }
    }
};

const QtSuite<PicksPanelTest> suite{"views/equities/picks_panel"};

#include "picks_panel_test.moc"
