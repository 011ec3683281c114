// SPDX-License-Identifier: MIT
#include "engine/core/pair.h"

#include "engine/core/text.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <chrono>

namespace leadline::core
{

namespace
{

std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    while (true) {
        const auto at = text.find(separator);
        parts.push_back(trimmed(text.substr(0, at)));
        if (at == std::string_view::npos) {
            return parts;
        }
        text.remove_prefix(at + 1);
    }
}

bool isAssetName(std::string_view name)
{
    return !name.empty() && Asset::fits(name)
        && std::ranges::all_of(name, [](unsigned char c) { return std::isupper(c) != 0 || std::isdigit(c) != 0; });
}

/// Stocks have classes, "BRK.B".
bool isName(std::string_view name)
{
    return !name.empty() && Asset::fits(name) && std::ranges::all_of(name, [](unsigned char c) {
        return std::isupper(c) != 0 || std::isdigit(c) != 0 || c == '.';
    });
}

/// "20261225", a day of a month.
std::optional<std::int32_t> deliveryOf(std::string_view text)
{
    constexpr std::size_t length = 8;
    std::int32_t day = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), day);
    if (text.size() != length || error != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date(std::chrono::year(day / 10'000),
        std::chrono::month(static_cast<unsigned>(day / 100 % 100)), std::chrono::day(static_cast<unsigned>(day % 100)));
    return date.ok() ? std::optional(day) : std::nullopt;
}

constexpr std::string_view perpetual = "PERP";

} // namespace

std::optional<Pair> Pair::parse(std::string_view text)
{
    const auto slash = text.find('/');
    if (slash == std::string_view::npos) {
        return isName(text) ? std::optional(Pair{Asset(text), Asset("USD"), Kind::Stock}) : std::nullopt;
    }
    const std::string_view base = text.substr(0, slash);
    std::string_view quote = text.substr(slash + 1);
    const auto dash = quote.find('-');
    const std::string_view form = dash == std::string_view::npos ? std::string_view() : quote.substr(dash + 1);
    quote = quote.substr(0, dash);
    if (!isName(base) || !isName(quote)) {
        return std::nullopt;
    }
    Pair pair{Asset(base), Asset(quote)};
    if (dash == std::string_view::npos) {
        return pair;
    }
    if (form == perpetual) {
        pair.kind = quote == "USD" ? Kind::InversePerpetual : Kind::LinearPerpetual;
        return pair;
    }
    const auto day = deliveryOf(form);
    if (!day) {
        return std::nullopt;
    }
    pair.kind = Kind::Future;
    pair.delivery = *day;
    return pair;
}

std::string Pair::text() const
{
    std::string name = base.text() + "/" + quote.text();
    switch (kind) {
    case Kind::Spot:
        return name;
    case Kind::LinearPerpetual:
    case Kind::InversePerpetual:
        return name + "-" + std::string(perpetual);
    case Kind::Future:
        return name + "-" + std::to_string(delivery);
    case Kind::Stock:
        return base.text();
    }
    return name;
}

Result<QuoteMap> QuoteMap::parse(std::string_view text)
{
    QuoteMap map;
    if (trimmed(text).empty()) {
        return map;
    }
    for (const std::string_view one : split(text, ',')) {
        std::vector<Asset> equal;
        for (const std::string_view name : split(one, '=')) {
            if (!isAssetName(name)) {
                return defect("\"" + std::string(name) + "\" is no currency: write USD=USDT=USDC, EUR=EURC");
            }
            const Asset asset(name);
            const auto has = [&](const std::vector<Asset>& list) {
                return std::ranges::find(list, asset) != list.end();
            };
            if (has(equal) || std::ranges::any_of(map.m_classes, has)) {
                return defect(std::string(name) + " stands there twice");
            }
            equal.push_back(asset);
        }
        if (equal.size() < 2) {
            return defect(std::string(one) + " is equal to nothing: write USD=USDT");
        }
        map.m_classes.push_back(std::move(equal));
    }
    return map;
}

Pair QuoteMap::canonical(const Pair& pair) const
{
    for (const auto& equal : m_classes) {
        if (std::ranges::find(equal, pair.quote) != equal.end()) {
            Pair canonical = pair;
            canonical.quote = equal.front();
            return canonical;
        }
    }
    return pair;
}

std::string QuoteMap::classOf(const Asset& quote) const
{
    for (const auto& equal : m_classes) {
        if (std::ranges::find(equal, quote) != equal.end()) {
            std::string text;
            for (const Asset& asset : equal) {
                text += (text.empty() ? "" : "=") + asset.text();
            }
            return text;
        }
    }
    return {};
}

} // namespace leadline::core
