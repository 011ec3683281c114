// SPDX-License-Identifier: MIT
/// A study of cancels as JSON and for people.
#include "engine/core/number_text.h"
#include "engine/core/time_text.h"
#include "engine/json/writer.h"
#include "engine/lab/cancel_study.h"

#include <algorithm>
#include <cmath>

namespace leadline::lab
{

namespace
{

/// The guards of a comparison, in the order in which a study has them.
constexpr std::array guardNames{"before", "after"};

std::string secondsName(std::size_t markOut)
{
    return std::to_string(markOutTimes[markOut].count()) + "s";
}

std::string cancelJson(const RestingOrder& order, std::size_t guard)
{
    const GuardCancel& cancel = *order.cancels[guard];
    json::ObjectWriter saved;
    for (std::size_t i = 0; i < markOutTimes.size(); ++i) {
        double worth = 0;
        for (const RestingFill& fill : order.fills) {
            worth += fill.time > cancel.time ? fill.worth[i] : 0;
        }
        saved.number(secondsName(i), !order.isOver ? calibration::Interval::unknown : worth == 0 ? 0.0 : -worth);
    }
    return json::ObjectWriter()
        .text("venue", order.market.venue.view())
        .text("symbol", order.market.symbol.view())
        .text("price", order.price.text())
        .whole("sent", core::nanosecondsOf(order.sent))
        .whole("cancelled", core::nanosecondsOf(cancel.time))
        .text("why", cancel.why)
        .raw("would_have_filled",
            order.isUnknownBehind(cancel) ? "null" : std::string(json::flag(order.fillsBehind(cancel))))
        .raw("saved", saved.str())
        .str();
}

std::string guardJson(const CancelStudy& study, std::size_t guard)
{
    const GuardResult result = study.resultOf(guard);
    json::ObjectWriter saved;
    for (std::size_t i = 0; i < markOutTimes.size(); ++i) {
        saved.raw(secondsName(i),
            json::ObjectWriter()
                .whole("cancels", result.saved[i].cancels)
                .number("sum", result.saved[i].sum.value)
                .number("low", result.saved[i].sum.low)
                .number("high", result.saved[i].sum.high)
                .str());
    }
    json::ListWriter cancels;
    for (const RestingOrder& order : study.orders()) {
        if (order.cancels[guard]) {
            cancels.add(cancelJson(order, guard));
        }
    }
    return json::ObjectWriter()
        .whole("cancelled", result.cancelled)
        .whole("would_have_filled", result.wouldHaveFilled)
        .whole("unknown", result.unknown)
        .raw("saved", saved.str())
        .raw("cancels", cancels.str())
        .str();
}

std::size_t filledOf(const CancelStudy& study)
{
    std::size_t filled = 0;
    for (const RestingOrder& order : study.orders()) {
        filled += order.fills.empty() ? 0 : 1;
    }
    return filled;
}

/// Not filled yet when the recording ended.
std::size_t restingOf(const CancelStudy& study)
{
    return static_cast<std::size_t>(std::ranges::count_if(
        study.orders(), [](const RestingOrder& order) { return !order.isOver && order.fills.empty(); }));
}

std::string unknownWords(std::size_t unknown)
{
    return unknown == 0 ? "" : ", of " + std::to_string(unknown) + " it is unknown: they rest when the recording ends";
}

} // namespace

std::string cancelFields(const CancelStudy& study)
{
    std::string fields = ",\"orders\":" + std::to_string(study.orders().size()) + ",\"filled_untouched\":"
        + std::to_string(filledOf(study)) + ",\"resting_at_the_end\":" + std::to_string(restingOf(study));
    for (std::size_t guard = 0; guard < guardNames.size(); ++guard) {
        fields += ",\"" + std::string(guardNames[guard]) + "\":" + guardJson(study, guard);
    }
    return fields;
}

std::string cancelText(const CancelStudy& study)
{
    std::string text = std::to_string(study.orders().size()) + " orders at the touch, "
        + std::to_string(filledOf(study)) + " of them filled if nothing cancels them" + unknownWords(restingOf(study))
        + "\n";
    for (std::size_t guard = 0; guard < guardNames.size(); ++guard) {
        const GuardResult result = study.resultOf(guard);
        text += std::string(guard == 0 ? "today:   " : "changed: ") + std::to_string(result.cancelled) + " cancelled, "
            + std::to_string(result.wouldHaveFilled) + " of which would have filled" + unknownWords(result.unknown)
            + "\n";
        for (std::size_t i = 0; i < markOutTimes.size(); ++i) {
            const calibration::Interval& sum = result.saved[i].sum;
            const std::string bounds = std::isnan(sum.low)
                ? ""
                : " (95 %: " + core::fixedText(sum.low, 2) + " to " + core::fixedText(sum.high, 2) + ")";
            text += "  saved by the mid " + secondsName(i) + " after the fill: " + core::fixedText(sum.value, 2)
                + bounds + " quote units\n";
        }
        for (const RestingOrder& order : study.orders()) {
            if (const auto& cancel = order.cancels[guard]) {
                text += "  " + core::isoText(cancel->time, 3) + " " + order.market.symbol.text() + " "
                    + order.price.text() + " of " + core::isoText(order.sent, 3) + ": " + cancel->why + "\n";
            }
        }
    }
    return text;
}

} // namespace leadline::lab
