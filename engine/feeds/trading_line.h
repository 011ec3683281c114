// SPDX-License-Identifier: MIT
/// The way to one venue's trading side: signed requests, the private stream, budgets, the venue's clock.
#pragma once

#include "engine/core/time.h"
#include "engine/feeds/reconnecting_socket.h"
#include "engine/feeds/trading_timing.h"
#include "engine/orders/order_gateway.h"
#include "engine/orders/order_manager.h"
#include "engine/risk/rate_budget.h"
#include "engine/venues/venue.h"

#include <QHash>
#include <QNetworkAccessManager>
#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

class QNetworkReply;

namespace leadline::feeds
{

/// The open orders of a symbol, or of the account, as the venue lists them: conditional ones among them, whoever sent
/// them.
struct OrderList {
    core::Timestamp asked; ///< when the question left; the list is no older
    venues::Reach reach = venues::Reach::Symbol;
    std::vector<venues::VenueOrder> rows;

    [[nodiscard]] int conditional() const;
};

/// The positions of the account in all its symbols, as the venue tells them. At a venue of coins: what was borrowed.
struct PositionList {
    core::Timestamp asked; ///< when the question left; the private stream may have changed rows since
    std::vector<venues::VenuePosition> rows; ///< none of size zero

    /// Null where there is no such row.
    [[nodiscard]] const venues::VenuePosition* find(const core::Symbol& symbol, core::PositionSide side) const;
    /// Zero where there is no such row. Where two positions are kept, Net is the difference of both.
    [[nodiscard]] core::Quantity sizeOf(const core::Symbol& symbol, core::PositionSide side) const;
    /// How much an order of that side can take from that position and not turn it; zero where it would add to it.
    [[nodiscard]] core::Quantity closable(const core::Symbol& symbol, core::Side order, core::PositionSide side) const;
};

/// Carries what the venue's trading protocol says, and knows no venue itself. Answers go to the manager. Thread:
/// engine.
class TradingLine final : public QObject, public orders::OrderGateway
{
    Q_OBJECT

public:
    /// `symbols` are those whose open orders are asked for. The credentials stay in here.
    TradingLine(const venues::Venue& venue, const venues::TradingEnvironment& environment,
        venues::Credentials credentials, core::Symbol symbol, const TradingTiming& timing, const core::Clock& clock,
        orders::OrderManager& manager, QObject* parent = nullptr);
    ~TradingLine() override;

    void open();
    /// After the venue turned a key away: tries this one.
    void useKey(venues::Credentials credentials);

    void submit(const orders::Order& order) override;
    void amend(const orders::Order& order) override;
    void cancel(const orders::Order& order) override;
    void query(const orders::Order& order) override;
    void queryFills(const orders::Order& order) override;
    [[nodiscard]] bool isUp() const override { return m_isReady && m_canTrade; }
    /// The venue turned the key away: it is not tried again before useKey().
    [[nodiscard]] bool isRefused() const { return !m_canTrade; }
    /// What stands in the way, in the venue's words where it had any; empty while it is up, or nothing was told yet.
    [[nodiscard]] const QString& whyDown() const { return m_whyDown; }
    /// Of the time since when it has not been up.
    [[nodiscard]] core::Timestamp downSince() const { return m_downSince; }

    /// Everything the venue holds for us in the symbol, whoever sent it, conditional orders included; where the venue
    /// knows no less, in the account. Reach::Account: in every symbol of the newest list as well.
    void cancelEverything(venues::Reach reach = venues::Reach::Symbol);
    /// One order of a list, whoever sent it. What became of it is told by the next list.
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
    [[nodiscard]] core::Timestamp venueNow() const { return m_clock.now() + m_offset; }

