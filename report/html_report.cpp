// SPDX-License-Identifier: MIT
#include "report/html_report.h"

#include "report/chart_painter.h"
#include "report/report_document.h"

#include <QBuffer>
#include <QImage>
#include <QPainter>

namespace leadline::report
{

namespace
{

constexpr QSize chartSize{920, 240};
constexpr int pixelsPerPoint = 2; ///< sharp on dense screens and on paper

constexpr auto style = R"(
:root{color-scheme:light}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1040px;padding:40px 32px;background:#fff;color:#1b1f24;
 font:14px/1.45 system-ui,"Helvetica Neue","Segoe UI","Liberation Sans",Arial,sans-serif;font-variant-numeric:tabular-nums}
header{display:flex;justify-content:space-between;align-items:flex-start;border-bottom:2px solid #0b5cad;padding-bottom:12px}
h1{font-size:28px;line-height:1.2;margin:0;font-weight:650;letter-spacing:-.01em}
h2{font-size:17px;margin:36px 0 2px;font-weight:650;break-after:avoid}
p{margin:2px 0 10px;color:#6b7480;max-width:78ch}
.period{color:#6b7480;margin:4px 0 0}
.badge{border:1.5px solid #0b5cad;color:#0b5cad;border-radius:4px;padding:3px 10px;font-size:12px;font-weight:650;
 text-transform:uppercase;letter-spacing:.06em;white-space:nowrap}
dl{display:grid;grid-template-columns:max-content 1fr;gap:3px 18px;margin:16px 0}
dt{color:#6b7480}dd{margin:0}
.figures{display:grid;grid-template-columns:repeat(4,1fr);gap:10px;margin:18px 0}
.figures div{border:1px solid #dde1e6;border-radius:6px;padding:10px 12px;break-inside:avoid}
.figures b{display:block;font-size:20px;line-height:1.35;font-weight:650}
.figures span{color:#6b7480;font-size:12px}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:12.5px}
thead{display:table-header-group}
tr{break-inside:avoid}
th{text-align:left;font-weight:600;color:#6b7480;border-bottom:1.5px solid #6b7480;padding:5px 8px;vertical-align:bottom}
td{border-bottom:1px solid #e9ecef;padding:4px 8px;vertical-align:top}
.n{text-align:right;white-space:nowrap}
.strong{font-weight:650}.faint{color:#6b7480;font-style:italic}.alarm{color:#c0261f;font-weight:650}
.group td{background:#f5f7f9;font-weight:650;break-after:avoid}
.total td{border-top:1.5px solid #6b7480;font-weight:650}
figure{margin:14px 0;break-inside:avoid}
img{display:block;width:100%;height:auto}
footer{margin-top:40px;padding-top:8px;border-top:1px solid #dde1e6;color:#6b7480;font-size:12px}
@page{size:A4;margin:14mm}
@media print{body{max-width:none;padding:0;font-size:10pt}table{font-size:7.5pt}td,th{padding:2px 4px}.scroll{overflow:visible}}
)";

QString classOf(Emphasis emphasis)
{
    switch (emphasis) {
    case Emphasis::Plain:
        return {};
    case Emphasis::Strong:
        return QStringLiteral("strong");
    case Emphasis::Faint:
        return QStringLiteral("faint");
    case Emphasis::Alarm:
        return QStringLiteral("alarm");
    }
    return {};
}

QString element(const QString& tag, const QString& text, const QString& kind = {})
{
    const QString attribute = kind.isEmpty() ? QString() : QStringLiteral(" class=\"%1\"").arg(kind);
    return u'<' + tag + attribute + u'>' + text.toHtmlEscaped() + QStringLiteral("</") + tag + u'>';
}

QString rowOf(const Row& row, const std::vector<Column>& columns)
{
    if (row.cells.size() == 1) {
        const Cell& cell = row.cells.front();
        return QStringLiteral("<tr class=\"group\"><td colspan=\"%1\" class=\"%2\">")
                   .arg(columns.size())
                   .arg(classOf(cell.emphasis))
            + cell.text.toHtmlEscaped() + QStringLiteral("</td></tr>\n");
    }
    QString made = row.isTotal ? QStringLiteral("<tr class=\"total\">") : QStringLiteral("<tr>");
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
        const QString number = columns[i].isNumber ? QStringLiteral("n ") : QString();
        made += element(QStringLiteral("td"), row.cells[i].text, (number + classOf(row.cells[i].emphasis)).trimmed());
    }
    return made + QStringLiteral("</tr>\n");
}

QString tableOf(const Table& table)
{
    QString made = QStringLiteral("<div class=\"scroll\"><table><thead><tr>");
    for (const Column& column : table.columns) {
        made += element(QStringLiteral("th"), column.name, column.isNumber ? QStringLiteral("n") : QString());
    }
    made += QStringLiteral("</tr></thead>\n<tbody>\n");
    for (const Row& row : table.rows) {
        made += rowOf(row, table.columns);
    }
    return made + QStringLiteral("</tbody></table></div>\n");
}

QString chartOf(const calibration::HistoryChart& chart)
{
    QImage image(chartSize * pixelsPerPoint, QImage::Format_RGB32);
    image.setDevicePixelRatio(pixelsPerPoint);
    image.fill(Qt::white);
    QPainter painter(&image);
    paintChart(painter, QRectF(QPointF(), chartSize), chart, {.font = reportFont(10), .unit = 1.15});
    painter.end();
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return QStringLiteral("<figure><img width=\"%1\" height=\"%2\" alt=\"")
               .arg(chartSize.width())
               .arg(chartSize.height())
        + QString::fromStdString(chart.title + ", " + chart.unit).toHtmlEscaped()
        + QStringLiteral("\" src=\"data:image/png;base64,") + QString::fromLatin1(bytes.toBase64())
        + QStringLiteral("\"></figure>\n");
}

QString headOf(const Document& document)
{
    QString made = QStringLiteral("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
                                  "<meta name=\"viewport\" content=\"width=device-width\">\n");
    made += element(QStringLiteral("title"), document.title + QStringLiteral(", ") + document.period);
    made += QStringLiteral("<style>") + QString::fromLatin1(style) + QStringLiteral("</style></head>\n<body>\n");
    made += QStringLiteral("<header><div>") + element(QStringLiteral("h1"), document.title)
        + element(QStringLiteral("p"), document.period, QStringLiteral("period")) + QStringLiteral("</div>")
        + element(QStringLiteral("div"), document.environment, QStringLiteral("badge"))
        + QStringLiteral("</header>\n<dl>");
    for (const auto& [name, value] : document.facts) {
        made += element(QStringLiteral("dt"), name) + element(QStringLiteral("dd"), value);
    }
    made += QStringLiteral("</dl>\n<div class=\"figures\">");
    for (const KeyFigure& figure : document.figures) {
        made += QStringLiteral("<div>") + element(QStringLiteral("span"), figure.name)
            + element(QStringLiteral("b"), figure.value) + element(QStringLiteral("span"), figure.note)
            + QStringLiteral("</div>");
    }
    return made + QStringLiteral("</div>\n");
}

} // namespace

bool writeHtml(const calibration::ReportContent& content, QIODevice& out, const Progress& progress)
{
    const Document document = documentOf(content);
    out.write(headOf(document).toUtf8());
    double done = 0;
    for (const Section& section : document.sections) {
        out.write((element(QStringLiteral("h2"), section.title) + element(QStringLiteral("p"), section.note) + u'\n')
                      .toUtf8());
        for (const Table& table : section.tables) {
            out.write(tableOf(table).toUtf8());
        }
        for (const calibration::HistoryChart* chart : section.charts) {
            if (!progress(done / static_cast<double>(document.sections.size()))) {
                return false;
            }
            out.write(chartOf(*chart).toUtf8());
        }
        if (!progress(++done / static_cast<double>(document.sections.size() + 1))) {
            return false;
        }
    }
    out.write((element(QStringLiteral("footer"), document.footer) + QStringLiteral("\n</body></html>\n")).toUtf8());
    return true;
}

} // namespace leadline::report
