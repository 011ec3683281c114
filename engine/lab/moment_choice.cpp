// SPDX-License-Identifier: MIT
#include "engine/lab/moment_choice.h"

#include <algorithm>
#include <iterator>

namespace leadline::lab
{

const core::Instrument& subjectOf(const DecisionTape& tape, const MomentRow& moment)
{
    return tape.instruments[tape.rows[moment.firstVenue].instrument];
}

std::string subjectName(const core::Instrument& instrument)
{
    return instrument.pair.isKnown() ? instrument.pair.text() : instrument.id.symbol.text();
}

std::vector<Subject> subjectsOf(const DecisionTape& tape)
{
    // By instrument first: a name is made once for each, not once a decision.
    std::vector<std::size_t> counts(tape.instruments.size());
    std::vector<std::size_t> order;
    for (const MomentRow& moment : tape.moments) {
        const std::size_t instrument = tape.rows[moment.firstVenue].instrument;
        if (counts[instrument]++ == 0) {
            order.push_back(instrument);
        }
    }
    std::vector<Subject> subjects;
    for (const std::size_t instrument : order) {
        const std::string name = subjectName(tape.instruments[instrument]);
        const auto known = std::ranges::find(subjects, name, &Subject::name);
        if (known != subjects.end()) {
            known->decisions += counts[instrument];
        } else {
            subjects.push_back({name, counts[instrument]});
        }
    }
    return subjects;
}

std::vector<MomentRow> momentsAbout(const DecisionTape& tape, std::span<const MomentRow> moments, std::string_view name)
{
    std::vector<bool> isAbout;
    std::ranges::transform(tape.instruments, std::back_inserter(isAbout),
        [&](const core::Instrument& instrument) { return name.empty() || subjectName(instrument) == name; });
    std::vector<MomentRow> chosen;
    std::ranges::copy_if(moments, std::back_inserter(chosen),
        [&](const MomentRow& moment) { return isAbout[tape.rows[moment.firstVenue].instrument]; });
    return chosen;
}

} // namespace leadline::lab
