// SPDX-License-Identifier: MIT
#include "report/pdf_report.h"

#include "report/chart_painter.h"
#include "report/report_document.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <numeric>

namespace leadline::report
{

namespace
{

struct Say {
    Q_DECLARE_TR_FUNCTIONS(leadline::report)
};

/// Device units a point: fine enough that whole pixel sizes of fonts space their letters well.
constexpr double pt = 10;
constexpr double margin = 42 * pt;
constexpr double footerHeight = 26 * pt;
constexpr double cellPadding = 3 * pt;
const QColor ink(0x1b, 0x1f, 0x24);
const QColor faint(0x6b, 0x74, 0x80);
const QColor rules(0xdd, 0xe1, 0xe6);
const QColor shade(0xf5, 0xf7, 0xf9);
const QColor accent(0x0b, 0x5c, 0xad);
const QColor alarm(0xc0, 0x26, 0x1f);

QFont fontOf(double points, bool isBold = false, bool isItalic = false)
{
    QFont font = reportFont(points * pt);
    font.setBold(isBold);
    font.setItalic(isItalic);
    return font;
}

/// What stands on a page as a whole.
struct Block {
    double height = 0;
    std::function<void(QPainter&, const QRectF&)> paint; ///< none: space, which no page begins with
    bool keepsNext = false; ///< never the last of its page
    std::shared_ptr<const Block> head; ///< painted again where this one begins a page
};

struct Placed {
    const Block* block;
    double y;
};
using Page = std::vector<Placed>;

std::vector<Page> pagesOf(const std::vector<Block>& blocks, double height)
{
    std::vector<Page> pages(1);
    double y = 0;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        double needed = blocks[i].height;
        for (std::size_t j = i; blocks[j].keepsNext && j + 1 < blocks.size(); ++j) {
            needed += blocks[j + 1].height;
        }
        // A group follows what it was kept with.
        const bool isFree = i == 0 || !blocks[i - 1].keepsNext;
        if (isFree && y + needed > height && !pages.back().empty()) {
            pages.emplace_back();
            y = 0;
            if (blocks[i].head) {
                pages.back().push_back({blocks[i].head.get(), 0});
                y = blocks[i].head->height;
            }
        }
        if (blocks[i].paint) {
            pages.back().push_back({&blocks[i], y});
        }
        y += blocks[i].paint || y > 0 ? blocks[i].height : 0;
    }
    return pages;
}

class Layout
{
public:
    Layout(QPaintDevice& device, double width)
        : m_device(device)
        , m_width(width)
    {
    }

    void addFront(const Document& document);
    void add(const Section& section);
    [[nodiscard]] const std::vector<Block>& blocks() const { return m_blocks; }

private:
    void addSpace(double height) { m_blocks.push_back({.height = height}); }
    void addText(const QString& text, const QFont& font, const QColor& colour, double below, bool keepsNext);
    void addFacts(const Document& document);
    void addFigures(const std::vector<KeyFigure>& figures);
    void addTable(const Table& table);
    void addChart(const calibration::HistoryChart& chart);
    [[nodiscard]] std::vector<double> naturalWidths(const Table& table) const;
    [[nodiscard]] std::vector<double> fit(const Table& table);
    [[nodiscard]] Block rowOf(const Row& row, const Table& table, const std::vector<double>& widths) const;
    [[nodiscard]] double textHeight(const QString& text, const QFont& font, double width) const
    {
        return QFontMetricsF(font, &m_device)
            .boundingRect(QRectF(0, 0, width, 1e6), Qt::TextWordWrap | Qt::TextWrapAnywhere, text)
            .height();
    }

