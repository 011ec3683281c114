// SPDX-License-Identifier: MIT
#include "engine/feeds/request_sender.h"

#include "engine/feeds/bounded_reply.h"
#include "engine/feeds/trading_access.h"
#include "engine/orders/order_manager.h"

#include <QIODevice>
#include <QNetworkReply>
#include <QTimer>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

namespace leadline::feeds
{

using risk::Urgency;
using venues::Ask;
using venues::Outcome;
using venues::Reach;
using venues::TradingAnswer;
using venues::TradingAsk;

namespace
{

/// A venue that says "too many requests" and not for how long.
constexpr std::chrono::milliseconds shortestBlock{1000};
/// Between two looks at a budget without room: others may have used it, or the venue's block may have ended.
constexpr std::chrono::milliseconds longestLook{250};
/// What became of orders that are out comes before new ones; one question for all of them keeps few of those back.
constexpr Urgency jointUrgency = Urgency::Order;

/// A body that can be read once. Qt sends a request anew by itself when its connection breaks, whatever its method: an
/// order would be there twice. It cannot where the body cannot be rewound.
class OnceOnly final : public QIODevice
{
public:
    explicit OnceOnly(QByteArray bytes)
        : m_bytes(std::move(bytes))
    {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }
    bool isSequential() const override { return true; }
    bool atEnd() const override { return m_at == m_bytes.size(); }
    qint64 bytesAvailable() const override { return m_bytes.size() - m_at + QIODevice::bytesAvailable(); }
    bool reset() override { return m_at == 0; }

protected:
    qint64 readData(char* to, qint64 most) override
    {
        const qint64 size = std::min<qint64>(most, m_bytes.size() - m_at);
        if (size == 0) {
            return m_bytes.isEmpty() ? 0 : -1;
        }
        std::copy_n(m_bytes.constData() + m_at, size, to);
        m_at += size;
        return size;
    }
    qint64 writeData(const char* /*from*/, qint64 /*size*/) override { return -1; }

private:
    QByteArray m_bytes;
    qint64 m_at = 0;
};

/// What a question about one order is under way as; nothing: no such question.
std::optional<std::pair<orders::ClientOrderId, Ask>> questionOf(const TradingAsk& ask)
{
    const orders::ClientOrderId id = ask.order.request.id;
    switch (ask.what) {
    case Ask::Query:
    case Ask::QueryClosed: // its second half
        return std::pair(id, Ask::Query);
    case Ask::Fills:
        return std::pair(id, Ask::Fills);
    default:
        return std::nullopt;
    }
}

/// Of a budget that a request takes nothing of, nothing has to be left for others.
Urgency forCost(double cost, Urgency urgency)
{
    return cost > 0 ? urgency : Urgency::Cancel;
}

Reach reachOf(const TradingAsk& ask)
{
    return ask.symbol.isEmpty() ? Reach::Account : Reach::Symbol;
}

risk::RateBudget budgetOf(const TradingAccess& access, const venues::RequestBudget& published)
{
    constexpr double unlimited = 1e9;
    return access.environment.isLimited ? risk::RateBudget(published.capacity, published.perSecond)
                                        : risk::RateBudget(unlimited, unlimited);
}

} // namespace

RequestSender::RequestSender(const TradingAccess& access, orders::OrderManager& manager)
    : m_access(access)
    , m_manager(manager)
    , m_requests(budgetOf(access, access.protocol->requestBudget()))
    , m_orders(budgetOf(access, access.protocol->orderBudget()))
    , m_joint(access)
{
    m_joint.send = [this](Request request) { begin(std::move(request), jointUrgency); };
    m_joint.roomIn = [this](const TradingAsk& ask) { return roomIn(ask, jointUrgency); };
    setBounds(m_network, access.timing.answerWithin);
}

venues::Stamp RequestSender::stamp()
{
    const core::Timestamp now = m_access.clock.now();
    m_lastNonce = std::max(m_lastNonce + 1, static_cast<std::uint64_t>(core::nanosecondsOf(now)));
    return {.credentials = m_access.credentials,
        .milliseconds = core::millisecondsOf(now + m_offset),
        .nonce = m_lastNonce,
        .number = ++m_lastNumber,
        .session = m_session,
        .validFor = m_access.timing.requestValidFor};
}

core::Timestamp RequestSender::budgetNow() const
{
    return core::Timestamp(m_access.clock.steady());
}

bool RequestSender::hasBudget() const
{
    const core::Timestamp now = budgetNow();
    const double cost = m_access.protocol->requestCost(Ask::Submit, Reach::Symbol);
    return m_orders.hasRoom(now, 1, Urgency::Order) && m_requests.hasRoom(now, cost, forCost(cost, Urgency::Order));
}

core::Timestamp RequestSender::venueNow() const
{
    return m_access.clock.now() + m_offset;
}

double RequestSender::requestCostOf(const TradingAsk& ask) const
{
    return m_access.protocol->requestCost(ask.what, reachOf(ask));
}

double RequestSender::orderCostOf(const TradingAsk& ask) const
{
    return m_access.protocol->orderCost(ask.what, m_access.clock.now() - ask.order.sent);
}

core::Duration RequestSender::roomIn(const TradingAsk& ask, Urgency urgency) const
{
    const core::Timestamp now = budgetNow();
    const auto waitOf = [&](const risk::RateBudget& budget, double cost) {
        return budget.roomIn(now, cost, forCost(cost, urgency));
    };
    return std::max(waitOf(m_requests, requestCostOf(ask)), waitOf(m_orders, orderCostOf(ask)));
}

void RequestSender::ask(TradingAsk ask, Urgency urgency, Done done)
{
    Request request{.ask = std::move(ask), .done = std::move(done)};
    if (m_joint.join(request)) {
        return;
    }
    if (const auto question = questionOf(request.ask); question && !m_asking.insert(*question).second) {
        return;
    }
    begin(std::move(request), urgency);
}

void RequestSender::askNext(TradingAsk next, const Request& before)
{
    Request request{.ask = std::move(next), .done = before.done};
    if (!m_joint.join(request)) {
        beginWhenThereIsRoom(std::move(request));
    }
}

void RequestSender::beginWhenThereIsRoom(Request request)
{
    const core::Duration left = roomIn(request.ask, Urgency::Question);
    if (left == core::Duration{}) {
        return begin(std::move(request), Urgency::Question);
    }
    QTimer::singleShot(std::min(std::chrono::ceil<std::chrono::milliseconds>(left), longestLook), this,
        [this, request = std::move(request)] { beginWhenThereIsRoom(request); });
}

void RequestSender::begin(Request request, Urgency urgency)
{
    const auto shared = std::make_shared<const Request>(std::move(request));
    const TradingAsk& ask = shared->ask;
    const core::Timestamp now = budgetNow();
    const double requestCost = requestCostOf(ask);
    const double orderCost = orderCostOf(ask);
    // Both or none.
    if (!m_requests.hasRoom(now, requestCost, forCost(requestCost, urgency))
        || !m_orders.take(now, orderCost, forCost(orderCost, urgency))) {
        // Never from inside the call.
        QTimer::singleShot(
            0, this, [this, shared] { answerAll(*shared, {.outcome = Outcome::Busy, .why = ownBudget}); });
        return;
    }
    m_requests.take(now, requestCost, forCost(requestCost, urgency));
    const venues::TradingRequest sent = m_access.protocol->request(ask, stamp());
    if (ask.what == Ask::Submit) {
        m_joint.submitted(ask.order.request.id);
        m_manager.passed(ask.order.request.id, &orders::OrderTimes::signedAt);
    }
    sent.overSocket ? sendOverStream(shared, QString::fromStdString(sent.body)) : sendOverRest(shared, sent);
}

void RequestSender::sendOverStream(const Shared& request, const QString& text)
{
    const quint64 number = m_lastNumber;
    m_pending.insert(number, request);
    if (!sendToStream(text)) {
        m_pending.remove(number);
        QTimer::singleShot(
            0, this, [this, request] { answered(*request, {.outcome = Outcome::Busy, .why = "not connected"}); });
        return;
    }
    isInSocket(*request);
    QTimer::singleShot(m_access.timing.answerWithin, this, [this, number] {
        if (const auto late = m_pending.take(number)) {
            answered(*late, {.outcome = Outcome::Unclear, .why = "no answer in time"});
        }
    });
}

void RequestSender::sendOverRest(const Shared& request, const venues::TradingRequest& sent)
{
    QNetworkRequest out(QUrl(QString::fromStdString(m_access.environment.endpoints.rest + sent.path)));
    for (const auto& [name, value] : sent.headers) {
        out.setRawHeader(QByteArray::fromStdString(name), QByteArray::fromStdString(value));
    }
    out.setAttribute(QNetworkRequest::HttpPipeliningAllowedAttribute, false);
    const QByteArray method = QByteArray::fromStdString(sent.method);
    QNetworkReply* reply = nullptr;
    if (sent.body.empty()) {
        reply = m_network.sendCustomRequest(out, method);
    } else {
        out.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
        out.setHeader(QNetworkRequest::ContentLengthHeader, static_cast<qulonglong>(sent.body.size()));
        auto* const body = new OnceOnly(QByteArray::fromStdString(sent.body));
        reply = m_network.sendCustomRequest(out, method, body);
        body->setParent(reply);
    }
    bound(*reply, m_access.timing.answerWithin);
    connect(reply, &QNetworkReply::requestSent, this, [this, request] { isInSocket(*request); });
    connect(reply, &QNetworkReply::finished, this, [this, reply, request] {
        reply->deleteLater();
        read(*reply, *request);
    });
}

void RequestSender::read(QNetworkReply& reply, const Request& request)
{
    const int status = isWhole(reply) ? reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt() : 0;
    if (status == 0) {
        // The texts of Qt's errors hold the address, and the address may hold a signature.
        const bool isForged = reply.error() == QNetworkReply::SslHandshakeFailedError;
        const bool neverLeft = isForged || reply.error() == QNetworkReply::ConnectionRefusedError
            || reply.error() == QNetworkReply::HostNotFoundError;
        answerAll(request,
            neverLeft ? TradingAnswer{.outcome = Outcome::Busy,
                .why = isForged ? "its certificate is not valid" : "cannot be reached"}
                      : TradingAnswer{.outcome = Outcome::Unclear, .why = "the connection gave no answer"});
        return;
    }
    const QByteArray body = reply.readAll();
    const auto readOf = [&](const Request& one) {
        TradingAnswer answer = m_access.protocol->read(
            one.ask, status, std::string_view(body.constData(), static_cast<std::size_t>(body.size())));
        if (answer.outcome == Outcome::Busy) {
            const int seconds = reply.rawHeader("Retry-After").toInt();
            answer.wait = std::max(answer.wait, std::chrono::milliseconds(seconds * 1000));
        }
        return answer;
    };
    const TradingAnswer answer = readOf(request);
    if (answer.outcome == Outcome::WrongClock && !request.wasSkewed && !request.others.empty()) {
        Request again = request;
        again.wasSkewed = true;
        askTime([this, again] { begin(again, jointUrgency); });
        return;
    }
    answered(request, answer);
    for (const Request& other : request.others) {
        answered(other, readOf(other));
    }
}

void RequestSender::answerAll(const Request& request, const TradingAnswer& answer)
{
    answered(request, answer);
    for (const Request& other : request.others) {
        answered(other, answer);
    }
}

void RequestSender::answer(quint64 number, std::string_view text)
{
    if (const auto request = m_pending.take(number)) {
        constexpr int success = 200;
        answered(*request, m_access.protocol->read(request->ask, success, text));
    }
}

void RequestSender::failPending(const QString& why)
{
    const auto pending = std::exchange(m_pending, {});
    for (const auto& request : pending) {
        answered(*request, {.outcome = Outcome::Unclear, .why = why.toStdString()});
    }
}

void RequestSender::isInSocket(const Request& request)
{
    if (request.ask.what == Ask::Submit) {
        m_manager.passed(request.ask.order.request.id, &orders::OrderTimes::written);
    }
}

void RequestSender::answered(const Request& request, const TradingAnswer& answer)
{
    switch (answer.outcome) {
    case Outcome::WrongClock:
        if (!request.wasSkewed) {
            // Turned away for its stamp, so that it was not carried out: once more, with the venue's time.
            askTime([this, again = Request{request.ask, request.done, true}, answer] {
                isWanted(again.ask) ? begin(again, Urgency::Cancel) : answered(again, answer);
            });
            return;
        }
        break;
    case Outcome::Busy:
        pause(answer);
        break;
    case Outcome::Denied:
        Q_EMIT warned(
            tr("%1 was denied: %2")
                .arg(QString::fromUtf8(venues::describe(request.ask.what)), QString::fromStdString(answer.why)));
        break;
    case Outcome::Done:
    case Outcome::Refused:
    case Outcome::Unclear:
        break;
    }
    askOn(request, answer);
    if (answer.asksClosed) {
        TradingAsk closed = request.ask;
        closed.what = Ask::QueryClosed;
        return askNext(std::move(closed), request); // paid for by the first half
    }
    if (answer.asksAlone) {
        TradingAsk alone = request.ask;
        alone.what = Ask::Query;
        alone.allSince = {};
        return beginWhenThereIsRoom({.ask = std::move(alone), .done = request.done});
    }
    const bool goesOn = answer.nextOffset > 0 || !answer.nextCursor.empty() || !answer.replacedBy.empty();
    if (const auto question = questionOf(request.ask); question && !goesOn) {
        m_asking.erase(*question);
    }
    if (request.done) {
        request.done(answer);
    }
    if (!answer.replacedBy.empty()) {
        TradingAsk next = request.ask;
        next.order.venueOrder = answer.replacedBy;
        askNext(std::move(next), request);
    }
}

bool RequestSender::isWanted(const TradingAsk& ask)
{
    // The venue's clock takes its time to come: the order may have been withdrawn, or declared absent meanwhile.
    const bool changesOrder = ask.what == Ask::Submit || ask.what == Ask::Amend;
    return !changesOrder || m_manager.resend(ask.order);
}

void RequestSender::askOn(const Request& request, const TradingAnswer& answer)
{
    if (answer.nextOffset > 0) {
        TradingAsk more = request.ask;
        more.offset = answer.nextOffset;
        askNext(std::move(more), request);
    }
    if (!answer.nextCursor.empty()) {
        TradingAsk more = request.ask;
        more.cursor = answer.nextCursor;
        askNext(std::move(more), request);
    }
}

void RequestSender::pause(const TradingAnswer& answer)
{
    const core::Duration banned = answer.bannedUntil - venueNow();
    const core::Timestamp until =
        budgetNow() + std::max({banned, core::Duration(answer.wait), core::Duration(shortestBlock)});
    if (answer.wait.count() > 0 || answer.bannedUntil != core::Timestamp{}
        || answer.why.find("budget") == std::string::npos) {
        m_requests.block(until);
        m_orders.block(until);
    }
}

void RequestSender::askTime(std::function<void()> then)
{
    const core::Timestamp sent = m_access.clock.now();
    ask({.what = Ask::Time}, Urgency::Cancel, [this, sent, then = std::move(then)](const TradingAnswer& answer) {
        if (answer.outcome == Outcome::Done && answer.venueTime != core::Timestamp{}) {
            // The venue's stamp was made about half way.
            const core::Timestamp now = m_access.clock.now();
            m_offset = answer.venueTime - (sent + (now - sent) / 2);
            m_joint.timeKnown(answer.venueTime + (now - sent) / 2);
            // Whole seconds say little of a difference below one.
            m_offset = std::chrono::abs(m_offset) < std::chrono::seconds(1) ? core::Duration{} : m_offset;
        } else {
            Q_EMIT timeFailed(QString::fromStdString(answer.why));
        }
        then();
    });
}

} // namespace leadline::feeds
