// SPDX-License-Identifier: MIT
#include "models/watch_list_file.h"

#include "engine/core/stock_symbol.h"
#include "engine/core/table.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>
#include <initializer_list>

namespace leadline::models
{

namespace
{

QString tr(const char* text)
{
    return QCoreApplication::translate("WatchList", text);
}

constexpr int longestGroup = 60;

QString quotedCell(const QString& text)
{
    if (!text.contains(u',') && !text.contains(u';') && !text.contains(u'"') && !text.contains(u'\t')) {
        return text;
    }
    return u'"' + QString(text).replace(u'"', QStringLiteral("\"\"")) + u'"';
}

QString fromText(const std::string& text)
{
    return QString::fromStdString(text);
}

bool isNamed(const std::string& column, std::initializer_list<std::string_view> names)
{
    return std::ranges::find(names, std::string_view(core::columnName(column))) != names.end();
}

bool isSymbolColumn(const std::string& column)
{
    return isNamed(column, {"symbol", "ticker", "symbols", "tickers"});
}

/// Takes what a file holds.
class WatchFileReader
{
public:
    explicit WatchFileReader(const SymbolReader& read)
        : m_read(read)
    {
    }

    void take(const core::Table& table)
    {
        const auto& names = table.header.cells;
        const auto symbolAt = static_cast<std::size_t>(std::ranges::find_if(names, isSymbolColumn) - names.begin());
        const auto groupAt = static_cast<std::size_t>(std::ranges::find_if(names, [](const std::string& name) {
            return isNamed(name, {"group", "section"});
        }) - names.begin());
        for (const core::TableRow& row : table.rows) {
            m_line = static_cast<int>(row.line);
            const QString group = groupAt < row.cells.size() ? fromText(row.cells[groupAt]) : QString();
            if (group.size() > longestGroup) {
                fail(tr("a group has a name of up to %1 letters").arg(longestGroup));
            } else if (symbolAt < row.cells.size() && !row.cells[symbolAt].empty()) {
                takeSymbol(row.cells[symbolAt], group);
            }
        }
        for (const core::TableDefect& defect : table.defects) {
            m_line = static_cast<int>(defect.line);
            fail(fromText(defect.what));
        }
    }
    void take(const core::ListPart& part)
    {
        m_line = static_cast<int>(part.line);
        const QString text = fromText(part.text);
        const bool isBroken =
            part.text.starts_with('[') || (part.isHeading && (text.isEmpty() || text.size() > longestGroup));
        if (isBroken) {
            fail(tr("“%1” is no heading: write [Majors]").arg(text.left(longestGroup)));
        } else if (part.isHeading) {
            m_group = text;
            m_result.list.addGroup(text);
        } else {
            takeSymbol(part.text, m_group);
        }
    }
    [[nodiscard]] WatchImport result() && { return std::move(m_result); }

private:
    void fail(const QString& what) { m_result.problems.push_back({.line = m_line, .what = what}); }

    void takeSymbol(const std::string& written, const QString& group)
    {
        // Chart programs put the venue in front.
        const auto colon = written.find(':');
        SymbolAnswer answer =
            m_read(fromText(core::stockSymbolText(colon == std::string::npos ? written : written.substr(colon + 1))));
        if (answer.symbol.isEmpty() && colon != std::string::npos) {
            answer = m_read(fromText(written));
        }
        if (answer.symbol.isEmpty()) {
            fail(m_read(fromText(written)).problem);
        } else if (const auto first = m_lines.constFind(answer.symbol); first != m_lines.constEnd()) {
            fail(tr("%1 stands in line %2 already").arg(answer.symbol).arg(*first));
        } else {
            m_lines.insert(answer.symbol, m_line);
            m_result.list.add(answer.symbol, group);
        }
    }

    const SymbolReader& m_read;
    WatchImport m_result;
    QHash<QString, int> m_lines; ///< where each symbol stands
    QString m_group;
    int m_line = 0;
};

} // namespace

SymbolAnswer plainSymbol(const QString& text)
{
    const QString symbol = symbolIn(text);
    return symbol.isEmpty()
        ? SymbolAnswer{.symbol = {}, .problem = tr("“%1” is no symbol").arg(text.left(longestGroup))}
        : SymbolAnswer{.symbol = symbol, .problem = {}};
}

QString describe(const WatchProblem& problem)
{
    return tr("line %1: %2").arg(problem.line).arg(problem.what);
}

WatchImport readWatchFile(const QString& text, const SymbolReader& read)
{
    WatchFileReader reader(read);
    QString rest = text;
    if (rest.startsWith(QChar::ByteOrderMark)) {
        rest.remove(0, 1);
    }
    const std::string all = rest.toStdString();
    const core::Table table = core::readTable(
        all, [](const std::vector<std::string>& names) { return std::ranges::any_of(names, isSymbolColumn); });
    if (table.hasHeader) {
        reader.take(table);
    } else {
        for (const core::ListPart& part : core::listParts(all)) {
            reader.take(part);
        }
    }
    return std::move(reader).result();
}

WatchFileKind watchFileKind(const QString& fileName)
{
    return fileName.endsWith(QStringLiteral(".csv"), Qt::CaseInsensitive) ? WatchFileKind::Csv : WatchFileKind::Text;
}

QString writeWatchFile(const WatchList& list, WatchFileKind kind)
{
    QString text = kind == WatchFileKind::Csv ? QStringLiteral("symbol,group\n") : QString();
    for (const WatchGroup& group : list.groups()) {
        if (kind == WatchFileKind::Text && !group.name.isEmpty()) {
            text += (text.isEmpty() ? QString() : QStringLiteral("\n")) + QStringLiteral("[%1]\n").arg(group.name);
        }
        for (const QString& symbol : group.symbols) {
            text += kind == WatchFileKind::Csv ? symbol + u',' + quotedCell(group.name) + u'\n' : symbol + u'\n';
        }
    }
    return text;
}

} // namespace leadline::models
