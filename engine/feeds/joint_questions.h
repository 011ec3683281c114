// SPDX-License-Identifier: MIT
/// Questions about single orders that are asked as one, where a venue's answer tells of all of them.
#pragma once

#include "engine/feeds/sent_request.h"

#include <QObject>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <tuple>
#include <vector>

namespace leadline::feeds
{

struct TradingAccess;

/// Collects for a moment, for a pause after the last time, and for as long as there is no room in the budget: a hundred
/// orders that become unknown with a connection cost as much of it as one, and none is turned away. Only orders that
/// were sent in this run join, since when they were sent is known by a clock that nobody sets. Thread: that of its
/// owner.
class JointQuestions final : public QObject
{
    Q_OBJECT

public:
    explicit JointQuestions(const TradingAccess& access);

    /// Gets what is asked as one: the first request, with the others in it.
    std::function<void(SentRequest request)> send;
    /// For how long there is no room for such a question. Set it before anything else.
    std::function<core::Duration(const venues::TradingAsk& ask)> roomIn;

    /// An order is on its way.
    void submitted(orders::ClientOrderId order);
    /// The venue's clock, just now.
    void timeKnown(core::Timestamp venueTime);
    /// False where the question has to be asked alone; `send` gets it otherwise, never before this returns.
    bool join(const SentRequest& request);

private:
    /// What, since when (the epoch: not decided yet), and from which offset on.
    using Key = std::tuple<venues::Ask, core::Timestamp, int>;

    /// By the venue's clock; nothing: not known for sure.
    [[nodiscard]] std::optional<core::Timestamp> sentAt(orders::ClientOrderId order) const;
    void sendLater(const Key& key, core::Duration pause);
    void sendAll(const Key& key);

    const TradingAccess& m_access;
    std::map<orders::ClientOrderId, core::Duration> m_sent; ///< by the steady clock; of the newest orders
    std::optional<core::Duration> m_venueClock; ///< what it is ahead of the steady clock
    std::map<Key, std::vector<SentRequest>> m_waiting;
    std::map<venues::Ask, core::Duration> m_asked; ///< when each was asked last, by the steady clock
};

} // namespace leadline::feeds
