// SPDX-License-Identifier: MIT
#include "engine/rebalance/progress.h"

#include "engine/core/number_text.h"

#include <cmath>
#include <limits>

namespace leadline::rebalance
{

namespace
{

constexpr double basisPoints = 10'000;

/// Σ value × bps / Σ value over the slots that filled and know their arrival.
template <class BpsOf> double weighted(const std::vector<SlotProgress>& slots, BpsOf bpsOf)
{
    double sum = 0;
    double weight = 0;
    for (const SlotProgress& slot : slots) {
        const double value = slot.filledValue.toDoubleLossy();
        if (value > 0 && slot.arrivalMid.raw() > 0) {
            sum += value * bpsOf(slot);
            weight += value;
        }
    }
    return weight > 0 ? sum / weight : std::numeric_limits<double>::quiet_NaN();
}

} // namespace

std::string_view describe(SlotState state)
{
    switch (state) {
    case SlotState::Queued:
        return "queued";
    case SlotState::WaitingForCash:
        return "waiting for cash";
    case SlotState::WaitingForQuote:
        return "waiting for a quote";
    case SlotState::Placing:
        return "placing";
    case SlotState::Working:
        return "working";
    case SlotState::Repegging:
        return "re-pegging";
    case SlotState::Crossing:
        return "crossing";
    case SlotState::Cancelling:
        return "cancelling";
    case SlotState::Asking:
        return "asking the venue";
    case SlotState::Paused:
        return "paused";
    case SlotState::Done:
        return "done";
    }
    return "";
}

std::string_view describe(SlotResult result)
{
    switch (result) {
    case SlotResult::None:
        return "";
    case SlotResult::Filled:
        return "filled";
    case SlotResult::PartlyFilled:
        return "partly filled";
    case SlotResult::Unfilled:
        return "unfilled";
    case SlotResult::Refused:
        return "refused";
    case SlotResult::Stopped:
        return "stopped";
    }
    return "";
}

std::string_view describe(RunProgress::State state)
{
    switch (state) {
    case RunProgress::State::Running:
        return "running";
    case RunProgress::State::Paused:
        return "paused";
    case RunProgress::State::Stopping:
        return "stopping";
    case RunProgress::State::CutOff:
        return "cut off";
    case RunProgress::State::Over:
        return "over";
    }
    return "";
}

core::Price SlotProgress::averagePrice() const
{
    return filled.isZero() ? core::Price{}
                           : core::Price::fromRaw(static_cast<std::int64_t>(filledValue.raw() / filled.raw()));
}

double SlotProgress::slippageBps() const
{
    if (filled.isZero() || arrivalMid.raw() <= 0) {
        return 0;
    }
    const double average = filledValue.toDoubleLossy() / filled.toDoubleLossy();
    const double mid = arrivalMid.toDoubleLossy();
    return basisPoints * (side == core::Side::Bid ? average - mid : mid - average) / mid;
}

double RunProgress::filledPart() const
{
    double planned = 0;
    double done = 0;
    for (const SlotProgress& slot : slots) {
        // By the price each has: of the fills, else of the quote, so that small prices count little.
        const double price = slot.filled.isZero() ? slot.quote.mid().toDoubleLossy()
                                                  : slot.filledValue.toDoubleLossy() / slot.filled.toDoubleLossy();
        planned += slot.size.toDoubleLossy() * price;
        done += slot.filled.toDoubleLossy() * price;
    }
    return planned > 0 ? done / planned : 0;
}

double RunProgress::slippageBps() const
{
    return weighted(slots, [](const SlotProgress& slot) { return slot.slippageBps(); });
}

double RunProgress::baselineBps() const
{
    return weighted(slots, [](const SlotProgress& slot) { return slot.baselineBps; });
}

double RunProgress::improvement() const
{
    const double baseline = baselineBps();
    return baseline >= leastBaselineBps ? improvementBps() / baseline : std::numeric_limits<double>::quiet_NaN();
}

double RunProgress::improvementBps() const
{
    return baselineBps() - slippageBps();
}

double RunProgress::improvementDollars() const
{
    double filled = 0;
    for (const SlotProgress& slot : slots) {
        filled += slot.filledValue.toDoubleLossy();
    }
    return improvementBps() / basisPoints * filled;
}

std::string improvementText(const RunProgress& progress)
{
    if (!std::isfinite(progress.improvementBps())) {
        return {};
    }
    const double share = progress.improvement();
    return core::fixedText(progress.improvementBps(), 2) + " bps, " + core::fixedText(progress.improvementDollars(), 2)
        + " dollars" + (std::isfinite(share) ? " (" + core::fixedText(share * 100, 1) + " %)" : "");
}

} // namespace leadline::rebalance
