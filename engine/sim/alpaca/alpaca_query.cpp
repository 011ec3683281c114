// SPDX-License-Identifier: MIT
#include "engine/sim/alpaca/alpaca_query.h"

#include "engine/core/time_text.h"
#include "engine/sim/alpaca/alpaca_json.h"
#include "engine/sim/protocol/url_query.h"

#include <charconv>

namespace leadline::sim
{

RestAnswer refuse(const AlpacaRefusal& refusal)
{
    return {refusal.status, refusalJson(refusal)};
}

std::size_t numberItem(std::string_view query, std::string_view name, std::size_t otherwise)
{
    const std::string_view text = queryItem(query, name);
    std::size_t number = otherwise;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

std::optional<core::Timestamp> timeItem(std::string_view query, std::string_view name)
{
    constexpr std::size_t dayLength = 10;
    std::string text = decodedItem(query, name);
    text += text.size() == dayLength ? "T00:00:00Z" : "";
    return core::isoTime(text);
}

} // namespace leadline::sim
