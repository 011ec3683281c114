// SPDX-License-Identifier: MIT
#include "report/report_export.h"
#include "tests/support/qt_suite.h"
#include "tests/support/report_builder.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QHash>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace leadline;

namespace
{

bool goOn(double /*fraction*/)
{
    return true;
}

std::filesystem::path pathOf(const QString& name)
{
    return QFileInfo(name).filesystemFilePath();
}

/// The bytes of an exported report.
QByteArray exported(const QTemporaryDir& folder, const QString& name, const calibration::ReportContent& content)
{
    const auto result = report::exportReport(content, pathOf(folder.filePath(name)), goOn);
    QFile file(folder.filePath(name));
    return result && file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// RFC 4180, independent of the writer.
QList<QStringList> parseCsv(const QString& text)
{
    QList<QStringList> rows{{QString()}};
    bool isQuoted = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (isQuoted && c == u'"' && i + 1 < text.size() && text[i + 1] == u'"') {
            rows.back().back() += c;
            ++i;
        } else if (c == u'"') {
            isQuoted = !isQuoted;
        } else if (!isQuoted && c == u',') {
            rows.back().append(QString());
        } else if (!isQuoted && c == u'\r' && i + 1 < text.size() && text[i + 1] == u'\n') {
            rows.append(QStringList{QString()});
            ++i;
        } else {
            rows.back().back() += c;
        }
    }
    rows.removeLast(); // what follows the last line's end
    return rows;
}

/// Values of a file by section, venue, part, item, day and metric; each may be taken once.
class Values
{
public:
    explicit Values(const QList<QStringList>& rows)
    {
        for (const QStringList& row : rows.mid(1)) {
            const bool isNew = !m_rows.contains(keyOf(row));
            QVERIFY2(isNew, qPrintable(keyOf(row)));
            m_rows.insert(keyOf(row), row);
        }
    }
    QStringList take(const QStringList& key)
    {
        const QString joined = key.join(u'|');
        if (!m_rows.contains(joined)) {
            QTest::qFail(qPrintable(QStringLiteral("no row ") + joined), __FILE__, __LINE__);
            return QStringList(10);
        }
        return m_rows.take(joined);
    }
    void number(const QStringList& key, double expected)
    {
        const QString text = take(key)[6];
        const bool isSame = std::isnan(expected) ? text.isEmpty() : text.toDouble() == expected;
        QVERIFY2(isSame, qPrintable(key.join(u'|') + QStringLiteral(" is ") + text));
    }
    void text(const QStringList& key, const std::string& expected)
    {
        QCOMPARE(take(key)[6], QString::fromStdString(expected));
    }
    /// What nobody took.
    QStringList rest() const { return m_rows.keys(); }

private:
    static QString keyOf(const QStringList& row) { return row.mid(0, 6).join(u'|'); }