    QPaintDevice& m_device;
    double m_width;
    double m_cellPoints = 0; ///< of the table at hand
    std::vector<Block> m_blocks;
};

void Layout::addText(const QString& text, const QFont& font, const QColor& colour, double below, bool keepsNext)
{
    const double height = textHeight(text, font, m_width);
    m_blocks.push_back({.height = height + below,
        .paint =
            [=](QPainter& painter, const QRectF& area) {
                painter.setFont(font);
                painter.setPen(colour);
                painter.drawText(QRectF(area.topLeft(), QSizeF(area.width(), height)), Qt::TextWordWrap, text);
            },
        .keepsNext = keepsNext});
}

void Layout::addFront(const Document& document)
{
    m_blocks.push_back({.height = 58 * pt, .paint = [document](QPainter& painter, const QRectF& area) {
                            painter.setPen(ink);
                            painter.setFont(fontOf(22, true));
                            painter.drawText(QRectF(area.left(), area.top(), area.width(), 28 * pt),
                                Qt::AlignLeft | Qt::AlignVCenter, document.title);
                            painter.setPen(faint);
                            painter.setFont(fontOf(10));
                            painter.drawText(QRectF(area.left(), area.top() + 29 * pt, area.width(), 14 * pt),
                                Qt::AlignLeft | Qt::AlignVCenter, document.period);
                            const QFont font = fontOf(8.5, true);
                            const QString badge = document.environment.toUpper();
                            const double width =
                                QFontMetricsF(font, painter.device()).horizontalAdvance(badge) + 16 * pt;
                            const QRectF frame(area.right() - width, area.top() + 5 * pt, width, 18 * pt);
                            painter.setPen(QPen(accent, 1.2 * pt));
                            painter.setBrush(Qt::NoBrush);
                            painter.drawRoundedRect(frame, 3 * pt, 3 * pt);
                            painter.setFont(font);
                            painter.drawText(frame, Qt::AlignCenter, badge);
                            painter.setPen(QPen(accent, 1.6 * pt));
                            const double rule = area.top() + 49 * pt;
                            painter.drawLine(QPointF(area.left(), rule), QPointF(area.right(), rule));
                        }});
    addFacts(document);
    addSpace(6 * pt);
    addFigures(document.figures);
    addSpace(4 * pt);
}

void Layout::addFacts(const Document& document)
{
    constexpr double nameWidth = 72 * pt;
    for (const auto& [name, value] : document.facts) {
        const QFont font = fontOf(9);
        const double height = textHeight(value, font, m_width - nameWidth);
        m_blocks.push_back({.height = height + 2.5 * pt,
            .paint = [=, label = name, words = value](QPainter& painter, const QRectF& area) {
                painter.setFont(font);
                painter.setPen(faint);
                painter.drawText(QRectF(area.left(), area.top(), nameWidth, height), Qt::AlignLeft, label);
                painter.setPen(ink);
                painter.drawText(QRectF(area.left() + nameWidth, area.top(), area.width() - nameWidth, height),
                    Qt::TextWordWrap, words);
            }});
    }
}

void Layout::addFigures(const std::vector<KeyFigure>& figures)
{
    constexpr std::size_t across = 4;
    constexpr double gap = 7 * pt;
    constexpr double height = 46 * pt;
    for (std::size_t first = 0; first < figures.size(); first += across) {
        const std::vector<KeyFigure> line(figures.begin() + static_cast<std::ptrdiff_t>(first),
            figures.begin() + static_cast<std::ptrdiff_t>(std::min(first + across, figures.size())));
        m_blocks.push_back({.height = height + gap, .paint = [line](QPainter& painter, const QRectF& area) {
                                const double width = (area.width() - (across - 1) * gap) / across;
                                double x = area.left();
                                for (const KeyFigure& figure : line) {
                                    const QRectF tile(x, area.top(), width, height);
                                    painter.setPen(Qt::NoPen);
                                    painter.setBrush(shade);
                                    painter.drawRoundedRect(tile, 3 * pt, 3 * pt);
                                    const QRectF inner = tile.adjusted(7 * pt, 5 * pt, -5 * pt, -5 * pt);
                                    painter.setPen(faint);
                                    painter.setFont(fontOf(7.5));
                                    painter.drawText(inner, Qt::AlignLeft | Qt::AlignTop, figure.name);
                                    painter.drawText(inner, Qt::AlignLeft | Qt::AlignBottom, figure.note);
                                    painter.setPen(ink);
                                    painter.setFont(fontOf(14, true));
                                    painter.drawText(inner, Qt::AlignLeft | Qt::AlignVCenter, figure.value);
                                    x += width + gap;
                                }
                            }});
    }
}

QFont cellFont(Emphasis emphasis, double points)
{
    return fontOf(points, emphasis == Emphasis::Strong || emphasis == Emphasis::Alarm, emphasis == Emphasis::Faint);
}

std::vector<double> Layout::naturalWidths(const Table& table) const
{
    std::vector<double> widths(table.columns.size(), 0);
    const QFontMetricsF head(cellFont(Emphasis::Strong, m_cellPoints), &m_device);
    for (std::size_t i = 0; i < widths.size(); ++i) {
        for (const QString& word : table.columns[i].name.split(u' ')) {
            widths[i] = std::max(widths[i], head.horizontalAdvance(word));
        }
        for (const Row& row : table.rows) {
            if (row.cells.size() == widths.size()) {
                const Emphasis emphasis = row.isTotal ? Emphasis::Strong : row.cells[i].emphasis;
                const QFontMetricsF metrics(cellFont(emphasis, m_cellPoints), &m_device);
                widths[i] = std::max(widths[i], metrics.horizontalAdvance(row.cells[i].text));
            }
        }
        widths[i] += 2 * cellPadding + pt;
    }
    return widths;
}

/// A table that does not fit is set smaller; what is missing then is taken from the texts, which wrap.
std::vector<double> Layout::fit(const Table& table)
{
    std::vector<double> widths;
    double missing = 0;
    for (const double points : {7.5, 7.0, 6.5}) {
        m_cellPoints = points;
        widths = naturalWidths(table);
        missing = std::accumulate(widths.begin(), widths.end(), 0.0) - m_width;
        if (missing <= 0) {
            break;
        }
    }
    double texts = 0;
    for (std::size_t i = 0; i < widths.size(); ++i) {
        texts += table.columns[i].isNumber ? 0 : widths[i];
    }
    for (std::size_t i = 0; i < widths.size(); ++i) {
        if (missing <= 0) {
            widths[i] -= missing / static_cast<double>(widths.size());
        } else if (!table.columns[i].isNumber) {
            widths[i] *= std::max(0.2, 1 - missing / texts);
        }
    }
    return widths;
}

Block Layout::rowOf(const Row& row, const Table& table, const std::vector<double>& widths) const
{
    struct Piece {
        QString text;
        QFont font;
        QColor colour;
        double x;
        double width;
        int flags;
    };
    const bool isGroup = row.cells.size() == 1 && table.columns.size() > 1;
    std::vector<Piece> pieces;
    double height = 0;
    double x = 0;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
        const Cell& cell = row.cells[i];
        const double width = (isGroup ? m_width : widths[i]) - 2 * cellPadding;
        const bool isStrong = row.isTotal || (isGroup && cell.emphasis == Emphasis::Plain);
        const QFont font = cellFont(isStrong ? Emphasis::Strong : cell.emphasis, m_cellPoints);
        const bool isNumber = !isGroup && table.columns[i].isNumber;
        const QColor colour = cell.emphasis == Emphasis::Alarm ? alarm : cell.emphasis == Emphasis::Faint ? faint : ink;
        const int flags = isNumber ? int(Qt::AlignRight) | Qt::TextSingleLine
                                   : int(Qt::AlignLeft) | Qt::TextWordWrap | Qt::TextWrapAnywhere;
        pieces.push_back({cell.text, font, colour, x + cellPadding, width, flags});
        height = std::max(height, textHeight(isNumber ? QStringLiteral("0") : cell.text, font, width));
        x += width + 2 * cellPadding;
    }
    const double above = isGroup ? 3.5 * pt : 2 * pt;
    return {.height = height + 2 * above,
        .paint =
            [=, isTotal = row.isTotal](QPainter& painter, const QRectF& area) {
                if (isGroup) {
                    painter.fillRect(area, shade);
                }
                painter.setPen(isTotal ? QPen(faint, 0.9 * pt) : QPen(rules, 0.5 * pt));
                const double rule = isTotal ? area.top() : area.bottom();
                painter.drawLine(QPointF(area.left(), rule), QPointF(area.right(), rule));
                for (const Piece& piece : pieces) {
                    painter.setFont(piece.font);
                    painter.setPen(piece.colour);
                    painter.drawText(QRectF(area.left() + piece.x, area.top() + above, piece.width, height),
                        piece.flags, piece.text);
                }
            },
        .keepsNext = isGroup};
}

