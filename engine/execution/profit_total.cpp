// SPDX-License-Identifier: MIT
#include "engine/execution/profit_total.h"

#include <algorithm>

namespace leadline::execution
{

core::Asset settlementOf(const core::Pair& pair)
{
    return pair.kind == core::Kind::Stock           ? core::Asset("USD")
        : pair.kind == core::Kind::InversePerpetual ? pair.base
                                                    : pair.quote;
}

ProfitSum::ProfitSum(const CurrencyRates& rates, const core::Asset& currency)
    : m_rates(rates)
    , m_total{.currency = currency}
{
}

void ProfitSum::add(const core::Asset& currency, const Profit& profit)
{
    double rate = 1;
    if (currency != m_total.currency) {
        const auto place = std::ranges::lower_bound(m_total.rates, currency, {}, &CurrencyRate::from);
        const bool isNew = place == m_total.rates.end() || place->from != currency;
        const CurrencyRate used = isNew ? m_rates.rate(currency, m_total.currency) : *place;
        if (isNew) {
            m_total.rates.insert(place, used);
        }
        if (!used.isKnown()) {
            return;
        }
        rate = used.rate;
    }
    m_total.profit.open += profit.open * rate;
    m_total.profit.closed += profit.closed * rate;
    m_total.profit.fees += profit.fees * rate;
    m_total.profit.today += profit.today * rate;
}

} // namespace leadline::execution
