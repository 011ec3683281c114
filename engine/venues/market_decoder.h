// SPDX-License-Identifier: MIT
/// What turns a venue's raw messages into events.
#pragma once

#include "engine/core/events.h"
#include "engine/core/result.h"

#include <expected>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace leadline::venues
{

/// Decodes one venue's market data. One instance per connection or recording; not shared between threads.
class MarketDecoder
{
public:
    /// Bytes that must be readable behind every message.
    static constexpr std::size_t padding = 64;

    virtual ~MarketDecoder() = default;
    /// Another one that goes on as this one would; null while events wait that look into the message they came in.
    [[nodiscard]] virtual std::unique_ptr<MarketDecoder> copy() const = 0;

    /// Decodes `json` (followed by `padding` readable bytes; a venue that sends packets has theirs) into `message`; a
    /// message that cannot be used leaves a defect that names the field, and nothing in `message` that may be applied.
    /// Where one event among others is broken, next() has the others.
    [[nodiscard]] virtual std::expected<void, core::Defect> decode(
        std::string_view json, core::MarketMessage& message) = 0;
    /// The next event of the same message, into the same object: venues send several trades or books at once. Asked for
    /// after a defect too.
    [[nodiscard]] virtual bool next(core::MarketMessage& /*message*/) { return false; }
    /// The connection was made anew: its numbering starts again.
    virtual void restart() { }
    /// The symbol of messages that do not name one (REST snapshots of a single instrument).
    virtual void setDefaultSymbol(core::Symbol symbol) = 0;
    /// Of thousands of symbols only these are wanted; none: all. A decoder may still give the others.
    virtual void setWanted(std::span<const core::Symbol> /*symbols*/) { }

    [[nodiscard]] virtual core::VenueId venue() const = 0;

protected:
    MarketDecoder() = default;
    MarketDecoder(const MarketDecoder&) = default;
    MarketDecoder& operator=(const MarketDecoder&) = default;
};

} // namespace leadline::venues
