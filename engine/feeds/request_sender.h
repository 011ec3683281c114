// SPDX-License-Identifier: MIT
/// Signed requests to one venue, over REST or its private stream: within its budgets, by its clock, each sent once.
#pragma once

#include "engine/core/time.h"
#include "engine/feeds/joint_questions.h"
#include "engine/feeds/sent_request.h"
#include "engine/risk/rate_budget.h"

#include <QHash>
#include <QNetworkAccessManager>
#include <QObject>
#include <QString>

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>

class QNetworkReply;

namespace leadline::orders
{
class OrderManager;
}

namespace leadline::feeds
{

struct TradingAccess;

/// Thread: that of its owner.
class RequestSender final : public QObject
{
    Q_OBJECT

public:
    using Done = std::function<void(const venues::TradingAnswer&)>;

    /// The manager gets the times of orders on their way.
    RequestSender(const TradingAccess& access, orders::OrderManager& manager);

    /// Sends over the private stream; false where it is not open. Set it before anything else.
    std::function<bool(const QString& text)> sendToStream;

    /// `done` gets every answer, several where the venue answers in parts, and never before this returns. What the
    /// venue answers for all orders at once waits a moment for others that ask the same. A question about an order that
    /// is still being answered is not asked beside it: that `done` gets nothing.
    void ask(venues::TradingAsk ask, risk::Urgency urgency, Done done);
    /// Asks for the venue's clock; `then` is called whether there was an answer or not.
    void askTime(std::function<void()> then);
    /// What the private stream was opened with goes into each request from now on.
    void setSession(const std::string& session) { m_session = session; }
    /// The private stream answered the request of that number.
    void answer(quint64 number, std::string_view text);
    /// The private stream broke: nobody knows what became of requests that were on it.
    void failPending(const QString& why);

    /// There is room for an order.
    [[nodiscard]] bool hasBudget() const;
    /// The venue's clock as far as it is known; else ours.
    [[nodiscard]] core::Timestamp venueNow() const;

Q_SIGNALS:
    /// Something a person should know of.
    void warned(const QString& what);
    void timeFailed(const QString& why);

private:
    using Request = SentRequest;
    using Shared = std::shared_ptr<const Request>;

    void begin(Request request, risk::Urgency urgency);
    /// The next part of an answer: turned away, all that was asked before it would have been in vain.
    void beginWhenThereIsRoom(Request request);
    void askNext(venues::TradingAsk next, const Request& before);
    [[nodiscard]] double orderCostOf(const venues::TradingAsk& ask) const;
    [[nodiscard]] double requestCostOf(const venues::TradingAsk& ask) const;
    /// For how long there is no room in our budgets.
    [[nodiscard]] core::Duration roomIn(const venues::TradingAsk& ask, risk::Urgency urgency) const;
    void sendOverStream(const Shared& request, const QString& text);
    void sendOverRest(const Shared& request, const venues::TradingRequest& sent);
    void read(QNetworkReply& reply, const Request& request);
    void isInSocket(const Request& request);
    /// The same answer to all who asked.
    void answerAll(const Request& request, const venues::TradingAnswer& answer);
    void answered(const Request& request, const venues::TradingAnswer& answer);
    /// Somebody still waits for a request that was turned away for its stamp.
    [[nodiscard]] bool isWanted(const venues::TradingAsk& ask);
    /// The next part of an answer.
    void askOn(const Request& request, const venues::TradingAnswer& answer);
    /// Budgets go by the steady clock: a clock that is set back would hold requests back until it caught up.
    [[nodiscard]] core::Timestamp budgetNow() const;
    /// The venue, or our own budget, turned a request away for now.
    void pause(const venues::TradingAnswer& answer);
    [[nodiscard]] venues::Stamp stamp();

    const TradingAccess& m_access;
    orders::OrderManager& m_manager;
    QNetworkAccessManager m_network;
    risk::RateBudget m_requests;
    risk::RateBudget m_orders;
    JointQuestions m_joint;
    std::set<std::pair<orders::ClientOrderId, venues::Ask>> m_asking; ///< questions about single orders under way
    QHash<quint64, Shared> m_pending; ///< on the private stream, by number
    core::Duration m_offset{}; ///< the venue's clock minus ours
    quint64 m_lastNumber = 0;
    std::uint64_t m_lastNonce = 0;
    std::string m_session;
};

/// Why a request was not sent that found no room in a budget of ours.
inline constexpr const char* ownBudget = "the request budget is used up";

} // namespace leadline::feeds
