// SPDX-License-Identifier: MIT
/// Plans in the window's table, and how their numbers are written.
#include "models/format.h"
#include "models/plan_model.h"
#include "tests/support/qt_suite.h"
#include "tests/support/rebalance_builder.h"
#include "tests/support/watched_model.h"

#include <QSignalSpy>
#include <QTest>

#include <cmath>
#include <limits>

using namespace leadline;
using namespace leadline::models;
using tests::Watched;
using Builder = tests::RebalanceBuilder;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace
{

struct WatchedPlan : Watched<PlanModel> {
    using Figures = PlanModel::Figures;
    QSignalSpy edited{&model, &PlanModel::weightEdited};
    QSignalSpy refused{&model, &PlanModel::refused};

    void show(const rebalance::Plan& plan, Figures figures = Figures::Current) { model.show(plan, nullptr, figures); }
    void show(const rebalance::Plan& plan, const rebalance::PlanPreview& preview, Figures figures = Figures::Current)
    {
        model.show(plan, Builder::shared(preview), figures);
    }
    void forget()
    {
        changed.clear();
        inserted.clear();
        removed.clear();
    }
};

} // namespace

class PlanModelTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void numbersAndTimesAreWrittenForReading()
    {
        constexpr double none = std::numeric_limits<double>::quiet_NaN();
        QCOMPARE(dollarsText(1234567.891), QStringLiteral("1,234,567.89"));
        QCOMPARE(dollarsText(-0.004), QStringLiteral("0.00"));
        QCOMPARE(dollarsText(-0.005), QStringLiteral("-0.01"));
        QCOMPARE(dollarsText(none), QStringLiteral("–"));
        QCOMPARE(fixedText(-0.04, 1), QStringLiteral("0.0"));
        QCOMPARE(fixedText(-0.06, 1), QStringLiteral("-0.1"));
        QCOMPARE(percentText(0.2), QStringLiteral("20.0 %"));
        QCOMPARE(percentText(1.0 / 3), QStringLiteral("33.3333 %"));
        QCOMPARE(percentText(none), QStringLiteral("–"));
    }

    void countdownsCountABegunSecondWhole_data()
    {
        QTest::addColumn<qint64>("ms");
        QTest::addColumn<QString>("text");
        QTest::newRow("past") << qint64{-1} << QStringLiteral("0:00");
        QTest::newRow("now") << qint64{0} << QStringLiteral("0:00");
        QTest::newRow("just left") << qint64{1} << QStringLiteral("0:01");
        QTest::newRow("a second") << qint64{1000} << QStringLiteral("0:01");
        QTest::newRow("above a second") << qint64{1001} << QStringLiteral("0:02");
        QTest::newRow("minutes") << qint64{252'000} << QStringLiteral("4:12");
        QTest::newRow("below an hour") << qint64{3'599'000} << QStringLiteral("59:59");
        QTest::newRow("an hour") << qint64{3'600'000} << QStringLiteral("1:00:00");
        QTest::newRow("below a day") << qint64{86'399'000} << QStringLiteral("23:59:59");
        QTest::newRow("a weekend") << qint64{2 * 86'400'000LL + 3'844'000} << QStringLiteral("2 d 1:04:04");
    }
    void countdownsCountABegunSecondWhole()
    {
        QFETCH(qint64, ms);
        QTEST(countdownText(milliseconds(ms)), "text");
    }

    void aNewYorkTimeHasItsDateOnlyOnAnotherDay()
    {
        const core::Timestamp now = Builder::morning();
        QCOMPARE(newYorkClockText(now, now), QStringLiteral("09:30:48"));
        QCOMPARE(newYorkClockText(now + std::chrono::hours(24), now), QStringLiteral("2026-11-21 09:30:48"));
        // 23:59:59 there is already tomorrow in UTC.
        const auto lastSecond = std::chrono::sys_days(std::chrono::year(2026) / 11 / 21) + seconds(5 * 3600 - 1);
        QCOMPARE(newYorkClockText(lastSecond, now), QStringLiteral("23:59:59"));
        QCOMPARE(newYorkClockText(lastSecond + seconds(1), now), QStringLiteral("2026-11-21 00:00:00"));
    }

    void ordersComeFirstThenRefusalsThenWhatIsLeftOut()
    {
        using Column = PlanModel::Column;
        WatchedPlan w;
        w.show(Builder::mixedPlan());
        QCOMPARE(w.column(Column::Symbol), Builder::texts({"AAPL", "MSFT", "BRK.B", "TINY", "HALT"}));
        QCOMPARE(w.text(0, Column::Weight), QStringLiteral("20.0 %"));
        QCOMPARE(w.text(0, Column::Dollars), QStringLiteral("–"));

        w.show(Builder::mixedPlan(), Builder::mixedPreview());
        QCOMPARE(w.column(Column::Symbol), Builder::texts({"MSFT", "AAPL", "BRK.B", "HALT", "TINY"}));
        QCOMPARE(w.text(3, Column::Check), QStringLiteral("refused: not tradable"));
        QCOMPARE(w.tone(3, Column::Check), Tone::Bad);
        QCOMPARE(w.text(4, Column::Check), QStringLiteral("left out: 0.40 dollars < 1.00"));
        QCOMPARE(w.tone(4, Column::Check), Tone::Faint);
        QCOMPARE(w.text(4, Column::Weight), QStringLiteral("0.01 %"));
        QVERIFY(std::isnan(w.units(4, Column::Dollars).toDouble()));
        QCOMPARE(w.reset.count(), 0);
    }

    void figuresAreThoseOfThePreview()
    {
        using Column = PlanModel::Column;
        WatchedPlan w;
        rebalance::PlanPreview preview = Builder::mixedPreview();
        preview.orders[2].validation = {rebalance::QuoteCheck::WideSpread, 0.31, 0.25};
        w.show(Builder::mixedPlan(), preview);
        QCOMPARE(w.text(0, Column::Side), QStringLiteral("SELL"));
        QCOMPARE(w.text(0, Column::Shares), QStringLiteral("200"));
        QCOMPARE(w.text(0, Column::Dollars), QStringLiteral("20,000.00"));
        QCOMPARE(w.text(0, Column::Now), QStringLiteral("30.0 %")); // 300 × 100 of 100,000
        QCOMPARE(w.units(0, Column::Now).toDouble(), 0.3);
        QCOMPARE(w.text(0, Column::Spread), QStringLiteral("20.0")); // 99.90 and 100.10
        QCOMPARE(w.text(0, Column::LimitBps), QStringLiteral("-9.0"));
        QCOMPARE(w.text(0, Column::LimitDollars), QStringLiteral("-18.00"));
        QCOMPARE(w.text(0, Column::MarketBps), QStringLiteral("10.0"));
        QCOMPARE(w.units(0, Column::MarketDollars).toDouble(), 20.0);
        QCOMPARE(w.text(0, Column::Check), QStringLiteral("fine"));
        QCOMPARE(w.tone(0, Column::Check), Tone::Good);
        QCOMPARE(w.text(2, Column::Check), QStringLiteral("spread 0.310 % > 0.250 %"));
        QCOMPARE(w.tone(2, Column::Check), Tone::Warning);
        const QString spoken = w.at(1, Column::Symbol).data(Qt::AccessibleDescriptionRole).toString();
        QCOMPARE(spoken, QStringLiteral("AAPL: target 20.0 %, now 10.0 %, BUY 100, 10,000.00 dollars, fine"));
    }

    void aCrossedQuoteHasNoSpreadToPay()
    {
        using Column = PlanModel::Column;
        WatchedPlan w;
        rebalance::PlanPreview preview = Builder::mixedPreview();
        preview.orders[0].validation.check = rebalance::QuoteCheck::Crossed;
        w.show(Builder::mixedPlan(), preview);
        for (const Column column : {Column::Spread, Column::LimitBps, Column::LimitDollars, Column::MarketDollars}) {
            QCOMPARE(w.text(0, column), QStringLiteral("–"));
            QVERIFY(std::isnan(w.units(0, column).toDouble()));
        }
    }

    void whatTheWholePlanIsRefusedForHasARowOfItsOwn()
    {
        using Column = PlanModel::Column;
        WatchedPlan w;
        rebalance::PlanPreview preview;
        preview.leftOut = {{{}, "buys of 9.00 dollars, cash of 5.00", true}, {{}, "another", true}};
        w.show(Builder::weights({{"AAPL", 0.2}}), preview);
        QCOMPARE(w.column(Column::Symbol), Builder::texts({"AAPL", "(the plan)", "(the plan)"}));
        QCOMPARE(w.text(1, Column::Check), QStringLiteral("refused: buys of 9.00 dollars, cash of 5.00"));
        QVERIFY(!(w.at(1, Column::Weight).flags() & Qt::ItemIsEditable));
    }

    void anotherPreviewTellsOnlyWhatChanged()
    {
        using Column = PlanModel::Column;
        WatchedPlan w;
        rebalance::PlanPreview preview = Builder::mixedPreview();
        w.show(Builder::mixedPlan(), preview);
        w.forget();
        w.show(Builder::mixedPlan(), preview);
        QCOMPARE(w.changed.count(), 0);

        preview.orders[1].limitCost = -4;
        w.show(Builder::mixedPlan(), preview);
        QCOMPARE(w.changed.count(), 1);
        QCOMPARE(w.changed[0][0].toModelIndex(), w.at(1, Column::LimitBps));
        QCOMPARE(w.changed[0][1].toModelIndex(), w.at(1, Column::LimitDollars));

        preview.orders.erase(preview.orders.begin());
        w.show(Builder::mixedPlan(), preview);
        QCOMPARE(w.column(Column::Symbol), Builder::texts({"AAPL", "BRK.B", "MSFT", "HALT", "TINY"}));
        w.show({}, rebalance::PlanPreview{});
        QCOMPARE(w.model.rowCount(), 0);
        QCOMPARE(w.reset.count(), 0);
    }

    void aSymbolMayHaveAnOrderAndARefusal()
    {
        WatchedPlan w;
        rebalance::PlanPreview preview = Builder::mixedPreview();
        preview.leftOut.push_back({core::Symbol("AAPL"), "an order is open", true});
        preview.leftOut.push_back({core::Symbol("AAPL"), "buys need more cash", true});
        w.show(Builder::mixedPlan(), preview);
        w.show(Builder::mixedPlan(), preview);
        QCOMPARE(w.column(PlanModel::Column::Symbol).count(QStringLiteral("AAPL")), 3);
    }

    void aFormerPreviewIsFaint()
    {
        using Column = PlanModel::Column;
        WatchedPlan w;
        w.show(Builder::mixedPlan(), Builder::mixedPreview(), PlanModel::Figures::Outdated);
        QCOMPARE(w.tone(0, Column::Dollars), Tone::Faint);
        QCOMPARE(w.tone(0, Column::Check), Tone::Faint);
        QCOMPARE(w.tone(3, Column::Check), Tone::Faint);
        QCOMPARE(w.tone(0, Column::Weight), Tone::Plain); // the plan's, which is current
    }

    void aWeightThatMovesChangesOneCellAndIsToldWhenItSettles()
    {
        using Column = PlanModel::Column;
        WatchedPlan w;
        w.show(Builder::mixedPlan(), Builder::mixedPreview());
        w.forget();
        QSignalSpy sum(&w.model, &PlanModel::weightSumChanged);
        QVERIFY(w.model.setData(w.at(1, Column::Weight), 0.25, UnitsRole));
        QCOMPARE(w.changed.count(), 1);
        QCOMPARE(w.changed[0][0].toModelIndex(), w.at(1, Column::Weight));
        QCOMPARE(w.changed[0][1].toModelIndex(), w.at(1, Column::Weight));
        QCOMPARE(sum.count(), 1);
        QVERIFY(std::abs(w.model.weightSum() - 0.5001) < 1e-12);
        QCOMPARE(w.edited.count(), 0);

        w.model.settleWeight(w.at(1, Column::Weight));
        QCOMPARE(w.edited.count(), 1);
        QCOMPARE(w.edited[0][0].value<core::Symbol>(), core::Symbol("AAPL"));
        QCOMPARE(w.edited[0][1].toDouble(), 0.25);
        QVERIFY(w.model.setData(w.at(1, Column::Weight), 1.7, UnitsRole));
        QCOMPARE(w.units(1, Column::Weight).toDouble(), 1.0);
        QVERIFY(w.model.setData(w.at(1, Column::Weight), -0.1, UnitsRole));
        QCOMPARE(w.units(1, Column::Weight).toDouble(), 0.0);
    }

    void aTypedWeightIsToldOrRefused_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<double>("weight"); // negative: refused
        const double no = -1;
        for (const auto& [text, weight] :
            std::initializer_list<std::pair<const char*, double>>{{"25", 0.25}, {"25 %", 0.25}, {"25%", 0.25},
                {" 12,5 ", 0.125}, {"12.5", 0.125}, {"0", 0}, {"100", 1}, {"100.0001", no}, {"-0.1", no}, {"nan", no},
                {"inf", no}, {"", no}, {"%", no}, {"ten", no}, {"1.2.3", no}, {"5 % %", no}}) {
            QTest::addRow("'%s'", text) << QString::fromLatin1(text) << weight;
        }
    }
    void aTypedWeightIsToldOrRefused()
    {
        QFETCH(QString, text);
        QFETCH(double, weight);
        WatchedPlan w;
        w.show(Builder::mixedPlan());
        w.forget();
        const bool isTaken = w.model.setData(w.at(0, PlanModel::Column::Weight), text);
        QCOMPARE(isTaken, weight >= 0);
        QCOMPARE(w.edited.count(), weight >= 0 ? 1 : 0);
        QCOMPARE(w.refused.count(), weight >= 0 ? 0 : 1);
        if (weight >= 0) {
            QCOMPARE(w.edited[0][1].toDouble(), weight);
        }
        QCOMPARE(w.changed.count(), 0); // the plan that comes of it is the caller's to show
    }

    void anEditorLeftAsItWasRoundsNothing()
    {
        WatchedPlan w;
        w.show(Builder::weights({{"AAPL", 1.0 / 3}}));
        const QModelIndex index = w.at(0, PlanModel::Column::Weight);
        QCOMPARE(index.data(Qt::EditRole).toString(), QStringLiteral("33.3333"));
        QVERIFY(w.model.setData(index, index.data(Qt::EditRole)));
        QCOMPARE(w.edited.count(), 0);
    }

    void theSumIsTooMuchJustAboveTheWhole_data()
    {
        QTest::addColumn<double>("weight");
        QTest::addColumn<bool>("isOver");
        QTest::newRow("below") << 0.4999 << false;
        QTest::newRow("at") << 0.5 << false;
        QTest::newRow("rounding") << 0.5 + 1e-10 << false;
        QTest::newRow("a step above") << 0.501 << true;
        QTest::newRow("a little above") << 0.5 + 1e-8 << true;
    }
    void theSumIsTooMuchJustAboveTheWhole()
    {
        QFETCH(double, weight);
        WatchedPlan w;
        w.show(Builder::weights({{"AAPL", 0.5}, {"MSFT", weight}}));
        QTEST(w.model.isOverFull(), "isOver");
    }

    void onlyWeightsOfThePlanCanBeChanged()
    {
        using Column = PlanModel::Column;
        WatchedPlan w;
        rebalance::Plan plan = Builder::weights({{"AAPL", 0.2}});
        plan.sellsOthers = true;
        w.show(plan, Builder::mixedPreview());
        const auto isEditable = [&](int row, Column column) {
            return (w.at(row, column).flags() & Qt::ItemIsEditable) != 0;
        };
        QVERIFY(isEditable(1, Column::Weight));
        QVERIFY(!isEditable(1, Column::Now));
        QVERIFY(!isEditable(0, Column::Weight)); // held and sold
        QVERIFY(!w.model.setData(w.at(0, Column::Weight), QStringLiteral("10")));
        QVERIFY(!w.model.setData(w.at(0, Column::Weight), 0.1, UnitsRole));
        QCOMPARE(w.text(0, Column::Weight), QStringLiteral("10.0 %")); // where it leads to

        plan.kind = rebalance::Plan::Kind::Trades;
        w.show(plan, Builder::mixedPreview());
        QVERIFY(!isEditable(1, Column::Weight));
        QCOMPARE(w.model.weightSum(), 0.0);
    }

    void barsAreScaledToTheLargestWeight_data()
    {
        QTest::addColumn<double>("largest");
        QTest::addColumn<double>("scale");
        QTest::newRow("at a twentieth") << 0.04 << 0.05;
        QTest::newRow("above a twentieth") << 0.0401 << 0.1;
        QTest::newRow("at a tenth") << 0.08 << 0.1;
        QTest::newRow("at a quarter") << 0.2 << 0.25;
        QTest::newRow("above a quarter") << 0.201 << 0.5;
        QTest::newRow("above a half") << 0.401 << 1.0;
        QTest::newRow("whole") << 1.0 << 1.0;
        QTest::newRow("none") << 0.0 << 0.05;
    }
    void barsAreScaledToTheLargestWeight()
    {
        QFETCH(double, largest);
        QFETCH(double, scale);
        WatchedPlan w;
        w.show(Builder::weights({{"AAPL", largest}}));
        const QModelIndex index = w.at(0, PlanModel::Column::Weight);
        QCOMPARE(index.data(ScaleRole).toDouble(), scale);
        QCOMPARE(index.data(BarRole).toDouble(), largest / scale);
        QVERIFY(!index.data(MarkRole).isValid());
        QVERIFY(w.model.headerData(index.column(), Qt::Horizontal).toString().contains(QString::number(scale * 100)));
    }

    void anotherScaleRepaintsEveryBar()
    {
        WatchedPlan w;
        w.show(Builder::weights({{"AAPL", 0.04}, {"MSFT", 0.04}}));
        w.forget();
        QSignalSpy header(&w.model, &QAbstractItemModel::headerDataChanged);
        w.show(Builder::weights({{"AAPL", 0.3}, {"MSFT", 0.04}}));
        QCOMPARE(header.count(), 1);
        QCOMPARE(w.changed.count(), 2); // the weight, and both bars
        QCOMPARE(w.changed[1][1].toModelIndex(), w.at(1, PlanModel::Column::Weight));
        // While a bar is dragged the scale stands still.
        QVERIFY(w.model.setData(w.at(1, PlanModel::Column::Weight), 0.9, UnitsRole));
        QCOMPARE(header.count(), 1);
        QCOMPARE(w.at(1, PlanModel::Column::Weight).data(BarRole).toDouble(), 1.0);
    }
};

const QtSuite<PlanModelTest> suite{"models/plan_model"};

#include "plan_model_test.moc"
