// SPDX-License-Identifier: MIT
/// Whole numbers as files and wires hold them.
#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <cstring>

namespace leadline::core
{

enum class ByteOrder : std::uint8_t {
    Little, ///< lowest byte first
    Big, ///< highest byte first, as networks send
};

/// The number that stands at `from`, which need not be aligned.
template <std::integral Number> [[nodiscard]] Number readNumber(const char* from, ByteOrder order)
{
    Number number{};
    std::memcpy(&number, from, sizeof(number));
    const bool isNative = (order == ByteOrder::Little) == (std::endian::native == std::endian::little);
    return isNative ? number : std::byteswap(number);
}

} // namespace leadline::core
