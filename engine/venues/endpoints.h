// SPDX-License-Identifier: MIT
/// Where a venue is, and the key that it knows us by.
#pragma once

#include <string>

namespace leadline::venues
{

struct Endpoints {
    std::string streams; ///< base, without a route: wss://fstream.binance.com
    std::string rest; ///< base: https://fapi.binance.com
};

/// Never in a log, a journal, an address or a text for people.
struct Credentials {
    std::string key;
    std::string secret;

    [[nodiscard]] bool isEmpty() const { return key.empty() || secret.empty(); }
};

} // namespace leadline::venues
