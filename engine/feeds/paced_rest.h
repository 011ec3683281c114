// SPDX-License-Identifier: MIT
/// REST requests for market data, one after the other within what the venue allows.
#pragma once

#include "engine/feeds/request_pace.h"
#include "engine/feeds/rest_client.h"

#include <QObject>
#include <QTimer>

#include <cstdint>
#include <deque>
#include <functional>
#include <string>

namespace leadline::feeds
{

/// Thread: its owner's.
class PacedRest final : public QObject
{
    Q_OBJECT

public:
    using Done = std::function<void(const RestClient::Answer&)>;
    enum class Turn : std::uint8_t { Last, Next };

    PacedRest(
        const std::string& base, const RequestPace::Limit& limit, const core::Clock& clock, QObject* parent = nullptr);

    /// `done` is called once, later, unless this object is gone by then, or cancel() came before the request went out.
    void get(const std::string& path, double weight, Turn turn, Done done);
    void cancel(const std::string& path);

private:
    struct Request {
        std::string path;
        double weight = 1;
        Done done;
    };

    void sendNext();

    RestClient m_rest;
    RequestPace m_pace;
    std::deque<Request> m_waiting;
    QTimer m_wake;
};

} // namespace leadline::feeds
