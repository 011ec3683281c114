// SPDX-License-Identifier: MIT
/// Exact numbers: the reader of texts, that of numbers in quotes, and a slow one that is plain to see through.
#include "engine/core/number_text.h"
#include "engine/core/price.h"
#include "engine/json/reader.h"
#include "tests/fuzz/fuzz.h"

#include <algorithm>
#include <cmath>

using namespace leadline;

namespace
{

using Number = std::expected<core::Int128, core::ParseError>;

bool isDigits(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// As its digits are written one behind the other, with nine of them behind the point; empty: it is no number of ours.
std::string slowly(std::string_view text)
{
    const bool isNegative = text.starts_with('-');
    text.remove_prefix(isNegative ? 1 : 0);
    const std::size_t point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    const bool hasPoint = point != std::string_view::npos;
    std::string decimals(hasPoint ? text.substr(point + 1) : std::string_view());
    if (!isDigits(whole) || (hasPoint && !isDigits(decimals))) {
        return {};
    }
    while (decimals.size() > core::decimalPlaces && decimals.back() == '0') {
        decimals.pop_back();
    }
    if (decimals.size() > core::decimalPlaces) {
        return {};
    }
    decimals.resize(core::decimalPlaces, '0');
    std::string digits = std::string(whole) + decimals;
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
    return isNegative && digits != "0" ? '-' + digits : digits;
}

std::string digitsOf(core::Int128 value)
{
    std::string text = core::decimalText(value, core::decimalPlaces);
    std::erase(text, '.');
    const bool isNegative = text.starts_with('-');
    text.erase(0, isNegative ? 1 : 0);
    text.erase(0, std::min(text.find_first_not_of('0'), text.size() - 1));
    return isNegative ? '-' + text : text;
}

/// More digits than that are beyond the limit; as many compare as texts do.
bool isBeyond(std::string_view digits, core::Int128 limit)
{
    const std::string most = digitsOf(limit);
    digits.remove_prefix(digits.starts_with('-') ? 1 : 0);
    return digits.size() != most.size() ? digits.size() > most.size() : digits > most;
}

void checkDecimal(std::string_view text, core::Int128 limit)
{
    const Number number = core::parseDecimal(text, limit);
    const std::string digits = slowly(text);
    fuzz::require(number.has_value() == (!digits.empty() && !isBeyond(digits, limit)), "both take it, or refuse it");
    if (number) {
        fuzz::requireSame(digitsOf(*number), digits, "both read one number");
        const int decimals = std::min(core::writtenDecimals(text), core::decimalPlaces);
        fuzz::require(core::parseDecimal(core::decimalText(*number, decimals), limit) == number, "it reads back");
    }
    if (text.find('"') != std::string_view::npos) {
        return;
    }
    const fuzz::Padded inQuotes(std::string(text) + '"', '7');
    int decimals = 0;
    const Number quoted = json::quotedDecimal(inQuotes.text().data(), limit, &decimals);
    fuzz::require(quoted.has_value() == number.has_value() && (!quoted || *quoted == *number),
        "quotedDecimal() and parseDecimal() agree");
    if (quoted) {
        fuzz::require(decimals == std::min(core::writtenDecimals(text), core::decimalPlaces), "of the decimals, too");
    } else {
        fuzz::require(quoted.error() == number.error(), "quotedDecimal() and parseDecimal() say one reason");
    }
}

void checkExponent(std::string_view text)
{
    const std::string plain = core::withoutExponent(text);
    if (plain.empty()) {
        return;
    }
    const auto written = core::numberIn<double>(text);
    const auto unfolded = core::numberIn<double>(plain);
    if (core::isJsonNumber(text)) {
        fuzz::require(plain.find_first_of("eE") == std::string::npos, "no exponent is left");
        fuzz::require(written && unfolded && *written == *unfolded, "without its exponent it is the same number");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text = fuzz::textOf(data, size);
    checkDecimal(text, core::Price::maxRaw);
    checkDecimal(text, core::Quantity::maxRaw);
    checkExponent(text);
    if (const auto notional = core::Notional::parse(text)) {
        fuzz::require(core::Notional::parse(notional->text()) == *notional, "an amount reads back");
    }
    if (const auto number = core::numberIn<double>(text); number && !std::isnan(*number)) {
        fuzz::require(core::numberIn<double>(core::shortestText(*number)) == number, "the shortest text reads back");
    }
    return 0;
}
