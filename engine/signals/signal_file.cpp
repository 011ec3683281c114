// SPDX-License-Identifier: MIT
#include "engine/signals/signal_file.h"

#include <QFileInfo>

#include <algorithm>

namespace leadline::signals
{

namespace
{

/// So many bytes tell a file that grew from one that was written anew.
constexpr qint64 tailSize = 4096;
constexpr qint64 chunkSize = 1 << 20;
constexpr auto lineLimit = static_cast<qsizetype>(longestLine);

std::string nameOf(const QString& path)
{
    return QFileInfo(path).fileName().toStdString();
}

} // namespace

SignalFile::SignalFile(const QString& path, FileStart start, Listener listener)
    : m_path(path)
    , m_listener(std::move(listener))
    , m_reader(nameOf(path))
    , m_skips(start == FileStart::Appended)
{
}

void SignalFile::poll()
{
    QFile file(m_path);
    if (!open(file)) {
        m_skips = false; // what comes later was not there at the start
        return;
    }
    m_trouble.clear();
    if (!isContinued(file)) {
        m_listener.noted(m_path.toStdString() + ": was written anew, and is read from its beginning");
        startAnew();
    }
    readLines(file);
    m_skips = false;
}

bool SignalFile::open(QFile& file)
{
    const QFileInfo info(m_path);
    if (info.exists() && !info.isFile()) {
        note("is no plain file"); // a pipe would keep us waiting
        return false;
    }
    if (!file.open(QIODevice::ReadOnly)) {
        const bool isThere = info.exists();
        note(isThere ? file.errorString().toStdString() + "; waiting" : "not there yet; waiting for it");
        if (!isThere) {
            startAnew();
        }
        return false;
    }
    return true;
}

void SignalFile::note(const std::string& trouble)
{
    if (trouble != m_trouble) {
        m_trouble = trouble;
        m_listener.noted(m_path.toStdString() + ": " + trouble);
    }
}

bool SignalFile::isContinued(QFile& file) const
{
    if (file.size() < m_position) {
        return false;
    }
    file.seek(m_position - m_tail.size());
    return file.read(m_tail.size()) == m_tail;
}

void SignalFile::startAnew()
{
    m_position = 0;
    m_tail.clear();
    m_isInsideLongLine = false;
    m_reader.restart();
}

void SignalFile::readLines(QFile& file)
{
    file.seek(m_position);
    QByteArray text;
    for (QByteArray more = file.read(chunkSize); !more.isEmpty(); more = file.read(chunkSize)) {
        text += more;
        qsizetype begin = 0;
        for (qsizetype end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', begin)) {
            take({text.constData() + begin, static_cast<std::size_t>(end - begin)});
            begin = end + 1;
        }
        if (text.size() - begin > lineLimit) {
            take({text.constData() + begin, static_cast<std::size_t>(text.size() - begin)});
            m_isInsideLongLine = true;
            begin = text.size();
        }
        m_position += begin;
        m_tail = (m_tail + text.first(begin)).right(tailSize);
        text.remove(0, begin);
    }
}

void SignalFile::take(std::string_view line)
{
    if (m_isInsideLongLine) {
        m_isInsideLongLine = false; // its end; a part of it that is long itself is marked by the caller
        return;
    }
    if (m_skips) {
        m_reader.skip(line);
        return;
    }
    auto read = m_reader.read(line);
    if (!read) {
        m_listener.refused(read.error().what);
    } else if (*read) {
        m_listener.read(std::move(**read), m_reader.lastPlace());
    }
}

} // namespace leadline::signals
