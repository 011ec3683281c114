// SPDX-License-Identifier: MIT
#include "engine/lab/pick_past.h"

#include <cmath>

namespace leadline::lab
{

PickPast::PickPast(const picks::PickSettings& rules)
    : m_gap(core::Duration(std::llround(rules.gapWindowMinutes * 60e9)))
{
}

void PickPast::traded(core::Timestamp time, core::Price price, picks::HaltContext& context)
{
    m_gap.add(time, price);
    m_halt.traded(time, price, context);
    context.tradesHeard = std::max(context.tradesHeard, time);
}

bool PickPast::isHalted(core::Timestamp now, const picks::HaltContext& context) const
{
    return m_halt.reading(now, context).isHalted();
}

std::array<PickWord, pickModes.size()> PickPast::judge(const picks::SymbolQuote& quote, core::Timestamp now,
    const picks::HaltContext& context, const picks::PickSettings& rules)
{
    picks::Reading reading = picks::readQuote(quote, now);
    reading.gap = m_gap.reading(now);
    reading.halt = m_halt.reading(now, context);
    std::array<PickWord, pickModes.size()> words;
    for (std::size_t mode = 0; mode < pickModes.size(); ++mode) {
        const picks::Judgement judgement = picks::judge(reading, pickModes[mode], rules);
        words[mode].verdict = judgement.verdict;
        for (const picks::Finding& finding : judgement.findings) {
            words[mode].fails[static_cast<std::size_t>(finding.rule)] = finding.outcome == picks::Outcome::Failed;
        }
    }
    return words;
}

core::Side pickSide(std::size_t scan, std::size_t symbol)
{
    return (scan + symbol) % 2 == 0 ? core::Side::Bid : core::Side::Ask;
}

} // namespace leadline::lab
