// SPDX-License-Identifier: MIT
/// How a book was kept.
#pragma once

#include <cstdint>

namespace leadline::book
{

struct BookCounters {
    std::uint64_t updates = 0; ///< diffs and frames applied
    std::uint64_t gaps = 0; ///< times an update was missing or contradicted
    std::uint64_t resyncs = 0; ///< times a book was rebuilt from a snapshot after it had been in sync
    std::uint64_t ignored = 0; ///< updates older than the book, or of a book not yet begun
    std::uint64_t checksumsVerified = 0;
    std::uint64_t checksumsFailed = 0; ///< each cost the book, until the next snapshot
    std::uint64_t checksumsNotJudged = 0; ///< of numbers that were written anew, without the venue's zeros
    std::uint64_t levelsSetAside = 0; ///< levels too large or too fine to be held; the book went on without them

    BookCounters& operator+=(const BookCounters& other);
};

} // namespace leadline::book
