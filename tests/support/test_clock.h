// SPDX-License-Identifier: MIT
/// A clock that tests drive, readable from every thread.
#pragma once

#include "engine/core/time.h"

#include <QTest>

#include <atomic>

namespace leadline::tests
{

class TestClock final : public core::Clock
{
public:
    [[nodiscard]] core::Timestamp now() const override { return core::fromNanoseconds(m_now.load()); }
    [[nodiscard]] core::Duration steady() const override { return core::Duration(m_now.load()); }
    void advance(core::Duration step) { m_now += step.count(); }

private:
    std::atomic<std::int64_t> m_now{1'723'161'256'000'000'000};
};

/// Lets events run and the clock go on, `step` a turn, until the condition holds; false when it did not within `turns`.
/// A turn gives sockets a millisecond of real time; everything that decides goes by the clock.
template <class Condition>
bool runUntil(
    TestClock& clock, Condition condition, core::Duration step = std::chrono::milliseconds(5), int turns = 8000)
{
    for (int i = 0; i < turns; ++i) {
        if (condition()) {
            return true;
        }
        clock.advance(step);
        QTest::qWait(1);
    }
    return condition();
}

} // namespace leadline::tests
