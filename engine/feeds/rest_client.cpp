// SPDX-License-Identifier: MIT
#include "engine/feeds/rest_client.h"

#include "engine/feeds/bounded_reply.h"

#include <QNetworkReply>
#include <QUrl>

namespace leadline::feeds
{

namespace
{

QByteArray reasonOf(const QNetworkReply& reply)
{
    switch (reply.error()) {
    case QNetworkReply::OperationCanceledError:
        return QByteArrayLiteral("no whole answer in time");
    case QNetworkReply::SslHandshakeFailedError:
        return QByteArrayLiteral("its certificate is not valid");
    default:
        return QByteArrayLiteral("cannot be reached");
    }
}

} // namespace

QString RestClient::Answer::problem() const
{
    return status != 0 ? RestClient::tr("HTTP %1").arg(status) : QString::fromUtf8(body);
}

RestClient::RestClient(std::string base, Headers headers, std::chrono::milliseconds patience, QObject* parent)
    : QObject(parent)
    , m_base(std::move(base))
    , m_headers(std::move(headers))
    , m_patience(patience)
{
    setBounds(m_network, patience);
}

void RestClient::get(const std::string& path, std::function<void(const Answer&)> done)
{
    QNetworkRequest request(QUrl(QString::fromStdString(m_base + path)));
    for (const auto& [name, value] : m_headers) {
        request.setRawHeader(QByteArray::fromStdString(name), QByteArray::fromStdString(value));
    }
    QNetworkReply* const reply = m_network.get(request);
    bound(*reply, m_patience);
    connect(reply, &QNetworkReply::finished, this, [reply, done = std::move(done)] {
        reply->deleteLater();
        const int status = isWhole(*reply) ? reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt() : 0;
        // The texts of Qt's errors hold the address: what went wrong is said without it.
        done({.status = status,
            .body = status != 0 ? reply->readAll() : reasonOf(*reply),
            .retryAfter = std::chrono::seconds(reply->rawHeader("Retry-After").toInt())});
    });
}

} // namespace leadline::feeds
