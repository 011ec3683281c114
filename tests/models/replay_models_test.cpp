// SPDX-License-Identifier: MIT
/// What models keep of the past, when a replay goes to another moment.
#include "engine/session/market_snapshot.h"
#include "models/feature_series_model.h"
#include "models/monitor_model.h"
#include "models/roles.h"
#include "models/size_changes.h"
#include "tests/support/qt_suite.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace leadline;
using models::FeatureSeriesModel;

namespace
{

core::Timestamp at(int second)
{
    return core::fromNanoseconds(1'700'000'000'000'000'000 + std::int64_t{second} * 1'000'000'000);
}

std::vector<session::ChartSample> samples(int from, int to)
{
    std::vector<session::ChartSample> made;
    for (int i = from; i < to; ++i) {
        session::ChartSample& sample = made.emplace_back();
        sample.features.time = at(i);
        sample.number = static_cast<std::uint64_t>(i) + 1;
    }
    return made;
}

} // namespace

class ReplayModelsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void chartsHaveThePastOfTheMomentAndGoOnFromThere()
    {
        FeatureSeriesModel model(50);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.append(samples(0, 40));
        const QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        model.replace(samples(0, 20)); // back
        QCOMPARE(resets.size(), 1);
        QCOMPARE(model.rowCount(), 20);
        QCOMPARE(model.newest(), core::millisecondsOf(at(19)));
        model.append(samples(15, 25)); // a frame: some of it is known
        QCOMPARE(model.rowCount(), 25);
        model.replace(samples(0, 80)); // no more than it holds
        QCOMPARE(model.rowCount(), 50);
        QCOMPARE(model.oldest(), core::millisecondsOf(at(30)));
        model.replace({});
        QCOMPARE(model.rowCount(), 0);
        model.append(samples(0, 3));
        QCOMPARE(model.rowCount(), 3);
    }

    void theMonitorForgetsWhatHasNotHappened()
    {
        models::MonitorModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        session::MarketSnapshot frame;
        frame.monitor.emplace_back().market = {core::VenueId("binance-futures"), core::Symbol("ETHUSDT")};
        for (int second = 0; second < 30; ++second) {
            frame.time = at(second);
            model.show(frame);
        }
        QCOMPARE(model.history(0).size(), std::size_t{30});
        frame.time = at(10);
        frame.moment = 1;
        model.show(frame);
        QCOMPARE(model.history(0).size(), std::size_t{11});
        QCOMPARE(model.history(0).back().time, at(10));
        frame.time = at(12);
        model.show(frame);
        QCOMPARE(model.history(0).back().time, at(12));
    }

    void noSizeComesOrGoesByGoingBack()
    {
        models::SizeChanges changes;
        std::vector<models::LadderRow> rows(1);
        rows[0].bidSize = core::Quantity::parse("5").value();
        changes.mark(rows, 0, at(1) + std::chrono::milliseconds(800));
        rows[0].bidSize = core::Quantity::parse("2").value();
        changes.mark(rows, 0, at(1) + std::chrono::milliseconds(100)); // back, within the second
        QVERIFY(rows[0].bidChange.isZero());
        rows[0].bidSize = core::Quantity::parse("3").value();
        changes.mark(rows, 0, at(1) + std::chrono::milliseconds(300));
        QCOMPARE(rows[0].bidChange, core::Quantity::parse("1").value());
    }
};

const QtSuite<ReplayModelsTest> suite{"models/replay_models"};

#include "replay_models_test.moc"
