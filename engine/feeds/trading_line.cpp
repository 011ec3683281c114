// SPDX-License-Identifier: MIT
#include "engine/feeds/trading_line.h"

#include <QIODevice>
#include <QNetworkReply>

#include <algorithm>
#include <utility>

namespace leadline::feeds
{

using namespace Qt::StringLiterals;
using core::PositionSide;
using orders::Order;
using venues::Ask;
using venues::Outcome;
using venues::Reach;
using venues::TradingAnswer;
using venues::TradingAsk;

namespace
{

constexpr std::chrono::milliseconds longestSessionRetry{10'000};
/// A venue that says "too many requests" and not for how long.
constexpr std::chrono::milliseconds shortestPause{1000};
const char* const ownBudget = "the request budget is used up";
constexpr int privatePatience = 30; ///< a private stream may be quiet for so many times the usual silence

/// What the private stream told is remembered that long: no answer is under way for longer.
constexpr std::chrono::seconds longestAnswer{30};

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

/// Questions about orders that the manager asks itself are repeated by it.
bool isQuestion(Ask ask)
{
    return ask == Ask::Query || ask == Ask::QueryClosed || ask == Ask::Fills;
}

Reach reachOf(const TradingAsk& ask)
{
    return ask.symbol.isEmpty() ? Reach::Account : Reach::Symbol;
}

bool isSame(const venues::VenueOrder& one, const venues::VenueOrder& other)
{
    return one.id == other.id && one.isApart == other.isApart;
}

/// In place of the row it is about; one that is over leaves.
void put(std::vector<venues::VenueOrder>& rows, const venues::VenueOrder& order)
{
    std::erase_if(rows, [&](const venues::VenueOrder& row) { return isSame(row, order); });
    if (!order.isOver) {
        rows.push_back(order);
    }
}

void put(std::vector<venues::VenuePosition>& rows, const venues::VenuePosition& position)
{
    std::erase_if(rows, [&](const venues::VenuePosition& row) {
        return row.symbol == position.symbol && row.side == position.side && row.isMargin == position.isMargin;
    });
    if (!position.size.isZero()) {
        rows.push_back(position);
    }
}

template <class Row>
void remember(std::vector<std::pair<core::Timestamp, Row>>& heard, core::Timestamp now, const Row& row)
{
    std::erase_if(heard, [now](const auto& entry) { return now - entry.first > longestAnswer; });
    heard.emplace_back(now, row);
}

} // namespace

int OrderList::conditional() const
{
    return static_cast<int>(std::ranges::count_if(rows, &venues::VenueOrder::isConditional));
}

const venues::VenuePosition* PositionList::find(const core::Symbol& symbol, PositionSide side) const
{
    const auto found = std::ranges::find_if(
        rows, [&](const venues::VenuePosition& row) { return row.symbol == symbol && row.side == side; });
    return found == rows.end() ? nullptr : &*found;
}

core::Quantity PositionList::sizeOf(const core::Symbol& symbol, PositionSide side) const
{
    core::Quantity sum;
    for (const venues::VenuePosition& row : rows) {
        sum += row.symbol == symbol && (side == PositionSide::Net || row.side == side) ? row.size : core::Quantity{};
    }
    return sum;
}

core::Quantity PositionList::closable(const core::Symbol& symbol, core::Side order, PositionSide side) const
{
    const venues::VenuePosition* const row = find(symbol, side);
    const core::Quantity held = row == nullptr ? core::Quantity{} : row->size;
    const bool isOpposite = order == core::Side::Bid ? held.isNegative() : held > core::Quantity{};
    return !isOpposite ? core::Quantity{} : held.isNegative() ? core::Quantity{} - held : held;
}

TradingLine::TradingLine(const venues::Venue& venue, const venues::TradingEnvironment& environment,
    venues::Credentials credentials, core::Symbol symbol, const TradingTiming& timing, const core::Clock& clock,
    orders::OrderManager& manager, QObject* parent)
    : QObject(parent)
    , m_venue(venue)
    , m_environment(environment)
    , m_credentials(std::move(credentials))
    , m_symbol(symbol)
    , m_timing(timing)
    , m_clock(clock)
    , m_manager(manager)
    , m_protocol(venue.makeTrading())
    , m_requests(m_protocol->requestBudget().capacity, m_protocol->requestBudget().perSecond)
    , m_orders(m_protocol->orderBudget().capacity, m_protocol->orderBudget().perSecond)
    , m_downSince(clock.now())
{
    if (!environment.isLimited) {
        m_requests = m_orders = risk::RateBudget(1e9, 1e9);
    }
    m_network.setTransferTimeout(static_cast<int>(timing.answerWithin.count()));
    m_sessionRetry.setSingleShot(true);
    m_readyPatience.setSingleShot(true);
    connect(&m_sessionRetry, &QTimer::timeout, this, &TradingLine::beginSession);
    connect(&m_readyPatience, &QTimer::timeout, this, [this] { lost(tr("the private stream does not begin")); });
    connect(&m_renewal, &QTimer::timeout, this, [this] {
        ask({.what = Ask::RenewSession}, risk::Urgency::Order, [this](const TradingAnswer& answer) {
            if (answer.outcome == Outcome::Refused) {
                lost(tr("the session ended"));
            }
        });
    });
    connect(&m_accountTimer, &QTimer::timeout, this, &TradingLine::askAccount);
    connect(&m_countdown, &QTimer::timeout, this, &TradingLine::armCountdown);
    manager.connect(venue.id, *this);
    manager.mustReconcile(venue.id);
}

TradingLine::~TradingLine()
{
    if (m_socket) {
        m_socket->disconnect(this);
        m_socket->close();
    }
}

void TradingLine::trouble(const QString& what)
{
    Q_EMIT troubled(QString::fromStdString(m_venue.id.text()) + " trading: "_L1 + what);
}

void TradingLine::open()
{
    askTime([this] { beginSession(); });
}

void TradingLine::useKey(venues::Credentials credentials)
{
    m_credentials = std::move(credentials);
    m_isReady = false;
    m_canTrade = true;
    m_wasToldOfKey = false;
    m_sessionFailures = 0;
    m_whyDown.clear();
    m_manager.mustReconcile(m_venue.id);
    open();
}

venues::Stamp TradingLine::stamp()
{
    const core::Timestamp now = m_clock.now();
    m_lastNonce = std::max(m_lastNonce + 1, static_cast<std::uint64_t>(core::nanosecondsOf(now)));
    return {.credentials = m_credentials,
        .milliseconds = core::millisecondsOf(now + m_offset),
        .nonce = m_lastNonce,
        .number = ++m_lastNumber,
        .session = m_session,
        .validFor = m_timing.requestValidFor};
}

bool TradingLine::hasBudget() const
{
    return m_orders.hasRoom(m_clock.now(), 1, risk::Urgency::Order)
        && m_requests.hasRoom(m_clock.now(), 0, risk::Urgency::Order);
}

void TradingLine::ask(TradingAsk ask, risk::Urgency urgency, Done done, bool wasSkewed)
{
    const core::Timestamp now = m_clock.now();
    const double requestCost = m_protocol->requestCost(ask.what, reachOf(ask));
    const double orderCost = m_protocol->orderCost(ask.what, now - ask.order.sent);
    // Both or none.
    if (!m_requests.hasRoom(now, requestCost, urgency) || !m_orders.take(now, orderCost, urgency)) {
        TradingAnswer busy{.outcome = Outcome::Busy, .why = ownBudget};
        const Pending pending{std::move(ask), std::move(done), wasSkewed};
        // Never from inside the call.
        QTimer::singleShot(0, this, [this, pending, busy] { answered(pending, busy); });
        return;
    }
    m_requests.take(now, requestCost, urgency);
    const venues::TradingRequest request = m_protocol->request(ask, stamp());
    if (ask.what == Ask::Submit) {
        m_manager.passed(ask.order.request.id, &orders::OrderTimes::signedAt);
    }
    send({std::move(ask), std::move(done), wasSkewed}, request);
}

void TradingLine::send(Pending pending, const venues::TradingRequest& request)
{
    auto shared = std::make_shared<Pending>(std::move(pending));
    if (request.overSocket) {
        const quint64 number = m_lastNumber;
        m_pending.insert(number, shared);
        if (!m_socket || !m_socket->isOpen()) {
            m_pending.remove(number);
            QTimer::singleShot(
                0, this, [this, shared] { answered(*shared, {.outcome = Outcome::Busy, .why = "not connected"}); });
            return;
        }
        m_socket->send(QString::fromStdString(request.body));
        isInSocket(*shared);
        QTimer::singleShot(m_timing.answerWithin, this, [this, number] {
            if (const auto late = m_pending.take(number)) {
                answered(*late, {.outcome = Outcome::Unclear, .why = "no answer in time"});
            }
        });
        return;
    }
    QNetworkRequest out(QUrl(QString::fromStdString(m_environment.endpoints.rest + request.path)));
    for (const auto& [name, value] : request.headers) {
        out.setRawHeader(QByteArray::fromStdString(name), QByteArray::fromStdString(value));
    }
    out.setAttribute(QNetworkRequest::HttpPipeliningAllowedAttribute, false);
    const QByteArray method = QByteArray::fromStdString(request.method);
    QNetworkReply* reply = nullptr;
    if (request.body.empty()) {
        reply = m_network.sendCustomRequest(out, method);
    } else {
        out.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
        out.setHeader(QNetworkRequest::ContentLengthHeader, static_cast<qulonglong>(request.body.size()));
        auto* const body = new OnceOnly(QByteArray::fromStdString(request.body));
        reply = m_network.sendCustomRequest(out, method, body);
        body->setParent(reply);
    }
    connect(reply, &QNetworkReply::requestSent, this, [this, shared] { isInSocket(*shared); });
    connect(reply, &QNetworkReply::finished, this, [this, reply, shared] {
        reply->deleteLater();
        const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        if (status == 0) {
            // The texts of Qt's errors hold the address, and the address may hold a signature.
            const bool neverLeft = reply->error() == QNetworkReply::ConnectionRefusedError
                || reply->error() == QNetworkReply::HostNotFoundError;
            answered(*shared,
                neverLeft ? TradingAnswer{.outcome = Outcome::Busy, .why = "cannot be reached"}
                          : TradingAnswer{.outcome = Outcome::Unclear, .why = "the connection gave no answer"});
            return;
        }
        const QByteArray body = reply->readAll();
        TradingAnswer answer = m_protocol->read(
            shared->ask, status, std::string_view(body.constData(), static_cast<std::size_t>(body.size())));
        if (answer.outcome == Outcome::Busy) {
            const int seconds = reply->rawHeader("Retry-After").toInt();
            answer.wait = std::max(answer.wait, std::chrono::milliseconds(seconds * 1000));
        }
        answered(*shared, answer);
    });
}

void TradingLine::isInSocket(const Pending& pending)
{
    if (pending.ask.what == Ask::Submit) {
        m_manager.passed(pending.ask.order.request.id, &orders::OrderTimes::written);
    }
}

void TradingLine::answered(const Pending& pending, const TradingAnswer& answer)
{
    switch (answer.outcome) {
    case Outcome::WrongClock:
        if (!pending.wasSkewed) {
            // Turned away for its stamp, so that it was not carried out: once more, with the venue's time.
            askTime([this, pending] { ask(pending.ask, risk::Urgency::Cancel, pending.done, true); });
            return;
        }
        break;
    case Outcome::Busy: {
        const core::Timestamp now = m_clock.now();
        const core::Timestamp until =
            std::max(answer.bannedUntil - m_offset, now + std::max<core::Duration>(answer.wait, shortestPause));
        if (answer.wait.count() > 0 || answer.bannedUntil != core::Timestamp{}
            || answer.why.find("budget") == std::string::npos) {
            m_requests.block(until);
            m_orders.block(until);
        }
        break;
    }
    case Outcome::Denied:
        trouble(tr("%1 was denied: %2")
                    .arg(QString::fromUtf8(venues::describe(pending.ask.what)), QString::fromStdString(answer.why)));
        break;
    case Outcome::Done:
    case Outcome::Refused:
    case Outcome::Unclear:
        break;
    }
    if (answer.nextOffset > 0) {
        TradingAsk more = pending.ask;
        more.offset = answer.nextOffset;
        ask(more, risk::Urgency::Question, pending.done);
    }
    if (!answer.nextCursor.empty()) {
        TradingAsk more = pending.ask;
        more.cursor = answer.nextCursor;
        ask(more, risk::Urgency::Question, pending.done);
    }
    if (answer.asksClosed) {
        TradingAsk closed = pending.ask;
        closed.what = Ask::QueryClosed;
        ask(closed, risk::Urgency::Question, pending.done);
        return;
    }
    if (pending.done) {
        pending.done(answer);
    }
    if (!answer.replacedBy.empty()) {
        TradingAsk next = pending.ask;
        next.order.venueOrder = answer.replacedBy;
        ask(next, risk::Urgency::Question, pending.done);
    }
}

void TradingLine::tellManager(const TradingAsk& ask, const TradingAnswer& answer)
{
    const orders::ClientOrderId id = ask.order.request.id;
    switch (answer.outcome) {
    case Outcome::Done:
    case Outcome::Refused:
        for (const orders::OrderReport& report : answer.reports) {
            m_manager.report(report);
        }
        break;
    case Outcome::Unclear:
        if (!isQuestion(ask.what)) {
            m_manager.unanswered(id, answer.why);
        }
        break;
    case Outcome::Busy:
    case Outcome::WrongClock:
    case Outcome::Denied:
        if (!isQuestion(ask.what)) {
            m_manager.notSent(id, answer.why);
        }
        break;
    }
}

void TradingLine::submit(const Order& order)
{
    const TradingAsk asked{.what = Ask::Submit, .order = order};
    ask(asked, risk::Urgency::Order, [this, asked](const TradingAnswer& answer) { tellManager(asked, answer); });
}

void TradingLine::amend(const Order& order)
{
    const TradingAsk asked{.what = Ask::Amend, .order = order};
    ask(asked, risk::Urgency::Order, [this, asked](const TradingAnswer& answer) { tellManager(asked, answer); });
}

void TradingLine::cancel(const Order& order)
{
    const TradingAsk asked{.what = Ask::Cancel, .order = order};
    ask(asked, risk::Urgency::Cancel, [this, asked](const TradingAnswer& answer) { tellManager(asked, answer); });
}

void TradingLine::query(const Order& order)
{
    const TradingAsk asked{.what = Ask::Query, .order = order};
    ask(asked, risk::Urgency::Question, [this, asked](const TradingAnswer& answer) { tellManager(asked, answer); });
}

void TradingLine::queryFills(const Order& order)
{
    const TradingAsk asked{.what = Ask::Fills, .order = order};
    if (!order.venueOrder.empty()) {
        ask(asked, risk::Urgency::Question, [this, asked](const TradingAnswer& answer) { tellManager(asked, answer); });
    }
}

void TradingLine::cancelEverything(Reach reach)
{
    std::set<core::Symbol> symbols{m_symbol};
    if (reach == Reach::Account && m_protocol->cancelsConditionalApart()) {
        symbols.insert(m_symbolsWithOrders.begin(), m_symbolsWithOrders.end());
    }
    const auto cancelAll = [this](Ask what, const core::Symbol& symbol) {
        ask({.what = what, .symbol = symbol}, risk::Urgency::Cancel, [this, what](const TradingAnswer& answer) {
            if (answer.outcome != Outcome::Done) {
                trouble(
                    tr("%1: %2").arg(QString::fromUtf8(venues::describe(what)), QString::fromStdString(answer.why)));
            }
        });
    };
    for (const core::Symbol& symbol : symbols) {
        cancelAll(Ask::CancelAll, symbol);
        if (m_protocol->cancelsConditionalApart()) {
            cancelAll(Ask::CancelConditional, symbol);
        }
    }
}

void TradingLine::cancel(const venues::VenueOrder& order)
{
    ask({.what = Ask::CancelListed, .symbol = order.symbol, .listed = order}, risk::Urgency::Cancel,
        [this, id = order.id](const TradingAnswer& answer) {
            if (answer.outcome != Outcome::Done) {
                trouble(tr("cancel of %1: %2").arg(QString::fromStdString(id), QString::fromStdString(answer.why)));
            }
        });
}

void TradingLine::askOpenOrders(Reach reach)
{
    const core::Symbol symbol = reach == Reach::Account ? core::Symbol() : m_symbol;
    const core::Timestamp asked = m_clock.now();
    ask({.what = Ask::OpenOrders, .symbol = symbol}, risk::Urgency::Cancel,
        [this, reach, asked](const TradingAnswer& answer) {
            if (answer.outcome != Outcome::Done) {
                if (m_isReady && !m_manager.isReconciled(m_venue.id)) {
                    QTimer::singleShot(shortestPause, this, [this, reach] { askOpenOrders(reach); });
                }
                return tellNot(Ask::OpenOrders, answer);
            }
            m_manager.openOrders(m_venue.id, answer.reports);
            OrderList list{.asked = asked, .reach = reach, .rows = answer.rows};
            m_protocol->listsConditionalApart() ? askConditional(std::move(list)) : listed(std::move(list));
        });
}

void TradingLine::askConditional(OrderList list)
{
    const core::Symbol symbol = list.reach == Reach::Account ? core::Symbol() : m_symbol;
    ask({.what = Ask::ConditionalOrders, .symbol = symbol}, risk::Urgency::Cancel,
        [this, list = std::move(list)](const TradingAnswer& answer) {
            if (answer.outcome != Outcome::Done) {
                return tellNot(Ask::ConditionalOrders, answer);
            }
            OrderList whole = list;
            for (const venues::VenueOrder& row : answer.rows) {
                put(whole.rows, row); // some are in both lists
            }
            listed(std::move(whole));
        });
}

void TradingLine::listed(OrderList list)
{
    for (const auto& [at, order] : m_heardOrders) {
        const bool isNewer = at >= list.asked;
        if (isNewer && (list.reach == Reach::Account || order.symbol == m_symbol)) {
            put(list.rows, order);
        }
    }
    m_symbolsWithOrders.clear();
    for (const venues::VenueOrder& row : list.rows) {
        m_symbolsWithOrders.insert(row.symbol);
    }
    m_openOrders = std::move(list);
    Q_EMIT ordersKnown(*m_openOrders);
    Q_EMIT openOrdersKnown(static_cast<int>(m_openOrders->rows.size()));
}

void TradingLine::hear(venues::VenueOrder conditional)
{
    if (conditional.parent.empty() && m_openOrders) {
        // Streams tell of a leg without the order that it belongs to.
        const auto known = std::ranges::find_if(
            m_openOrders->rows, [&](const venues::VenueOrder& row) { return isSame(row, conditional); });
        conditional.parent = known == m_openOrders->rows.end() ? "" : known->parent;
    }
    remember(m_heardOrders, m_clock.now(), conditional);
    if (m_openOrders && (m_openOrders->reach == Reach::Account || conditional.symbol == m_symbol)) {
        put(m_openOrders->rows, conditional);
    }
    if (!conditional.why.empty()) {
        trouble(tr("the conditional order %1 in %2 was refused when it was due: %3")
                    .arg(QString::fromStdString(conditional.id), QString::fromStdString(conditional.symbol.text()),
                        QString::fromStdString(conditional.why)));
    }
    Q_EMIT conditionalOrdersChanged();
}

void TradingLine::tellNot(Ask what, const TradingAnswer& answer)
{
    Q_EMIT notTold(what, QString::fromStdString(answer.why));
}

void TradingLine::askAccount()
{
    const core::Timestamp left = m_clock.now();
    ask({.what = Ask::Account}, risk::Urgency::Question, [this, left](const TradingAnswer& answer) {
        if (!answer.account) {
            return tellNot(Ask::Account, answer);
        }
        if (!m_protocol->hasPositionsApart()) {
            return accountKnown(*answer.account, left);
        }
        // Nobody may take the account for one without positions meanwhile.
        const core::Timestamp asked = m_clock.now();
        ask({.what = Ask::Positions}, risk::Urgency::Question,
            [this, left, asked, account = *answer.account](const TradingAnswer& positions) {
                if (!positions.account) {
                    return tellNot(Ask::Positions, positions);
                }
                venues::Account whole = account;
                whole.positions.clear();
                m_account = std::move(whole);
                readPositions(positions.account->positions, asked);
                accountKnown(*m_account, left);
            });
    });
}

void TradingLine::askPositions()
{
    const core::Timestamp asked = m_clock.now();
    ask({.what = Ask::Positions}, risk::Urgency::Cancel, [this, asked](const TradingAnswer& answer) {
        if (!answer.account) {
            return tellNot(Ask::Positions, answer);
        }
        readPositions(answer.account->positions, asked);
        if (m_account) {
            Q_EMIT accountChanged();
        }
    });
}

void TradingLine::askPositionMode()
{
    if (!m_protocol->hasPositionModes()) {
        return;
    }
    ask({.what = Ask::PositionMode}, risk::Urgency::Cancel, [this](const TradingAnswer& answer) {
        if (!answer.isHedged) {
            return tellNot(Ask::PositionMode, answer);
        }
        m_isHedged = answer.isHedged;
        Q_EMIT positionModeKnown(*m_isHedged);
    });
}

void TradingLine::readPositions(std::vector<venues::VenuePosition> rows, core::Timestamp asked)
{
    for (const auto& [at, position] : m_heardPositions) {
        if (at >= asked) {
            put(rows, position);
        }
    }
    for (venues::VenuePosition& row : rows) {
        const venues::VenuePosition* const known = m_positions ? m_positions->find(row.symbol, row.side) : nullptr;
        if (known != nullptr && row.updated != core::Timestamp{} && row.updated < known->updated) {
            row = *known; // the stream was ahead of the answer
        }
    }
    m_positions = PositionList{.asked = asked, .rows = std::move(rows)};
    if (m_account && m_protocol->keepsPositions()) {
        m_account->positions = m_positions->rows;
    }
    warnOfMargin();
    Q_EMIT positionsKnown(*m_positions);
}

void TradingLine::hear(const venues::VenuePosition& position)
{
    remember(m_heardPositions, m_clock.now(), position);
    if (m_positions) {
        put(m_positions->rows, position);
    }
}

void TradingLine::warnOfMargin()
{
    if (m_protocol->keepsPositions()) {
        return;
    }
    std::string text;
    for (const venues::VenuePosition& row : m_positions->rows) {
        text += (text.empty() ? "" : ", ") + row.symbol.text() + " " + row.size.text();
    }
    if (std::exchange(m_marginTold, text) != text && !text.empty()) {
        trouble(tr("positions on margin, which nothing here closes: %1").arg(QString::fromStdString(text)));
    }
}

void TradingLine::accountKnown(const venues::Account& account, core::Timestamp asked)
{
    m_account = account;
    m_accountAsked = asked;
    if (m_account->canWithdraw == true && !std::exchange(m_wasToldOfKey, true)) {
        Q_EMIT keyCanWithdraw();
    }
    Q_EMIT accountChanged();
}

void TradingLine::askTime(std::function<void()> then)
{
    const core::Timestamp sent = m_clock.now();
    ask({.what = Ask::Time}, risk::Urgency::Cancel, [this, sent, then = std::move(then)](const TradingAnswer& answer) {
        if (answer.outcome == Outcome::Done && answer.venueTime != core::Timestamp{}) {
            // The venue's stamp was made about half way.
            const core::Timestamp now = m_clock.now();
            m_offset = answer.venueTime - (sent + (now - sent) / 2);
            // Whole seconds say little of a difference below one.
            m_offset = std::chrono::abs(m_offset) < std::chrono::seconds(1) ? core::Duration{} : m_offset;
        } else if (!m_isReady) {
            m_whyDown = QString::fromStdString(answer.why);
        }
        then();
    });
}

void TradingLine::beginSession()
{
    m_sessionRetry.stop();
    ask({.what = Ask::Session}, risk::Urgency::Cancel, [this](const TradingAnswer& answer) {
        if (answer.outcome == Outcome::Done && !answer.session.empty()) {
            openStream(answer.session);
            return;
        }
        if (answer.outcome == Outcome::Denied) {
            return refused(QString::fromStdString(answer.why));
        }
        tellDown(QString::fromStdString(answer.why));
        const auto wait = retryDelay(m_timing.transport, ++m_sessionFailures, 0.5);
        m_sessionRetry.start(std::min(wait, longestSessionRetry));
    });
}

void TradingLine::openStream(const std::string& session)
{
    m_session = session;
    m_protocol->restart();
    const venues::Connection connection = m_protocol->stream(m_environment.endpoints, session, m_credentials);
    TransportTiming timing = m_timing.transport;
    timing.silence *= privatePatience;
    timing.pingEvery = std::min(timing.pingEvery, std::chrono::milliseconds(20'000));
    const auto seed = static_cast<unsigned>(core::nanosecondsOf(m_clock.now()) % 1'000'003);
    if (m_socket) {
        m_socket->disconnect(this);
        m_socket->close();
        m_socket.release()->deleteLater(); // it may be in the middle of its own signal
    }
    m_socket = std::make_unique<ReconnectingSocket>(QUrl(QString::fromStdString(connection.url)), timing, seed);
    m_socket->setPing(QString::fromStdString(connection.ping));
    connect(m_socket.get(), &ReconnectingSocket::connected, this, [this, connection] {
        for (const std::string& text : connection.greeting) {
            m_socket->send(QString::fromStdString(text));
        }
        m_readyPatience.start(m_timing.transport.silence);
        if (m_protocol->isReadyWhenConnected()) {
            ready();
        }
    });
    connect(m_socket.get(), &ReconnectingSocket::disconnected, this, &TradingLine::lost);
    connect(m_socket.get(), &ReconnectingSocket::textReceived, this, &TradingLine::streamSaid);
    m_socket->open();
}

void TradingLine::ready()
{
    m_readyPatience.stop();
    m_sessionFailures = 0;
    m_isReady = true;
    m_whyDown.clear();
    m_wasToldDown = false;
    if (m_protocol->renewEvery().count() > 0) {
        m_renewal.start(m_protocol->renewEvery());
    }
    m_accountTimer.start(m_timing.accountEvery);
    if (m_timing.countdown.count() > 0 && m_protocol->hasCountdown()) {
        m_countdown.start(m_timing.countdown / 3);
        armCountdown();
    }
    askOpenOrders();
    askPositionMode();
    if (!m_protocol->hasPositionsApart()) {
        askPositions();
    }
    askAccount();
    Q_EMIT upChanged(true, {});
}

void TradingLine::armCountdown()
{
    ask({.what = Ask::Countdown, .symbol = m_symbol, .countdown = m_timing.countdown}, risk::Urgency::Order,
        [this](const TradingAnswer& answer) {
            if (answer.outcome == Outcome::Refused) {
                trouble(tr("cancel on disconnect is not armed: %1").arg(QString::fromStdString(answer.why)));
            }
        });
}

void TradingLine::forgetPending(const QString& why)
{
    // Nobody knows what became of requests that were on a socket that broke.
    const auto pending = std::exchange(m_pending, {});
    for (const auto& request : pending) {
        answered(*request, {.outcome = Outcome::Unclear, .why = why.toStdString()});
    }
}

void TradingLine::lost(const QString& why)
{
    const bool wasReady = std::exchange(m_isReady, false);
    for (QTimer* const timer : {&m_renewal, &m_accountTimer, &m_countdown, &m_readyPatience}) {
        timer->stop();
    }
    if (m_socket) {
        m_socket->disconnect(this);
        m_socket->close();
        m_socket.release()->deleteLater();
    }
    m_manager.mustReconcile(m_venue.id);
    forgetPending(tr("connection lost"));
    if (!m_sessionRetry.isActive()) {
        // A session belongs to its connection at some venues; a new one is cheap at all of them.
        m_sessionRetry.start(std::min(retryDelay(m_timing.transport, ++m_sessionFailures, 0.5), longestSessionRetry));
    }
    if (wasReady) {
        m_downSince = m_clock.now();
    }
    tellDown(why);
}

void TradingLine::tellDown(const QString& why)
{
    // Our own budget says nothing of the venue: what has blocked it does.
    if (why != QLatin1StringView(ownBudget) || m_whyDown.isEmpty()) {
        m_whyDown = why;
    }
    if (!std::exchange(m_wasToldDown, true)) {
        Q_EMIT upChanged(false, m_whyDown);
    }
}

void TradingLine::refused(const QString& why)
{
    m_canTrade = false;
    m_whyDown = why.isEmpty() ? tr("the key was denied") : why;
    m_downSince = m_isReady ? m_clock.now() : m_downSince;
    Q_EMIT upChanged(false, tr("login refused: %1").arg(m_whyDown));
}

void TradingLine::streamSaid(const QString& text)
{
    const QByteArray bytes = text.toUtf8();
    const std::string_view words(bytes.constData(), static_cast<std::size_t>(bytes.size()));
    const auto message = m_protocol->readMessage(words);
    if (!message) {
        return doubt(message.error().what);
    }
    m_socket->confirmAlive();
    if (message->isDenied) {
        trouble(tr("the key may not follow orders"));
        return refused(tr("the key may not follow orders"));
    }
    if (message->isSessionOver) {
        return lost(tr("the session ended"));
    }
    if (message->hasGap) {
        return lost(tr("private messages are missing"));
    }
    if (message->answers != 0) {
        if (const auto pending = m_pending.take(message->answers)) {
            constexpr int success = 200;
            answered(*pending, m_protocol->read(pending->ask, success, words));
        }
    }
    for (const orders::OrderReport& report : message->reports) {
        m_manager.report(report);
        if (report.id == 0 && report.kind == orders::OrderReport::Kind::Filled) {
            Q_EMIT filledElsewhere();
        }
    }
    for (const venues::VenueOrder& conditional : message->conditional) {
        hear(conditional);
    }
    if (message->hasUntoldLegs) {
        askOpenOrders(Reach::Account);
    }
    if (message->changes) {
        adopt(*message->changes);
    }
    if (!message->defect.empty()) {
        doubt(message->defect);
    }
    if (message->isReady && !m_isReady) {
        ready();
    }
}

void TradingLine::doubt(const std::string& what)
{
    // What cannot be read may be a fill: everything is asked for again.
    trouble(tr("private message refused: %1").arg(QString::fromStdString(what)));
    m_manager.mustReconcile(m_venue.id);
    askOpenOrders();
}

void TradingLine::adopt(const venues::Account& changes)
{
    for (const venues::VenuePosition& position : changes.positions) {
        hear(position);
    }
    if (!changes.positions.empty() && m_positions) {
        Q_EMIT positionsChanged();
    }
    if (!m_account) {
        return; // the whole is on its way
    }
    for (const venues::Balance& balance : changes.balances) {
        const auto known = std::ranges::find(m_account->balances, balance.asset, &venues::Balance::asset);
        if (known != m_account->balances.end()) {
            known->total = balance.total;
        } else {
            m_account->balances.push_back(balance);
        }
    }
    for (const venues::VenuePosition& position : changes.positions) {
        put(m_account->positions, position);
    }
    Q_EMIT accountChanged();
}

} // namespace leadline::feeds
