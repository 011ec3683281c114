// SPDX-License-Identifier: MIT
/// Compares the book we build with the best prices the venue itself publishes.
#pragma once

#include "engine/book/rules.h"
#include "engine/core/events.h"
#include "engine/core/ring.h"

#include <cstdint>

namespace leadline::book
{

class TouchReferee
{
public:
    explicit TouchReferee(RefereeRule rule)
        : m_rule(rule)
    {
    }

    /// The book's touch after the update that ended with `finalId`.
    void bookIs(std::uint64_t finalId, const core::Level& bid, const core::Level& ask);
    /// The venue's own word; it may come before or after the update it belongs to.
    void venueSays(const core::TopOfBook& top);
    /// The stream or the book started anew.
    void restart();

    [[nodiscard]] std::uint64_t checked() const { return m_checked; }
    [[nodiscard]] std::uint64_t equal() const { return m_equal; }
    /// Comparisons that failed since the last one that held.
    [[nodiscard]] int failuresInARow() const { return m_failuresInARow; }
    void resetCounters() { m_checked = m_equal = 0; }

private:
    struct Touch {
        std::uint64_t id = 0;
        core::Level bid;
        core::Level ask;
    };

    void compare(const Touch& book, const Touch& venue);
    void compareEveryChange();
    void compareSameId();

    RefereeRule m_rule;
    core::Ring<Touch> m_books;
    core::Ring<Touch> m_tops;
    std::uint64_t m_checked = 0;
    std::uint64_t m_equal = 0;
    int m_failuresInARow = 0;
};

} // namespace leadline::book