    QHash<QString, QStringList> m_rows;
};

QString iso(core::Timestamp time)
{
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    return QDateTime::fromSecsSinceEpoch(seconds.time_since_epoch().count(), Qt::UTC)
               .toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss"))
        + QStringLiteral(".%1Z").arg((time - seconds).count(), 9, 10, QLatin1Char('0'));
}

QString qt(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

void compareVenue(Values& values, const calibration::CalibrationRow& row)
{
    const calibration::VenueCalibration& of = row.figures;
    const QString venue = qt(of.venue.view());
    const QString part = qt(row.part);
    const auto key = [&](const QString& metric) {
        return QStringList{QStringLiteral("calibration"), venue, part, {}, {}, metric};
    };
    values.number(key(QStringLiteral("samples")), static_cast<double>(of.samples));
    values.number(key(QStringLiteral("confidence")), of.confidence);
    values.number(key(QStringLiteral("maker_rebate")), of.makerRebateBps);
    if (of.changed) {
        values.text(key(QStringLiteral("changed")), iso(*of.changed).toStdString());
    }
    for (const auto& [role, fee] : {std::pair("maker", &of.maker), std::pair("taker", &of.taker)}) {
        const QString name = qt(role) + QStringLiteral("_fee");
        const QStringList line = values.take(key(name));
        QCOMPARE(line[6].toDouble(), fee->bps);
        QCOMPARE(line[7], QStringLiteral("bps"));
        QCOMPARE(line[8].toULongLong(), static_cast<qulonglong>(fee->samples));
        QCOMPARE(line[9], fee->isMeasured ? QStringLiteral("true") : QStringLiteral("false"));
        values.number(key(name + QStringLiteral("_expected")), fee->expectedBps);
    }
    for (const auto& [name, latency] :
        {std::pair("acknowledged_", &of.acknowledged), std::pair("filled_", &of.filled)}) {
        for (const auto& [metric, value] : {std::pair("mean", latency->mean), std::pair("p50", latency->p50),
                 std::pair("p95", latency->p95), std::pair("p99", latency->p99),
                 std::pair("deviation", latency->deviation), std::pair("reliability", latency->reliability)}) {
            values.number(key(qt(name) + qt(metric)), value);
        }
    }
    for (const calibration::FeeAlarm& alarm : of.alarms) {
        const QString role = alarm.isMaker ? QStringLiteral("maker") : QStringLiteral("taker");
        const QStringList begin{QStringLiteral("alarm"), venue, part, role, {}};
        values.number(begin + QStringList{QStringLiteral("expected_fee")}, alarm.expectedBps);
        const QStringList line = values.take(begin + QStringList{QStringLiteral("measured_fee")});
        QCOMPARE(line[6].toDouble(), alarm.measuredBps);
        QCOMPARE(line[8].toULongLong(), static_cast<qulonglong>(alarm.samples));
        for (std::size_t i = 0; i < alarm.evidence.size(); ++i) {
            const calibration::Execution& one = alarm.evidence[i];
            const auto field = [&](const char* metric) {
                return QStringList{QStringLiteral("evidence"), venue, part, role + u' ' + QString::number(i + 1),
                    iso(one.time), QString::fromLatin1(metric)};
            };
            values.text(field("market"), one.market.venue.text());
            values.text(field("symbol"), one.market.symbol.text());
            values.text(field("side"), one.side == core::Side::Bid ? "buy" : "sell");
            values.text(field("role"), one.isMaker ? "maker" : "taker");
            values.text(field("price"), one.price.text());
            values.text(field("size"), one.size.text());
            values.number(field("notional"), one.notional);
            values.number(field("fee"), one.fee);
            values.number(field("fee_rate"), one.feeBps());
            values.number(field("expected_fee"), one.expectedFeeBps);
            values.text(field("order"), one.order);
            values.text(field("execution"), one.execution);
            values.text(field("workstation"), one.workstation);
        }
    }
}

} // namespace

class ReportTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theTableReadsBackAsTheContent()
    {
        const QTemporaryDir folder;
        const calibration::ReportContent content = tests::ReportBuilder::month();
        const QByteArray bytes = exported(folder, QStringLiteral("r.csv"), content);
        QVERIFY(!bytes.isEmpty());
        const QList<QStringList> rows = parseCsv(QString::fromUtf8(bytes));
        QCOMPARE(rows.front().join(u','),
            QStringLiteral("section,venue,part,item,time,metric,value,unit,samples,is_measured"));
        for (const QStringList& row : rows) {
            QCOMPARE(row.size(), 10);
        }
        Values values(rows);
        const auto head = [](const char* metric) {
            return QStringList{QStringLiteral("report"), {}, {}, {}, {}, QString::fromLatin1(metric)};
        };
        values.text(head("from"), iso(content.from).toStdString());
        values.text(head("to"), iso(content.to).toStdString());
        values.text(head("made"), iso(content.made).toStdString());
        values.text(head("desk"), content.desk);
        values.text(head("environment"), content.environment);
        values.number(head("executions"), static_cast<double>(content.executions));
        values.number(head("orders"), static_cast<double>(content.orders));
        values.number(head("lookback"), content.settings.lookbackDays);
        values.number(head("min_samples"), content.settings.minSamples);
        values.number(head("fee_tolerance"), content.settings.feeToleranceBps);
        for (const calibration::CalibrationRow& row : content.venues) {
            compareVenue(values, row);
        }
        for (const calibration::ExpectedActual& row : content.expectedActual) {
            const auto key = [&](const char* metric) {
                return QStringList{QStringLiteral("expected_actual"), qt(row.venue.view()),
                    row.isMaker ? QStringLiteral("maker") : QStringLiteral("taker"), {}, {},
                    QString::fromLatin1(metric)};
            };
            values.number(key("fills"), static_cast<double>(row.fills));
            values.number(key("value"), row.value);
            values.number(key("expected_fees"), row.expectedFees);
            values.number(key("actual_fees"), row.actualFees);
        }
        for (const calibration::QualityRow& row : content.quality) {
            const calibration::QualityFigures& of = row.figures;
            for (const auto& [metric, value] : {std::pair("orders", static_cast<double>(of.orders)),
                     std::pair("value", of.value), std::pair("slippage", of.slippageBps),
                     std::pair("baseline", of.baselineBps), std::pair("improvement", of.improvement),
                     std::pair("fill_rate", of.fillRate), std::pair("maker_share", of.makerShare),
                     std::pair("signal_to_fill", of.signalToFillSeconds), std::pair("mark_out_1s", of.markOutBps[0]),
                     std::pair("mark_out_5s", of.markOutBps[1]), std::pair("mark_out_30s", of.markOutBps[2])}) {
                values.number({QStringLiteral("quality"), {}, qt(nameOf(row.by)), qt(row.key), {}, qt(metric)}, value);
            }
        }
        for (const calibration::AggregationRow& row : content.aggregation) {
            const auto key = [&](const char* metric) {
                return QStringList{QStringLiteral("aggregation"), {}, qt(nameOf(row.by)), qt(row.key), {},
                    QString::fromLatin1(metric)};
            };
            const auto& [decisions, divided, best, home] = row.figures;
            values.number(key("decisions"), static_cast<double>(decisions));
            values.number(key("divided"), static_cast<double>(divided));
            values.number(key("decisions_against_best"), static_cast<double>(best.decisions));
            values.number(key("value_against_best"), best.value);
            values.number(key("saved_against_best"), best.saved);
            values.number(key("saved_against_best_rate"), best.saved / best.value * 1e4);
            values.number(key("decisions_against_home"), static_cast<double>(home.decisions));
            values.number(key("value_against_home"), home.value);
            values.number(key("saved_against_home"), home.saved);
            values.number(key("saved_against_home_rate"), home.saved / home.value * 1e4);
        }
        for (const calibration::HistoryChart& chart : content.charts) {
            for (const calibration::HistoryLine& line : chart.lines) {
                for (std::size_t day = 0; day < chart.days.size(); ++day) {
                    const auto key = [&](const char* metric) {
                        return QStringList{QStringLiteral("history"), {}, qt(chart.title), qt(line.name),
                            iso(chart.days[day]), QString::fromLatin1(metric)};
                    };
                    values.number(key("value"), line.values[day]);
                    values.number(key("expected"), line.expected[day]);
                }
            }
        }
        QCOMPARE(values.rest(), QStringList());
    }

