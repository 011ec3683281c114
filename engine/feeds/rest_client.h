// SPDX-License-Identifier: MIT
/// Questions to a REST service that change nothing there.
#pragma once

#include <QByteArray>
#include <QNetworkAccessManager>
#include <QObject>
#include <QString>

#include <chrono>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace leadline::feeds
{

/// Thread: its owner's.
class RestClient final : public QObject
{
    Q_OBJECT

public:
    using Headers = std::vector<std::pair<std::string, std::string>>;
    struct Answer {
        int status = 0; ///< HTTP's; zero: there was no answer, and `body` says why
        QByteArray body;
        std::chrono::seconds retryAfter{}; ///< as the service asks; zero: it does not

        [[nodiscard]] bool isGood() const { return status == 200; }
        /// What was asked for is not there: asking again does not help.
        [[nodiscard]] bool isForNothing() const { return status == 400 || status == 404; }
        /// For people, where it is not good: "HTTP 503", or why there was no answer.
        [[nodiscard]] QString problem() const;
        [[nodiscard]] std::string_view text() const
        {
            return {body.constData(), static_cast<std::size_t>(body.size())};
        }
    };

    /// `base` is without a path; `headers` go with every request and are never shown.
    RestClient(std::string base, Headers headers, std::chrono::milliseconds patience, QObject* parent = nullptr);

    /// `done` is called once, later, unless this object is gone by then.
    void get(const std::string& path, std::function<void(const Answer&)> done);

private:
    std::string m_base;
    Headers m_headers;
    std::chrono::milliseconds m_patience;
    QNetworkAccessManager m_network;
};

} // namespace leadline::feeds
