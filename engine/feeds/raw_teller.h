// SPDX-License-Identifier: MIT
/// What a feed tells of its texts before anything is made of them, to whoever listens.
#pragma once

#include "engine/feeds/raw_listener.h"

#include <vector>

namespace leadline::feeds
{

/// Collects what the text at hand is about while it is decoded. Symbols are those that the venue sends. Thread: the
/// feed's.
class RawTeller
{
public:
    /// Null: nobody, from now on.
    void listen(RawListener* listener) { m_listener = listener; }
    /// Without a listener nothing needs to be collected.
    [[nodiscard]] bool isHeard() const { return m_listener != nullptr; }

    /// The text is about that symbol, among others.
    void name(core::Symbol symbol, bool isWatched);
    /// The text describes instruments.
    void describe() { m_describes = true; }
    [[nodiscard]] bool namesAny() const { return m_namesAny; }
    /// Hands the text on, and forgets what was collected of it.
    void tell(const RawText& text);

private:
    RawListener* m_listener = nullptr;
    std::vector<core::Symbol> m_symbols; ///< named and watched
    bool m_namesAny = false; ///< watched or not
    bool m_describes = false;
};

} // namespace leadline::feeds
