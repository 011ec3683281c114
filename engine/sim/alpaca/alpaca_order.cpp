// SPDX-License-Identifier: MIT
#include "engine/sim/alpaca/alpaca_order.h"

#include <algorithm>
#include <array>

namespace leadline::sim
{

namespace
{

constexpr std::array<std::string_view, 4> types{"market", "limit", "stop", "stop_limit"};
constexpr std::array<std::string_view, 6> times{"day", "gtc", "ioc", "fok", "opg", "cls"};
constexpr std::array<std::string_view, 4> classes{"simple", "bracket", "oco", "oto"};
constexpr std::array<std::string_view, 12> statuses{"held", "pending_new", "accepted", "new", "partially_filled",
    "pending_cancel", "pending_replace", "filled", "canceled", "expired", "replaced", "rejected"};

template <class Enum, std::size_t N>
std::optional<Enum> find(const std::array<std::string_view, N>& names, std::string_view name)
{
    const auto* const found = std::ranges::find(names, name);
    return found == names.end() ? std::nullopt : std::optional(static_cast<Enum>(found - names.begin()));
}

} // namespace

std::string_view nameOf(AlpacaOrderType type)
{
    return types[static_cast<std::size_t>(type)];
}

std::string_view nameOf(AlpacaTimeInForce timeInForce)
{
    return times[static_cast<std::size_t>(timeInForce)];
}

std::string_view nameOf(AlpacaOrderStatus status)
{
    return statuses[static_cast<std::size_t>(status)];
}

std::string_view nameOf(AlpacaOrderClass orderClass)
{
    return classes[static_cast<std::size_t>(orderClass)];
}

std::optional<AlpacaOrderClass> orderClassOf(std::string_view name)
{
    return name.empty() ? std::optional(AlpacaOrderClass::Simple) : find<AlpacaOrderClass>(classes, name);
}

std::optional<AlpacaOrderType> orderTypeOf(std::string_view name)
{
    return find<AlpacaOrderType>(types, name);
}

std::optional<AlpacaTimeInForce> timeInForceOf(std::string_view name)
{
    return find<AlpacaTimeInForce>(times, name);
}

core::Price AlpacaOrder::averagePrice() const
{
    return filled.isZero() ? core::Price{}
                           : core::Price::fromRaw(static_cast<std::int64_t>(value.raw() / filled.raw()));
}

} // namespace leadline::sim
