// SPDX-License-Identifier: MIT
#include "engine/feeds/joint_questions.h"

#include "engine/feeds/trading_access.h"

#include <QTimer>

#include <algorithm>
#include <utility>

namespace leadline::feeds
{

namespace
{

/// Orders whose sending is remembered: far more than can be unknown at a time.
constexpr std::size_t mostRemembered = 4096;

} // namespace

JointQuestions::JointQuestions(const TradingAccess& access)
    : m_access(access)
{
}

void JointQuestions::submitted(orders::ClientOrderId order)
{
    m_sent.emplace(order, m_access.clock.steady()); // sent anew it may be there since the first time
    if (m_sent.size() > mostRemembered) {
        m_sent.erase(m_sent.begin()); // ids rise
    }
}

void JointQuestions::timeKnown(core::Timestamp venueTime)
{
    const core::Duration ahead = venueTime.time_since_epoch() - m_access.clock.steady();
    // While the machine slept the steady clock stood: the smallest one dates orders too early rather than too late.
    m_venueClock = m_venueClock ? std::min(*m_venueClock, ahead) : ahead;
}

std::optional<core::Timestamp> JointQuestions::sentAt(orders::ClientOrderId order) const
{
    const auto sent = m_sent.find(order);
    return sent != m_sent.end() && m_venueClock ? std::optional(core::Timestamp(*m_venueClock + sent->second))
                                                : std::nullopt;
}

bool JointQuestions::join(const SentRequest& request)
{
    const venues::TradingAsk& ask = request.ask;
    // What follows a question that was asked alone stays alone.
    const bool isOwnSecondHalf = ask.what == venues::Ask::QueryClosed && ask.allSince == core::Timestamp{};
    if (isOwnSecondHalf || !m_access.protocol->answersForAll(ask.what) || !sentAt(ask.order.request.id)) {
        return false;
    }
    const Key key{ask.what, ask.allSince, ask.offset};
    auto& waiting = m_waiting[key];
    const auto same = std::ranges::find(waiting, ask.order.request.id, [](const SentRequest& one) {
        return one.ask.order.request.id; //
    });
    if (same != waiting.end()) {
        *same = request; // asked again while it waits: the newer one knows more
        return true;
    }
    waiting.push_back(request);
    if (waiting.size() == 1) {
        const auto asked = m_asked.find(ask.what);
        const bool isFirstPage = ask.offset == 0;
        const bool isInTime = asked == m_asked.end() || !isFirstPage || !m_access.environment.isLimited;
        const core::Duration left = isInTime
            ? core::Duration{}
            : asked->second + core::Duration(m_access.timing.jointPause) - m_access.clock.steady();
        sendLater(key, left);
    }
    return true;
}

void JointQuestions::sendLater(const Key& key, core::Duration pause)
{
    QTimer::singleShot(std::chrono::ceil<std::chrono::milliseconds>(std::max(core::Duration{}, pause)), this,
        [this, key] { sendAll(key); });
}

void JointQuestions::sendAll(const Key& key)
{
    if (const core::Duration left = roomIn(m_waiting[key].front().ask); left > core::Duration{}) {
        return sendLater(key, left);
    }
    std::vector<SentRequest> all = std::exchange(m_waiting[key], {});
    m_waiting.erase(key);
    core::Timestamp since = std::get<core::Timestamp>(key);
    if (since == core::Timestamp{}) {
        since = core::Timestamp::max();
        for (const SentRequest& one : all) {
            since = std::min(since, sentAt(one.ask.order.request.id).value_or(one.ask.order.sent));
        }
    }
    for (SentRequest& one : all) {
        one.ask.allSince = since;
    }
    m_asked[std::get<venues::Ask>(key)] = m_access.clock.steady();
    SentRequest first = std::move(all.front());
    all.erase(all.begin());
    first.others = std::move(all);
    send(std::move(first));
}

} // namespace leadline::feeds
