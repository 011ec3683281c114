// SPDX-License-Identifier: MIT
#include "engine/core/pair.h"

#include "engine/core/text.h"

#include <algorithm>
#include <cctype>

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

} // namespace

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
            return {pair.base, equal.front()};
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
