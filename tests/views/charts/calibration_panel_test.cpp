// SPDX-License-Identifier: MIT
/// The calibration panel and its export, driven with mouse and keys.
#include "engine/session/report_worker.h"
#include "engine/session/session_options.h"
#include "engine/session/trading_session.h"
#include "engine/venues/venue.h"
#include "models/session_client.h"
#include "tests/support/qt_suite.h"
#include "tests/support/report_builder.h"
#include "tests/support/test_clock.h"
#include "views/charts/calibration_panel.h"
#include "views/charts/export_dialog.h"
#include "views/widgets/theme.h"

#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace leadline;
using namespace leadline::views;

namespace
{

/// The panel on an embedded market that nobody has traded at.
struct Calibrating {
    Calibrating()
    {
        engine.start();
        panel.resize(panel.sizeHint());
        panel.show();
    }
    ~Calibrating() { engine.stop(); }
    /// How long a time the newest report is of.
    [[nodiscard]] int reportedDays() const
    {
        const auto report = reports.last()[0].value<session::SharedReport>();
        return static_cast<int>(std::chrono::duration_cast<std::chrono::days>(report->to - report->from).count());
    }

    tests::TestClock clock;
    session::TradingSession engine{{.venues = {{venues::findVenue("binance-futures"), {}}}, .seed = 5}, clock};
    models::SessionClient session{engine, 30};
    CalibrationPanel panel{session, clock};
    QSignalSpy reports{&session, &models::SessionClient::reportReady};
};

void click(QWidget& window, const char* name)
{
    auto* const button = window.findChild<QPushButton*>(QString::fromLatin1(name));
    QVERIFY2(button != nullptr, name);
    QTest::mouseClick(button, Qt::LeftButton);
}

/// A dialog on an empty folder.
struct Exporting {
    explicit Exporting(const calibration::ReportContent& content = tests::ReportBuilder::month())
        : dialog(content, folder.path())
    {
        dialog.show();
    }
    void type(const QString& name) const
    {
        auto* const edit = dialog.findChild<QLineEdit*>(QStringLiteral("file"));
        edit->setFocus();
        edit->selectAll();
        QTest::keyClicks(edit, name);
    }
    QString message() const { return dialog.findChild<QLabel*>(QStringLiteral("message"))->text(); }
    QComboBox& format() const { return *dialog.findChild<QComboBox*>(QStringLiteral("format")); }
    QString path(const char* name) const { return folder.filePath(QString::fromLatin1(name)); }

    QTemporaryDir folder;
    ExportDialog dialog;
    QSignalSpy written{&dialog, &ExportDialog::written};
    QSignalSpy failed{&dialog, &ExportDialog::failed};
};

} // namespace

class CalibrationPanelTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tabsShowTheReport()
    {
        Calibrating c;
        CalibrationPanel& panel = c.panel;
        panel.showReport(tests::ReportBuilder::month());
        QTabBar* const bar = panel.tabs().tabBar();
        QCOMPARE(bar->count(), 5);
        const std::array tables{"calibration", "expected-actual", "quality", "aggregation"};
        for (int i = 0; i < 4; ++i) {
            QTest::mouseClick(bar, Qt::LeftButton, {}, bar->tabRect(i).center());
            auto* const table = panel.findChild<QTableView*>(QString::fromLatin1(tables[static_cast<std::size_t>(i)]));
            QVERIFY(table->isVisible());
            QVERIFY(table->model()->rowCount() > 0);
            QVERIFY(!table->accessibleName().isEmpty());
        }
        QTest::mouseClick(bar, Qt::LeftButton, {}, bar->tabRect(4).center());
        const auto charts = panel.findChildren<HistoryView*>();
        QCOMPARE(charts.size(), 4);
        QVERIFY(charts[1]->isVisible());
        QVERIFY(charts[1]->accessibleDescription().contains(QStringLiteral("kraken: ")));
        panel.showReport({});
        QVERIFY(panel.findChildren<HistoryView*>().isEmpty());
    }

    void chartsArePaintedInTheColoursOfTheWindow()
    {
        const calibration::HistoryChart chart = tests::ReportBuilder::month().charts[1];
        HistoryView view;
        view.setPalette(Theme::darkPalette());
        view.resize(600, 200);
        view.setChart(chart);
        const Theme theme = Theme::of(view.palette());
        const QImage image = view.grab().toImage();
        std::array<int, 2> seen{};
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                seen[0] += image.pixelColor(x, y) == theme.background;
                seen[1] += image.pixelColor(x, y) == theme.ask;
            }
        }
        QVERIFY(seen[0] > image.width() * image.height() / 2);
        QVERIFY(seen[1] > 50);
    }

    void asksForTheChosenPeriodAndExportsWhatCame()
    {
        Calibrating c;
        QCOMPARE(c.panel.days(), 30);
        click(c.panel, "export");
        QVERIFY(c.panel.findChild<ExportDialog*>() == nullptr); // there is nothing to export yet
        QTRY_COMPARE(c.reports.count(), 1);
        QCOMPARE(c.reportedDays(), 30);

        QTest::mouseClick(c.panel.findChildren<QPushButton*>()[1], Qt::LeftButton);
        QCOMPARE(c.panel.days(), 7);
        QTRY_COMPARE(c.reports.count(), 2);
        QCOMPARE(c.reportedDays(), 7);
        click(c.panel, "export");
        QVERIFY(c.panel.findChild<ExportDialog*>() != nullptr);
    }

    void asksForNothingWhileItIsHidden()
    {
        Calibrating c;
        QTRY_COMPARE(c.reports.count(), 1);
        c.panel.hide();
        c.panel.findChildren<QPushButton*>()[1]->click();
        QTest::qWait(20);
        QCOMPARE(c.reports.count(), 1);
    }

    void theExportIsWrittenAndSaid_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* const name : {"a.csv", "b.html", "c.pdf"}) {
            QTest::addRow("%s", name) << QString::fromLatin1(name);
        }
    }
    void theExportIsWrittenAndSaid()
    {
        QFETCH(QString, name);
        Exporting e;
        e.type(e.folder.filePath(name));
        QCOMPARE(e.format().currentData().toString(), name.mid(2));
        click(e.dialog, "export");
        QVERIFY(e.written.wait(30'000));
        QVERIFY(e.message().startsWith(QStringLiteral("Written")));
        QCOMPARE(QDir(e.folder.path()).entryList(QDir::Files), QStringList{name});
        QVERIFY(QFileInfo(e.folder.filePath(name)).size() > 1000);

        // The same name again: asked once, then replaced.
        click(e.dialog, "export");
        QVERIFY(e.message().contains(QStringLiteral("exists")));
        click(e.dialog, "export");
        QVERIFY(e.written.wait(30'000));
    }

    void theFormatGivesTheNameItsEnding()
    {
        Exporting e;
        e.type(e.path("report.pdf"));
        e.format().setFocus();
        QTest::keyClick(&e.format(), Qt::Key_End);
        QVERIFY(e.dialog.findChild<QLineEdit*>(QStringLiteral("file"))->text().endsWith(QStringLiteral("report.csv")));
        e.type(e.path("bare"));
        click(e.dialog, "export");
        QVERIFY(e.written.wait(30'000));
        QVERIFY(QFile::exists(e.path("bare.csv")));
    }

    void cancelLeavesNoFile()
    {
        calibration::ReportContent large = tests::ReportBuilder::month();
        const auto charts = large.charts;
        for (int i = 0; i < 200; ++i) {
            large.charts.insert(large.charts.end(), charts.begin(), charts.end());
        }
        Exporting e(large);
        e.type(e.path("large.html"));
        click(e.dialog, "export");
        click(e.dialog, "cancel");
        QVERIFY(e.failed.wait(30'000));
        QVERIFY(e.dialog.isVisible());
        QVERIFY(e.message().contains(QStringLiteral("Cancelled")));
        QVERIFY(QDir(e.folder.path()).isEmpty());
        click(e.dialog, "cancel");
        QVERIFY(!e.dialog.isVisible());
    }

    void aFailureIsOneLine()
    {
        Exporting e;
        e.type(e.path("absent/report.pdf"));
        click(e.dialog, "export");
        QVERIFY(e.failed.wait(30'000));
        QVERIFY(e.message().startsWith(QStringLiteral("cannot write")));
        QVERIFY(!e.message().contains(u'\n'));
        e.type(e.path("report.doc"));
        click(e.dialog, "export");
        QVERIFY(e.failed.wait(30'000));
        QVERIFY(e.message().contains(QStringLiteral(".csv, .html or .pdf")));
    }
};

const QtSuite<CalibrationPanelTest> suite{"views/charts/calibration_panel"};

#include "calibration_panel_test.moc"
