// SPDX-License-Identifier: MIT
/// The Binance-like venue's service for conditional orders: taken, listed and cancelled apart from the others, with
/// numbers of their own. Nothing triggers them yet.
#pragma once

#include "engine/sim/binance/binance_query.h"
#include "engine/sim/exchange/trading_account.h"

#include <functional>
#include <map>
#include <string>

namespace leadline::sim
{

struct BinanceAlgoOrder {
    std::uint64_t id = 0;
    std::string clientId;
    std::size_t market = 0;
    std::string type; ///< "STOP_MARKET"
    core::Side side = core::Side::Bid;
    core::PositionSide positionSide = core::PositionSide::Net;
    core::Quantity size; ///< zero: all of the position
    core::Price trigger; ///< zero: it trails
    core::Price price; ///< zero: a market order once it is triggered
    std::string timeInForce;
    std::string workingType;
    std::string callbackRate; ///< percent, of one that trails
    std::string activatePrice;
    bool isReduceOnly = false;
    bool closesPosition = false;
    bool isPriceProtected = false;
    bool isOpen = true;
    core::Timestamp created;
    core::Timestamp updated;
};

/// Thread: its owner's.
class BinanceAlgoOrders
{
public:
    explicit BinanceAlgoOrders(const TradingAccount& account)
        : m_account(account)
    {
    }

    /// It came, or it was cancelled: the payload of ALGO_UPDATE.
    std::function<void(const std::string& payload)> changed;

    [[nodiscard]] static bool isOurs(std::string_view path);
    [[nodiscard]] RestAnswer rest(const RestRequest& request, const BinanceQuery& query);
    [[nodiscard]] bool isEmpty() const;

private:
    [[nodiscard]] RestAnswer place(const BinanceQuery& query, std::size_t market);
    [[nodiscard]] RestAnswer cancel(const BinanceQuery& query);
    [[nodiscard]] RestAnswer cancelAll(std::size_t market);
    /// Of that market, or of all.
    [[nodiscard]] RestAnswer list(const BinanceQuery& query, std::optional<std::size_t> market, bool openOnly) const;
    [[nodiscard]] std::optional<RestAnswer> objectionToForm(const BinanceQuery& query) const;
    [[nodiscard]] std::optional<RestAnswer> objectionTo(const BinanceAlgoOrder& order) const;
    [[nodiscard]] const BinanceAlgoOrder* named(const BinanceQuery& query) const;
    void end(BinanceAlgoOrder& order);
    void say(const BinanceAlgoOrder& order) const;
    [[nodiscard]] std::string orderJson(const BinanceAlgoOrder& order) const;

    const TradingAccount& m_account;
    std::map<std::uint64_t, BinanceAlgoOrder> m_orders; ///< oldest first
    std::uint64_t m_lastId = 3'000'000'000'000;
};

} // namespace leadline::sim
