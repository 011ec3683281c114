// SPDX-License-Identifier: MIT
/// Item roles that every model of ours shares.
#pragma once

#include <Qt>

namespace leadline::models
{

enum Role : int {
    UnitsRole = Qt::UserRole + 1, ///< the exact or numeric value behind the text: sorting, colouring, tests
    SideRole, ///< int of core::Side, where a row has one
    ToneRole, ///< int of Tone: how a cell wants to be looked at
    ChoicesRole, ///< QStringList of a text setting's choices
    BarRole, ///< double, 0 to 1: how much of its cell a bar fills
    MarkRole, ///< double, 0 to 1: where a mark stands in it, if there is one
    ScaleRole, ///< double: what a full bar stands for, in units of UnitsRole
};

/// Qt::TextAlignmentRole of a cell: numbers stand on the right.
[[nodiscard]] constexpr int alignmentOf(bool isNumber)
{
    return static_cast<int>((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}

/// What a cell means, for delegates that choose colours.
enum class Tone : int { Plain, Good, Warning, Bad, Faint };

} // namespace leadline::models
