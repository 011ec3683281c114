// SPDX-License-Identifier: MIT
#include "engine/feeds/account_requests.h"

#include "engine/feeds/private_session.h"
#include "engine/feeds/trading_access.h"
#include "engine/orders/order_manager.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace leadline::feeds
{

using risk::Urgency;
using venues::Ask;
using venues::Outcome;
using venues::Reach;
using venues::TradingAnswer;

namespace
{

/// Before open orders are asked for again that the manager waits for, doubled each time ...
constexpr std::chrono::milliseconds firstRetry{1000};
/// ... up to this: what is asked in vain is paid for all the same.
constexpr std::chrono::milliseconds longestRetry{4000};
/// Of what a venue's budget refills, what asking for the account again and again may take: the rest is for orders.
constexpr double shareOfBudget = 0.2;

/// As often as wanted, where the budget is large enough for it.
std::chrono::milliseconds refreshPause(const TradingAccess& access)
{
    if (!access.environment.isLimited) {
        return access.timing.accountEvery;
    }
    const venues::TradingProtocol& protocol = *access.protocol;
    const double cost = protocol.requestCost(Ask::Account, Reach::Account)
        + (protocol.hasPositionsApart() ? protocol.requestCost(Ask::Positions, Reach::Account) : 0);
    const std::chrono::duration<double> least(cost / (shareOfBudget * protocol.requestBudget().perSecond));
    return std::max(access.timing.accountEvery, std::chrono::ceil<std::chrono::milliseconds>(least));
}

} // namespace

AccountRequests::AccountRequests(
    const TradingAccess& access, RequestSender& sender, const PrivateSession& session, orders::OrderManager& manager)
    : m_access(access)
    , m_sender(sender)
    , m_session(session)
    , m_manager(manager)
    , m_picture(access)
{
    connect(&m_refresh, &QTimer::timeout, this, &AccountRequests::askAccount);
}

void AccountRequests::begin()
{
    m_refresh.start(refreshPause(m_access));
    m_retry = firstRetry;
    askOpenOrders(Reach::Symbol);
    askPositionMode();
    if (!m_access.protocol->hasPositionsApart()) {
        askPositions();
    }
    askAccount();
}

void AccountRequests::askOpenOrders(Reach reach)
{
    const core::Symbol symbol = m_access.listed(reach);
    const core::Timestamp asked = m_access.clock.now();
    m_sender.ask({.what = Ask::OpenOrders, .symbol = symbol}, Urgency::Cancel,
        [this, reach, asked](const TradingAnswer& answer) {
            const core::VenueId& venue = m_access.venue.id;
            if (answer.outcome != Outcome::Done) {
                if (m_session.isReady() && !m_manager.isReconciled(venue)) {
                    QTimer::singleShot(m_retry, this, [this, reach] { askOpenOrders(reach); });
                    m_retry = std::min(m_retry * 2, longestRetry);
                }
                return fail(Ask::OpenOrders, answer);
            }
            m_manager.openOrders(venue, answer.reports);
            OrderList list{.asked = asked, .reach = reach, .rows = answer.rows};
            m_access.protocol->listsConditionalApart() ? askConditional(list) : listed(std::move(list));
        });
}

void AccountRequests::askConditional(const OrderList& list)
{
    const core::Symbol symbol = m_access.listed(list.reach);
    m_sender.ask(
        {.what = Ask::ConditionalOrders, .symbol = symbol}, Urgency::Cancel, [this, list](const TradingAnswer& answer) {
            if (answer.outcome != Outcome::Done) {
                return fail(Ask::ConditionalOrders, answer);
            }
            OrderList whole = list;
            for (const venues::VenueOrder& row : answer.rows) {
                put(whole.rows, row); // some are in both lists
            }
            listed(std::move(whole));
        });
}

void AccountRequests::listed(OrderList list)
{
    m_picture.setOrders(std::move(list));
    Q_EMIT ordersKnown(*m_picture.openOrders());
    Q_EMIT openOrdersKnown(static_cast<int>(m_picture.openOrders()->rows.size()));
}

void AccountRequests::conditionalChanged(const venues::VenueOrder& conditional)
{
    m_picture.change(conditional);
    if (!conditional.why.empty()) {
        Q_EMIT warned(
            tr("the conditional order %1 in %2 was refused when it was due: %3")
                .arg(QString::fromStdString(conditional.id), QString::fromStdString(conditional.symbol.text()),
                    QString::fromStdString(conditional.why)));
    }
    Q_EMIT conditionalOrdersChanged();
}

void AccountRequests::askAccount()
{
    const core::Timestamp left = m_access.clock.now();
    m_sender.ask({.what = Ask::Account}, Urgency::Question, [this, left](const TradingAnswer& answer) {
        if (!answer.account) {
            return fail(Ask::Account, answer);
        }
        m_access.protocol->hasPositionsApart() ? askPositionsOf(*answer.account, left)
                                               : accountKnown(*answer.account, left);
    });
}

void AccountRequests::askPositionsOf(const venues::Account& account, core::Timestamp asked)
{
    // Nobody may take the account for one without positions meanwhile.
    const core::Timestamp left = m_access.clock.now();
    m_sender.ask(
        {.what = Ask::Positions}, Urgency::Question, [this, asked, left, account](const TradingAnswer& answer) {
            if (!answer.account) {
                return fail(Ask::Positions, answer);
            }
            venues::Account whole = account;
            whole.positions.clear();
            m_picture.setAccount(whole);
            readPositions(answer.account->positions, left);
            accountKnown(*m_picture.account(), asked);
        });
}

void AccountRequests::askPositions()
{
    const core::Timestamp asked = m_access.clock.now();
    m_sender.ask({.what = Ask::Positions}, Urgency::Cancel, [this, asked](const TradingAnswer& answer) {
        if (!answer.account) {
            return fail(Ask::Positions, answer);
        }
        readPositions(answer.account->positions, asked);
        if (m_picture.account()) {
            Q_EMIT accountChanged();
        }
    });
}

void AccountRequests::askPositionMode()
{
    if (!m_access.protocol->hasPositionModes()) {
        return;
    }
    m_sender.ask({.what = Ask::PositionMode}, Urgency::Cancel, [this](const TradingAnswer& answer) {
        if (!answer.isHedged) {
            return fail(Ask::PositionMode, answer);
        }
        m_picture.setHedged(*answer.isHedged);
        Q_EMIT positionModeKnown(*answer.isHedged);
    });
}

void AccountRequests::readPositions(const std::vector<venues::VenuePosition>& rows, core::Timestamp asked)
{
    m_picture.setPositions(rows, asked);
    warnOfMargin();
    Q_EMIT positionsKnown(*m_picture.positions());
}

void AccountRequests::warnOfMargin()
{
    if (m_access.protocol->keepsPositions()) {
        return;
    }
    std::string text;
    for (const venues::VenuePosition& row : m_picture.positions()->rows) {
        text += (text.empty() ? "" : ", ") + row.symbol.text() + " " + row.size.text();
    }
    if (std::exchange(m_reportedMargin, text) != text && !text.empty()) {
        Q_EMIT warned(tr("positions on margin, which nothing here closes: %1").arg(QString::fromStdString(text)));
    }
}

void AccountRequests::accountKnown(const venues::Account& account, core::Timestamp asked)
{
    m_picture.setAccount(account);
    m_picture.setAccountAsked(asked);
    if (account.canWithdraw == true && !std::exchange(m_isWithdrawalReported, true)) {
        Q_EMIT keyCanWithdraw();
    }
    Q_EMIT accountChanged();
}

void AccountRequests::changed(const venues::Account& changes)
{
    m_picture.changePositions(changes.positions);
    if (!changes.positions.empty() && m_picture.positions()) {
        Q_EMIT positionsChanged();
    }
    if (m_picture.account()) {
        m_picture.changeAccount(changes);
        Q_EMIT accountChanged();
    }
}

void AccountRequests::fail(Ask what, const TradingAnswer& answer)
{
    Q_EMIT failed(what, QString::fromStdString(answer.why));
}

} // namespace leadline::feeds
