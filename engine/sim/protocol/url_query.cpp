// SPDX-License-Identifier: MIT
#include "engine/sim/protocol/url_query.h"

#include <algorithm>
#include <charconv>

namespace leadline::sim
{

std::string_view queryItem(std::string_view query, std::string_view name)
{
    while (!query.empty()) {
        const std::string_view item = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(item.size() + 1, query.size()));
        if (item.starts_with(name) && item.substr(name.size()).starts_with('=')) {
            return item.substr(name.size() + 1);
        }
    }
    return {};
}

std::string decodedItem(std::string_view query, std::string_view name)
{
    const std::string_view item = queryItem(query, name);
    std::string decoded;
    for (std::size_t i = 0; i < item.size(); ++i) {
        unsigned byte = 0;
        const char* const hex = item.data() + i + 1;
        if (item[i] == '%' && i + 2 < item.size() && std::from_chars(hex, hex + 2, byte, 16).ptr == hex + 2) {
            decoded += static_cast<char>(byte);
            i += 2;
        } else {
            decoded += item[i] == '+' ? ' ' : item[i];
        }
    }
    return decoded;
}

} // namespace leadline::sim
