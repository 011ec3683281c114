// SPDX-License-Identifier: MIT
/// A local socket at which other programs of the same user say signals, a line each, and are answered.
#pragma once

#include "engine/signals/signal_line.h"

#include <QLocalServer>
#include <QObject>
#include <QString>

#include <functional>

class QLocalSocket;

namespace leadline::signals
{

/// Each line is answered by one: `ok <id>` for a signal, `ok` for a line that says none (a header, a blank one), or
/// `error <what>`. Thread: its owner's.
class SignalSocket final : public QObject
{
    Q_OBJECT

public:
    /// Takes a signal; what it gives back is answered: the id, or why it is refused.
    using Taker = std::function<core::Result<std::string>(Signal)>;

    explicit SignalSocket(Taker taker, QObject* parent = nullptr);
    ~SignalSocket() override;

    /// A path, or a name in the folder of temporary files. A socket that a program left there is replaced; a defect
    /// when a program listens at it, when the path is something else, or nothing can be made there. Nobody but the user
    /// may connect.
    [[nodiscard]] core::Result<void> listen(const QString& name);
    [[nodiscard]] QString path() const { return m_server.fullServerName(); }

Q_SIGNALS:
    /// A line or a connection, with the reason.
    void refused(const QString& what);

private:
    struct Client;

    void welcome();
    void readFrom(Client& client);
    void answer(Client& client, std::string_view line);
    /// Says why, and closes.
    void dismiss(Client& client, const std::string& why);

    Taker m_taker;
    QLocalServer m_server;
    int m_clients = 0; ///< connected now
    int m_welcomed = 0; ///< so far
};

} // namespace leadline::signals