    void thePageStandsAloneAndEscapesTexts()
    {
        const QTemporaryDir folder;
        calibration::ReportContent content = tests::ReportBuilder::month();
        content.charts[0].title = "<script>\"&";
        const QString page = QString::fromUtf8(exported(folder, QStringLiteral("r.html"), content));
        QVERIFY(page.contains(QStringLiteral("north, &quot;south&quot; &amp; &lt;west&gt;")));
        QVERIFY(!page.contains(QStringLiteral("<west>")));
        static const QRegularExpression outside(QStringLiteral(
            "https?:|//[a-z]|url\\(|@import|<link|<script|<iframe|href|src=\"(?!data:image/png;base64,)"));
        static const QRegularExpression payload(QStringLiteral("base64,[A-Za-z0-9+/=]+"));
        const QString words = QString(page).replace(payload, QStringLiteral("base64,"));
        QVERIFY2(!outside.match(words).hasMatch(), qPrintable(outside.match(words).captured()));
        QCOMPARE(page.count(QStringLiteral("<img ")), content.charts.size());
        QVERIFY(page.contains(QStringLiteral("12,847 executions")));
        QVERIFY(page.contains(QStringLiteral("What aggregation was worth")));
        QVERIFY(page.contains(QStringLiteral("1,251.75"))); // against home, of everything
        QVERIFY(page.contains(QStringLiteral("class=\"faint\">default")));
        static const QRegularExpression unknown(QStringLiteral(">-?(nan|inf)\\b"));
        QVERIFY(!unknown.match(page).hasMatch());
    }

