// SPDX-License-Identifier: MIT
#include "engine/feeds/venue_gateway.h"

#include "engine/feeds/account_requests.h"
#include "engine/feeds/cancel_countdown.h"
#include "engine/feeds/private_session.h"
#include "engine/feeds/request_sender.h"
#include "engine/feeds/trading_access.h"
#include "engine/orders/order_manager.h"

#include <set>
#include <utility>

namespace leadline::feeds
{

using namespace Qt::StringLiterals;
using orders::Order;
using risk::Urgency;
using venues::Ask;
using venues::Outcome;
using venues::Reach;
using venues::TradingAnswer;
using venues::TradingAsk;

namespace
{

/// Questions about orders that the manager asks itself are repeated by it.
bool isQuestion(Ask ask)
{
    return ask == Ask::Query || ask == Ask::QueryClosed || ask == Ask::Fills;
}

Urgency urgencyOf(Ask ask)
{
    return isQuestion(ask) ? Urgency::Question : ask == Ask::Cancel ? Urgency::Cancel : Urgency::Order;
}

} // namespace

VenueGateway::VenueGateway(const venues::Venue& venue, const venues::TradingEnvironment& environment,
    venues::Credentials credentials, core::Symbol symbol, const TradingTiming& timing, const core::Clock& clock,
    orders::OrderManager& manager, QObject* parent)
    : QObject(parent)
    , m_manager(manager)
    , m_access(std::make_unique<TradingAccess>(
          venue, environment, std::move(credentials), std::set{symbol}, timing, clock, venue.makeTrading()))
    , m_sender(std::make_unique<RequestSender>(*m_access, manager))
    , m_session(std::make_unique<PrivateSession>(*m_access, *m_sender))
    , m_account(std::make_unique<AccountRequests>(*m_access, *m_sender, *m_session, manager))
    , m_countdown(std::make_unique<CancelCountdown>(*m_access, *m_sender, manager))
{
    connectParts();
    connectAccount();
    manager.connect(venue.id, *this);
    manager.mustReconcile(venue.id);
}

VenueGateway::~VenueGateway() = default;

void VenueGateway::connectParts()
{
    m_sender->sendToStream = [this](const QString& text) { return m_session->send(text); };
    connect(m_sender.get(), &RequestSender::warned, this, &VenueGateway::warn);
    connect(m_countdown.get(), &CancelCountdown::warned, this, &VenueGateway::warn);
    connect(m_session.get(), &PrivateSession::textReceived, this, &VenueGateway::read);
    connect(m_session.get(), &PrivateSession::ready, this, [this] {
        m_countdown->start();
        m_account->begin();
    });
    connect(m_session.get(), &PrivateSession::ended, this, [this] {
        m_countdown->stop();
        m_account->stop();
        m_manager.mustReconcile(m_access->venue.id);
        m_sender->failPending(tr("connection lost"));
    });
    connect(m_session.get(), &PrivateSession::upChanged, this, &VenueGateway::upChanged);
}

void VenueGateway::connectAccount()
{
    const AccountRequests* const account = m_account.get();
    connect(account, &AccountRequests::ordersKnown, this, &VenueGateway::ordersKnown);
    connect(account, &AccountRequests::openOrdersKnown, this, &VenueGateway::openOrdersKnown);
    connect(account, &AccountRequests::conditionalOrdersChanged, this, &VenueGateway::conditionalOrdersChanged);
    connect(account, &AccountRequests::positionsKnown, this, &VenueGateway::positionsKnown);
    connect(account, &AccountRequests::positionsChanged, this, &VenueGateway::positionsChanged);
    connect(account, &AccountRequests::positionModeKnown, this, &VenueGateway::positionModeKnown);
    connect(account, &AccountRequests::accountChanged, this, &VenueGateway::accountChanged);
    connect(account, &AccountRequests::keyCanWithdraw, this, &VenueGateway::keyCanWithdraw);
    connect(account, &AccountRequests::failed, this, &VenueGateway::notTold);
    connect(account, &AccountRequests::warned, this, &VenueGateway::warn);
}

void VenueGateway::warn(const QString& what)
{
    Q_EMIT troubled(QString::fromStdString(m_access->venue.id.text()) + " trading: "_L1 + what);
}

void VenueGateway::listenRaw(RawListener* listener)
{
    m_session->listenRaw(listener);
}

void VenueGateway::open()
{
    m_session->open();
}

void VenueGateway::useKey(venues::Credentials credentials)
{
    m_access->credentials = std::move(credentials);
    m_account->keyChanged();
    m_manager.mustReconcile(m_access->venue.id);
    m_session->reopen();
}

bool VenueGateway::isUp() const
{
    return m_session->isReady() && !m_session->isRefused();
}

bool VenueGateway::isRefused() const
{
    return m_session->isRefused();
}

const QString& VenueGateway::whyDown() const
{
    return m_session->whyDown();
}

core::Timestamp VenueGateway::downSince() const
{
    return m_session->downSince();
}

core::Timestamp VenueGateway::venueNow() const
{
    return m_sender->venueNow();
}

bool VenueGateway::hasBudget() const
{
    return m_sender->hasBudget();
}

const venues::Venue& VenueGateway::venue() const
{
    return m_access->venue;
}

const venues::TradingEnvironment& VenueGateway::environment() const
{
    return m_access->environment;
}

const venues::TradingProtocol& VenueGateway::protocol() const
{
    return *m_access->protocol;
}

const std::set<core::Symbol>& VenueGateway::symbols() const
{
    return m_access->symbols;
}

void VenueGateway::follow(const core::Symbol& symbol)
{
    const bool isAccount = m_access->symbols.contains(core::Symbol());
    if (isAccount && !m_access->protocol->cancelsBySymbol()) {
        return;
    }
    m_access->symbols.erase(core::Symbol());
    const bool isNew = m_access->symbols.insert(symbol).second;
    if (isNew && isUp()) {
        askOpenOrders(); // what waits there may not have been asked for before
    }
}

const std::optional<venues::Account>& VenueGateway::account() const
{
    return m_account->picture().account();
}

core::Timestamp VenueGateway::accountAsked() const
{
    return m_account->picture().accountAsked();
}

const std::optional<OrderList>& VenueGateway::openOrders() const
{
    return m_account->picture().openOrders();
}

const std::optional<PositionList>& VenueGateway::positions() const
{
    return m_account->picture().positions();
}

std::optional<bool> VenueGateway::isHedged() const
{
    return m_account->picture().isHedged();
}

void VenueGateway::askOpenOrders(Reach reach)
{
    m_account->askOpenOrders(reach);
}

void VenueGateway::askPositions()
{
    m_account->askPositions();
}

void VenueGateway::askPositionMode()
{
    m_account->askPositionMode();
}

void VenueGateway::askAccount()
{
    m_account->askAccount();
}

void VenueGateway::askTime(std::function<void()> then)
{
    m_sender->askTime(std::move(then));
}

void VenueGateway::submit(const Order& order)
{
    m_countdown->cover(order.request.market.symbol);
    askOfOrder(Ask::Submit, order);
}

void VenueGateway::amend(const Order& order)
{
    askOfOrder(Ask::Amend, order);
}

void VenueGateway::cancel(const Order& order)
{
    askOfOrder(Ask::Cancel, order);
}

void VenueGateway::query(const Order& order)
{
    askOfOrder(Ask::Query, order);
}

void VenueGateway::queryFills(const Order& order)
{
    if (!order.venueOrder.empty()) {
        askOfOrder(Ask::Fills, order);
    }
}

void VenueGateway::askOfOrder(Ask what, const Order& order)
{
    const TradingAsk asked{.what = what, .order = order};
    const core::Timestamp now = m_access->clock.now();
    m_sender->ask(
        asked, urgencyOf(what), [this, asked, now](const TradingAnswer& answer) { forward(asked, answer, now); });
}

void VenueGateway::forward(const TradingAsk& ask, const TradingAnswer& answer, core::Timestamp asked)
{
    const orders::ClientOrderId id = ask.order.request.id;
    switch (answer.outcome) {
    case Outcome::Done:
    case Outcome::Refused:
        for (orders::OrderReport report : answer.reports) {
            if (report.kind == orders::OrderReport::Kind::Absent) {
                report.time = asked; // it may have arrived since then
            }
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

void VenueGateway::cancelEverything(Reach reach)
{
    std::set<core::Symbol> symbols = symbolsToCancel();
    if (reach == Reach::Account && m_access->protocol->cancelsBySymbol()) {
        const std::set<core::Symbol>& listed = m_account->picture().symbolsWithOrders();
        symbols.insert(listed.begin(), listed.end());
    }
    if (m_access->protocol->cancelsBySymbol()) {
        symbols.erase(core::Symbol()); // nothing is traded there yet
    }
    for (const core::Symbol& symbol : symbols) {
        cancelAll(Ask::CancelAll, symbol);
        if (m_access->protocol->cancelsConditionalApart()) {
            cancelAll(Ask::CancelConditional, symbol);
        }
    }
}

std::set<core::Symbol> VenueGateway::symbolsToCancel() const
{
    // By account one request is enough, whatever it names.
    return m_access->protocol->cancelsBySymbol() ? m_access->symbols : std::set{*m_access->symbols.begin()};
}

void VenueGateway::cancelAll(Ask what, const core::Symbol& symbol)
{
    m_sender->ask({.what = what, .symbol = symbol}, Urgency::Cancel, [this, what](const TradingAnswer& answer) {
        if (answer.outcome != Outcome::Done) {
            warn(tr("%1: %2").arg(QString::fromUtf8(venues::describe(what)), QString::fromStdString(answer.why)));
        }
    });
}

void VenueGateway::cancel(const venues::VenueOrder& order)
{
    m_sender->ask({.what = Ask::CancelListed, .symbol = order.symbol, .listed = order}, Urgency::Cancel,
        [this, id = order.id](const TradingAnswer& answer) {
            if (answer.outcome != Outcome::Done) {
                warn(tr("cancel of %1: %2").arg(QString::fromStdString(id), QString::fromStdString(answer.why)));
            }
        });
}

void VenueGateway::read(const QString& text)
{
    const QByteArray bytes = text.toUtf8();
    const std::string_view view(bytes.constData(), static_cast<std::size_t>(bytes.size()));
    const auto message = m_access->protocol->readMessage(view);
    if (!message) {
        return distrust(message.error().what);
    }
    m_session->confirmAlive();
    if (!keepsSession(*message)) {
        return;
    }
    if (message->answers != 0) {
        m_sender->answer(message->answers, view);
    }
    for (const orders::OrderReport& report : message->reports) {
        m_manager.report(report);
        if (report.id == 0 && report.kind == orders::OrderReport::Kind::Filled) {
            Q_EMIT filledElsewhere();
        }
    }
    for (const venues::VenueOrder& conditional : message->conditional) {
        m_account->conditionalChanged(conditional);
    }
    if (message->hasUntoldLegs) {
        askOpenOrders(Reach::Account);
    }
    if (message->changes) {
        m_account->changed(*message->changes);
    }
    if (!message->defect.empty()) {
        distrust(message->defect);
    }
    if (message->isReady && !m_session->isReady()) {
        m_session->becomeReady();
    }
}

bool VenueGateway::keepsSession(const venues::PrivateMessage& message)
{
    if (message.isDenied) {
        warn(tr("the key may not follow orders"));
        m_session->refuse(tr("the key may not follow orders"));
        return false;
    }
    if (message.isSessionOver) {
        m_session->end(tr("the session ended"));
        return false;
    }
    if (message.hasGap) {
        m_session->end(tr("private messages are missing"));
        return false;
    }
    return true;
}

void VenueGateway::distrust(const std::string& what)
{
    // What cannot be read may be a fill: everything is asked for again.
    warn(tr("private message refused: %1").arg(QString::fromStdString(what)));
    m_manager.mustReconcile(m_access->venue.id);
    askOpenOrders();
}

} // namespace leadline::feeds
