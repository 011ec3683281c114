// SPDX-License-Identifier: MIT
/// The way to one venue's trading side: orders and questions out, reports and the account's state back.
#pragma once

#include "engine/core/time.h"
#include "engine/feeds/account_lists.h"
#include "engine/orders/order_gateway.h"

#include <QObject>
#include <QString>

#include <functional>
#include <memory>
#include <optional>
#include <set>

namespace leadline::orders
{
class OrderManager;
}
namespace leadline::venues
{
struct Venue;
}

namespace leadline::feeds
{

class AccountRequests;
class CancelCountdown;
class PrivateSession;
class RawListener;
class RequestSender;
struct TradingAccess;
struct TradingTiming;

/// Carries what the venue's trading protocol makes of orders and questions, and knows no venue itself. Answers go to
/// the manager. Thread: engine.
class VenueGateway final : public QObject, public orders::OrderGateway
{
    Q_OBJECT

public:
    /// `symbol` is the first one whose open orders are asked for; empty: of the whole account. The credentials stay in
    /// here.
    VenueGateway(const venues::Venue& venue, const venues::TradingEnvironment& environment,
        venues::Credentials credentials, core::Symbol symbol, const TradingTiming& timing, const core::Clock& clock,
        orders::OrderManager& manager, QObject* parent = nullptr);
    ~VenueGateway() override;

    void open();
    /// Hears the private stream as it comes, without secrets. Null: nobody.
    void listenRaw(RawListener* listener);
    /// One more symbol is traded.
    void follow(const core::Symbol& symbol);
    /// After the venue turned a key away: tries this one.
    void useKey(venues::Credentials credentials);

    void submit(const orders::Order& order) override;
    void amend(const orders::Order& order) override;
    void cancel(const orders::Order& order) override;
    void query(const orders::Order& order) override;
    void queryFills(const orders::Order& order) override;
    [[nodiscard]] bool isUp() const override;
    /// The venue turned the key away: it is not tried again before useKey().
    [[nodiscard]] bool isRefused() const;
    /// What stands in the way, as the venue puts it where it does; empty while it is up, or nothing is known yet.
    [[nodiscard]] const QString& whyDown() const;
    /// Of the time since when it has not been up.
    [[nodiscard]] core::Timestamp downSince() const;

    /// Everything the venue holds for us in the symbol, whoever sent it, conditional orders included; where the venue
    /// knows no less, in the account. Reach::Account: in every symbol of the newest list as well.
    void cancelEverything(venues::Reach reach = venues::Reach::Symbol);
    /// One order of a list, whoever sent it. The next list shows what became of it.
    void cancel(const venues::VenueOrder& order);
    /// Asked over REST which orders it holds; answered by ordersKnown() and openOrdersKnown(), or by notTold().
    void askOpenOrders(venues::Reach reach = venues::Reach::Symbol);
    /// Answered by positionsKnown(), or by notTold().
    void askPositions();
    /// Answered by positionModeKnown(), or by notTold(); only where the venue has modes.
    void askPositionMode();
    /// Answered by accountChanged(), or by notTold().
    void askAccount();
    /// Asked for the venue's clock; `then` is called whether there was an answer or not. open() does it by itself.
    void askTime(std::function<void()> then);
    /// The venue's clock as far as it is known; else ours.
    [[nodiscard]] core::Timestamp venueNow() const;

    [[nodiscard]] bool hasBudget() const;
    [[nodiscard]] const venues::Venue& venue() const;
    [[nodiscard]] const venues::TradingEnvironment& environment() const;
    [[nodiscard]] const venues::TradingProtocol& protocol() const;
    /// Whose open orders are asked for; the empty one: of the whole account.
    [[nodiscard]] const std::set<core::Symbol>& symbols() const;
    [[nodiscard]] const std::optional<venues::Account>& account() const;
    /// When the question left that the newest whole account answers; the epoch: none came yet.
    [[nodiscard]] core::Timestamp accountAsked() const;
    /// The newest list, kept up to date by what the private stream reports of conditional orders; nothing: none came
    /// yet.
    [[nodiscard]] const std::optional<OrderList>& openOrders() const;
    /// The newest list, kept up to date by the private stream; nothing: none came yet.
    [[nodiscard]] const std::optional<PositionList>& positions() const;
    /// Two positions a symbol; nothing: not known, or the venue has no such thing.
    [[nodiscard]] std::optional<bool> isHedged() const;

Q_SIGNALS:
    void upChanged(bool up, const QString& why);
    /// A whole list came. The count is that of its rows.
    void ordersKnown(const leadline::feeds::OrderList& list);
    void openOrdersKnown(int count);
    /// The private stream reported a conditional order: openOrders() has it.
    void conditionalOrdersChanged();
    /// A whole list came ...
    void positionsKnown(const leadline::feeds::PositionList& list);
    /// ... or the private stream changed one.
    void positionsChanged();
    /// The private stream reported a fill of somebody else's order: what is held has changed.
    void filledElsewhere();
    void positionModeKnown(bool isHedged);
    /// A question of OpenOrders, ConditionalOrders, Positions, PositionMode or Account could not be asked, or has no
    /// answer. It is not repeated by itself.
    void notTold(leadline::venues::Ask what, const QString& why);
    void accountChanged();
    /// The key may move money away.
    void keyCanWithdraw();
    void troubled(const QString& what);

private:
    void connectParts();
    void connectAccount();
    void askOfOrder(venues::Ask what, const orders::Order& order);
    /// What an answer to a request about an order means for the order.
    void forward(const venues::TradingAsk& ask, const venues::TradingAnswer& answer, core::Timestamp asked);
    [[nodiscard]] std::set<core::Symbol> symbolsToCancel() const;
    void cancelAll(venues::Ask what, const core::Symbol& symbol);
    void read(const QString& text);
    /// False where it ends the session.
    bool keepsSession(const venues::PrivateMessage& message);
    /// A message of the stream could not be read.
    void distrust(const std::string& what);
    void warn(const QString& what);

    orders::OrderManager& m_manager;
    std::unique_ptr<TradingAccess> m_access;
    std::unique_ptr<RequestSender> m_sender;
    std::unique_ptr<PrivateSession> m_session;
    std::unique_ptr<AccountRequests> m_account;
    std::unique_ptr<CancelCountdown> m_countdown;
};

} // namespace leadline::feeds
