// SPDX-License-Identifier: MIT
/// The lab's panel, driven with mouse and keys, on decisions of a recording.
#include "views/lab/lab_panel.h"

#include "engine/lab/redecision.h"
#include "engine/lab/threshold.h"
#include "models/changed_decision_model.h"
#include "models/outcome_table.h"
#include "models/threshold_text.h"
#include "tests/support/lab_tape.h"
#include "tests/support/qt_suite.h"
#include "tests/support/watched_model.h"
#include "views/lab/flip_map_view.h"
#include "views/lab/threshold_slider.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include <latch>

using namespace leadline;
using namespace leadline::views;
using namespace Qt::StringLiterals;

namespace
{

constexpr int patience = 60'000; ///< ms, of a machine that does other things; what is waited for comes in some

std::vector<models::TriedThreshold> tried()
{
    return {{u"routing.max_impact_cost"_s, u"impact cost above this aborts"_s, u"fraction"_s, {0, 1}},
        {u"routing.aggressive_obi"_s, u"imbalance above this takes"_s, u"ratio"_s, {0, 1},
            lab::JudgedOrders::WithoutSignal},
        {u"routing.quote_freshness_seconds"_s, u"older is stale"_s, u"s"_s, {0.1, 3600}},
        {u"signal.max_adverse_bps"_s, u"a larger loss is toxic"_s, u"bps"_s, {0, 10'000}},
        {u"signal.medium"_s, u"a signal above this is of the middle"_s, u""_s, {0, 1}, lab::JudgedOrders::WithSignal}};
}
constexpr std::size_t impactRow = 0;
constexpr std::size_t imbalanceRow = 1;
constexpr std::size_t mediumRow = 4;

/// The panel on a tape, with an opener in the place of who has settings and files.
struct Laboratory {
    explicit Laboratory(models::TapeOpener opener = {})
        : opener(std::move(opener))
    {
        QObject::connect(&panel, &LabPanel::tapeWanted, &panel, [this] {
            if (this->opener) {
                panel.trial().open(this->opener);
            }
        });
        panel.trial().setToday({});
        panel.resize(1300, 800);
        panel.show();
    }

    template <class Widget = QWidget> Widget& find(const char* name)
    {
        auto* const found = panel.findChild<Widget*>(QString::fromLatin1(name));
        if (found == nullptr) {
            qFatal("there is no %s", name);
        }
        return *found;
    }
    ThresholdSlider& slider(const char* key) { return find<ThresholdSlider>((std::string("slider ") + key).c_str()); }
    QLineEdit& field(const char* key) { return find<QLineEdit>((std::string("field ") + key).c_str()); }
    void click(const char* name) { QTest::mouseClick(&find(name), Qt::LeftButton); }
    [[nodiscard]] QString textOf(const char* label) { return find<QLabel>(label).text(); }

    [[nodiscard]] bool opens()
    {
        panel.open({u"somewhere/binance-futures_ethusdt_20240808.gz"_s});
        return counts();
    }
    /// Every curve of what judges these orders is there.
    [[nodiscard]] bool counts()
    {
        return QTest::qWaitFor(
            [this] {
                return std::ranges::all_of(
                    panel.trial().rows(), [](const auto& row) { return row.isCurrent || !row.isJudging; });
            },
            patience);
    }
    [[nodiscard]] bool compares()
    {
        return QTest::qWaitFor([this] { return panel.trial().comparison() != nullptr; }, patience);
    }
    /// A cell of the two columns, by the row's name.
    [[nodiscard]] QString outcome(const QString& name, models::OutcomeTable::Column column)
    {
        const QAbstractItemModel& model = *find<QTableView>("outcomes").model();
        for (int row = 0; row < model.rowCount(); ++row) {
            if (model.index(row, 0).data().toString() == name) {
                return model.index(row, static_cast<int>(column)).data().toString();
            }
        }
        return {};
    }
    [[nodiscard]] QString changed(const QString& name) { return outcome(name, models::OutcomeTable::Column::Changed); }

    models::TapeOpener opener;
    LabPanel panel{tried()};
};

/// Every decision made again with that value, as `leadline lab --set` does.
lab::ThresholdComparison comparisonWith(
    const lab::DecisionTape& tape, const char* key, double value, const models::TrialTerms& terms = {})
{
    routing::RouteRequest request;
    request.side = terms.side;
    request.notional = terms.notional;
    if (terms.signal) {
        request.signal = routing::Signal{.strength = *terms.signal};
    }
    desk::DeskSettings changed;
    lab::findThreshold(key)->place(changed.routing) = value;
    lab::Redecision before(tape, {}, request);
    lab::Redecision after(tape, changed, request);
    return lab::compareThresholds(before, after);
}

QString countOf(const lab::DecisionTally& tally, routing::Action action)
{
    return QLocale().toString(qlonglong(tally.actions[static_cast<std::size_t>(action)]));
}

} // namespace

class LabPanelTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QLocale::setDefault(QLocale::c()); }

