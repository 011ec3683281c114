// SPDX-License-Identifier: MIT
#include "engine/rebalance/placement_rules.h"

#include "engine/core/number_text.h"
#include "engine/core/stock.h"

#include <algorithm>
#include <cmath>

namespace leadline::rebalance
{

namespace
{

/// Down to a multiple of `step`, up where `isUp`.
core::Price rounded(core::Price price, core::Price step, bool isUp)
{
    const std::int64_t rest = price.raw() % step.raw();
    return core::Price::fromRaw(price.raw() - rest + (isUp && rest != 0 ? step.raw() : 0));
}

core::Price dollars(double amount)
{
    return core::Price::fromRaw(std::llround(amount * static_cast<double>(core::decimalScale)));
}

/// To a price that orders are allowed, away from the other side.
core::Price onStep(core::Price price, core::Side side)
{
    return rounded(price, core::stockTick(price), side == core::Side::Ask);
}

/// A touch may lie between the steps that orders are allowed, when somebody else's are finer.
core::Price joinedTouch(const Quote& quote, core::Side side)
{
    const core::Price touch = quote.near(side).price;
    const core::Price joined = onStep(touch, side);
    return joined.raw() > 0 ? joined : touch;
}

} // namespace

std::string_view describe(Urgency urgency)
{
    switch (urgency) {
    case Urgency::Low:
        return "low";
    case Urgency::Normal:
        return "normal";
    case Urgency::High:
        return "high";
    }
    return "";
}

std::optional<Urgency> urgencyOf(std::string_view name)
{
    std::string lower(name);
    for (char& c : lower) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    for (const Urgency urgency : {Urgency::Low, Urgency::Normal, Urgency::High}) {
        if (lower == describe(urgency)) {
            return urgency;
        }
    }
    return std::nullopt;
}

std::string Validation::text() const
{
    const auto number = [](double of, int decimals) { return core::fixedText(of, decimals); };
    switch (check) {
    case QuoteCheck::Fine:
        return "fine";
    case QuoteCheck::NoQuote:
        return "no quote on both sides";
    case QuoteCheck::Stale:
        return "quote " + number(value, 1) + " s old > " + number(limit, 1) + " s";
    case QuoteCheck::Crossed:
        return "bid at or above ask";
    case QuoteCheck::WideSpread:
        return "spread " + number(value, 3) + " % > " + number(limit, 3) + " %";
    case QuoteCheck::SmallSize:
        return number(value, 2) + " dollars at the touch < " + number(limit, 2);
    }
    return "";
}

Validation validate(const Quote& quote, core::Side side, core::Timestamp now, const ExecutionSettings& settings)
{
    if (!quote.isTwoSided()) {
        return {.check = QuoteCheck::NoQuote};
    }
    const double age = std::chrono::duration<double>(now - quote.time).count();
    if (age > settings.quoteFreshnessSeconds) {
        return {QuoteCheck::Stale, age, settings.quoteFreshnessSeconds};
    }
    if (quote.bid.price >= quote.ask.price) {
        return {.check = QuoteCheck::Crossed};
    }
    // Doubled and multiplied out, so that nothing is rounded before it is compared: (ask − bid) / mid.
    const double spread = 200.0 * static_cast<double>((quote.ask.price - quote.bid.price).raw())
        / static_cast<double>((quote.ask.price + quote.bid.price).raw());
    if (spread > settings.maxSpreadPercent) {
        return {QuoteCheck::WideSpread, spread, settings.maxSpreadPercent};
    }
    const core::Level& joined = quote.near(side);
    const double worth = (joined.price * joined.size).toDoubleLossy();
    if (worth < settings.minBidAskSize) {
        return {QuoteCheck::SmallSize, worth, settings.minBidAskSize};
    }
    return {};
}

core::Price anchorPrice(const Quote& quote, core::Side side, const ExecutionSettings& settings)
{
    const bool isBuy = side == core::Side::Bid;
    const core::Price touch = quote.near(side).price;
    const core::Price wanted =
        isBuy ? touch + dollars(settings.bidAnchorOffset) : touch - dollars(settings.askAnchorOffset);
    const core::Price price = onStep(wanted, side);
    const bool crosses = isBuy ? price >= quote.ask.price : price <= quote.bid.price;
    return !crosses && price.raw() > 0 ? price : joinedTouch(quote, side);
}

core::Price pricedInside(const Quote& quote, core::Side side, double offset)
{
    const bool isBuy = side == core::Side::Bid;
    const core::Price joined = joinedTouch(quote, side);
    const core::Price touch = quote.near(side).price;
    const core::Price grain = core::Price::fromRaw(1);
    const core::Price deepest = isBuy ? quote.ask.price - grain : quote.bid.price + grain;
    const core::Price wanted = isBuy ? touch + dollars(offset) : touch - dollars(offset);
    const core::Price price = onStep(isBuy ? std::min(wanted, deepest) : std::max(wanted, deepest), side);
    const bool isInside = isBuy ? price > joined : price < joined;
    return isInside && price.raw() > 0 ? price : joined;
}

bool mustRepeg(
    core::Price working, core::Price anchor, core::Side side, bool isPartlyFilled, const ExecutionSettings& settings)
{
    const core::Price distance = anchor > working ? anchor - working : working - anchor;
    const double percent = 100.0 * static_cast<double>(distance.raw()) / static_cast<double>(working.raw());
    const bool isAway = side == core::Side::Bid ? anchor < working : anchor > working;
    return percent > settings.repegThresholdPercent && !(isAway && isPartlyFilled);
}

core::Quantity roundShares(core::Quantity shares, bool isFractional)
{
    return isFractional ? shares : core::Quantity::fromRaw(shares.raw() - shares.raw() % core::decimalScale);
}

core::Quantity sharesFor(core::Notional notional, core::Price price, bool isFractional)
{
    if (price.raw() <= 0 || notional.raw() <= 0) {
        return {};
    }
    return roundShares(core::Quantity::fromRaw(notional.raw() / price.raw()), isFractional);
}

} // namespace leadline::rebalance
