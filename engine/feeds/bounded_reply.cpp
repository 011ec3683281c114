// SPDX-License-Identifier: MIT
#include "engine/feeds/bounded_reply.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTimer>

namespace leadline::feeds
{

void setBounds(QNetworkAccessManager& network, std::chrono::milliseconds patience)
{
    network.setTransferTimeout(static_cast<int>(patience.count()));
    network.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
}

void bound(QNetworkReply& reply, std::chrono::milliseconds patience)
{
    QObject::connect(&reply, &QNetworkReply::downloadProgress, &reply, [&reply](qint64 received) {
        if (static_cast<quint64>(received) > mostBytes) {
            reply.abort();
        }
    });
    // Each byte starts Qt's own timeout anew.
    constexpr int longest = 10;
    QTimer::singleShot(patience * longest, &reply, [&reply] { reply.abort(); });
}

bool isWhole(const QNetworkReply& reply)
{
    // What the server says of the request comes behind 200; before it stand the troubles of the connection.
    return reply.error() == QNetworkReply::NoError || reply.error() > QNetworkReply::UnknownProxyError;
}

} // namespace leadline::feeds
