// SPDX-License-Identifier: MIT
/// A file that another program writes signals to, followed as it grows.
#pragma once

#include "engine/signals/signal_line.h"

#include <QFile>
#include <QString>

#include <functional>

namespace leadline::signals
{

/// Which of a file's lines count.
enum class FileStart : std::uint8_t {
    Appended, ///< those that are finished after the file was opened
    Everything,
};

/// Thread: its owner's.
class SignalFile
{
public:
    /// What it tells; all of them are there.
    struct Listener {
        std::function<void(Signal signal, const std::string& place)> read;
        std::function<void(const std::string&)> refused; ///< a line, with its place and the reason
        std::function<void(const std::string&)> noted; ///< of the file: it is not there, it was replaced
    };

    SignalFile(const QString& path, FileStart start, Listener listener);

    /// Reads what was added. A last line without an end waits for it; where the content that was read is no longer
    /// there, the file is read from its beginning; while there is no file it waits, and says so once.
    void poll();

private:
    bool open(QFile& file);
    [[nodiscard]] bool isContinued(QFile& file) const;
    void startAnew();
    void readLines(QFile& file);
    void take(std::string_view line);
    void note(const std::string& trouble);

    QString m_path;
    Listener m_listener;
    SignalReader m_reader;
    bool m_skips; ///< what is there already does not count
    bool m_isInsideLongLine = false; ///< the rest of a refused line follows
    qint64 m_position = 0; ///< behind the last whole line, in bytes
    QByteArray m_tail; ///< the bytes before it
    std::string m_trouble; ///< what was said of it last
};

} // namespace leadline::signals
