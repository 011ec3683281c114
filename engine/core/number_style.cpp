// SPDX-License-Identifier: MIT
#include "engine/core/number_style.h"

#include "engine/core/text.h"

#include <algorithm>
#include <array>

namespace leadline::core
{

namespace
{

constexpr std::size_t markedGroup = 3;

/// A number without its sign and its currency.
struct Written {
    bool isNegative = false;
    std::string digits; ///< and the marks between them
};

void replaceAll(std::string& text, std::string_view from, std::string_view to)
{
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
}

bool takeStart(std::string& text, std::string_view start)
{
    const bool isThere = text.starts_with(start);
    text = isThere ? cleaned(std::string_view(text).substr(start.size())) : text;
    return isThere;
}

bool takeEnd(std::string& text, std::string_view end)
{
    const bool isThere = text.size() > end.size() && text.ends_with(end);
    text = isThere ? cleaned(std::string_view(text).substr(0, text.size() - end.size())) : text;
    return isThere;
}

Written writtenIn(std::string_view text)
{
    Written made{.digits = cleaned(text)};
    std::string& digits = made.digits;
    replaceAll(digits, "\xe2\x88\x92", "-"); // the minus sign of typesetters
    if (digits.starts_with('(') && digits.ends_with(')')) {
        digits = cleaned(std::string_view(digits).substr(1, digits.size() - 2));
        made.isNegative = true;
    }
    made.isNegative = takeStart(digits, "-") || made.isNegative;
    for (const std::string_view dollar : {"US$", "USD", "$"}) {
        if (takeStart(digits, dollar) || takeEnd(digits, dollar)) {
            break;
        }
    }
    made.isNegative = takeStart(digits, "-") || takeEnd(digits, "-") || made.isNegative;
    // These part thousands and nothing else.
    for (const std::string_view group : {"\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x89", "\xe2\x80\x99", "'"}) {
        replaceAll(digits, group, " ");
    }
    return made;
}

bool areDigits(std::string_view text)
{
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// "1.250.000" without its marks; empty where they do not part thousands.
std::string ungrouped(std::string_view whole, char mark)
{
    std::string made;
    for (bool isFirst = true;; isFirst = false) {
        const std::size_t end = whole.find(mark);
        const std::string_view part = whole.substr(0, end);
        const bool isGroup =
            isFirst ? part.size() <= markedGroup && !part.starts_with('0') : part.size() == markedGroup;
        if (!areDigits(part) || !isGroup) {
            return {};
        }
        made += part;
        if (end == std::string_view::npos) {
            return made;
        }
        whole.remove_prefix(end + 1);
    }
}

/// "1.250,50" by marks that are known: "1250.50"; empty where it is no such number.
std::string withMarks(std::string_view text, char group, char decimal)
{
    const std::size_t point = text.find(decimal);
    const std::string_view whole = text.substr(0, point);
    std::string made = whole.contains(group) ? ungrouped(whole, group) : std::string(whole);
    if (!areDigits(made)) {
        return {};
    }
    if (point == std::string_view::npos) {
        return made;
    }
    const std::string_view fraction = text.substr(point + 1);
    return areDigits(fraction) ? made + '.' + std::string(fraction) : std::string();
}

/// Removes blanks between thousands; empty where they stand elsewhere.
std::string withoutBlanks(const std::string& text)
{
    if (!text.contains(' ')) {
        return text;
    }
    const std::size_t end = std::min(text.find_first_of(".,"), text.size());
    const std::string whole = ungrouped(std::string_view(text).substr(0, end), ' ');
    return whole.empty() ? whole : whole + text.substr(end);
}

bool mayBeEither(std::string_view text, char mark)
{
    return std::ranges::count(text, mark) == 1 && text.size() - text.find(mark) == markedGroup + 1
        && !ungrouped(text, mark).empty();
}

} // namespace

void NumberStyle::learn(std::string_view text)
{
    std::string number = cleaned(text);
    takeEnd(number, "%");
    number = withoutBlanks(writtenIn(number).digits);
    for (const auto& [mark, other] : {std::pair('.', ','), std::pair(',', '.')}) {
        const bool hasOther = number.contains(other);
        const bool isDecimal = hasOther
            ? number.rfind(mark) != std::string::npos && number.rfind(mark) > number.rfind(other)
            : std::ranges::count(number, mark) == 1 && !mayBeEither(number, mark);
        const bool isGroup = !hasOther && std::ranges::count(number, mark) > 1 && !ungrouped(number, mark).empty();
        if (isDecimal && !withMarks(number, other, mark).empty()) {
            (mark == '.' ? m_hasDecimalPoint : m_hasDecimalComma) = true;
        }
        if (isGroup) {
            (mark == '.' ? m_hasDecimalComma : m_hasDecimalPoint) = true;
        }
    }
}

Result<std::string> NumberStyle::plain(std::string_view text) const
{
    const Written written = writtenIn(text);
    const std::string number = withoutBlanks(written.digits);
    const auto made = [&](const std::string& digits) {
        return digits.empty() ? cleaned(text) : (written.isNegative ? "-" : "") + digits;
    };
    if (m_isEnglish) {
        return made(withMarks(number, ',', '.'));
    }
    for (const auto& [mark, other] : {std::pair('.', ','), std::pair(',', '.')}) {
        if (!number.contains(mark) || number.find(other) != std::string::npos) {
            continue;
        }
        if (!mayBeEither(number, mark)) {
            const bool isGrouped = std::ranges::count(number, mark) > 1;
            return made(isGrouped ? ungrouped(number, mark) : withMarks(number, other, mark));
        }
        const bool isDecimal = mark == '.' ? m_hasDecimalPoint : m_hasDecimalComma;
        const bool isGroup = mark == '.' ? m_hasDecimalComma : m_hasDecimalPoint;
        if (isDecimal == isGroup) {
            return defect(quotedForMessage(cleaned(text)) + " may be " + made(ungrouped(number, mark)) + " or "
                + made(withMarks(number, other, mark)) + ": write it without marks between thousands");
        }
        return made(isDecimal ? withMarks(number, other, mark) : ungrouped(number, mark));
    }
    if (number.contains('.') && number.contains(',')) {
        const bool hasPoint = number.rfind('.') > number.rfind(',');
        return made(hasPoint ? withMarks(number, ',', '.') : withMarks(number, '.', ','));
    }
    return made(withMarks(number, ',', '.'));
}

} // namespace leadline::core
