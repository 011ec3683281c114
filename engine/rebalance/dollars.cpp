// SPDX-License-Identifier: MIT
#include "engine/rebalance/dollars.h"

#include <cmath>

namespace leadline::rebalance
{

namespace
{

constexpr core::Int128 cent = core::Int128{10'000'000} * core::decimalScale;

std::string textOfCents(core::Int128 cents)
{
    return core::decimalText(cents * (core::decimalScale / 100), 2);
}

} // namespace

core::Notional dollarsOf(double amount)
{
    const core::Price price = core::Price::fromRaw(std::llround(amount * static_cast<double>(core::decimalScale)));
    return price * core::Quantity::fromRaw(core::decimalScale);
}

std::string centsText(core::Notional amount)
{
    const core::Int128 half = amount.raw() < 0 ? -cent / 2 : cent / 2;
    return textOfCents((amount.raw() + half) / cent);
}

std::string centsDown(core::Notional amount)
{
    const core::Int128 rest = amount.raw() % cent;
    return textOfCents(amount.raw() / cent - (rest < 0 ? 1 : 0));
}

std::string centsUp(core::Notional amount)
{
    const core::Int128 rest = amount.raw() % cent;
    return textOfCents(amount.raw() / cent + (rest > 0 ? 1 : 0));
}

} // namespace leadline::rebalance
