// SPDX-License-Identifier: MIT
/// The rules by which venues keep their clients' books true; every venue names one of each.
#pragma once

#include "engine/book/checksum_book.h"

#include <cstdint>

namespace leadline::book
{

/// How a venue numbers its book updates, which is how a lost one is noticed.
enum class SequenceRule : std::uint8_t {
    BinanceFutures, ///< each diff names the final id of the one before it (`pu`)
    BinanceSpot, ///< each diff starts one after the one before it ended
    Stamped, ///< updates carry a stamp and no id: those younger than the snapshot follow it, a loss shows nowhere
    Unnumbered, ///< the snapshot comes in the stream; updates carry no ids: a checksum or the connection tells
    Chained, ///< the snapshot comes in the stream; an update that has an id names the id of the one before it
};

/// The book begins by a snapshot in the stream, and by no request.
[[nodiscard]] constexpr bool beginsInStream(SequenceRule rule)
{
    return rule == SequenceRule::Unnumbered || rule == SequenceRule::Chained;
}

/// How a venue's best-price stream relates to its diffs.
enum class RefereeRule : std::uint8_t {
    EveryChange, ///< one message per change of the touch: the newest with an id up to the diff's tells the touch
    SameId, ///< conflated: only a message with exactly the diff's id can be compared
    None, ///< the venue's best prices carry no id of the book
};

struct BookRules {
    SequenceRule sequence = SequenceRule::BinanceFutures;
    RefereeRule referee = RefereeRule::EveryChange;
    ChecksumForm checksum = ChecksumForm::None;
};

} // namespace leadline::book
