// SPDX-License-Identifier: MIT
#include "engine/sim/kraken/kraken_orders.h"

#include "engine/venues/kraken/kraken_rows.h"
#include "engine/venues/kraken/kraken_symbols.h"

namespace leadline::sim::kraken
{

using core::Price;
using core::Side;

bool isNameOf(std::string_view name, const EmbeddedMarketSettings& listed)
{
    if (name == listed.symbol || name == listed.pair.base.text() + listed.pair.quote.text()) {
        return true;
    }
    const core::Pair pair = venues::kraken::pairOf(core::Symbol(name));
    return pair.base == listed.pair.base && pair.quote == listed.pair.quote;
}

std::optional<std::size_t> marketNamed(const EmbeddedMarkets& markets, std::string_view name)
{
    for (std::size_t i = 0; i < markets.size(); ++i) {
        if (isNameOf(name, markets.settings(i))) {
            return i;
        }
    }
    return std::nullopt;
}

std::string errorText(AccountRefusal why)
{
    switch (why) {
    case AccountRefusal::WouldTake:
        return "EOrder:Post only order";
    case AccountRefusal::TooSmall:
        return "EOrder:Cost minimum not met";
    case AccountRefusal::OffTick:
        return "EOrder:Tick size check failed";
    case AccountRefusal::OffLot:
        return "EOrder:Order minimum not met";
    case AccountRefusal::OutOfBand:
        return "EOrder:Invalid price";
    case AccountRefusal::NoFunds:
        return "EOrder:Insufficient funds";
    case AccountRefusal::DuplicateId:
        return "EGeneral:Invalid arguments:cl_ord_id";
    case AccountRefusal::UnknownOrder:
        return "EOrder:Unknown order";
    case AccountRefusal::NothingChanged:
        return "EOrder:No change";
    case AccountRefusal::TooManyOrders:
        return "EOrder:Orders limit exceeded";
    case AccountRefusal::NothingToClose:
    case AccountRefusal::ClosedAlready:
        return "EOrder:Reduce only:No position exists";
    case AccountRefusal::WrongPositionSide:
        break; // there is one position here, or none
    }
    return "EGeneral:Internal error";
}

bool isTriggerWithLimit(std::string_view type)
{
    return venues::kraken::isTrigger(type) && type.ends_with("-limit");
}

Price triggerPrice(std::string_view text, Price mark, Price tick, Side side)
{
    const bool isPercent = text.ends_with('%');
    const bool isOffset = isPercent || text.starts_with('+') || text.starts_with('-') || text.starts_with('#');
    const bool isBelow = text.starts_with('-') || (!text.starts_with('+') && side == Side::Ask);
    text.remove_suffix(isPercent ? 1 : 0);
    text.remove_prefix(!text.empty() && isOffset && (text.front() < '0' || text.front() > '9') ? 1 : 0);
    const auto number = Price::parse(text);
    if (!number || !isOffset) {
        return number.value_or(Price{});
    }
    constexpr double percent = 0.01;
    const double away = number->toDoubleLossy() * (isPercent ? percent * mark.toDoubleLossy() : 1);
    const auto steps = static_cast<std::int64_t>(
        (mark.toDoubleLossy() + (isBelow ? -away : away)) * core::decimalScale / static_cast<double>(tick.raw()));
    return Price::fromRaw(steps * tick.raw());
}

} // namespace leadline::sim::kraken
