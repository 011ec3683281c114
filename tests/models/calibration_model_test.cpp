// SPDX-License-Identifier: MIT
#include "models/aggregation_model.h"
#include "models/calibration_model.h"
#include "models/expected_actual_model.h"
#include "models/quality_model.h"
#include "tests/support/qt_suite.h"
#include "tests/support/report_builder.h"
#include "tests/support/watched_model.h"

#include <QTest>

using namespace leadline;
using namespace leadline::models;
using tests::Watched;

class CalibrationModelTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void venuesTellOnlyWhatChanged()
    {
        using Column = CalibrationModel::Column;
        Watched<CalibrationModel> w;
        calibration::ReportContent content = tests::ReportBuilder::month();
        w.model.show(content);
        QCOMPARE(w.model.rowCount(), 18);
        w.model.show(content);
        QCOMPARE(w.changed.count(), 0);

        content.venues[1].figures.taker.bps = 4.25;
        w.model.show(content);
        QCOMPARE(w.changed.count(), 1);
        QCOMPARE(w.changed[0][0].toModelIndex(), w.at(1, Column::Taker));
        QCOMPARE(w.changed[0][1].toModelIndex(), w.at(1, Column::Taker));
        QCOMPARE(w.at(1, Column::Taker).data().toString(), QStringLiteral("4.25"));
        QCOMPARE(w.at(1, Column::Taker).data(UnitsRole).toDouble(), 4.25);
        QCOMPARE(w.reset.count(), 0);
    }

    void aVenueComesAndGoesAsItsRows()
    {
        Watched<CalibrationModel> w;
        const calibration::ReportContent whole = tests::ReportBuilder::month();
        calibration::ReportContent without = whole;
        std::erase_if(without.venues, [](const auto& row) { return row.figures.venue.view() == "kraken"; });
        w.model.show(without);
        QCOMPARE(w.model.rowCount(), 12);

        w.model.show(whole);
        QCOMPARE(w.inserted.count(), 12 + 6);
        QCOMPARE(w.at(6, CalibrationModel::Column::Venue).data().toString(), QStringLiteral("kraken"));
        w.model.show(without);
        QCOMPARE(w.removed.count(), 6);
        QCOMPARE(w.at(6, CalibrationModel::Column::Venue).data().toString(), QStringLiteral("coinbase"));
        QCOMPARE(w.changed.count(), 0);

        calibration::ReportContent turned = whole;
        std::ranges::reverse(turned.venues);
        w.model.show(turned);
        QCOMPARE(w.at(0, CalibrationModel::Column::Venue).data().toString(), QStringLiteral("coinbase"));
        w.model.show({});
        QCOMPARE(w.model.rowCount(), 0);
        QCOMPARE(w.reset.count(), 0);
    }

    void defaultsAndAlarmsAreSaidInWords()
    {
        using Column = CalibrationModel::Column;
        Watched<CalibrationModel> w;
        w.model.show(tests::ReportBuilder::month());
        QCOMPARE(w.at(0, Column::MakerSource).data().toString(), QStringLiteral("measured"));
        QCOMPARE(w.at(12, Column::MakerSource).data().toString(), QStringLiteral("default"));
        QCOMPARE(w.at(12, Column::FillSource).data().toString(), QStringLiteral("default"));
        QCOMPARE(w.at(13, Column::LastChange).data().toString(), QStringLiteral("–"));
        QCOMPARE(w.at(6, Column::Alarm).data().toString(), QStringLiteral("taker fee 29.20 bps, expected 26.00"));
        QCOMPARE(w.at(6, Column::TakerSource).data().toString(), QStringLiteral("alarm"));
        QCOMPARE(w.at(6, Column::MakerSource).data().toString(), QStringLiteral("measured"));
        QCOMPARE(w.at(6, Column::Alarm).data(ToneRole).toInt(), static_cast<int>(Tone::Bad));
        QVERIFY(w.at(0, Column::Alarm).data().toString().isEmpty());
    }

    void expectedAndActualStandSideBySide()
    {
        using Column = ExpectedActualModel::Column;
        Watched<ExpectedActualModel> w;
        calibration::ReportContent content = tests::ReportBuilder::month();
        content.expectedActual[0].value = 0;
        w.model.show(content);
        QCOMPARE(w.model.rowCount(), 6);
        QCOMPARE(w.at(3, Column::Difference).data(ToneRole).toInt(), static_cast<int>(Tone::Bad));
        QCOMPARE(w.at(3, Column::ActualBps).data().toString(), QStringLiteral("29.200"));
        QCOMPARE(w.at(0, Column::ActualBps).data().toString(), QStringLiteral("–"));
        content.expectedActual.pop_back();
        w.model.show(content);
        QCOMPARE(w.removed.count(), 1);
        QCOMPARE(w.changed.count(), 0);
    }

    void aggregationSaysWhatWasSavedAndWhatIsNotKnown()
    {
        using Column = AggregationModel::Column;
        Watched<AggregationModel> w;
        calibration::ReportContent content = tests::ReportBuilder::month();
        w.model.show(content);
        QCOMPARE(w.model.rowCount(), 5);
        QCOMPARE(w.at(0, Column::By).data().toString(), QStringLiteral("all"));
        QCOMPARE(w.at(0, Column::AgainstBest).data().toString(), QStringLiteral("417.25"));
        QCOMPARE(w.at(0, Column::AgainstBestBps).data().toString(), QStringLiteral("0.97"));
        QCOMPARE(w.at(2, Column::Key).data().toString(), QStringLiteral("2026-10"));
        QCOMPARE(w.at(3, Column::AgainstHome).data(UnitsRole).toDouble(), -10.5);
        QCOMPARE(w.at(3, Column::AgainstHome).data(ToneRole).toInt(), static_cast<int>(Tone::Bad));
        QCOMPARE(w.at(4, Column::AgainstHome).data().toString(), QStringLiteral("–"));
        QCOMPARE(w.at(4, Column::AgainstHomeBps).data().toString(), QStringLiteral("–"));
        for (int column = 0; column < AggregationModel::columns; ++column) {
            QVERIFY(!w.model.headerData(column, Qt::Horizontal).toString().isEmpty());
        }
        content.aggregation[1].figures.divided = 46;
        w.model.show(content);
        QCOMPARE(w.changed.count(), 1);
        QCOMPARE(w.changed[0][0].toModelIndex(), w.at(1, Column::Divided));
    }

    void qualityShowsADashForWhatIsNotKnown()
    {
        using Column = QualityModel::Column;
        Watched<QualityModel> w;
        calibration::ReportContent content = tests::ReportBuilder::month();
        w.model.show(content);
        QCOMPARE(w.model.rowCount(), static_cast<int>(content.quality.size()));
        QCOMPARE(w.at(5, Column::Slippage).data().toString(), QStringLiteral("–"));
        QCOMPARE(w.model.index(0, QualityModel::columns - 1).data().toString(), QStringLiteral("–"));
        QCOMPARE(
            w.model.headerData(QualityModel::columns - 1, Qt::Horizontal).toString(), QStringLiteral("Mark-out 30 s"));
        content.quality[5].figures.slippageBps = 1.5;
        w.model.show(content);
        QCOMPARE(w.changed.count(), 1);
        QCOMPARE(w.changed[0][0].toModelIndex(), w.at(5, Column::Slippage));
    }
};

const QtSuite<CalibrationModelTest> suite{"models/calibration_model"};

#include "calibration_model_test.moc"
