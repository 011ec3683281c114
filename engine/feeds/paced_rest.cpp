// SPDX-License-Identifier: MIT
#include "engine/feeds/paced_rest.h"

#include <algorithm>
#include <utility>

namespace leadline::feeds
{

namespace
{

constexpr std::chrono::milliseconds answerWithin{10'000};
constexpr int tooManyRequests = 429;
constexpr int banned = 418;
/// Where the venue refuses more requests and does not say for how long.
constexpr std::chrono::seconds shortestBan{1};

} // namespace

PacedRest::PacedRest(
    const std::string& base, const RequestPace::Limit& limit, const core::Clock& clock, QObject* parent)
    : QObject(parent)
    , m_rest(base, {}, answerWithin)
    , m_pace(limit, clock)
{
    m_wake.setSingleShot(true);
    connect(&m_wake, &QTimer::timeout, this, &PacedRest::sendNext);
}

void PacedRest::get(const std::string& path, double weight, Turn turn, Done done)
{
    Request request{path, weight, std::move(done)};
    if (turn == Turn::Next) {
        m_waiting.push_front(std::move(request));
    } else {
        m_waiting.push_back(std::move(request));
    }
    sendNext();
}

void PacedRest::cancel(const std::string& path)
{
    std::erase_if(m_waiting, [&path](const Request& request) { return request.path == path; });
}

void PacedRest::sendNext()
{
    while (!m_waiting.empty()) {
        if (!m_pace.take(m_waiting.front().weight)) {
            m_wake.start(RequestPace::pause);
            return;
        }
        const Request request = std::move(m_waiting.front());
        m_waiting.pop_front();
        m_rest.get(request.path, [this, done = request.done](const RestClient::Answer& answer) {
            // What is true for one request is true for those behind it.
            if (answer.status == tooManyRequests || answer.status == banned) {
                m_pace.block(std::max(answer.retryAfter, shortestBan));
            }
            done(answer);
        });
    }
}

} // namespace leadline::feeds
