// SPDX-License-Identifier: MIT
#include "engine/signals/signal_feed.h"

#include "engine/signals/signal_socket.h"
#include "engine/signals/signal_source.h"

namespace leadline::signals
{

SignalFeed::SignalFeed(const core::Clock& clock, const SignalFeedOptions& options, QObject* parent)
    : QObject(parent)
    , m_clock(clock)
    , m_options(options)
    , m_fileSource(std::make_unique<SignalSource>(options.file.toStdString()))
    , m_socketSource(std::make_unique<SignalSource>(options.socket.toStdString()))
{
    m_timer.setInterval(m_options.filePeriod);
    connect(&m_timer, &QTimer::timeout, this, &SignalFeed::poll);
}

SignalFeed::~SignalFeed() = default;

core::Result<void> SignalFeed::open()
{
    if (!m_options.socket.isEmpty()) {
        auto socket =
            std::make_unique<SignalSocket>([this](Signal signal) { return take(*m_socketSource, std::move(signal)); });
        if (auto listening = socket->listen(m_options.socket); !listening) {
            return listening;
        }
        m_socket = std::move(socket);
        connect(m_socket.get(), &SignalSocket::refused, this, &SignalFeed::refused);
    }
    if (!m_options.file.isEmpty()) {
        const auto text = [](const std::string& what) { return QString::fromStdString(what); };
        m_file = std::make_unique<SignalFile>(m_options.file, m_options.fileStart,
            SignalFile::Listener{.read =
                                     [this](Signal signal, const std::string& place) {
                                         if (const auto taken = take(*m_fileSource, std::move(signal)); !taken) {
                                             Q_EMIT refused(QString::fromStdString(place + ": " + taken.error().what));
                                         }
                                     },
                .refused = [this, text](const std::string& what) { Q_EMIT refused(text(what)); },
                .noted = [this, text](const std::string& what) { Q_EMIT noted(text(what)); }});
        poll();
        m_timer.start();
    }
    return {};
}

QString SignalFeed::socketPath() const
{
    return m_socket ? m_socket->path() : QString();
}

void SignalFeed::poll()
{
    if (m_file) {
        m_file->poll();
    }
}

core::Result<std::string> SignalFeed::take(SignalSource& source, Signal signal)
{
    if (auto admitted = source.admit(signal, m_clock.now()); !admitted) {
        return std::unexpected(admitted.error());
    }
    if (const auto objection = m_options.objection ? m_options.objection(signal) : std::nullopt) {
        return core::defect(*objection);
    }
    Q_EMIT arrived(signal);
    return signal.id;
}

} // namespace leadline::signals
