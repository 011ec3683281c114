// SPDX-License-Identifier: MIT
/// A parser of JSON whose memory is of no meaning between messages.
#pragma once

#include <simdjson.h>

namespace leadline::venues
{

/// A copy has memory of its own, and nothing in it.
struct ScratchParser : simdjson::ondemand::parser {
    ScratchParser() = default;
    ScratchParser(const ScratchParser& /*other*/)
        : simdjson::ondemand::parser()
    {
    }
    ScratchParser& operator=(const ScratchParser&) = delete;
    ~ScratchParser() = default;
};

} // namespace leadline::venues