void Layout::addTable(const Table& table)
{
    const std::vector<double> widths = fit(table);
    const QFont font = cellFont(Emphasis::Strong, m_cellPoints);
    double height = 0;
    for (std::size_t i = 0; i < widths.size(); ++i) {
        height = std::max(height, textHeight(table.columns[i].name, font, widths[i] - 2 * cellPadding));
    }
    const auto head = std::make_shared<const Block>(Block{.height = height + 5 * pt,
        .paint =
            [=, columns = table.columns](QPainter& painter, const QRectF& area) {
                painter.setFont(font);
                double x = area.left();
                for (std::size_t i = 0; i < columns.size(); ++i) {
                    painter.setPen(faint);
                    painter.drawText(QRectF(x + cellPadding, area.top() + pt, widths[i] - 2 * cellPadding, height),
                        Qt::AlignBottom | Qt::TextWordWrap | (columns[i].isNumber ? Qt::AlignRight : Qt::AlignLeft),
                        columns[i].name);
                    x += widths[i];
                }
                painter.setPen(QPen(faint, 0.9 * pt));
                painter.drawLine(area.bottomLeft() - QPointF(0, pt), area.bottomRight() - QPointF(0, pt));
            },
        .keepsNext = true});
    m_blocks.push_back(*head);
    for (const Row& row : table.rows) {
        m_blocks.push_back(rowOf(row, table, widths));
        m_blocks.back().head = head;
        // Neither the first nor the last row of a table stands alone on a page.
        const std::size_t left = table.rows.size() - static_cast<std::size_t>(&row - table.rows.data());
        m_blocks.back().keepsNext |= &row == table.rows.data() || left == 3 || left == 2;
    }
    m_blocks.back().keepsNext = false;
    addSpace(4 * pt);
}

