// SPDX-License-Identifier: MIT
/// Asks a venue what an account holds, and keeps the picture of it that lists and the private stream give.
#pragma once

#include "engine/feeds/account_picture.h"
#include "engine/feeds/request_sender.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <string>

namespace leadline::feeds
{

class PrivateSession;

/// See VenueGateway for what its questions and signals mean. Thread: that of its owner.
class AccountRequests final : public QObject
{
    Q_OBJECT

public:
    AccountRequests(const TradingAccess& access, RequestSender& sender, const PrivateSession& session,
        orders::OrderManager& manager);

    /// The session is ready: asks for everything, and for the account again and again.
    void begin();
    void stop() { m_refresh.stop(); }
    /// What the key may do is reported anew.
    void keyChanged() { m_isWithdrawalReported = false; }

    void askOpenOrders(venues::Reach reach);
    void askPositions();
    void askPositionMode();
    void askAccount();

    // The private stream:
    void conditionalChanged(const venues::VenueOrder& conditional);
    void changed(const venues::Account& changes);

    [[nodiscard]] const AccountPicture& picture() const { return m_picture; }

Q_SIGNALS:
    void ordersKnown(const leadline::feeds::OrderList& list);
    void openOrdersKnown(int count);
    void conditionalOrdersChanged();
    void positionsKnown(const leadline::feeds::PositionList& list);
    void positionsChanged();
    void positionModeKnown(bool isHedged);
    void accountChanged();
    void keyCanWithdraw();
    /// A question could not be asked, or has no answer.
    void failed(leadline::venues::Ask what, const QString& why);
    /// Something a person should know of.
    void warned(const QString& what);

private:
    void askConditional(const OrderList& list);
    void askPositionsOf(const venues::Account& account, core::Timestamp asked);
    void listed(OrderList list);
    void readPositions(const std::vector<venues::VenuePosition>& rows, core::Timestamp asked);
    void accountKnown(const venues::Account& account, core::Timestamp asked);
    void warnOfMargin();
    void fail(venues::Ask what, const venues::TradingAnswer& answer);

    const TradingAccess& m_access;
    RequestSender& m_sender;
    const PrivateSession& m_session;
    orders::OrderManager& m_manager;
    AccountPicture m_picture;
    QTimer m_refresh; ///< of the account
    std::chrono::milliseconds m_retry{}; ///< before open orders are asked for again
    std::string m_reportedMargin;
    bool m_isWithdrawalReported = false;
};

} // namespace leadline::feeds
