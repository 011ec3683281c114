// SPDX-License-Identifier: MIT
/// One account at one embedded venue, over all its markets: orders, fills, money and margin, in no venue's words.
#pragma once

#include "engine/sim/exchange/embedded_markets.h"
#include "engine/sim/exchange/margin_positions.h"

#include <deque>
#include <expected>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace leadline::sim
{

struct AccountTerms {
    double makerFeeBps = 2;
    double takerFeeBps = 5;
    bool isMargin = true; ///< a futures account: bases are positions, the quote is margin
    bool takesFeesOfReceived = false; ///< of coins: who buys pays in what was bought, else all pay in the quote
    double leverage = 20;
    core::Quantity quote = ///< of each quote currency, to begin with
        core::Quantity::fromRaw(static_cast<core::Int128>(1'000'000) * core::decimalScale);
};

enum class AccountOrderStatus : std::uint8_t { New, PartiallyFilled, Filled, Cancelled, Expired };

struct AccountOrder {
    std::uint64_t id = 0; ///< the venue's
    std::string clientId;
    std::size_t market = 0; ///< its place in the venue's markets
    core::Side side = core::Side::Bid;
    core::Price price;
    core::Quantity size;
    TimeInForce timeInForce = TimeInForce::GoodTillCancel;
    bool isMarket = false;
    bool isReduceOnly = false;
    core::PositionSide positionSide = core::PositionSide::Net;
    bool isBorrowed = false; ///< of an account of coins: on margin, its fills are a position
    core::Price trigger; ///< of an order that waits for a price; it is in no book, and nothing triggers it yet
    std::string type; ///< of the same: the venue's word
    AccountOrderStatus status = AccountOrderStatus::New;
    core::Quantity filled;
    core::Notional value;
    core::Notional fees; ///< in the quote currency, or worth so much there
    core::Timestamp created;
    core::Timestamp updated;
    std::string why; ///< it ended

    [[nodiscard]] bool isOpen() const
    {
        return status == AccountOrderStatus::New || status == AccountOrderStatus::PartiallyFilled;
    }
    [[nodiscard]] bool isWaiting() const { return trigger.raw() > 0; }
    /// It takes from its position, where it is carried out.
    [[nodiscard]] bool closes() const
    {
        return positionSide == core::PositionSide::Net ? isReduceOnly : positionSide == core::positionClosedBy(side);
    }
    [[nodiscard]] core::Quantity left() const { return size - filled; }
    [[nodiscard]] core::Price averagePrice() const;
};

struct AccountFill {
    std::uint64_t id = 0;
    std::uint64_t order = 0;
    std::size_t market = 0;
    core::Side side = core::Side::Bid;
    core::PositionSide positionSide = core::PositionSide::Net;
    core::Price price;
    core::Quantity size;
    core::Notional fee; ///< in the quote currency
    core::Quantity feeInBase; ///< in place of it, where what was received pays
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
    WrongPositionSide, ///< of another mode than the account's
    NothingToClose,
    ClosedAlready, ///< other orders that are open close all of it
};

struct AccountRequest {
    std::string clientId; ///< empty: the venue makes one
    std::size_t market = 0;
    core::Side side = core::Side::Bid;
    core::Price price; ///< zero: a market order
    core::Quantity size;
    TimeInForce timeInForce = TimeInForce::GoodTillCancel;
    bool isReduceOnly = false; ///< larger than the position: it is cut
    core::PositionSide positionSide = core::PositionSide::Net;
    bool isBorrowed = false; ///< of an account of coins: on margin
    core::Price trigger; ///< it waits for this price; zero: it does not wait
    std::string type; ///< of one that waits: the venue's word
};

/// Markets are named by their places; where none is named, the first one, or all of them, are meant. Thread: its
/// owner's. Events come from inside the calls.
class TradingAccount
{
public:
    TradingAccount(EmbeddedMarkets& markets, const AccountTerms& terms);

    std::function<void(const AccountEvent&)> changed;

    std::expected<std::uint64_t, AccountRefusal> place(const AccountRequest& request);
    std::expected<void, AccountRefusal> cancel(std::uint64_t id);
    /// The same of an order that waits; a price of zero: a market order once it is triggered.
    std::expected<void, AccountRefusal> amendWaiting(
        std::uint64_t id, core::Price trigger, core::Price price, core::Quantity size);
    /// A post-only order that would take at its new price is cancelled, and so is one whose new size is filled already.
    std::expected<void, AccountRefusal> amend(std::uint64_t id, core::Price price, core::Quantity size);
    /// An open order is called otherwise from now on.
    void rename(std::uint64_t id, const std::string& clientId);
    int cancelAll(std::optional<std::size_t> market = std::nullopt);
    /// Cancels everything, or everything of a market, at that time; nothing: never. Each market has a time of its own,
    /// and all together have one.
    void cancelAllAt(std::optional<core::Timestamp> when, std::optional<std::size_t> market = std::nullopt);
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
    [[nodiscard]] std::vector<const AccountOrder*> openOrders(std::optional<std::size_t> market = std::nullopt) const;
    [[nodiscard]] const std::deque<AccountFill>& fills() const { return m_fills; }

    /// Coins and currencies that the account can hold, in the order of the markets, bases before their quotes. Of a
    /// margin account: currencies of margin.
    [[nodiscard]] std::vector<core::Asset> assets() const;
    /// Of a margin account: what was paid in, plus what was realised.
    [[nodiscard]] core::Quantity total(const core::Asset& asset) const;
    [[nodiscard]] core::Quantity available(const core::Asset& asset) const;
    /// Of a margin account: the position, long minus short.
    [[nodiscard]] core::Quantity baseTotal(std::size_t market = 0) const;
    /// Of a margin account; of one of coins, what was traded with borrowed ones.
    [[nodiscard]] const MarginPositions& positions(std::size_t market = 0) const { return m_positions[market]; }
    [[nodiscard]] bool isFlat() const; ///< no position anywhere
    [[nodiscard]] bool isHedged() const { return m_isHedged; }
    /// Two positions from now on, or one. Nothing may be open.
    void setHedged(bool isHedged);
    [[nodiscard]] core::Price markPrice(std::size_t market = 0) const;
    [[nodiscard]] core::Quantity marginInUse(std::size_t market) const;
    [[nodiscard]] core::Quantity marginInUse(const core::Asset& asset) const;
    [[nodiscard]] double unrealised(std::size_t market, core::PositionSide side) const;
    [[nodiscard]] double unrealised(const core::Asset& asset) const; ///< of all positions that it is the margin of
    [[nodiscard]] const AccountTerms& terms() const { return m_terms; }
    [[nodiscard]] EmbeddedMarkets& markets() const { return m_markets; }
    [[nodiscard]] const EmbeddedMarketSettings& settings(std::size_t market) const
    {
        return m_markets.settings(market);
    }

private:
    [[nodiscard]] std::expected<ClientOrder, AccountRefusal> check(const AccountOrder& order) const;
    [[nodiscard]] std::optional<AccountRefusal> objectionToWaiting(const AccountOrder& order) const;
    [[nodiscard]] bool isAffordable(const AccountOrder& order) const;
    /// Cuts an order that closes to what it may close.
    [[nodiscard]] std::optional<AccountRefusal> objectionToPosition(AccountOrder& order) const;
    [[nodiscard]] core::Quantity closing(std::size_t market, core::PositionSide side) const;
    /// Orders that close no more than there is: the newest go first.
    void trimClosing();
    void trimClosing(std::size_t market, core::PositionSide side);
    /// What open orders of coins hold of the asset.
    [[nodiscard]] core::Quantity held(const core::Asset& asset) const;
    void changeInMarket(AccountOrder& order, core::Price price, core::Quantity size, const ClientOrder& out);
    std::uint64_t keep(AccountOrder order);
    /// Off the market's book without a word to the account.
    void takeOut(const AccountOrder& order);
    void preventSelfTrade(const AccountOrder& order);
    void apply(AccountOrder& order, const ClientOrderEvent& event);
    void say(AccountEvent::Kind kind, AccountOrder& order, const AccountFill* fill = nullptr);

    EmbeddedMarkets& m_markets;
    AccountTerms m_terms;
    std::map<std::uint64_t, AccountOrder> m_orders;
    std::map<std::uint64_t, std::uint64_t> m_working; ///< the market's name of an order, and ours
    std::map<std::uint64_t, std::uint64_t> m_names; ///< the other way round
    std::map<std::string, std::uint64_t> m_byClientId; ///< newest of that name
    std::map<std::string, std::uint64_t> m_openByClientId;
    std::deque<AccountFill> m_fills;
    /// Coins: what is there; margin: what was realised, on top of the deposit.
    std::map<core::Asset, core::Notional> m_balances;
    std::vector<MarginPositions> m_positions; ///< by market
    bool m_isHedged = false;
    std::set<std::size_t> m_mustTrim; ///< a fill has changed a position there
    std::uint64_t m_lastOrder = 8'000'000;
    std::uint64_t m_lastName = 0;
    std::uint64_t m_lastFill = 600'000;
    bool m_isReplacing = false; ///< an amended order comes back to the book
    std::map<std::optional<std::size_t>, core::Timestamp> m_cancelAt; ///< by market; nothing: of all of them
};

} // namespace leadline::sim