    [[nodiscard]] bool hasBudget() const;
    [[nodiscard]] const venues::Venue& venue() const { return m_venue; }
    [[nodiscard]] const venues::TradingEnvironment& environment() const { return m_environment; }
    [[nodiscard]] const venues::TradingProtocol& protocol() const { return *m_protocol; }
    /// Whose open orders are asked for.
    [[nodiscard]] const core::Symbol& symbol() const { return m_symbol; }
    [[nodiscard]] const std::optional<venues::Account>& account() const { return m_account; }
    /// When the question left that the newest whole account answers; the epoch: none came yet.
    [[nodiscard]] core::Timestamp accountAsked() const { return m_accountAsked; }
    /// The newest list, kept up to date by what the private stream tells of conditional orders; nothing: none came yet.
    [[nodiscard]] const std::optional<OrderList>& openOrders() const { return m_openOrders; }
    /// The newest list, kept up to date by the private stream; nothing: none came yet.
    [[nodiscard]] const std::optional<PositionList>& positions() const { return m_positions; }
    /// Two positions a symbol; nothing: not known, or the venue has no such thing.
    [[nodiscard]] std::optional<bool> isHedged() const { return m_isHedged; }

Q_SIGNALS:
    void upChanged(bool up, const QString& why);
    /// A whole list came. The count is that of its rows.
    void ordersKnown(const leadline::feeds::OrderList& list);
    void openOrdersKnown(int count);
    /// The private stream told of a conditional order: openOrders() has it.
    void conditionalOrdersChanged();
    /// A whole list came ...
    void positionsKnown(const leadline::feeds::PositionList& list);
    /// ... or the private stream changed one.
    void positionsChanged();
    /// The private stream told of a fill of somebody else's order: what is held has changed.
    void filledElsewhere();
    void positionModeKnown(bool isHedged);
    /// A question of OpenOrders, ConditionalOrders, Positions, PositionMode or Account could not be asked, or has no
    /// answer that tells. It is not repeated by itself.
    void notTold(leadline::venues::Ask what, const QString& why);
    void accountChanged();
    /// The key may move money away.
    void keyCanWithdraw();
    void troubled(const QString& what);

private:
    using Done = std::function<void(const venues::TradingAnswer&)>;
    struct Pending {
        venues::TradingAsk ask;
        Done done;
        bool wasSkewed = false; ///< sent a second time after the venue's clock was asked
    };

    void ask(venues::TradingAsk ask, risk::Urgency urgency, Done done, bool wasSkewed = false);
    void send(Pending pending, const venues::TradingRequest& request);
    void isInSocket(const Pending& pending);
    void answered(const Pending& pending, const venues::TradingAnswer& answer);
    /// What an answer to a request about an order means for the order.
    void tellManager(const venues::TradingAsk& ask, const venues::TradingAnswer& answer);
    void beginSession();
    void openStream(const std::string& session);
    void streamSaid(const QString& text);
    void doubt(const std::string& what);
    void ready();
    void lost(const QString& why);
    void tellDown(const QString& why);
    void refused(const QString& why);
    void forgetPending(const QString& why);
    void armCountdown();
    void askConditional(OrderList list);
    void listed(OrderList list);
    void hear(venues::VenueOrder conditional);
    void readPositions(std::vector<venues::VenuePosition> rows, core::Timestamp asked);
    void hear(const venues::VenuePosition& position);
    void warnOfMargin();
    void tellNot(venues::Ask what, const venues::TradingAnswer& answer);
    void accountKnown(const venues::Account& account, core::Timestamp asked);
    void adopt(const venues::Account& changes);
    void trouble(const QString& what);
    [[nodiscard]] venues::Stamp stamp();

    const venues::Venue& m_venue;
    venues::TradingEnvironment m_environment;
    venues::Credentials m_credentials;
    core::Symbol m_symbol;
    TradingTiming m_timing;
    const core::Clock& m_clock;
    orders::OrderManager& m_manager;
    std::unique_ptr<venues::TradingProtocol> m_protocol;
    QNetworkAccessManager m_network;
    std::unique_ptr<ReconnectingSocket> m_socket;
    risk::RateBudget m_requests;
    risk::RateBudget m_orders;
    QHash<quint64, std::shared_ptr<Pending>> m_pending; ///< on the socket, by number
    std::optional<venues::Account> m_account;
    core::Timestamp m_accountAsked;
    std::set<core::Symbol> m_symbolsWithOrders;
    std::optional<OrderList> m_openOrders;
    std::optional<PositionList> m_positions;
    std::optional<bool> m_isHedged;
    /// What the stream told lately, with its time: an answer under way meanwhile may be older.
    std::vector<std::pair<core::Timestamp, venues::VenueOrder>> m_heardOrders;
    std::vector<std::pair<core::Timestamp, venues::VenuePosition>> m_heardPositions;
    std::string m_marginTold;
    core::Duration m_offset{}; ///< the venue's clock minus ours
    quint64 m_lastNumber = 0;
    std::uint64_t m_lastNonce = 0;
    std::string m_session;
    QTimer m_sessionRetry;
    QTimer m_renewal;
    QTimer m_accountTimer;
    QTimer m_countdown;
    QTimer m_readyPatience;
    int m_sessionFailures = 0;
    bool m_isReady = false;
    bool m_canTrade = true; ///< false once the venue denied the key
    bool m_wasToldOfKey = false;
    QString m_whyDown;
    core::Timestamp m_downSince;
    bool m_wasToldDown = false; ///< upChanged(false) of this time without a connection
};

} // namespace leadline::feeds
