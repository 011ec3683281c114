// SPDX-License-Identifier: MIT
#include "engine/venues/answer_fields.h"

#include "engine/core/number_text.h"

#include <limits>

namespace leadline::venues
{

bool isSize(const json::Tree& field)
{
    return core::Quantity::parse(core::withoutExponent(field.text())).has_value();
}

core::Timestamp millisecondTime(const json::Tree& field)
{
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / 1'000'000;
    const std::int64_t milliseconds = field.whole();
    return milliseconds >= -most && milliseconds <= most ? core::fromMilliseconds(milliseconds) : core::Timestamp{};
}

} // namespace leadline::venues
