// SPDX-License-Identifier: MIT
#include "engine/rebalance/anchor.h"

#include "engine/core/number_text.h"

#include <algorithm>

namespace leadline::rebalance
{

namespace
{

Lean leanOf(double near, double far, double ratio)
{
    if (near <= 0 || far <= 0) {
        return Lean::Even;
    }
    return far > ratio * near ? Lean::Against : near > ratio * far ? Lean::Ours : Lean::Even;
}

std::string touchText(const Quote& quote)
{
    const double ask = quote.ask.size.toDoubleLossy();
    return "touch " + quote.bid.size.text() + " × " + quote.ask.size.text() + " shares, ratio "
        + (ask > 0 ? core::fixedText(quote.bid.size.toDoubleLossy() / ask, 2) : "unknown") + ": ";
}

/// "900 shares ahead > 3 × 100"
std::string queueText(const Quote& quote, core::Side side, core::Quantity size, double ratio, bool isLong)
{
    return quote.near(side).size.text() + " shares ahead " + (isLong ? "> " : "≤ ") + core::shortestText(ratio) + " × "
        + size.text();
}

} // namespace

Anchor anchorFor(const Quote& quote, core::Side side, core::Quantity size, const ExecutionSettings& settings)
{
    const double near = quote.near(side).size.toDoubleLossy();
    const double far = quote.far(side).size.toDoubleLossy();
    const std::string order(core::verb(side));
    Anchor made{.price = anchorPrice(quote, side, settings), .bid = quote.bid.size, .ask = quote.ask.size};
    made.why = touchText(quote);
    if (!settings.adjustsToVolume) {
        made.why += "not looked at (execution.volume_adjust is off)";
        return made;
    }
    made.lean = leanOf(near, far, settings.leanRatio);
    if (made.lean == Lean::Even) {
        made.why += "leans neither way, the usual offset";
    } else if (made.lean == Lean::Against) {
        made.price = pricedInside(quote, side, 0);
        made.why += "leans against the " + order + ", joins the touch";
    } else {
        const bool isLong = near > settings.queueAheadRatio * size.toDoubleLossy();
        made.why += "leans the " + order + "'s way, " + queueText(quote, side, size, settings.queueAheadRatio, isLong);
        const core::Price improved = isLong ? pricedInside(quote, side, settings.maxImprove) : made.price;
        const bool isDeeper = side == core::Side::Bid ? improved > made.price : improved < made.price;
        made.price = isDeeper ? improved : made.price;
        made.why += isDeeper ? ", improves" : isLong ? ", no room to improve" : ", the usual offset";
    }
    return made;
}

} // namespace leadline::rebalance
