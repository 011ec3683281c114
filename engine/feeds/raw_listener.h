// SPDX-License-Identifier: MIT
/// Who hears what a venue sends as it came, before anything is made of it.
#pragma once

#include "engine/core/names.h"
#include "engine/core/time.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace leadline::feeds
{

/// One text of a venue.
struct RawText {
    enum class What : std::uint8_t {
        Stream, ///< a message of a socket
        Book, ///< the answer to a question for a book
        Description, ///< of instruments, asked for or from the stream
        Private, ///< a message of our account, without the secrets that we sent
    };

    core::VenueId venue;
    core::Timestamp receiveTime;
    What what = What::Stream;
    /// Those it is about, as the venue sends them and as far as they are watched. A text that names none, such as the
    /// answer to a subscription or a sign of life, is about everything that its connection carries.
    std::span<const core::Symbol> symbols;
    std::string_view text; ///< valid during the call
};

/// What texts of an account are about, in place of a symbol.
inline constexpr core::Symbol privateStream{"private"};

/// Called in the thread of the feed, which must not be kept waiting.
class RawListener
{
public:
    virtual ~RawListener() = default;
    virtual void heard(const RawText& text) = 0;
};

} // namespace leadline::feeds