void Layout::addChart(const calibration::HistoryChart& chart)
{
    constexpr double height = 145 * pt;
    m_blocks.push_back({.height = height + 8 * pt, .paint = [&chart](QPainter& painter, const QRectF& area) {
                            paintChart(painter, QRectF(area.topLeft(), QSizeF(area.width(), height)), chart,
                                {.font = reportFont(8 * pt), .unit = 0.85 * pt});
                        }});
}

void Layout::add(const Section& section)
{
    addSpace(10 * pt);
    addText(section.title, fontOf(13, true), ink, 1.5 * pt, true);
    addText(section.note, fontOf(8.5), faint, 5 * pt, !section.tables.empty() || !section.charts.empty());
    for (const Table& table : section.tables) {
        addTable(table);
    }
    for (const calibration::HistoryChart* chart : section.charts) {
        addChart(*chart);
    }
}

void paintFooter(QPainter& painter, const QRectF& area, const QString& text, std::size_t page, std::size_t pages)
{
    painter.setPen(QPen(rules, 0.6 * pt));
    painter.drawLine(area.topLeft(), area.topRight());
    painter.setPen(faint);
    painter.setFont(fontOf(7.5));
    const QRectF inner = area.adjusted(0, 5 * pt, 0, 0);
    painter.drawText(inner, Qt::AlignLeft | Qt::AlignTop, text);
    painter.drawText(inner, Qt::AlignRight | Qt::AlignTop, Say::tr("Page %1 of %2").arg(page).arg(pages));
}

} // namespace

bool writePdf(const calibration::ReportContent& content, QIODevice& out, const Progress& progress)
{
    const Document document = documentOf(content);
    QPdfWriter writer(&out);
    writer.setResolution(static_cast<int>(72 * pt));
    writer.setPageSize(QPageSize(QPageSize::A4));
    writer.setPageMargins({});
    writer.setTitle(document.title + QStringLiteral(", ") + document.period);
    writer.setCreator(QStringLiteral("Leadline"));
    const QRectF body(margin, margin, writer.width() - 2 * margin, writer.height() - 2 * margin - footerHeight);
    Layout layout(writer, body.width());
    layout.addFront(document);
    for (const Section& section : document.sections) {
        layout.add(section);
    }
    const std::vector<Page> pages = pagesOf(layout.blocks(), body.height());
    QPainter painter(&writer);
    for (std::size_t i = 0; i < pages.size(); ++i) {
        if (i > 0) {
            writer.newPage();
        }
        for (const Placed& placed : pages[i]) {
            placed.block->paint(
                painter, QRectF(body.left(), body.top() + placed.y, body.width(), placed.block->height));
        }
        paintFooter(painter, QRectF(body.left(), body.bottom() + 8 * pt, body.width(), footerHeight), document.footer,
            i + 1, pages.size());
        if (!progress(static_cast<double>(i + 1) / static_cast<double>(pages.size() + 1))) {
            return false;
        }
    }
    painter.end();
    return true;
}

} // namespace leadline::report
