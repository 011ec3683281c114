// SPDX-License-Identifier: MIT
#include "engine/signals/signal_socket.h"

#include <QDir>
#include <QLocalSocket>

#include <filesystem>

namespace leadline::signals
{

namespace
{

constexpr int mostClients = 64;
/// A client that reads none of its answers is let go before they fill the memory.
constexpr qint64 mostUnread = 1 << 20;
constexpr int probePatience = 200; ///< milliseconds
constexpr auto longestPending = static_cast<qsizetype>(longestLine);

bool hasListener(const QString& path)
{
    QLocalSocket probe;
    probe.connectToServer(path);
    return probe.waitForConnected(probePatience);
}

void say(QLocalSocket& socket, const std::string& line)
{
    socket.write(line.data(), static_cast<qint64>(line.size()));
    socket.write("\n", 1);
}

} // namespace

/// One connection; it goes with its socket.
struct SignalSocket::Client final : QObject {
    Client(QLocalSocket& connection, int number)
        : QObject(&connection)
        , socket(connection)
        , name("connection " + std::to_string(number))
        , reader(name)
    {
    }

    QLocalSocket& socket;
    std::string name;
    SignalReader reader;
    QByteArray pending; ///< of a line whose end has not come
    bool isDismissed = false;
};

SignalSocket::SignalSocket(Taker taker, QObject* parent)
    : QObject(parent)
    , m_taker(std::move(taker))
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &SignalSocket::welcome);
}

SignalSocket::~SignalSocket()
{
    // Connections are the server's children, and end before the members that they reach.
    m_server.disconnect(this);
    for (QLocalSocket* const socket : m_server.findChildren<QLocalSocket*>()) {
        socket->disconnect(this);
    }
}

core::Result<void> SignalSocket::listen(const QString& name)
{
    const QString path = QDir(QDir::tempPath()).filePath(name);
    const std::string named = path.toStdString();
    // A socket for one user alone is made aside and moved to its place, over whatever is there.
    std::error_code unknown;
    if (std::filesystem::exists(named, unknown) && !std::filesystem::is_socket(named, unknown)) {
        return core::defect(named + ": is there already, and is no socket");
    }
    if (hasListener(path)) {
        return core::defect(named + ": another program listens there");
    }
    if (!m_server.listen(path)) {
        return core::defect(named + ": no socket can be made there: " + m_server.errorString().toStdString());
    }
    return {};
}

void SignalSocket::welcome()
{
    while (QLocalSocket* const socket = m_server.nextPendingConnection()) {
        auto* const client = new Client(*socket, ++m_welcomed);
        ++m_clients;
        connect(socket, &QLocalSocket::disconnected, this, [this, client] {
            --m_clients;
            if (!client->isDismissed && !client->pending.isEmpty()) {
                Q_EMIT refused(QString::fromStdString(client->name + " ended inside of a line, which does not count"));
            }
            client->socket.deleteLater();
        });
        connect(socket, &QLocalSocket::readyRead, this, [this, client] { readFrom(*client); });
        if (m_clients > mostClients) {
            dismiss(*client, "more than " + std::to_string(mostClients) + " connections");
        } else {
            readFrom(*client);
        }
    }
}

void SignalSocket::readFrom(Client& client)
{
    client.pending += client.socket.readAll();
    qsizetype begin = 0;
    for (qsizetype end = 0; !client.isDismissed && (end = client.pending.indexOf('\n', begin)) >= 0; begin = end + 1) {
        if (end - begin > longestPending) {
            break;
        }
        answer(client, {client.pending.constData() + begin, static_cast<std::size_t>(end - begin)});
    }
    client.pending.remove(0, client.isDismissed ? client.pending.size() : begin);
    if (client.pending.size() > longestPending) {
        dismiss(client, "line " + describeLongestLine());
    }
}

void SignalSocket::answer(Client& client, std::string_view line)
{
    const auto read = client.reader.read(line);
    if (!read) {
        Q_EMIT refused(QString::fromStdString(read.error().what));
        say(client.socket, "error " + read.error().what);
    } else if (!*read) {
        say(client.socket, "ok");
    } else if (const auto taken = m_taker(**read)) {
        say(client.socket, "ok " + *taken);
    } else {
        const std::string what = client.reader.lastPlace() + ": " + taken.error().what;
        Q_EMIT refused(QString::fromStdString(what));
        say(client.socket, "error " + what);
    }
    if (client.socket.bytesToWrite() > mostUnread) {
        dismiss(client, "answers are not read");
    }
}

void SignalSocket::dismiss(Client& client, const std::string& why)
{
    client.isDismissed = true;
    client.pending.clear();
    Q_EMIT refused(QString::fromStdString(client.name + ": " + why + "; it is closed"));
    say(client.socket, "error " + why);
    client.socket.disconnectFromServer();
}

} // namespace leadline::signals
