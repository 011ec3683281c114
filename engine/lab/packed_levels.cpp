// SPDX-License-Identifier: MIT
/// Levels as a few bytes each: prices as steps from the level before, sizes as lots.
#include "engine/lab/decision_tape.h"

#include <algorithm>
#include <optional>

namespace leadline::lab
{

namespace
{

enum Form : std::uint8_t { OnTicks = 1, OnLots = 2, LargeSizes = 4 };
constexpr int formBits = 3;

// Seven bits a byte: 63 of 64, and 126 of 128.
constexpr std::size_t narrowBytes = 9;
constexpr std::size_t wideBytes = 18;

/// Of a number that is not negative: seven bits a byte, the lowest first.
void pack(core::Int128 value, std::vector<std::uint8_t>& to)
{
    for (; value >= 0x80; value >>= 7) {
        to.push_back(static_cast<std::uint8_t>(value | 0x80));
    }
    to.push_back(static_cast<std::uint8_t>(value));
}

/// Nearly every number is one of a few bytes, and fits 64 bits.
template <class Number> Number unpack(const std::uint8_t*& from)
{
    Number value = 0;
    for (int shift = 0;; shift += 7) {
        const std::uint8_t byte = *from++;
        value |= static_cast<Number>(byte & 0x7F) << shift;
        if (byte < 0x80) {
            return value;
        }
    }
}

core::Int128 product(core::Int128 a, core::Int128 b)
{
    core::Int128 wrapped = 0; // should somebody else have written the file
    static_cast<void>(__builtin_mul_overflow(a, b, &wrapped));
    return wrapped;
}

/// Steps over a number of at most `mostBytes`; its value where it is a narrow one.
std::optional<std::uint64_t> passOver(std::span<const std::uint8_t>& from, std::size_t mostBytes)
{
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < std::min(mostBytes, from.size()); ++i) {
        value |= i < narrowBytes ? static_cast<std::uint64_t>(from[i] & 0x7F) << (7 * i) : 0;
        if (from[i] < 0x80) {
            from = from.subspan(i + 1);
            return value;
        }
    }
    return std::nullopt;
}

bool passOverSide(std::span<const std::uint8_t>& from)
{
    const auto head = passOver(from, narrowBytes);
    if (!head || *head >> formBits > from.size()) {
        return false;
    }
    const std::size_t sizeBytes = (*head & LargeSizes) != 0 ? wideBytes : narrowBytes;
    for (std::uint64_t i = 0; i < *head >> formBits; ++i) {
        if (!passOver(from, narrowBytes) || !passOver(from, sizeBytes)) {
            return false;
        }
    }
    return passOver(from, 1).has_value();
}

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
    const std::uint64_t head = unpack<std::uint64_t>(from);
    const auto count = static_cast<std::size_t>(head >> formBits);
    const std::int64_t tick = (head & OnTicks) != 0 ? instrument.tick.raw() : 1;
    const core::Int128 unit = (head & OnLots) != 0 ? instrument.lot.raw() : 1;
    std::uint64_t price = 0; // which wraps, should somebody else have written the file
    for (std::size_t i = 0; i < count; ++i) {
        price += unpack<std::uint64_t>(from) * static_cast<std::uint64_t>(tick);
        const core::Int128 lots =
            (head & LargeSizes) != 0 ? unpack<core::Int128>(from) : core::Int128{unpack<std::uint64_t>(from)};
        to.push_back(
            {core::Price::fromRaw(static_cast<std::int64_t>(price)), core::Quantity::fromRaw(product(lots, unit))});
    }
    if (*from++ != 0) {
        for (std::size_t i = 1; i < count; ++i) {
            to[i].price = to[0].price - (to[i].price - to[0].price);
        }
    }
    return from;
}

bool holdsSides(std::span<const std::uint8_t> pool, std::uint64_t begin, int sides)
{
    if (begin > pool.size()) {
        return false;
    }
    std::span<const std::uint8_t> left = pool.subspan(begin);
    for (int i = 0; i < sides; ++i) {
        if (!passOverSide(left)) {
            return false;
        }
    }
    return true;
}

} // namespace leadline::lab
