// SPDX-License-Identifier: MIT
/// The one socket of a data service of US stocks: it logs in, is let in, and subscribes.
#pragma once

#include "engine/venues/venue_protocol.h"

#include <utility>

namespace leadline::venues::stocks
{

/// `request` names what is wanted; it is sent again as a ping, since it is answered and changes nothing. Empty: others
/// subscribe on this socket.
[[nodiscard]] inline std::vector<Connection> connectionsOf(
    std::string url, std::string login, std::string_view admission, const std::string& request)
{
    return {{.url = std::move(url),
        .greeting = {std::move(login)},
        .admission = std::string(admission),
        .requests = request.empty() ? std::vector<std::string>() : std::vector{request},
        .ping = request,
        .carriesBook = true,
        .mayBeQuiet = true}};
}

} // namespace leadline::venues::stocks
