// SPDX-License-Identifier: MIT
/// The way to one venue's trading side: signed requests, the private stream, budgets, the venue's clock.
#pragma once

#include "engine/core/time.h"
#include "engine/feeds/reconnecting_socket.h"
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

class QNetworkReply;

namespace leadline::feeds
{

struct TradingTiming {
    std::chrono::milliseconds requestValidFor{5000}; ///< the venue refuses what arrives later
    std::chrono::milliseconds answerWithin{3000};
    std::chrono::milliseconds accountEvery{5000};
    std::chrono::milliseconds countdown{0}; ///< the venue cancels everything when we are silent for so long; zero: not
    TransportTiming transport;
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

    void submit(const orders::Order& order) override;
    void amend(const orders::Order& order) override;
    void cancel(const orders::Order& order) override;
    void query(const orders::Order& order) override;
    void queryFills(const orders::Order& order) override;
    [[nodiscard]] bool isUp() const override { return m_isReady && m_canTrade; }
    /// The venue turned the key away: it is not tried again.
    [[nodiscard]] bool isRefused() const { return !m_canTrade; }
    /// What stands in the way, in the venue's words where it had any; empty while it is up, or nothing was told yet.
    [[nodiscard]] const QString& whyDown() const { return m_whyDown; }
    /// Of the time since when it has not been up.
    [[nodiscard]] core::Timestamp downSince() const { return m_downSince; }

    /// Everything the venue holds for us in the symbol, whoever sent it.
    void cancelEverything();
    /// Asked over REST how many orders it holds; answered by openOrdersKnown().
    void askOpenOrders();
    void askAccount();

    [[nodiscard]] bool hasBudget() const;
    [[nodiscard]] const venues::Venue& venue() const { return m_venue; }
    [[nodiscard]] const venues::TradingEnvironment& environment() const { return m_environment; }
    [[nodiscard]] const venues::TradingProtocol& protocol() const { return *m_protocol; }
    [[nodiscard]] const std::optional<venues::Account>& account() const { return m_account; }
    /// Symbols with open orders, whoever sent them, when the venue was asked last.
    [[nodiscard]] const std::set<core::Symbol>& symbolsWithOrders() const { return m_symbolsWithOrders; }

Q_SIGNALS:
    void upChanged(bool up, const QString& why);
    void openOrdersKnown(int count);
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
    void askTime(std::function<void()> then);
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
    void askPositions(const venues::Account& account);
    void accountKnown(const venues::Account& account);
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
    std::set<core::Symbol> m_symbolsWithOrders;
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
