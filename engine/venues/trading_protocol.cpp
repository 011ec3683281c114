// SPDX-License-Identifier: MIT
#include "engine/venues/trading_protocol.h"

namespace leadline::venues
{

std::string_view describe(Ask ask)
{
    switch (ask) {
    case Ask::Submit:
        return "new order";
    case Ask::Amend:
        return "amend";
    case Ask::Cancel:
        return "cancel";
    case Ask::Query:
    case Ask::QueryClosed:
        return "query";
    case Ask::Fills:
        return "fills";
    case Ask::OpenOrders:
        return "open orders";
    case Ask::ConditionalOrders:
        return "conditional orders";
    case Ask::CancelAll:
        return "cancel all";
    case Ask::CancelConditional:
        return "cancel all conditional orders";
    case Ask::CancelListed:
        return "cancel of a listed order";
    case Ask::Account:
        return "account";
    case Ask::Positions:
        return "positions";
    case Ask::PositionMode:
        return "position mode";
    case Ask::Session:
        return "session";
    case Ask::RenewSession:
        return "session renewal";
    case Ask::Countdown:
        return "cancel countdown";
    case Ask::Time:
        return "time";
    }
    return "";
}

orders::OrderReport refusedAmendment(const TradingAsk& ask, std::string_view why)
{
    return {.kind = orders::OrderReport::Kind::AmendRejected,
        .id = ask.order.request.id,
        .market = ask.order.request.market,
        .price = ask.order.amendPrice,
        .size = ask.order.amendSize,
        .why = std::string(why)};
}

} // namespace leadline::venues
