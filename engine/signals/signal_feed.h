// SPDX-License-Identifier: MIT
/// Where signals come in: a file that grows, a local socket, or both.
#pragma once

#include "engine/signals/signal_file.h"
#include "engine/signals/signal_line.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace leadline::signals
{

class SignalSocket;
class SignalSource;

struct SignalFeedOptions {
    QString file; ///< empty: none
    FileStart fileStart = FileStart::Appended;
    QString socket; ///< a path, or a name in the folder of temporary files; empty: none
    std::chrono::milliseconds filePeriod{100}; ///< how often the file is looked at
    /// Why a signal does not count, which its sender is told at once; empty: all do.
    std::function<std::optional<std::string>(const Signal&)> objection;
};

/// Thread: its owner's.
class SignalFeed final : public QObject
{
    Q_OBJECT

public:
    /// The clock gives the time to signals that name none.
    SignalFeed(const core::Clock& clock, const SignalFeedOptions& options, QObject* parent = nullptr);
    ~SignalFeed() override;

    /// Begins. A defect when the socket cannot be opened; nothing is followed then. A file may come later.
    [[nodiscard]] core::Result<void> open();
    /// Where clients connect; empty without a socket.
    [[nodiscard]] QString socketPath() const;

public Q_SLOTS:
    /// Looks at the file; a timer does so while the feed is open.
    void poll();

Q_SIGNALS:
    /// Has time, id and source; its id is new to that source.
    void arrived(const leadline::signals::Signal& signal);
    /// A line that does not count: where and why, in one line.
    void refused(const QString& what);
    /// What a user should know of the file: it is not there yet, it was written anew.
    void noted(const QString& what);

private:
    core::Result<std::string> take(SignalSource& source, Signal signal);

    const core::Clock& m_clock;
    SignalFeedOptions m_options;
    std::unique_ptr<SignalSource> m_fileSource;
    std::unique_ptr<SignalSource> m_socketSource;
    std::unique_ptr<SignalFile> m_file;
    std::unique_ptr<SignalSocket> m_socket;
    QTimer m_timer;
};

} // namespace leadline::signals

Q_DECLARE_METATYPE(leadline::signals::Signal)
