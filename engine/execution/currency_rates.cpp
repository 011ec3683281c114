// SPDX-License-Identifier: MIT
#include "engine/execution/currency_rates.h"

#include "engine/core/dollar_currencies.h"

#include <utility>

namespace leadline::execution
{

CurrencyRates::CurrencyRates(MidOf midOf)
    : m_midOf(std::move(midOf))
{
}

CurrencyRate CurrencyRates::rate(const core::Asset& from, const core::Asset& to) const
{
    if (const CurrencyRate known = direct(from, to); known.isKnown()) {
        return known;
    }
    if (core::isDollar(from) && core::isDollar(to)) {
        return {.from = from, .rate = 1, .source = std::string(takenForEqual)};
    }
    for (const core::Asset& dollar : core::dollarCurrencies) {
        if (dollar == from || dollar == to) {
            continue;
        }
        const CurrencyRate first = direct(from, dollar);
        if (!first.isKnown()) {
            continue;
        }
        CurrencyRate second = direct(dollar, to);
        if (!second.isKnown() && core::isDollar(to)) {
            return {.from = from, .rate = first.rate, .source = first.source};
        }
        if (second.isKnown()) {
            return {.from = from, .rate = first.rate * second.rate, .source = first.source + ", " + second.source};
        }
    }
    if (core::isDollar(from)) { // dollars into coins that are watched against another dollar
        for (const core::Asset& dollar : core::dollarCurrencies) {
            if (CurrencyRate known = direct(dollar, to); known.isKnown()) {
                known.from = from;
                return known;
            }
        }
    }
    return {.from = from};
}

CurrencyRate CurrencyRates::direct(const core::Asset& from, const core::Asset& to) const
{
    if (from == to) {
        return {.from = from, .rate = 1};
    }
    const core::Pair there{.base = from, .quote = to};
    if (const double mid = m_midOf ? m_midOf(there) : 0; mid > 0) {
        return {.from = from, .rate = mid, .source = there.text()};
    }
    const core::Pair back{.base = to, .quote = from};
    if (const double mid = m_midOf ? m_midOf(back) : 0; mid > 0) {
        return {.from = from, .rate = 1 / mid, .source = back.text()};
    }
    return {.from = from};
}

} // namespace leadline::execution
