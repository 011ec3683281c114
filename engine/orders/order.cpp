// SPDX-License-Identifier: MIT
#include "engine/orders/order.h"

#include <algorithm>
#include <charconv>

namespace leadline::orders
{

namespace
{

constexpr std::string_view prefix = "LL";
constexpr std::size_t digits = 13; // 36^13 > 2^64
constexpr int base = 36;

} // namespace

std::string clientTextOrNone(ClientOrderId id)
{
    return id == 0 ? std::string() : clientText(id);
}

std::string clientText(ClientOrderId id)
{
    std::string text(prefix.size() + digits, '0');
    text.replace(0, prefix.size(), prefix);
    for (auto at = text.rbegin(); id != 0; ++at, id /= base) {
        *at = "0123456789abcdefghijklmnopqrstuvwxyz"[id % base];
    }
    return text;
}

std::optional<ClientOrderId> clientIdOf(std::string_view text)
{
    if (text.size() != prefix.size() + digits || !text.starts_with(prefix)) {
        return std::nullopt;
    }
    ClientOrderId id = 0;
    const auto [end, bad] = std::from_chars(text.data() + prefix.size(), text.data() + text.size(), id, base);
    if (bad != std::errc{} || end != text.data() + text.size() || clientText(id) != text) {
        return std::nullopt;
    }
    return id;
}

std::string_view describe(OrderState state)
{
    switch (state) {
    case OrderState::New:
        return "new";
    case OrderState::PendingSubmit:
        return "pending";
    case OrderState::Working:
        return "working";
    case OrderState::PartiallyFilled:
        return "partly filled";
    case OrderState::PendingCancel:
        return "cancelling";
    case OrderState::Filled:
        return "filled";
    case OrderState::Cancelled:
        return "cancelled";
    case OrderState::Rejected:
        return "rejected";
    case OrderState::Expired:
        return "expired";
    case OrderState::Unknown:
        return "unknown";
    }
    return "";
}

std::string_view describe(OrderType type)
{
    switch (type) {
    case OrderType::PostOnly:
        return "post-only";
    case OrderType::MarketableLimit:
        return "marketable limit";
    case OrderType::Limit:
        return "limit";
    case OrderType::Market:
        return "market";
    }
    return "";
}

bool isFinal(OrderState state)
{
    return state == OrderState::Filled || state == OrderState::Cancelled || state == OrderState::Rejected
        || state == OrderState::Expired;
}

} // namespace leadline::orders
