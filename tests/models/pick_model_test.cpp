// SPDX-License-Identifier: MIT
#include "models/pick_model.h"
#include "tests/support/pick_builder.h"
#include "tests/support/qt_suite.h"
#include "tests/support/watched_model.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace leadline;
using namespace leadline::models;
using tests::PickBuilder;

namespace
{

using Column = PickModel::Column;

struct Watched : tests::Watched<PickModel> {
    QSignalSpy moved{&model, &QAbstractItemModel::rowsMoved};

    /// "AAPL MSFT"
    QString symbols() const { return column(Column::Symbol).join(u' '); }
};

picks::PickRow& rowOf(picks::ScanReport& scan, const char* symbol)
{
    return *std::ranges::find(scan.rows, core::Symbol(symbol), [](const auto& row) { return row.reading.symbol; });
}

/// The same symbol as that builder has it.
void replace(picks::ScanReport& scan, const char* symbol, const PickBuilder& builder)
{
    picks::PickRow& row = rowOf(scan, symbol);
    const auto column = row.column;
    row = builder.row(scan.mode, column);
}

} // namespace

class PickModelTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rowsReadAsTheReportSays()
    {
        Watched w;
        w.model.show(PickBuilder::shared());
        QCOMPARE(w.symbols(), QStringLiteral("AAPL MSFT TSLA AMC GME"));
        QCOMPARE(w.text(0, Column::Verdict), QStringLiteral("✓ pass"));
        QCOMPARE(w.text(2, Column::Verdict), QStringLiteral("! risky"));
        QCOMPARE(w.text(3, Column::Verdict), QStringLiteral("✗ near miss"));
        QCOMPARE(w.text(4, Column::Verdict), QStringLiteral("✗ rejected"));
        QCOMPARE(w.text(0, Column::Score), QStringLiteral("0.92"));
        QCOMPARE(w.text(4, Column::Score), QStringLiteral("–"));
        QCOMPARE(w.text(0, Column::Quality), QStringLiteral("10"));
        QCOMPARE(w.text(0, Column::Spread), QStringLiteral("2.0"));
        QCOMPARE(w.text(2, Column::Spread), QStringLiteral("! 44.0"));
        QCOMPARE(w.text(3, Column::Spread), QStringLiteral("✗ 56.0"));
        QCOMPARE(w.text(0, Column::Depth), QStringLiteral("2.00M, touch only"));
        QCOMPARE(w.text(4, Column::Depth), QStringLiteral("✗ –"));
        QCOMPARE(w.text(2, Column::Gap), QStringLiteral("3.25"));
        QCOMPARE(w.text(4, Column::Gap), QStringLiteral("✗ 7.00"));
        QCOMPARE(w.text(1, Column::Imbalance), QStringLiteral("0.20"));
        QCOMPARE(w.text(0, Column::Halt), QStringLiteral("trading"));
        QCOMPARE(w.text(4, Column::Halt), QStringLiteral("✗ ended 12 min ago"));
        QCOMPARE(w.text(0, Column::Source), QStringLiteral("Massive, NBBO"));
        QCOMPARE(w.text(4, Column::Source), QStringLiteral("IEX, one exchange"));
        QCOMPARE(w.text(0, Column::Reasons), QString());
        QCOMPARE(w.text(3, Column::Reasons), QStringLiteral("✗ spread 56 bps, limit 50 bps, beyond it by 6 bps"));
        QCOMPARE(w.text(4, Column::Reasons).count(u'✗'), 4);
    }

    void valuesBehindTheTextsAreExact()
    {
        Watched w;
        w.model.show(PickBuilder::shared());
        QCOMPARE(w.at(3, Column::Spread).data(UnitsRole).toDouble(), 56.0);
        QCOMPARE(w.at(0, Column::Depth).data(UnitsRole).toDouble(), 2'000'000.0);
        QCOMPARE(w.at(0, Column::Quality).data(UnitsRole).toInt(), 10);
        QCOMPARE(w.at(2, Column::Verdict).data(UnitsRole).toInt(), 1);
        QCOMPARE(w.at(3, Column::Verdict).data(UnitsRole).toInt(), 2);
        QCOMPARE(w.at(4, Column::Verdict).data(UnitsRole).toInt(), 3);
        QVERIFY(std::isnan(w.at(4, Column::Depth).data(UnitsRole).toDouble()));
        QVERIFY(std::isnan(w.at(4, Column::Score).data(UnitsRole).toDouble()));
    }

    void tonesTooltipsAndSpokenTextsSayWhatColourSays()
    {
        Watched w;
        w.model.show(PickBuilder::shared());
        QCOMPARE(w.tone(0, Column::Verdict), Tone::Good);
        QCOMPARE(w.tone(2, Column::Verdict), Tone::Warning);
        QCOMPARE(w.tone(4, Column::Verdict), Tone::Bad);
        QCOMPARE(w.tone(2, Column::Spread), Tone::Warning);
        QCOMPARE(w.tone(3, Column::Spread), Tone::Bad);
        QCOMPARE(w.tone(4, Column::Imbalance), Tone::Faint);
        QCOMPARE(w.at(3, Column::Spread).data(Qt::ToolTipRole).toString(),
            QStringLiteral("spread 56 bps, limit 50 bps, beyond it by 6 bps"));
        QCOMPARE(w.at(4, Column::Source).data(Qt::ToolTipRole).toString(),
            QStringLiteral("Massive: stale by 12 s\nAlpaca: 429 until 12:00:40"));
        QVERIFY(!w.at(0, Column::Source).data(Qt::ToolTipRole).isValid());
        QCOMPARE(w.at(3, Column::Symbol).data(Qt::AccessibleTextRole).toString(),
            QStringLiteral("AMC, ✗ near miss, ✗ spread 56 bps, limit 50 bps, beyond it by 6 bps"));
        QCOMPARE(w.at(0, Column::Verdict).data(Qt::TextAlignmentRole).toInt() & Qt::AlignHorizontal_Mask,
            static_cast<int>(Qt::AlignLeft));
        QCOMPARE(w.at(0, Column::Spread).data(Qt::TextAlignmentRole).toInt() & Qt::AlignHorizontal_Mask,
            static_cast<int>(Qt::AlignRight));
    }

    void aSecondScanTellsOnlyWhatChanged()
    {
        Watched w;
        picks::ScanReport scan = PickBuilder::scan();
        w.model.show(PickBuilder::shared(scan));
        QCOMPARE(w.inserted.count(), 5);
        w.model.show(PickBuilder::shared(scan));
        QCOMPARE(w.changed.count(), 0);

        // One cell: the gap of the first row.
        replace(scan, "AAPL", PickBuilder("AAPL").gap("100", "101"));
        w.model.show(PickBuilder::shared(scan));
        QCOMPARE(w.changed.count(), 1);
        QCOMPARE(w.changed[0][0].toModelIndex(), w.at(0, Column::Gap));
        QCOMPARE(w.changed[0][1].toModelIndex(), w.at(0, Column::Gap));

        // Two stretches of cells that do not touch: depth with what follows from it, and the source.
        w.changed.clear();
        replace(scan, "AAPL", PickBuilder("AAPL").gap("100", "101").sizes("11000", "9000"));
        rowOf(scan, "AAPL").source = "Alpaca";
        w.model.show(PickBuilder::shared(scan));
        QCOMPARE(w.changed.count(), 3);
        QCOMPARE(w.changed[0][0].toModelIndex(), w.at(0, Column::Depth));
        QCOMPARE(w.changed[0][1].toModelIndex(), w.at(0, Column::Depth));
        QCOMPARE(w.changed[1][0].toModelIndex(), w.at(0, Column::Imbalance));
        QCOMPARE(w.changed[2][0].toModelIndex(), w.at(0, Column::Source));
        QCOMPARE(w.inserted.count(), 5);
        QCOMPARE(w.removed.count(), 0);
        QCOMPARE(w.moved.count(), 0);
        QCOMPARE(w.reset.count(), 0);
    }

    void symbolsComeGoAndMoveAsTheirRows()
    {
        Watched w;
        picks::ScanReport scan = PickBuilder::scan();
        w.model.show(PickBuilder::shared(scan));
        const QPersistentModelIndex tesla = w.at(2, Column::Symbol);

        // A symbol becomes good and climbs; its row goes with it.
        replace(scan, "TSLA", PickBuilder("TSLA"));
        sortRows(scan.rows);
        w.model.show(PickBuilder::shared(scan));
        QCOMPARE(w.symbols(), QStringLiteral("AAPL TSLA MSFT AMC GME"));
        QCOMPARE(w.moved.count(), 1);
        QCOMPARE(tesla.row(), 1);
        QCOMPARE(tesla.data().toString(), QStringLiteral("TSLA"));

        std::erase_if(scan.rows, [](const auto& row) { return row.reading.symbol.view() == "MSFT"; });
        scan.rows.push_back(PickBuilder("ZM").quote("0", "0").row(scan.mode));
        w.inserted.clear();
        w.model.show(PickBuilder::shared(scan));
        QCOMPARE(w.symbols(), QStringLiteral("AAPL TSLA AMC GME ZM"));
        QCOMPARE(w.removed.count(), 1);
        QCOMPARE(w.inserted.count(), 1);
        QCOMPARE(w.text(4, Column::Spread), QStringLiteral("–"));

        w.model.show(nullptr);
        QCOMPARE(w.model.rowCount(), 0);
        QCOMPARE(w.model.at(0), nullptr);
        QCOMPARE(w.reset.count(), 0);
    }

    void rowsAreFoundWhileTheyMove()
    {
        Watched w;
        picks::ScanReport scan = PickBuilder::scan();
        w.model.show(PickBuilder::shared(scan));
        int asked = 0;
        const auto ask = [&] {
            for (int row = 0; row < w.model.rowCount(); ++row) {
                const picks::PickRow* const pick = w.model.at(row);
                if (pick != nullptr) {
                    QCOMPARE(QString::fromStdString(pick->reading.symbol.text()), w.text(row, Column::Symbol));
                    ++asked;
                }
            }
        };
        connect(&w.model, &QAbstractItemModel::rowsMoved, this, ask);
        connect(&w.model, &QAbstractItemModel::rowsInserted, this, ask);
        connect(&w.model, &QAbstractItemModel::rowsRemoved, this, ask);
        std::mt19937 random(7);
        for (int round = 0; round < 40; ++round) {
            picks::ScanReport next = scan;
            for (int extra = 0; extra < 6; ++extra) {
                next.rows.push_back(PickBuilder("X" + std::to_string(random() % 12)).row(scan.mode));
                if (std::ranges::count(
                        next.rows, next.rows.back().reading.symbol, [](const auto& row) { return row.reading.symbol; })
                    > 1) {
                    next.rows.pop_back();
                }
            }
            std::ranges::shuffle(next.rows, random);
            w.model.show(PickBuilder::shared(next));
            QCOMPARE(w.model.rowCount(), static_cast<int>(next.rows.size()));
            for (int row = 0; row < w.model.rowCount(); ++row) {
                QCOMPARE(w.text(row, Column::Symbol),
                    QString::fromStdString(next.rows[static_cast<std::size_t>(row)].reading.symbol.text()));
            }
        }
        QVERIFY(asked > 100);
        QCOMPARE(w.reset.count(), 0);
    }

    void haltsAndSuspicionsAreToldApart()
    {
        using picks::HaltEvidence;
        using picks::HaltKind;
        Watched w;
        picks::ScanReport scan{.mode = picks::Mode::Aggressive};
        const auto add = [&scan](const char* symbol, const picks::HaltReading& halt) {
            scan.rows.push_back(PickBuilder(symbol).halt(halt).row(scan.mode));
        };
        add("A", {.kind = HaltKind::Halted, .evidence = HaltEvidence::Notice, .since = PickBuilder::noon});
        add("B", {.kind = HaltKind::Silent, .evidence = HaltEvidence::Silence, .since = PickBuilder::noon});
        add("C", {});
        picks::HaltReading left = PickBuilder::trading();
        left.pastSuspicion = picks::PastHalt{.kind = HaltKind::AtBand,
            .evidence = HaltEvidence::Bands,
            .ended = PickBuilder::noon - std::chrono::seconds(90)};
        add("D", left);
        w.model.show(PickBuilder::shared(scan));
        QCOMPARE(w.text(0, Column::Halt), QStringLiteral("✗ halted"));
        QCOMPARE(w.text(1, Column::Halt), QStringLiteral("! silent, suspected"));
        QCOMPARE(w.text(2, Column::Halt), QStringLiteral("unknown"));
        QCOMPARE(w.tone(2, Column::Halt), Tone::Faint);
        QVERIFY(w.at(2, Column::Halt).data(Qt::ToolTipRole).toString().contains(QStringLiteral("halt state unknown")));
        QCOMPARE(w.text(3, Column::Halt), QStringLiteral("! suspected until 1 min ago"));
    }

    void findingsShowValueLimitAndMargin()
    {
        using FindingColumn = FindingModel::Column;
        FindingModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const picks::ScanReport scan = PickBuilder::scan();
        const auto text = [&model](picks::Rule rule, FindingColumn column) {
            return model.index(static_cast<int>(rule), static_cast<int>(column)).data().toString();
        };
        model.show(scan.rows[3].judgement.findings);
        QCOMPARE(model.rowCount(), static_cast<int>(picks::ruleCount));
        QCOMPARE(text(picks::Rule::Spread, FindingColumn::Rule), QStringLiteral("spread"));
        QCOMPARE(text(picks::Rule::Spread, FindingColumn::Outcome), QStringLiteral("✗ failed"));
        QCOMPARE(text(picks::Rule::Spread, FindingColumn::Value), QStringLiteral("56 bps"));
        QCOMPARE(text(picks::Rule::Spread, FindingColumn::Limit), QStringLiteral("50 bps"));
        QCOMPARE(text(picks::Rule::Spread, FindingColumn::Margin), QStringLiteral("-6 bps"));
        QCOMPARE(text(picks::Rule::Quote, FindingColumn::Value), QStringLiteral("–"));
        QCOMPARE(text(picks::Rule::Freshness, FindingColumn::Rule), QStringLiteral("quote age"));

        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        model.show(scan.rows[4].judgement.findings);
        QVERIFY(changed.count() > 0);
        QCOMPARE(inserted.count(), 0);
        QCOMPARE(text(picks::Rule::Spread, FindingColumn::Value), QStringLiteral("300 bps"));
        QCOMPARE(text(picks::Rule::DepthData, FindingColumn::Note), QStringLiteral("no depth data"));
        model.show({});
        QCOMPARE(model.rowCount(), 0);
    }
};

const QtSuite<PickModelTest> suite{"models/pick_model"};

#include "pick_model_test.moc"