    void anEmptyPanelSaysWhatFillsIt()
    {
        Laboratory lab;
        QVERIFY(lab.find("firstRecordings").isVisible() && lab.find("firstFolder").isVisible());
        QVERIFY(!lab.find("outcomes").isVisible() && !lab.find("buy").isVisible());
        const auto labels = lab.panel.findChildren<QLabel*>();
        QVERIFY(std::ranges::any_of(labels,
            [](const QLabel* label) { return label->isVisible() && label->text().contains(u"leadline record"_s); }));
    }

    void recordingsAreChosenInAFolderThatIsThere()
    {
        const QTemporaryDir folder;
        Laboratory lab;
        QSignalSpy wanted(&lab.panel, &LabPanel::tapeWanted);
        lab.panel.open({folder.filePath(u"gone/recording.gz"_s)}); // its folder is not there any more
        for (const char* const button : {"firstRecordings", "firstFolder"}) {
            lab.panel.trial().open([](const auto&) { return std::unexpected(u"gone"_s); });
            QVERIFY(QTest::qWaitFor([&] { return lab.find(button).isVisible(); }, patience));
            lab.click(button);
            auto* const dialog = lab.panel.findChild<QFileDialog*>();
            QVERIFY(dialog != nullptr && dialog->isVisible());
            QVERIFY2(dialog->directory().exists(), qPrintable(dialog->directory().path()));
            QCOMPARE(dialog->fileMode() == QFileDialog::Directory, std::string_view(button) == "firstFolder");
            Q_EMIT dialog->filesSelected({folder.path()});
            QCOMPARE(wanted.last()[0].toStringList(), QStringList{folder.path()});
            delete dialog;
        }
    }

