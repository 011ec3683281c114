// SPDX-License-Identifier: MIT
/// The one socket of a data service of US stocks: it logs in, is let in, and subscribes.
#pragma once

#include "engine/venues/venue_protocol.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace leadline::venues::stocks
{

/// Subscribing again is answered and changes nothing, which makes a ping of it where the market is closed.
[[nodiscard]] inline std::vector<Connection> connectionsOf(
    std::string url, std::string login, std::string_view admission)
{
    return {{.url = std::move(url),
        .greeting = {std::move(login)},
        .admission = std::string(admission),
        .pingBySubscribing = true,
        .carriesBook = true,
        .mayBeQuiet = true}};
}

/// Frames have an end: a message names so many symbols at most.
inline constexpr std::size_t symbolsPerMessage = 200;

template <class Text>
[[nodiscard]] std::vector<std::string> inParts(const SubscriptionRequest& request, const Text& subscriptionText)
{
    std::vector<std::string> texts;
    for (std::size_t at = 0; at < request.symbols.size(); at += symbolsPerMessage) {
        texts.push_back(subscriptionText(
            request.change, request.symbols.subspan(at, std::min(symbolsPerMessage, request.symbols.size() - at))));
    }
    return texts;
}

} // namespace leadline::venues::stocks
