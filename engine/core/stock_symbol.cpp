// SPDX-License-Identifier: MIT
#include "engine/core/stock_symbol.h"

#include "engine/core/text.h"

#include <algorithm>
#include <array>

namespace leadline::core
{

namespace
{

constexpr std::array<std::string_view, 12> stockExchanges{
    "NASDAQ", "NYSE", "AMEX", "ARCA", "NYSEARCA", "NYSEAMERICAN", "NYSEMKT", "BATS", "CBOE", "OTC", "IEX", "US"};
constexpr std::array<std::string_view, 11> totals{"TOTAL", "TOTALS", "TOTAL:", "GRAND TOTAL", "POSITIONS TOTAL",
    "ACCOUNT TOTAL", "PORTFOLIO TOTAL", "SUBTOTAL", "SUB TOTAL", "TOTAL PORTFOLIO", "TOTAL ACCOUNT VALUE"};
constexpr std::array<std::string_view, 10> cashNames{"CASH", "$CASH", "USD", "US DOLLAR", "CASH BALANCE", "USD CASH",
    "CASH & CASH INVESTMENTS", "CASH AND CASH EQUIVALENTS", "CASH & CASH EQUIVALENTS", "PENDING ACTIVITY"};

std::string upperText(std::string_view text)
{
    std::string made = cleaned(text);
    std::ranges::transform(
        made, made.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return made;
}

template <std::size_t Count> bool isOneOf(const std::array<std::string_view, Count>& names, std::string_view name)
{
    return std::ranges::find(names, name) != names.end();
}

bool areLetters(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

} // namespace

std::string stockSymbolText(std::string_view written)
{
    constexpr std::size_t longestRoot = 5;
    std::string name = upperText(written);
    const std::size_t colon = name.find(':');
    if (colon != std::string::npos && isOneOf(stockExchanges, std::string_view(name).substr(0, colon))) {
        name.erase(0, colon + 1);
    }
    name.erase(0, name.size() > 1 && name.front() == '$' ? 1 : 0);
    const std::size_t mark = name.size() < 3 ? 0 : name.size() - 2;
    // A blank between two letters is as likely a slip.
    const bool isClass = mark > (name[mark] == ' ' ? 1U : 0U) && mark <= longestRoot
        && std::string_view(" ./-").contains(name[mark]) && areLetters(std::string_view(name).substr(0, mark))
        && areLetters(std::string_view(name).substr(mark + 1));
    if (isClass) {
        name[mark] = '.';
    }
    return name;
}

bool isTotalRow(std::string_view symbol)
{
    return isOneOf(totals, upperText(symbol));
}

bool isCashRow(std::string_view symbol)
{
    const std::string name = upperText(symbol);
    return isOneOf(cashNames, name) || name.ends_with("**");
}

} // namespace leadline::core
