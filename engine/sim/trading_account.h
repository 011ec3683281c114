// SPDX-License-Identifier: MIT
/// One account at one embedded venue: its orders, fills, money and margin, in no venue's words.
#pragma once

#include "engine/sim/embedded_market.h"

#include <deque>
#include <expected>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace leadline::sim
{

struct AccountTerms {
    double makerFeeBps = 2;
    double takerFeeBps = 5;
    bool isMargin = true; ///< a futures account: the base is a position, the quote is margin
    double leverage = 20;
    core::Quantity quote = core::Quantity::fromRaw(static_cast<core::Int128>(1'000'000) * core::decimalScale);
    core::Quantity base{};
};

enum class AccountOrderStatus : std::uint8_t { New, PartiallyFilled, Filled, Cancelled, Expired };

struct AccountOrder {
    std::uint64_t id = 0; ///< the venue's
    std::string clientId;
    core::Side side = core::Side::Bid;
    core::Price price;
    core::Quantity size;
    TimeInForce timeInForce = TimeInForce::GoodTillCancel;
    bool isMarket = false;
    bool isReduceOnly = false;
    AccountOrderStatus status = AccountOrderStatus::New;
    core::Quantity filled;
    core::Notional value;
    core::Notional fees; ///< in the quote currency
    core::Timestamp created;
    core::Timestamp updated;
    std::string why; ///< it ended

    [[nodiscard]] bool isOpen() const
    {
        return status == AccountOrderStatus::New || status == AccountOrderStatus::PartiallyFilled;
    }
    [[nodiscard]] core::Price averagePrice() const;
};

struct AccountFill {
    std::uint64_t id = 0;
    std::uint64_t order = 0;
    core::Side side = core::Side::Bid;
    core::Price price;
    core::Quantity size;
    core::Notional fee;
    bool isMaker = false;
    core::Timestamp time;
};

struct AccountEvent {
    enum class Kind : std::uint8_t { New, Trade, Cancelled, Expired, Amended };
    Kind kind = Kind::New;
    const AccountOrder& order;
    const AccountFill* fill = nullptr; ///< Trade
};

enum class AccountRefusal : std::uint8_t {
    WouldTake,
    TooSmall,
    OffTick,
    OffLot,
    OutOfBand,
    NoFunds,
    DuplicateId,
    UnknownOrder,
    NothingChanged,
    TooManyOrders,
};

struct AccountRequest {
    std::string clientId; ///< empty: the venue makes one
    core::Side side = core::Side::Bid;
    core::Price price; ///< zero: a market order
    core::Quantity size;
    TimeInForce timeInForce = TimeInForce::GoodTillCancel;
    bool isReduceOnly = false;
};

/// Thread: its owner's. Events come from inside the calls.
class TradingAccount
{
public:
    TradingAccount(EmbeddedMarket& market, const AccountTerms& terms);

    std::function<void(const AccountEvent&)> changed;

    std::expected<std::uint64_t, AccountRefusal> place(const AccountRequest& request);
    std::expected<void, AccountRefusal> cancel(std::uint64_t id);
    /// A post-only order that would take at its new price is cancelled, and so is one whose new size is filled already.
    std::expected<void, AccountRefusal> amend(std::uint64_t id, core::Price price, core::Quantity size);
    int cancelAll();
    /// Cancels everything at that time; nothing: never.
    void cancelAllAt(std::optional<core::Timestamp> when) { m_cancelAt = when; }
    void tick(core::Timestamp now);
    /// From the market, about its clients' orders.
    void heard(const ClientOrderEvent& event);
    /// Half of what rests of the order is taken.
    void fillPart(std::uint64_t id);

    [[nodiscard]] const AccountOrder* find(std::uint64_t id) const;
    /// The open one of that name, else the newest closed one.
    [[nodiscard]] const AccountOrder* findByClientId(const std::string& clientId) const;
    /// Oldest first.
    [[nodiscard]] const std::map<std::uint64_t, AccountOrder>& orders() const { return m_orders; }
    [[nodiscard]] std::vector<const AccountOrder*> openOrders() const;
    [[nodiscard]] const std::deque<AccountFill>& fills() const { return m_fills; }

    [[nodiscard]] core::Quantity quoteTotal() const; ///< of a margin account: what was paid in, plus what was realised
    [[nodiscard]] core::Quantity quoteAvailable() const;
    [[nodiscard]] core::Quantity baseTotal() const { return m_base; } ///< of a margin account: the position
    [[nodiscard]] core::Quantity baseAvailable() const;
    [[nodiscard]] core::Price entryPrice() const; ///< of the position; zero when flat
    [[nodiscard]] core::Price markPrice() const;
    [[nodiscard]] core::Quantity marginInUse() const;
    [[nodiscard]] double unrealised() const;
    [[nodiscard]] const AccountTerms& terms() const { return m_terms; }
    [[nodiscard]] EmbeddedMarket& market() const { return m_market; }

private:
    [[nodiscard]] std::expected<ClientOrder, AccountRefusal> check(const AccountOrder& order) const;
    [[nodiscard]] bool isAffordable(core::Side side, core::Price price, core::Quantity size) const;
    /// Off the market's book without a word to the account.
    void takeOut(const AccountOrder& order);
    void preventSelfTrade(const AccountOrder& order);
    void apply(AccountOrder& order, const ClientOrderEvent& event);
    void say(AccountEvent::Kind kind, AccountOrder& order, const AccountFill* fill = nullptr);

    EmbeddedMarket& m_market;
    AccountTerms m_terms;
    std::map<std::uint64_t, AccountOrder> m_orders;
    std::map<std::uint64_t, std::uint64_t> m_working; ///< the market's name of an order, and ours
    std::map<std::uint64_t, std::uint64_t> m_names; ///< the other way round
    std::map<std::string, std::uint64_t> m_byClientId; ///< newest of that name
    std::map<std::string, std::uint64_t> m_openByClientId;
    std::deque<AccountFill> m_fills;
    core::Notional m_quote; ///< spot: what is there; margin: what was realised, on top of the deposit
    core::Quantity m_base;
    core::Notional m_openValue; ///< margin: cost of the position
    std::uint64_t m_lastOrder = 8'000'000;
    std::uint64_t m_lastName = 0;
    std::uint64_t m_lastFill = 600'000;
    bool m_isReplacing = false; ///< an amended order comes back to the book
    std::optional<core::Timestamp> m_cancelAt;
};

} // namespace leadline::sim
