// SPDX-License-Identifier: MIT
/// Which instruments the decisions of a tape are about, and those about one of them.
#pragma once

#include "engine/lab/decision_tape.h"

#include <string>
#include <string_view>
#include <vector>

namespace leadline::lab
{

/// What a decision is about: the first market of its group.
[[nodiscard]] const core::Instrument& subjectOf(const DecisionTape& tape, const MomentRow& moment);
/// "ETH/USDT-PERP", or the venue's symbol where nobody explained it.
[[nodiscard]] std::string subjectName(const core::Instrument& instrument);

struct Subject {
    std::string name;
    std::size_t decisions = 0;
};
/// In the order in which they come first.
[[nodiscard]] std::vector<Subject> subjectsOf(const DecisionTape& tape);
/// The decisions about it, in order; an empty name: all of them. In place of the tape's, they are a tape of that alone.
[[nodiscard]] std::vector<MomentRow> momentsAbout(
    const DecisionTape& tape, std::span<const MomentRow> moments, std::string_view name);

} // namespace leadline::lab
