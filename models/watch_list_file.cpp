// SPDX-License-Identifier: MIT
#include "models/watch_list_file.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>

namespace leadline::models
{

namespace
{

QString tr(const char* text)
{
    return QCoreApplication::translate("WatchList", text);
}

constexpr int longestGroup = 60;

/// The parts of a line between commas, semicolons or tabs. What stands in quotes is one part, "" in it a quote.
QStringList cellsOf(const QString& line)
{
    QStringList cells{QString()};
    bool isQuoted = false;
    for (qsizetype i = 0; i < line.size(); ++i) {
        const QChar c = line[i];
        if (c == u'"') {
            if (isQuoted && i + 1 < line.size() && line[i + 1] == u'"') {
                cells.back() += line[++i];
            } else {
                isQuoted = !isQuoted;
            }
        } else if (!isQuoted && (c == u',' || c == u';' || c == u'\t')) {
            cells << QString();
        } else {
            cells.back() += c;
        }
    }
    for (QString& cell : cells) {
        cell = cell.trimmed();
    }
    return cells;
}

QString quotedCell(const QString& text)
{
    if (!text.contains(u',') && !text.contains(u';') && !text.contains(u'"') && !text.contains(u'\t')) {
        return text;
    }
    return u'"' + QString(text).replace(u'"', QStringLiteral("\"\"")) + u'"';
}

/// Reads a file line by line.
class WatchFileReader
{
public:
    explicit WatchFileReader(const SymbolReader& read)
        : m_read(read)
    {
    }

    void take(const QString& line)
    {
        ++m_line;
        const QString text = line.trimmed();
        if (text.isEmpty() || text.startsWith(u'#')) {
            return;
        }
        if (text.startsWith(u'[')) {
            takeHeading(text);
            return;
        }
        const QStringList cells = cellsOf(text);
        if (cells.size() > 1 && cells[0].compare(u"symbol", Qt::CaseInsensitive) == 0
            && cells[1].compare(u"group", Qt::CaseInsensitive) == 0) {
            m_isTable = true;
            return;
        }
        if (m_isTable && cells.value(1).size() > longestGroup) {
            fail(tr("a group has a name of up to %1 letters").arg(longestGroup));
            return;
        }
        if (m_isTable) {
            takeSymbol(cells[0], cells.value(1));
            return;
        }
        for (const QString& cell : cells) {
            if (!cell.isEmpty()) {
                takeSymbol(cell, m_group);
            }
        }
    }
    [[nodiscard]] WatchImport result() && { return std::move(m_result); }

private:
    void fail(const QString& what) { m_result.problems.push_back({.line = m_line, .what = what}); }

    void takeHeading(const QString& text)
    {
        const QString name = text.mid(1, text.size() - 2).trimmed();
        if (!text.endsWith(u']') || name.isEmpty() || name.size() > longestGroup) {
            fail(tr("“%1” is no heading: write [Majors]").arg(text.left(longestGroup)));
            return;
        }
        m_group = name;
        m_result.list.addGroup(name);
    }

    void takeSymbol(const QString& text, const QString& group)
    {
        const SymbolAnswer answer = m_read(text);
        if (answer.symbol.isEmpty()) {
            fail(answer.problem);
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
    bool m_isTable = false;
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
    for (const QString& line : rest.split(u'\n')) {
        reader.take(line);
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
