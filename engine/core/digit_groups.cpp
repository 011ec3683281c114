// SPDX-License-Identifier: MIT
#include "engine/core/digit_groups.h"

#include <algorithm>

namespace leadline::core
{

namespace
{

constexpr std::size_t groupSize = 3;

struct Parts {
    std::string_view sign;
    std::string_view whole;
    std::string_view rest; ///< from the point on
};

Parts partsOf(std::string_view number)
{
    const std::size_t signs = number.starts_with('-') ? 1 : 0;
    const std::size_t point = std::min(number.find('.'), number.size());
    return {number.substr(0, signs), number.substr(signs, point - signs), number.substr(point)};
}

bool isDigits(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

std::string grouped(std::string_view number)
{
    const Parts parts = partsOf(number);
    if (!isDigits(parts.whole) || (!parts.rest.empty() && !isDigits(parts.rest.substr(1)))) {
        return std::string(number);
    }
    std::string whole(parts.whole);
    for (std::size_t at = whole.size(); at > groupSize;) {
        at -= groupSize;
        whole.insert(at, 1, ',');
    }
    return std::string(parts.sign) + whole + std::string(parts.rest);
}

std::string withoutGroups(std::string_view number)
{
    std::string plain(number);
    std::erase(plain, ',');
    return grouped(plain) == number ? plain : std::string(number);
}

} // namespace leadline::core