    void theDocumentHasPagesAndText()
    {
        const QTemporaryDir folder;
        const QByteArray bytes = exported(folder, QStringLiteral("r.pdf"), tests::ReportBuilder::month());
        QVERIFY(bytes.startsWith("%PDF-"));
        QVERIFY(bytes.trimmed().endsWith("%%EOF"));
        static const QRegularExpression page(QStringLiteral("/Type /Page\\b"));
        const qsizetype pages = QString::fromLatin1(bytes).count(page);
        QVERIFY(pages > 1);

        const QString reader = QStandardPaths::findExecutable(QStringLiteral("pdftotext"));
        if (reader.isEmpty()) {
            QSKIP("pdftotext is not installed: the text of the PDF is not looked at");
        }
        QProcess process;
        process.start(
            reader, {QStringLiteral("-layout"), folder.filePath(QStringLiteral("r.pdf")), QStringLiteral("-")});
        QVERIFY(process.waitForFinished());
        const QString text = QString::fromUtf8(process.readAllStandardOutput());
        for (const char* const part : {"Execution calibration", "EMBEDDED MARKET", "12,847 executions", "default",
                 "kraken, taker, all: measured 29.20 bps", "Taker fee, bps", "By hours of the day (UTC)", "asia 02–06",
                 "What aggregation was worth", "By month (UTC)"}) {
            QVERIFY2(text.contains(QString::fromUtf8(part)), part);
        }
        QVERIFY(text.contains(QStringLiteral("Page %1 of %1").arg(pages)));
        static const QRegularExpression unknown(QStringLiteral("\\b(nan|inf)\\b"));
        QVERIFY(!unknown.match(text).hasMatch());
    }

    void nothingAtAllIsAReportToo()
    {
        const QTemporaryDir folder;
        for (const char* const name : {"r.csv", "r.html", "r.pdf"}) {
            QVERIFY2(!exported(folder, QString::fromLatin1(name), {}).isEmpty(), name);
        }
    }

    void cancelLeavesWhatWasThere_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* const name : {"r.csv", "r.html", "r.pdf"}) {
            QTest::addRow("%s", name) << QString::fromLatin1(name);
        }
    }
    void cancelLeavesWhatWasThere()
    {
        QFETCH(QString, name);
        const QTemporaryDir folder;
        const calibration::ReportContent content = tests::ReportBuilder::month();
        int told = 0;
        const auto count = [&told](double) { return ++told > 0; };
        const std::filesystem::path file = pathOf(folder.filePath(name));
        QVERIFY(report::exportReport(content, file, count).has_value());
        const auto size = std::filesystem::file_size(file);
        // Whenever it happens, the first export stays as it is, and nothing lies beside it.
        for (int last = 1; last <= told; ++last) {
            int left = last;
            const auto result = report::exportReport(content, file, [&left](double) { return --left > 0; });
            QVERIFY(!result.has_value());
            QCOMPARE(result.error().what, std::string(report::cancelled));
            QCOMPARE(std::filesystem::file_size(file), size);
            QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList{name});
        }
    }

    void whatCannotBeWrittenIsOneLine()
    {
        const QTemporaryDir folder;
        const auto absent = report::exportReport({}, pathOf(folder.filePath(QStringLiteral("no/r.pdf"))), goOn);
        QVERIFY(!absent.has_value());
        QVERIFY(absent.error().what.starts_with("cannot write "));
        QVERIFY(absent.error().what.find('\n') == std::string::npos);
        QVERIFY(QDir(folder.path()).mkdir(QStringLiteral("r.csv")));
        QVERIFY(!report::exportReport({}, pathOf(folder.filePath(QStringLiteral("r.csv"))), goOn).has_value());
        QVERIFY(QDir(folder.path()).entryList(QDir::Files).isEmpty());
    }

    void anUnknownEndingNamesTheKnownOnes()
    {
        const auto result = report::exportReport({}, "report.doc", goOn);
        QVERIFY(!result.has_value());
        QVERIFY(result.error().what.find(".csv, .html or .pdf") != std::string::npos);
    }
};

const QtSuite<ReportTest> suite{"report/report"};

#include "report_test.moc"