    void movingASliderCountsWhatEveryDecisionSays_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<double>("share");
        QTest::addColumn<double>("notional");
        QTest::newRow("imbalance, low") << u"routing.aggressive_obi"_s << 0.2 << 10'000.0;
        QTest::newRow("imbalance, high") << u"routing.aggressive_obi"_s << 0.83 << 10'000.0;
        QTest::newRow("impact") << u"routing.max_impact_cost"_s << 0.1 << 250'000.0;
    }
    void movingASliderCountsWhatEveryDecisionSays()
    {
        LEADLINE_NEEDS_PERPETUAL(tape);
        QFETCH(const QString, key);
        QFETCH(const double, share);
        QFETCH(const double, notional);
        const std::string name = key.toStdString();
        Laboratory lab(tests::openerOf(*tape));
        QVERIFY(lab.opens());
        auto& value = lab.find<QDoubleSpinBox>("notional");
        QTest::keyClick(&value, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(&value, QString::number(notional));
        QTest::keyClick(&value, Qt::Key_Return);
        QVERIFY(lab.opens());
        ThresholdSlider& slider = lab.slider(name.c_str());
        const QPoint place(static_cast<int>(slider.width() * share), slider.height() / 2);

        QTest::mousePress(&slider, Qt::LeftButton, {}, QPoint(slider.width() / 2, slider.height() / 2));
        QTest::mouseMove(&slider, place);
        QMouseEvent move(QEvent::MouseMove, place, slider.mapToGlobal(place), Qt::NoButton, Qt::LeftButton, {});
        QCoreApplication::sendEvent(&slider, &move);

        // At once, before anything else could be counted.
        const double at = slider.valueAt(place.x());
        const auto expected = comparisonWith(*tape, name.c_str(), at, {.notional = notional});
        for (const auto action : {routing::Action::Aggressive, routing::Action::Passive, routing::Action::Abort}) {
            QCOMPARE(lab.changed(QString::fromUtf8(routing::nameOf(action))), countOf(expected.after, action));
            QCOMPARE(lab.outcome(QString::fromUtf8(routing::nameOf(action)), models::OutcomeTable::Column::Today),
                countOf(expected.before, action));
        }
        QCOMPARE(lab.changed(u"Expected cost"_s), QLocale().toString(expected.after.costInQuote(), 'f', 2));
        QCOMPARE(lab.changed(u"Fees"_s), QLocale().toString(expected.after.feesInQuote(), 'f', 2));
        QCOMPARE(lab.textOf("difference"), u"counting…"_s);
        QTest::mouseRelease(&slider, Qt::LeftButton, {}, place);
        // The exact number stands in the field, as --set takes it.
        QCOMPARE(lab.field(name.c_str()).text().toDouble(), at);
        QVERIFY(!lab.field(name.c_str()).text().contains(u'e'));

        QVERIFY(lab.compares());
        QCOMPARE(lab.textOf("difference"), models::differenceText(expected, notional));
        QCOMPARE(lab.find<QTableView>("changes").model()->rowCount(), static_cast<int>(expected.changed.size()));
        QVERIFY(!expected.changed.empty());
    }

    void keysMoveASliderByAStep()
    {
        LEADLINE_NEEDS_PERPETUAL(tape);
        Laboratory lab(tests::openerOf(*tape));
        QVERIFY(lab.opens());
        ThresholdSlider& slider = lab.slider("routing.aggressive_obi");
        slider.setFocus();
        QTest::keyClick(&slider, Qt::Key_Right);
        QCOMPARE(lab.panel.trial().rows()[imbalanceRow].value, 0.551);
        QTest::keyClick(&slider, Qt::Key_PageDown);
        QCOMPARE(lab.panel.trial().rows()[imbalanceRow].value, 0.541);
        QTest::keyClick(&slider, Qt::Key_Home);
        QCOMPARE(lab.panel.trial().rows()[imbalanceRow].value, 0.0);
        QVERIFY2(slider.accessibleDescription().contains(u"AGGRESSIVE"_s), qPrintable(slider.accessibleDescription()));
    }

    void theFieldTakesEveryNumberOfTheRangeAndNoOther()
    {
        LEADLINE_NEEDS_PERPETUAL(tape);
        Laboratory lab(tests::openerOf(*tape));
        QVERIFY(lab.opens());
        QLineEdit& field = lab.field("routing.aggressive_obi");
        const auto type = [&](const QString& text) {
            field.setFocus();
            field.selectAll();
            QTest::keyClicks(&field, text);
            QTest::keyClick(&field, Qt::Key_Return);
        };
        type(u"0.7000123"_s);
        QCOMPARE(lab.panel.trial().rows()[imbalanceRow].value, 0.7000123);
        QCOMPARE(lab.changed(u"AGGRESSIVE"_s),
            countOf(comparisonWith(*tape, "routing.aggressive_obi", 0.7000123).after, routing::Action::Aggressive));
        for (const QString& wrong : {u"1.5"_s, u"many"_s, u"nan"_s}) {
            type(wrong);
            QCOMPARE(lab.panel.trial().rows()[imbalanceRow].value, 0.7000123);
            QCOMPARE(field.text(), u"0.7000123"_s);
            QVERIFY2(lab.textOf("message").contains(u"a number from 0 to 1"_s), qPrintable(lab.textOf("message")));
        }
    }

    void aQuestionThatWasSupersededIsNeverShown()
    {
        LEADLINE_NEEDS_PERPETUAL(tape);
        Laboratory lab(tests::openerOf(*tape));
        QVERIFY(lab.opens());
        // Each is answered by the worker sooner or later; only the last one is wanted then.
        std::vector<std::size_t> shown;
        QObject::connect(&lab.panel.trial(), &models::ThresholdTrial::comparisonChanged, &lab.panel, [&] {
            if (lab.panel.trial().comparison() != nullptr) {
                shown.push_back(lab.panel.trial().comparison()->comparison.changed.size());
            }
        });
        for (int i = 0; i < 50; ++i) {
            lab.panel.trial().setValue(imbalanceRow, 0.01 * i);
        }
        QVERIFY(lab.compares());
        const auto expected = comparisonWith(*tape, "routing.aggressive_obi", 0.01 * 49);
        QCOMPARE(shown, std::vector{expected.changed.size()});
        QTest::qWait(0);
        QCOMPARE(lab.panel.trial().comparison()->comparison.after, expected.after);
        QCOMPARE(shown.size(), std::size_t{1});
    }

    void aWorkerThatIsAskedAnewAnswersTheNewestOnly()
    {
        LEADLINE_NEEDS_PERPETUAL(tape);
        models::LabWorker worker;
        QSignalSpy opened(&worker, &models::LabWorker::opened);
        QStringList answered;
        QObject::connect(&worker, &models::LabWorker::answered, &worker,
            [&](const models::LabAnswer& answer) { answered << answer.identity; });
        worker.open(tests::openerOf(*tape));
        QVERIFY(opened.wait(patience));
        const auto work = [](const QString& identity) {
            models::LabWork made{.kind = models::LabWork::Kind::Comparison,
                .identity = identity,
                .subject = {},
                .request = {},
                .today = std::make_shared<const desk::DeskSettings>(),
                .changed = std::make_shared<const desk::DeskSettings>(),
                .thresholds = {}};
            made.request.notional = 10'000;
            return made;
        };
        worker.ask({work(u"first"_s), work(u"kept"_s)});
        worker.ask({work(u"kept"_s)});
        worker.ask({work(u"kept"_s), work(u"last"_s)});
        QVERIFY(QTest::qWaitFor([&] { return answered.contains(u"last"_s); }, patience));
        QCOMPARE(answered, (QStringList{u"kept"_s, u"last"_s}));
        // What is wanted again is answered, though it was dropped while it was worked on.
        worker.ask({work(u"dropped"_s)});
        worker.ask({});
        worker.ask({work(u"dropped"_s)});
        QVERIFY(QTest::qWaitFor([&] { return answered.contains(u"dropped"_s); }, patience));
        QCOMPARE(answered.count(u"dropped"_s), 1);
        // Another tape forgets them all.
        worker.ask({work(u"of the old tape"_s)});
        worker.open(tests::openerOf(*tape));
        QVERIFY(opened.wait(patience));
        worker.ask({work(u"of the new tape"_s)});
        QVERIFY(QTest::qWaitFor([&] { return answered.contains(u"of the new tape"_s); }, patience));
        QVERIFY(!answered.contains(u"of the old tape"_s));
    }

    void openingShowsHowFarItIsAndCanBeCancelled()
    {
        LEADLINE_NEEDS_PERPETUAL(tape);
        std::latch told(1);
        Laboratory lab([&](const lab::Progress& progress) -> std::expected<models::OpenedTape, QString> {
            progress.told(0.42);
            told.wait(); // until the test has seen it
            return progress.stop.stop_requested()
                ? std::expected<models::OpenedTape, QString>(std::unexpected(QString()))
                : models::OpenedTape{*tape, {}};
        });
        lab.panel.open({u"a/recording_of_today.gz"_s});
        auto& bar = lab.find<QProgressBar>("progress");
        QVERIFY(bar.isVisible());
        QVERIFY(QTest::qWaitFor([&] { return bar.value() == 42; }, patience));
        lab.click("cancel");
        told.count_down();
        QVERIFY(QTest::qWaitFor([&] { return lab.find("firstRecordings").isVisible(); }, patience));
        QVERIFY(!lab.panel.trial().tape() && !bar.isVisible());
        QVERIFY(!lab.find("problem").isVisible()); // nothing went wrong
    }

    void whatCannotBeOpenedIsOneLine()
    {
        Laboratory lab([](const lab::Progress&) { return std::unexpected(u"x.gz: gzip data is corrupt"_s); });
        lab.panel.open({u"x.gz"_s});
        QVERIFY(QTest::qWaitFor([&] { return lab.find("problem").isVisible(); }, patience));
        QCOMPARE(lab.textOf("problem"), u"x.gz: gzip data is corrupt"_s);
        QVERIFY(lab.find("firstRecordings").isVisible());
    }

    void aChosenDecisionShowsBothTracesAndTellsItsMoment()
    {
        LEADLINE_NEEDS_PERPETUAL(tape);
        Laboratory lab(tests::openerOf(*tape));
        QVERIFY(lab.opens());
        lab.panel.trial().setValue(imbalanceRow, 0.7);
        QVERIFY(lab.compares());
        const auto expected = comparisonWith(*tape, "routing.aggressive_obi", 0.7);
        auto& table = lab.find<QTableView>("changes");
        QAbstractItemModelTester tester(table.model());
        QVERIFY(table.isVisible() && !lab.find("traceToday").isVisible());
        core::Pair pair;
        core::Timestamp time;
        QObject::connect(&lab.panel, &LabPanel::momentChosen, &lab.panel,
            [&](const core::Pair& what, core::Timestamp when) { pair = what, time = when; });

        const QModelIndex row = table.model()->index(1, 0);
        QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, table.visualRect(row).center());

        QCOMPARE(time, expected.changed[1].time);
        QCOMPARE(pair.text(), std::string("ETH/USDT-PERP"));
        QVERIFY(QTest::qWaitFor([&] { return lab.find("traceToday").isVisible(); }, patience));
        const auto limitOf = [&](const char* name) {
            const QAbstractItemModel& trace = *lab.find<QTableView>(name).model();
            for (int i = 0; i < trace.rowCount(); ++i) {
                if (trace.index(i, 0).data().toString()
                    == QString::fromUtf8(routing::nameOf(routing::Rule::BookImbalance))) {
                    return trace.index(i, 2).data(models::UnitsRole).toDouble();
                }
            }
            return 0.0;
        };
        QCOMPARE(limitOf("traceToday"), 0.55);
        QCOMPARE(limitOf("traceChanged"), 0.7);
    }

    void theMapSaysWhatComesOutAndAClickSetsBoth()
    {
        LEADLINE_NEEDS_PERPETUAL(tape);
        Laboratory lab(tests::openerOf(*tape));
        QVERIFY(lab.opens());
        auto& tabs = lab.find<QTabWidget>("labTabs");
        QTest::mouseClick(tabs.tabBar(), Qt::LeftButton, {}, tabs.tabBar()->tabRect(1).center());
        QVERIFY(QTest::qWaitFor([&] { return lab.panel.trial().map() != nullptr; }, patience));
        auto& map = lab.find<FlipMapView>("flipMap");
        const QPoint place(map.width() / 3, map.height() / 3);
        const QPointF values = map.valuesAt(place);

        routing::RouteRequest request;
        request.notional = 10'000;
        desk::DeskSettings changed;
        changed.routing.aggressiveObi = values.x();
        changed.routing.maxImpactCost = values.y();
        lab::Redecision redecision(*tape, changed, request);
        const auto expected = lab::compareThresholds(redecision, redecision).after;
        const QString text = map.textAt(place);
        QVERIFY2(text.contains(countOf(expected, routing::Action::Aggressive) + u" AGGRESSIVE"_s), qPrintable(text));
        QVERIFY2(text.contains(QLocale().toString(expected.costInQuote(), 'f', 2)), qPrintable(text));
        QVERIFY2(text.contains(models::humanText(values.y(), u"fraction"_s)), qPrintable(text));

        QTest::mouseClick(&map, Qt::LeftButton, {}, place);
        QCOMPARE(lab.panel.trial().rows()[imbalanceRow].value, values.x());
        QCOMPARE(lab.panel.trial().rows()[impactRow].value, values.y());
        QVERIFY(lab.compares());
        QCOMPARE(lab.changed(u"AGGRESSIVE"_s), countOf(expected, routing::Action::Aggressive));
        QVERIFY(lab.panel.trial().map() != nullptr); // it holds for all values of both
    }

    void aCurveThatDependsOnAnotherThresholdIsCountedAnew()
    {
        LEADLINE_NEEDS_PERPETUAL(tape);
        Laboratory lab(tests::openerOf(*tape));
        QVERIFY(lab.opens());
        const auto& trial = lab.panel.trial();
        lab.panel.trial().setValue(imbalanceRow, 0.2);
        QVERIFY(trial.rows()[imbalanceRow].isCurrent && !trial.rows()[impactRow].isCurrent);
        lab.panel.trial().setValue(impactRow, 1e-6);
        // Whatever is shown now is no curve of another imbalance.
        QVERIFY(!trial.changed());
        QCOMPARE(lab.changed(u"AGGRESSIVE"_s), u"counting…"_s);
        QVERIFY(QTest::qWaitFor([&] { return trial.changed().has_value(); }, patience));
        routing::RouteRequest request;
        request.notional = 10'000;
        desk::DeskSettings changed;
        changed.routing.aggressiveObi = 0.2;
        changed.routing.maxImpactCost = 1e-6;
        lab::Redecision redecision(*tape, changed, request);
        QCOMPARE(*trial.changed(), lab::compareThresholds(redecision, redecision).after);
    }

    void takingOverHandsOverValuesAndEvidence()
    {
        LEADLINE_NEEDS_PERPETUAL(tape);
        Laboratory lab(tests::openerOf(*tape));
        QVERIFY(lab.opens());
        QVERIFY(!lab.find("takeOver").isEnabled() && !lab.find("reset").isEnabled());
        lab.panel.trial().setValue(imbalanceRow, 0.7);
        QVERIFY(lab.compares());
        QList<std::pair<QString, double>> settings;
        QString evidence;
        QObject::connect(&lab.panel, &LabPanel::takeOverWanted, &lab.panel,
            [&](const auto& what, const QString& why) { settings = what, evidence = why; });
        lab.click("takeOver");
        QCOMPARE(settings, (QList<std::pair<QString, double>>{{u"routing.aggressive_obi"_s, 0.7}}));
        for (const QString& part :
            {u"routing.aggressive_obi 0.55 -> 0.7"_s, u"binance-futures_ethusdt_20240808.gz sha256 00ff"_s,
                u"buy 10000 every 1s"_s, u"18 of 345 decisions"_s, u"-0.1609 (95 %: -0.2434 to -0.0785)"_s}) {
            QVERIFY2(evidence.contains(part), qPrintable(evidence));
        }
        lab.click("reset");
        QCOMPARE(lab.panel.trial().rows()[imbalanceRow].value, 0.55);
        QVERIFY(!lab.find("takeOver").isEnabled());
    }

    void ordersOfASignalAreJudgedByItsBands()
    {
        LEADLINE_NEEDS_PERPETUAL(tape);
        Laboratory lab(tests::openerOf(*tape));
        QVERIFY(lab.opens());
        QVERIFY(lab.slider("routing.aggressive_obi").isVisible() && !lab.slider("signal.medium").isVisible());
        lab.panel.trial().setValue(imbalanceRow, 0.7);
        auto& strength = lab.find<QDoubleSpinBox>("signal");
        QCOMPARE(strength.text(), u"no signal"_s);
        QTest::keyClick(&strength, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(&strength, u"0.6"_s);
        QTest::keyClick(&strength, Qt::Key_Return);
        QCOMPARE(lab.panel.trial().terms().signal, std::optional(0.6));
        QVERIFY(!lab.slider("routing.aggressive_obi").isVisible() && lab.slider("signal.medium").isVisible());
        QVERIFY(!lab.panel.trial().isChanged()); // what judges these orders no more is not tried any more
        QVERIFY(lab.counts());

        const models::TrialTerms terms = lab.panel.trial().terms();
        const auto expected = comparisonWith(*tape, "signal.medium", 0.65, terms);
        QVERIFY(!expected.changed.empty());
        lab.panel.trial().setValue(mediumRow, 0.65);
        QCOMPARE(lab.panel.trial().changed(), std::optional(expected.after));
        QCOMPARE(lab.panel.trial().today(), std::optional(expected.before));
        QVERIFY(lab.compares());
        QString evidence;
        QObject::connect(&lab.panel, &LabPanel::takeOverWanted, &lab.panel,
            [&](const auto& /*what*/, const QString& why) { evidence = why; });
        lab.click("takeOver");
        QVERIFY2(evidence.contains(u"signal.medium"_s) && evidence.contains(u" signal 0.6;"_s), qPrintable(evidence));
        for (const char* const box : {"mapUp", "mapAcross"}) {
            QVERIFY(lab.find<QComboBox>(box).findText(u"Medium"_s) >= 0);
            QVERIFY(lab.find<QComboBox>(box).findText(u"Aggressive OBI"_s) < 0);
        }

        lab.panel.restoreState({{u"signal"_s, -1.0}});
        QVERIFY(!lab.panel.trial().terms().signal);
        QVERIFY(lab.slider("routing.aggressive_obi").isVisible());
    }

    void aSignalWantsATapeThatIsDeepEnough()
    {
        LEADLINE_NEEDS_PERPETUAL(tape);
        Laboratory lab(tests::openerOf(*tape));
        QVERIFY(lab.opens());
        QSignalSpy wanted(&lab.panel, &LabPanel::tapeWanted);
        // Its size may be multiplied: beyond what the tape keeps of its books.
        const double most = desk::DeskSettings{}.routing.signal.maxMultiplier;
        QVERIFY(most > 1);
        lab.panel.restoreState({{u"notional"_s, tape->basis.reach}, {u"signal"_s, 0.9}});
        QCOMPARE(wanted.count(), 1);
        QCOMPARE(wanted.front()[2].toDouble(), tape->basis.reach * most);
    }

    void termsAreKeptInAWorkspace()
    {
        Laboratory lab;
        lab.panel.restoreState(
            {{u"side"_s, u"sell"_s}, {u"notional"_s, 2500.0}, {u"every"_s, u"5s"_s}, {u"signal"_s, 0.7}});
        QCOMPARE(lab.panel.trial().terms().side, core::Side::Ask);
        QCOMPARE(lab.panel.trial().terms().notional, 2500.0);
        QCOMPARE(lab.panel.trial().terms().signal, std::optional(0.7));
        const QJsonObject kept = lab.panel.saveState();
        lab.panel.restoreState(
            {{u"side"_s, u"up"_s}, {u"notional"_s, -3.0}, {u"every"_s, u"soon"_s}, {u"signal"_s, 0.7}});
        QCOMPARE(lab.panel.saveState(), kept);
    }

    void modelsKeepToTheRules()
    {
        LEADLINE_NEEDS_PERPETUAL(tape);
        tests::Watched<models::OutcomeTable> outcomes;
        const auto low = comparisonWith(*tape, "routing.aggressive_obi", 0.2);
        const auto high = comparisonWith(*tape, "routing.max_impact_cost", 0.00001);
        outcomes.model.show({}, {});
        outcomes.model.show(low.before, {});
        outcomes.model.show(low.before, low.after);
        outcomes.model.show(high.before, high.after);
        QCOMPARE(outcomes.reset.count(), 0);
        QCOMPARE(
            outcomes.text(0, models::OutcomeTable::Column::Changed), countOf(high.after, routing::Action::Aggressive));
        outcomes.model.clear();
        QCOMPARE(outcomes.model.rowCount(), 0);

        tests::Watched<models::ChangedDecisionModel> changes;
        const auto shared = std::make_shared<const models::SubjectedComparison>(
            models::SubjectedComparison{low, tape->instruments, std::vector<std::uint16_t>(low.changed.size(), 0)});
        changes.model.show(shared);
        QCOMPARE(changes.model.rowCount(), static_cast<int>(low.changed.size()));
        using Column = models::ChangedDecisionModel::Column;
        QCOMPARE(changes.text(0, Column::Before), u"PASSIVE earn_the_spread"_s);
        QCOMPARE(changes.text(0, Column::After), u"AGGRESSIVE imbalance"_s);
        QCOMPARE(changes.text(0, Column::Market), u"ETH/USDT-PERP binance-futures"_s);
        QVERIFY(changes.text(0, Column::Difference).startsWith(u'+'));
        changes.model.show(shared);
        QCOMPARE(changes.reset.count(), 1);
        changes.model.show({});
        QCOMPARE(changes.model.rowCount(), 0);
    }

    /// What matters gets most of the line, and every place is the place of its value.
    void aScaleGivesRoomToWhatMatters()
    {
        const models::ThresholdScale scale = models::scaleOf(1e-5, 3e-4, 0.0015, 0.0015, 0, 1);
        QVERIFY(scale.shareOf(3e-4) - scale.shareOf(1e-5) > 0.75);
        QVERIFY(scale.shareOf(0.0015) < 1 && scale.shareOf(0.0015) > scale.shareOf(3e-4));
        for (double share = 0; share <= 1; share += 0.01) {
            QVERIFY(std::abs(scale.shareOf(scale.valueAt(share)) - share) < 1e-9);
            QVERIFY(scale.valueAt(share) >= scale.valueAt(std::max(0.0, share - 0.01)));
        }
        const models::ThresholdScale even = models::scaleOf(0.1, 0.9, 0.55, 0.55, 0, 1);
        QVERIFY(std::abs(even.shareOf((even.least + even.most) / 2) - 0.5) < 1e-9);
        QCOMPARE(models::scaleOf(0.1, 0.9, 0.55, 0.55, 0.2, 0.8).least, 0.2);
    }

    void numbersAreThoseThatPeopleThinkIn_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("unit");
        QTest::addColumn<QString>("text");
        QTest::newRow("impact") << 0.0015 << u"fraction"_s << u"15 bps"_s;
        QTest::newRow("small impact") << 3.92e-6 << u"fraction"_s << u"0.039 bps"_s;
        QTest::newRow("share") << 0.25 << u"fraction"_s << u"25 %"_s;
        QTest::newRow("ratio") << 0.55 << u"ratio"_s << u"0.55"_s;
        QTest::newRow("time") << 5.0 << u"s"_s << u"5 s"_s;
        QTest::newRow("large") << 3600.0 << u"s"_s << u"3,600 s"_s;
    }
    void numbersAreThoseThatPeopleThinkIn()
    {
        QFETCH(const double, value);
        QFETCH(const QString, unit);
        QFETCH(const QString, text);
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        QCOMPARE(models::humanText(value, unit), text);
        QCOMPARE(models::thresholdName(u"routing.aggressive_obi"_s), u"Aggressive OBI"_s);
        QCOMPARE(models::thresholdName(u"routing.quote_freshness_seconds"_s), u"Quote freshness"_s);
    }
};

const QtSuite<LabPanelTest> suite{"views/lab/lab_panel"};

#include "lab_panel_test.moc"
