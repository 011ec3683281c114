// SPDX-License-Identifier: MIT
/// Levels as a few bytes each: prices as steps from the level before, sizes as lots.
#include "engine/lab/decision_tape.h"

#include <algorithm>

namespace leadline::lab
{

namespace
{

/// Of a number that is not negative: seven bits a byte, the lowest first.
void pack(core::Int128 value, std::vector<std::uint8_t>& to)
{
    for (; value >= 0x80; value >>= 7) {
        to.push_back(static_cast<std::uint8_t>(value | 0x80));
    }
    to.push_back(static_cast<std::uint8_t>(value));
}

/// Nearly every number is one of a few bytes.
std::uint64_t unpackNarrow(const std::uint8_t*& from)
{
    std::uint64_t value = 0;
    for (int shift = 0;; shift += 7) {
        const std::uint8_t byte = *from++;
        value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
        if (byte < 0x80) {
            return value;
        }
    }
}

core::Int128 unpackWide(const std::uint8_t*& from)
{
    core::Int128 value = 0;
    for (int shift = 0;; shift += 7) {
        const std::uint8_t byte = *from++;
        value |= static_cast<core::Int128>(byte & 0x7F) << shift;
        if (byte < 0x80) {
            return value;
        }
    }
}

enum Form : std::uint8_t { OnTicks = 1, OnLots = 2, LargeSizes = 4 };
constexpr int formBits = 3;

} // namespace

void packLevels(std::span<const core::Level> levels, const core::Instrument& instrument, std::vector<std::uint8_t>& to)
{
    const std::int64_t tick = instrument.tick.raw();
    const core::Int128 lot = instrument.lot.raw();
    const bool onTicks =
        tick > 0 && std::ranges::all_of(levels, [tick](const core::Level& l) { return l.price.raw() % tick == 0; });
    const bool onLots =
        lot > 0 && std::ranges::all_of(levels, [lot](const core::Level& l) { return l.size.raw() % lot == 0; });
    const core::Int128 unit = onLots ? lot : 1;
    const bool isLarge = std::ranges::any_of(
        levels, [unit](const core::Level& l) { return l.size.raw() / unit > core::Int128{INT64_MAX}; });
    pack(core::Int128{levels.size()} << formBits
            | static_cast<core::Int128>((onTicks ? OnTicks : 0) | (onLots ? OnLots : 0) | (isLarge ? LargeSizes : 0)),
        to);
    // Prices of a side go one way, so that a step has no sign; the first one is its own.
    std::int64_t before = 0;
    for (const core::Level& level : levels) {
        const std::int64_t step = level.price.raw() > before ? level.price.raw() - before : before - level.price.raw();
        pack(static_cast<core::Int128>(step / (onTicks ? tick : 1)), to);
        pack(static_cast<core::Int128>(level.size.raw() / unit), to);
        before = level.price.raw();
    }
    // Which way: of a single level nobody asks.
    to.push_back(levels.size() > 1 && levels[1].price < levels[0].price ? 1 : 0);
}

const std::uint8_t* unpackLevels(
    const std::uint8_t* from, const core::Instrument& instrument, std::vector<core::Level>& to)
{
    to.clear();
    const std::uint64_t head = unpackNarrow(from);
    const auto count = static_cast<std::size_t>(head >> formBits);
    const std::int64_t tick = (head & OnTicks) != 0 ? instrument.tick.raw() : 1;
    const core::Int128 unit = (head & OnLots) != 0 ? instrument.lot.raw() : 1;
    std::int64_t price = 0;
    for (std::size_t i = 0; i < count; ++i) {
        price += static_cast<std::int64_t>(unpackNarrow(from)) * tick;
        const core::Int128 lots = (head & LargeSizes) != 0 ? unpackWide(from) : core::Int128{unpackNarrow(from)};
        to.push_back({core::Price::fromRaw(price), core::Quantity::fromRaw(lots * unit)});
    }
    if (*from++ != 0) {
        for (std::size_t i = 1; i < count; ++i) {
            to[i].price = to[0].price - (to[i].price - to[0].price);
        }
    }
    return from;
}

} // namespace leadline::lab
